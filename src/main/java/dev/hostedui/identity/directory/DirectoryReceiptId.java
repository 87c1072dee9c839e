package dev.hostedui.identity.directory;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a receipt. */
public record DirectoryReceiptId(String value) implements Id {
  public static final String PREFIX = "rcpt_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<DirectoryReceiptId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new DirectoryReceiptId(text)) : Optional.empty();
  }
}
