package dev.hostedui.identity.connection;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a connection. */
public record ConnectionId(String value) implements Id {
  public static final String PREFIX = "conn_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<ConnectionId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new ConnectionId(text)) : Optional.empty();
  }
}
