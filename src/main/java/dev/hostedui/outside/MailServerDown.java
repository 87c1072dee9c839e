package dev.hostedui.outside;

import jakarta.mail.MessagingException;

/**
 * The mail server takes no mail at all at the moment: it cannot be reached, is not the one it
 * should be, does not let this program in, or says that it is not available (421, RFC 5321 §3.8).
 * It is not about one mail or one mailbox. The message is what the server said.
 *
 * <p>What goes wrong with the text of a mail is none of it, whatever the server says: a letter to
 * nobody has no text, and people would see by the difference who has an account.
 */
public final class MailServerDown extends MessagingException {

  private static final long serialVersionUID = 1L;

  public MailServerDown(String said, Exception cause) {
    super(said, cause);
  }
}
