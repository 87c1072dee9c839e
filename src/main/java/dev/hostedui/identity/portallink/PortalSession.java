package dev.hostedui.identity.portallink;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that a link has opened.
 *
 * @param email the address that was proven to open it, or null when the link asks for none
 */
public record PortalSession(
    PortalSessionId id,
    PortalLinkId link,
    OrganizationId organization,
    @Nullable EmailAddress email,
    Instant openedAt,
    Instant endsAt) {

  /**
   * A session that has just been opened.
   *
   * @param token for the cookie of the browser; only its hash is stored
   */
  public record Opened(String token, PortalSession session) {

    /** Never with the token. */
    @Override
    public String toString() {
      return session.toString();
    }
  }
}
