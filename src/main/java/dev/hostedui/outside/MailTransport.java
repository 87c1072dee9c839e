package dev.hostedui.outside;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

/** The last step of a mail. */
public interface MailTransport {

  /**
   * Hands a finished message over, or throws; then it may be tried again later, unless that is a
   * {@link MailRefused}.
   */
  void send(MimeMessage message) throws MessagingException;
}
