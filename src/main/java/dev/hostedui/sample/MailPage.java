package dev.hostedui.sample;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;

/** The mail that was sent, newest first. */
public record MailPage(Look look, List<Mail> mails) implements View {

  /**
   * A mail, with the link in it made clickable.
   *
   * @param number where it can be seen as HTML
   * @param label what the mail calls its link
   */
  public record Mail(
      int number, String to, String subject, String sent, String text, String label, String link) {}
}
