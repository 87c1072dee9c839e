package dev.hostedui.identity.portallink;

import dev.hostedui.identity.Id;

/** Names a session that a link to the portal has opened. */
public record PortalSessionId(String value) implements Id {
  public static final String PREFIX = "pses_";
}
