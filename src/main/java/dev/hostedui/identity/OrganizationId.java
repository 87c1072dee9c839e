package dev.hostedui.identity;

import java.util.Optional;

/** Names an organization. */
public record OrganizationId(String value) implements Id {
  public static final String PREFIX = "org_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<OrganizationId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new OrganizationId(text)) : Optional.empty();
  }
}
