package dev.hostedui.identity.session;

import dev.hostedui.identity.OrganizationId;
import org.jspecify.annotations.Nullable;

/**
 * The word of an identity provider for whoever a session belongs to. A session has one for each
 * connection that it passed.
 *
 * @param connection the id of the connection it came by
 * @param issuer what the provider calls itself that the connection led to
 * @param organization whose connection that is
 * @param subject what the provider calls the person
 * @param sessionIndex the provider's name of its own session, for logout ({@code SessionIndex} of
 *     SAML, {@code sid} of OpenID Connect), or null
 * @param hint what the provider wants to see again when it is told of a logout, sealed, or null
 */
public record Voucher(
    String connection,
    String issuer,
    OrganizationId organization,
    String subject,
    @Nullable String sessionIndex,
    @Nullable String hint) {

  /** Never with what the provider calls people or hands out for logout. */
  @Override
  public String toString() {
    return connection;
  }
}
