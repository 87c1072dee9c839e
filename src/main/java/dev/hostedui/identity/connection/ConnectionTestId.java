package dev.hostedui.identity.connection;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names one run of a test of a connection. */
public record ConnectionTestId(String value) implements Id {
  public static final String PREFIX = "test_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<ConnectionTestId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new ConnectionTestId(text)) : Optional.empty();
  }
}
