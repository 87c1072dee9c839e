package dev.hostedui.outside;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

/** The last step of a mail. */
public interface MailTransport {

  /** Hands a finished message over, or throws; then it may be tried again later. */
  void send(MimeMessage message) throws MessagingException;
}
