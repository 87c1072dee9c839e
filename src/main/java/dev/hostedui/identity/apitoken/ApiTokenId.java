package dev.hostedui.identity.apitoken;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names an API token. */
public record ApiTokenId(String value) implements Id {
  public static final String PREFIX = "apit_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<ApiTokenId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new ApiTokenId(text)) : Optional.empty();
  }

  /** The place of the token in the list of all. */
  public long position() {
    return Long.parseLong(value.substring(PREFIX.length()));
  }
}
