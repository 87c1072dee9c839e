package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.DirectoryReceipt;
import java.util.ArrayList;
import java.util.stream.Collectors;

/** What ended when a directory deactivated or removed somebody, in words. */
final class ReceiptWords {
  private ReceiptWords() {}

  /** What a sentence goes on with that says that something ended; empty when nothing did. */
  static String ended(DirectoryReceipt receipt) {
    var ended = receipt.ended();
    var parts = new ArrayList<String>();
    if (!ended.roles().isEmpty()) parts.add("the role " + String.join(", ", ended.roles()));
    else if (ended.membership()) parts.add("the membership");
    if (!ended.sessions().isEmpty()) parts.add(count(ended.sessions().size(), "session"));
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

  private static String count(int number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
