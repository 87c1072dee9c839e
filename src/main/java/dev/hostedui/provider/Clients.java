package dev.hostedui.provider;

import dev.hostedui.core.Core;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.ClientKeys;
import dev.hostedui.protocol.oidc.ClientCredential;
import dev.hostedui.protocol.oidc.OAuthProblem;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Knows a client by what it sends: a secret, an assertion signed with its key, or, when it can keep
 * neither, its name alone.
 */
final class Clients {

  private final Applications applications;
  private final ClientKeys keys;
  private final Set<String> audiences;
  private final Clock clock;

  Clients(Core core) {
    applications = core.applications;
    keys = core.clientKeys;
    clock = core.clock;
    // RFC 7523 §3: the token endpoint may be used; the issuer is what newer clients send
    audiences =
        core.config.issuers().stream()
            .flatMap(
                it ->
                    Stream.of("", "/", "/oauth/token", "/oauth/revoke", "/oauth/introspect")
                        .map(path -> it + path))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The application that has proven that it is the one it names.
   *
   * @throws OAuthProblem {@code invalid_client} when it has not
   */
  Application authenticated(ClientCredential client) {
    var assertion = client.assertion();
    if (assertion == null)
      return applications
          .authenticate(client.clientId(), client.secret())
          .orElseThrow(OAuthProblem::invalidClient);
    var application = applications.find(client.clientId()).orElseThrow(OAuthProblem::invalidClient);
    var once =
        assertion.verify(
            application.clientId(),
            keys.of(application).stream().map(ClientKeys.ClientKey::jwk).toList(),
            audiences,
            clock.instant());
    if (!keys.use(application, once.id(), once.until())) throw OAuthProblem.assertionUsed();
    return application;
  }
}
