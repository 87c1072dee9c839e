package dev.hostedui.identity.portallink;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names a link to the portal. */
public record PortalLinkId(String value) implements Id {
  public static final String PREFIX = "lnk_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<PortalLinkId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new PortalLinkId(text)) : Optional.empty();
  }
}
