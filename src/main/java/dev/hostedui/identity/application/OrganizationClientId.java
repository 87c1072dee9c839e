package dev.hostedui.identity.application;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a client of an organization; it is its {@code client_id} as well. */
public record OrganizationClientId(String value) implements Id {
  public static final String PREFIX = "m2morg_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<OrganizationClientId> parse(String text) {
    return Ids.shaped(PREFIX, text)
        ? Optional.of(new OrganizationClientId(text))
        : Optional.empty();
  }

  /** The place of the client in the list of all. */
  public long position() {
    return Long.parseLong(value.substring(PREFIX.length()));
  }
}
