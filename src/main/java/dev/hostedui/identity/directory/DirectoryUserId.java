package dev.hostedui.identity.directory;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a user of a directory. */
public record DirectoryUserId(String value) implements Id {
  public static final String PREFIX = "diruser_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<DirectoryUserId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new DirectoryUserId(text)) : Optional.empty();
  }
}
