package dev.hostedui.identity.passkey;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a passkey. */
public record PasskeyId(String value) implements Id {
  public static final String PREFIX = "cred_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<PasskeyId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new PasskeyId(text)) : Optional.empty();
  }
}
