package dev.hostedui.identity;

import java.util.Optional;

/** Names a session. */
public record SessionId(String value) implements Id {
  public static final String PREFIX = "ses_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<SessionId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new SessionId(text)) : Optional.empty();
  }
}
