package dev.hostedui.outside;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

/** Takes a finished message to a mail server, or to what stands in for one. */
public interface MailTransport {

  /**
   * Hands a finished message over, or throws; then it may be tried again later, unless that is a
   * {@link MailRefused}. It is a {@link MailServerDown} when no other mail would get through, as
   * far as {@link #probe} would find that out.
   */
  void send(MimeMessage message) throws MessagingException;

  /**
   * Finds out whether mail would be taken, without sending any: throws what {@link #send} would
   * throw before it has come to the text of the mail.
   *
   * @param sender the address that it would be from
   * @param recipient to whom it would be
   */
  default void probe(String sender, String recipient) throws MessagingException {}
}
