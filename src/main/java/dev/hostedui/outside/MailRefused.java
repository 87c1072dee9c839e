package dev.hostedui.outside;

import jakarta.mail.MessagingException;

/**
 * The server does not take this mail and never will (a 5xx reply, RFC 5321 §4.2.1): sending it
 * again would only be a nuisance. The message is what the server said.
 */
public final class MailRefused extends MessagingException {

  private static final long serialVersionUID = 1L;

  public MailRefused(String said, Exception cause) {
    super(said, cause);
  }
}
