package dev.hostedui.customer.idp.saml;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What all messages of SAML begin with (SAML Core §3.2). */
final class Messages {
  private Messages() {}

  /**
   * The beginning of a message, with its issuer.
   *
   * @param inResponseTo the id of the message that this answers, or empty
   */
  static String head(
      String name, String id, Instant at, String destination, String inResponseTo, String issuer) {
    return """
        <samlp:%s xmlns:samlp="%s" ID="%s" Version="2.0" IssueInstant="%s" Destination="%s"%s>\
        <saml:Issuer xmlns:saml="%s">%s</saml:Issuer>"""
        .formatted(
            name,
            Xml.PROTOCOL,
            id,
            time(at),
            Xml.escape(destination),
            answers(inResponseTo),
            Xml.ASSERTION,
            Xml.escape(issuer));
  }

  /** The attribute that says what is answered; nothing when nothing was asked. */
  static String answers(String inResponseTo) {
    return inResponseTo.isEmpty() ? "" : " InResponseTo=\"" + Xml.escape(inResponseTo) + "\"";
  }

  /** A time as messages write it. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
