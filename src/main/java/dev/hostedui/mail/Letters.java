package dev.hostedui.mail;

import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.member.Invitation;
import dev.hostedui.identity.passkey.Notice;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Templates;
import gg.jte.output.StringOutput;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Writes the letters of the product. */
public final class Letters implements Invitation.Sender, Notice.Sender {

  private final LetterBox box;
  private final Environments environments;
  private final Templates templates;
  private final String baseUrl;

  public Letters(LetterBox box, Environments environments, Templates templates, URI baseUrl) {
    this.box = box;
    this.environments = environments;
    this.templates = templates;
    this.baseUrl = baseUrl.toString().replaceAll("/+$", "");
  }

  /**
   * Writes a code and a link to sign in, or to sign up.
   *
   * @param known whether there is an account; only the words differ
   * @param send see {@link LetterBox#queue}
   */
  public void signIn(
      Handle tx,
      EmailAddress email,
      String code,
      String linkToken,
      Instant until,
      boolean known,
      boolean send) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var span = Ago.span(environment.codeLifetime());
    queue(
        tx,
        environment,
        email,
        new Letter(
            app + ": Your verification code is " + code,
            known ? "Sign in to " + app : "Create your " + app + " account",
            List.of("Enter this code on the page you came from, or use the link below."),
            code,
            known ? "Sign in to " + app : "Continue to " + app,
            baseUrl + "/login/link/" + linkToken,
            notes(
                environment,
                "The code and the link work once and end in " + span + ".",
                "If you did not ask for this mail, you can ignore it: nobody gets in without it.")),
        until,
        send);
  }

  @Override
  public void send(Handle tx, Invitation invitation, String token) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var organization = invitation.organization().displayName();
    var inviter = invitation.inviterEmail();
    queue(
        tx,
        environment,
        invitation.user().email(),
        new Letter(
            "You are invited to " + organization + " on " + app,
            "Join " + organization + " on " + app,
            List.of(
                (inviter == null ? "You have been invited" : inviter + " has invited you")
                    + " to the "
                    + environment.organizationWord().toLowerCase(java.util.Locale.ROOT)
                    + " "
                    + organization
                    + " on "
                    + app
                    + "."),
            null,
            "Accept Invitation",
            baseUrl + "/login/invitation/" + token,
            notes(
                environment,
                "The invitation is valid until "
                    + Ago.exact(invitation.expiresAt())
                    + " and works once.",
                "If you did not expect it, you can ignore this mail.")),
        invitation.expiresAt(),
        true);
  }

  @Override
  public void send(Handle tx, Notice notice, String token) {
    var environment = environments.current();
    var app = environment.branding().appName();
    var what = notice.added() ? "added to" : "deleted from";
    var agent = notice.device().userAgent();
    var browser = agent.browser().isEmpty() ? "an unknown browser" : agent.browser();
    var place =
        Stream.of(notice.device().place().city(), notice.device().place().country())
            .filter(part -> part != null && !part.isEmpty())
            .collect(Collectors.joining(", "));
    queue(
        tx,
        environment,
        notice.user().email(),
        new Letter(
            app + ": A passkey was " + what + " your account",
            "A passkey was " + what + " your account",
            List.of(
                "The passkey “"
                    + notice.passkey()
                    + "” was "
                    + what
                    + " your "
                    + app
                    + " account on "
                    + Ago.exact(notice.at())
                    + ".",
                "It was done with "
                    + browser
                    + (agent.os().isEmpty() ? "" : " on " + agent.os())
                    + ", "
                    + (place.isEmpty() ? "at an unknown location" : "in " + place)
                    + " (IP address "
                    + notice.device().ip()
                    + ").",
                "If that was you, there is nothing to do. If it was not, use the link below: it signs"
                    + " your account out everywhere"
                    + (notice.added() ? " and deletes the passkey." : ".")),
            null,
            "This wasn’t me",
            baseUrl + "/login/not-me/" + token,
            notes(environment, "The link works once, until " + Ago.exact(notice.until()) + ".")),
        notice.until(),
        true);
  }

  private static List<String> notes(Environment environment, String... notes) {
    var all = new ArrayList<>(List.of(notes));
    if (environment.supportEmail() != null)
      all.add("Questions? Write to " + environment.supportEmail() + ".");
    return all;
  }

  private void queue(
      Handle tx,
      Environment environment,
      EmailAddress email,
      Letter letter,
      Instant until,
      boolean send) {
    var colors = Brand.buttonColors(environment.branding());
    var html = new StringOutput();
    templates.draw(
        new LetterPage(
            environment.branding().appName(),
            colors.background(),
            colors.text(),
            letter.subject(),
            letter.heading(),
            letter.paragraphs(),
            letter.code(),
            letter.buttonLabel(),
            letter.link(),
            letter.notes()),
        html);
    box.queue(
        tx,
        email.value(),
        new LetterBox.Mail(
            letter.subject(), letter.text(environment.branding().appName()), html.toString()),
        until,
        send);
  }
}
