package dev.hostedui.mail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says.
 *
 * @param code six digits shown large, or null
 * @param buttonLabel what the button says that opens the link
 * @param link where that leads, or null for a letter without a button
 * @param notes the small print
 */
record Letter(
    String subject,
    String heading,
    List<String> paragraphs,
    @Nullable String code,
    String buttonLabel,
    @Nullable String link,
    List<String> notes) {

  /** The same letter with one more line of small print. */
  Letter with(String note) {
    var more = new ArrayList<>(notes);
    more.add(note);
    return new Letter(subject, heading, paragraphs, code, buttonLabel, link, more);
  }

  /** The letter without any markup. */
  String text(String appName) {
    var text = new StringBuilder(heading).append("\n\n");
    for (var paragraph : paragraphs) text.append(paragraph).append("\n\n");
    if (code != null) text.append("    ").append(code).append("\n\n");
    if (link != null) text.append(buttonLabel).append(":\n").append(link).append("\n\n");
    for (var note : notes) text.append(note).append("\n");
    return text.append("\n-- \n").append(appName).append("\n").toString();
  }
}
