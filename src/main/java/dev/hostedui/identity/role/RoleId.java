package dev.hostedui.identity.role;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a role. */
public record RoleId(String value) implements Id {
  public static final String PREFIX = "role_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<RoleId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new RoleId(text)) : Optional.empty();
  }
}
