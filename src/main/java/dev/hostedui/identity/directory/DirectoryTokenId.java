package dev.hostedui.identity.directory;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a token of a directory. */
public record DirectoryTokenId(String value) implements Id {
  public static final String PREFIX = "sec_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<DirectoryTokenId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new DirectoryTokenId(text)) : Optional.empty();
  }
}
