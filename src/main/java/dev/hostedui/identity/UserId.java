package dev.hostedui.identity;

import java.util.Optional;

/** Names a user. */
public record UserId(String value) implements Id {
  public static final String PREFIX = "usr_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<UserId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new UserId(text)) : Optional.empty();
  }
}
