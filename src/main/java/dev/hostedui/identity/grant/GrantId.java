package dev.hostedui.identity.grant;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a grant. */
public record GrantId(String value) implements Id {
  static final String PREFIX = "grt_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<GrantId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new GrantId(text)) : Optional.empty();
  }
}
