package dev.hostedui.identity.connection;

import dev.hostedui.identity.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * What the two sides of a connection have told each other. A secret is no part of it. A text that
 * was not given is empty, so that a draft can hold what is known so far.
 */
public sealed interface ConnectionSettings permits SamlSettings, OidcSettings {

  Protocol protocol();

  /**
   * What the provider calls itself. Whom its names mean, and what it has vouched for, is between it
   * and us: they are nobody's names at a provider that calls itself otherwise (OpenID Connect Core
   * §5.7, SAML Core §8.3.7).
   */
  String issuer();

  /** Which of the provider's attributes are whose. */
  AttributeMapping mapping();

  /** These with another mapping. */
  ConnectionSettings with(AttributeMapping mapping);

  /**
   * Whether all that a sign-in needs is there.
   *
   * @param secretKnown whether a client secret is kept beside them
   */
  boolean complete(boolean secretKnown);

  /** When the last certificate of the provider ends; empty when there is none. */
  Optional<Instant> certificatesEnd();

  /**
   * Checks what is there; what is missing is no fault.
   *
   * @param plainHttp whether addresses may begin with {@code http:}
   * @throws Problem INVALID with all that is wrong, each at its field
   */
  void check(boolean plainHttp);

  /** What a new connection of a protocol begins with. */
  static ConnectionSettings blank(Protocol protocol) {
    return protocol == Protocol.SAML ? SamlSettings.BLANK : OidcSettings.BLANK;
  }
}
