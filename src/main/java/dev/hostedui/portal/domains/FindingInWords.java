package dev.hostedui.portal.domains;

import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.Finding;
import dev.hostedui.web.Ago;
import java.time.Duration;

/**
 * A finding for somebody who can change the DNS.
 *
 * @param seen what was seen
 * @param todo what to do about it; empty when there is nothing to do
 */
public record FindingInWords(String seen, String todo) {

  private static final String COPY_AGAIN =
      "Empty the value in your DNS panel, copy it above and paste it again.";

  static FindingInWords of(Finding finding, Challenge challenge, String host) {
    var domain = challenge.domain().displayed();
    return switch (finding.code()) {
      case ALIAS -> alias(finding, challenge);
      case DOUBLED_NAME ->
          words(
              "The record is at " + finding.argument(0) + ".",
              "Your DNS panel adds the domain by itself: enter "
                  + host
                  + " as the name"
                  + (host.equals("@") ? ", or leave it empty." : "."));
      case LITERAL_AT ->
          words(
              "The record is at " + finding.argument(0) + ": your DNS panel takes the @ literally.",
              host.equals("@") ? "Leave the name empty." : "Enter " + host + " as the name.");
      case AT_PARENT ->
          words(
              "The record is at " + finding.argument(0) + ", which is another domain.",
              "Enter " + host + " as the name.");
      case WHOLE_ROW ->
          words(
              "The whole row of the table is in the value.",
              "Paste only the value, and choose the type and the name in their own fields.");
      case MORE_THAN_VALUE ->
          words(
              "There is more than the value in the record: " + finding.argument(0),
              "Leave nothing but the value. Other texts belong into records of their own.");
      case BEGINNING_MISSING ->
          words(
              "The right code is there, but the beginning “"
                  + finding.argument(0)
                  + "” is missing.",
              "Paste the whole value.");
      case END_MISSING ->
          words(
              "The beginning of the value is there, but the end “"
                  + finding.argument(0)
                  + "” is missing.",
              "Paste the whole value.");
      case QUOTES_WITHIN ->
          words(
              "There are quotation marks inside the value.",
              "Remove them. Your DNS panel adds those that DNS needs.");
      case INVISIBLE_WITHIN ->
          words(
              "There is a character inside the value that no screen shows ("
                  + finding.argument(0)
                  + ").",
              COPY_AGAIN);
      case BLANKS_WITHIN -> words("There is a blank or a line break inside the value.", COPY_AGAIN);
      case BACKSLASHES ->
          words(
              "There are backslashes inside the value.",
              "Remove them: nothing in it has to be escaped.");
      case DASHES ->
          words(
              "A hyphen of the value has become another dash that looks like it ("
                  + finding.argument(0)
                  + ").",
              COPY_AGAIN);
      case CAPITALS -> words("Capital and small letters of the value were changed.", COPY_AGAIN);
      case ALTERED -> words("The value is not quite the one above.", COPY_AGAIN);
      case OLD_VALUE ->
          words(
              "There is a value of an earlier attempt, or of somebody else ("
                  + finding.argument(0)
                  + ").",
              "Publish the new value. The old one no longer counts here.");
      case TOO_FEW_SERVERS ->
          words(
              finding.argument(0)
                  + " of the "
                  + finding.argument(1)
                  + " name servers of the domain have the record.",
              "Wait until your DNS provider has brought it to the others.");
      case SERVER_BEHIND -> behind(finding);
      case OTHERS_ONLY ->
          words(
              finding.argument(0).equals("1")
                  ? "There is one TXT record at " + domain + ", and it is another one."
                  : "There are "
                      + finding.argument(0)
                      + " TXT records at "
                      + domain
                      + ", and none is this one.",
              "Add it beside what is there: a name can have many TXT records. If you have just done"
                  + " so, it will be visible in a few minutes.");
      case NOTHING ->
          words(
              "There is no TXT record at " + domain + ".",
              "If you have just added it, it will be visible in a few minutes. If not, look whether"
                  + " it was saved, and whether the name servers below are those of your panel.");
      case NO_SUCH_DOMAIN ->
          words(
              "There is no domain " + challenge.domain().registered().displayed() + " in the DNS.",
              "Look at how it is spelled. One that was just registered appears within a day.");
      case REMEMBERED ->
          words(
              "Your name servers have the record. Our resolver remembers something older for "
                  + Ago.span(Duration.ofSeconds(Long.parseLong(finding.argument(0))))
                  + ", so we asked your name servers directly.",
              "");
      case RESOLVER_FAILED ->
          words(
              "Our resolver got no usable answer about " + domain + ".",
              "Usually its name servers cannot be reached then, or its DNSSEC signatures are wrong."
                  + " Where very many TXT records are there, they have to answer over TCP as well,"
                  + " which a firewall may block. Your DNS provider can tell.");
      case SERVERS_SILENT ->
          words(
              "No usable answer came from " + finding.argument(0) + ".",
              "If this lasts, tell your DNS provider.");
      case SERVERS_NOT_PUBLIC ->
          words(
              finding.argument(0) + " is not on the public internet, so it was not asked.",
              "Name servers of a domain have to be reachable for everybody.");
      case QUOTES_AROUND ->
          words("Quotation marks are part of the value. It counts all the same.", "");
      case INVISIBLE_AROUND ->
          words(
              "There is an invisible character at an end of the value ("
                  + finding.argument(0)
                  + "). It counts all the same.",
              "");
    };
  }

  private static FindingInWords alias(Finding finding, Challenge challenge) {
    var name = finding.argument(0);
    var atKey = name.equalsIgnoreCase(challenge.keyName());
    return words(
        name
            + " is an alias (CNAME) of "
            + finding.argument(1)
            + ". A TXT record cannot stand beside an alias"
            + (finding.argument(2).isEmpty()
                ? "."
                : ", and the one that was found belongs to the target, so it does not count."),
        atKey
            ? "Remove the alias, or publish the record at " + challenge.domain().displayed() + "."
            : "Publish the record at "
                + challenge.keyName()
                + " instead: there it counts as well.");
  }

  private static FindingInWords behind(Finding finding) {
    var known = !finding.argument(1).isEmpty() && !finding.argument(3).isEmpty();
    return words(
        finding.argument(0)
            + (known
                ? " still serves serial "
                    + finding.argument(1)
                    + " ("
                    + finding.argument(2)
                    + ": "
                    + finding.argument(3)
                    + ")."
                : " does not have the record that " + finding.argument(2) + " has."),
        "It should follow within minutes. If it does not, tell your DNS provider.");
  }

  private static FindingInWords words(String seen, String todo) {
    return new FindingInWords(seen, todo);
  }
}
