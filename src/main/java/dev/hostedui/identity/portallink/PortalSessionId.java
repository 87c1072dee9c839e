package dev.hostedui.identity.portallink;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a session that a link to the portal has opened. */
public record PortalSessionId(String value) implements Id {
  public static final String PREFIX = "pses_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<PortalSessionId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new PortalSessionId(text)) : Optional.empty();
  }
}
