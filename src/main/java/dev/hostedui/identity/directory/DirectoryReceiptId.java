package dev.hostedui.identity.directory;

import dev.hostedui.identity.Id;

/** Names a receipt. */
public record DirectoryReceiptId(String value) implements Id {
  public static final String PREFIX = "rcpt_";
}
