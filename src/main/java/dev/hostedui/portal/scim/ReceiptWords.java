package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.DirectoryReceipt;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** What ended when a directory deactivated or removed somebody, in words. */
final class ReceiptWords {
  /** So many sessions are told apart. */
  private static final int NAMED = 5;

  private ReceiptWords() {}

  /** What a sentence goes on with that says that something ended; empty when nothing did. */
  static String ended(DirectoryReceipt receipt) {
    var ended = receipt.ended();
    var parts = new ArrayList<String>();
    if (!ended.roles().isEmpty()) parts.add("the role " + String.join(", ", ended.roles()));
    else if (ended.membership()) parts.add("the membership");
    if (!ended.sessions().isEmpty())
      parts.add(
          count(ended.sessions().size(), "session")
              + ended.sessions().stream()
                  .limit(NAMED)
                  .map(ReceiptWords::device)
                  .collect(
                      Collectors.joining(
                          ", ", " (", ended.sessions().size() > NAMED ? ", …)" : ")")));
    if (!ended.tokens().isEmpty())
      parts.add(
          "the access of "
              + ended.tokens().stream()
                  .map(DirectoryReceipt.EndedToken::application)
                  .distinct()
                  .collect(Collectors.joining(", ")));
    if (ended.apiTokens() > 0)
      parts.add(count(ended.apiTokens(), "API token") + " while they are out");
    return String.join("; ", parts);
  }

  /** On which device a session was, as far as that was known. */
  private static String device(DirectoryReceipt.EndedSession session) {
    var browser = session.browser().isEmpty() ? "unknown browser" : session.browser();
    return browser
        + (session.os().isEmpty() ? "" : " on " + session.os())
        + (session.ip().isEmpty() ? "" : " at " + session.ip());
  }

  private static String count(int number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
