package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryReceipt;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.web.Ago;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    if (!ended.sessions().isEmpty()) parts.add(sessions(ended.sessions()));
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

  /** How soon it was after the call arrived, or the sync of a directory that is read began. */
  static String took(DirectoryReceipt receipt, Directory directory) {
    return receipt.took().toMillis()
        + (directory.type() == DirectoryType.POLL
            ? " ms after the sync began"
            : " ms after the call arrived");
  }

  private static String sessions(List<DirectoryReceipt.EndedSession> all) {
    var end = all.size() > NAMED ? "; …)" : ")";
    return count(all.size(), "session")
        + all.stream()
            .limit(NAMED)
            .map(ReceiptWords::device)
            .collect(Collectors.joining("; ", " (", end));
  }

  /** On which device a session was, and when it was last used, as far as that is known. */
  private static String device(DirectoryReceipt.EndedSession session) {
    var browser = session.browser().isEmpty() ? "unknown browser" : session.browser();
    var active = session.lastActiveAt();
    return browser
        + (session.os().isEmpty() ? "" : " on " + session.os())
        + (session.ip().isEmpty() ? "" : " at " + session.ip())
        + (active == null ? "" : ", last active " + Ago.exact(Instant.ofEpochMilli(active)));
  }

  private static String count(int number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
