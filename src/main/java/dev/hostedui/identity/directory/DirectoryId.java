package dev.hostedui.identity.directory;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a directory. */
public record DirectoryId(String value) implements Id {
  public static final String PREFIX = "dir_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<DirectoryId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new DirectoryId(text)) : Optional.empty();
  }
}
