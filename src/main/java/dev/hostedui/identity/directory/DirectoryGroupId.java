package dev.hostedui.identity.directory;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a group of a directory. */
public record DirectoryGroupId(String value) implements Id {
  public static final String PREFIX = "dirgroup_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<DirectoryGroupId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new DirectoryGroupId(text)) : Optional.empty();
  }
}
