package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionVersions;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.UpstreamPerson;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.protocol.relyingparty.ClientAuthentication;
import dev.hostedui.protocol.relyingparty.Expected;
import dev.hostedui.protocol.relyingparty.LogoutToken;
import dev.hostedui.protocol.relyingparty.Registration;
import dev.hostedui.protocol.relyingparty.SignInRequest;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.upstream.AttributeNames;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.upstream.ProviderAnswers;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Talks to identity providers by OpenID Connect, as their connection is set. */
final class OidcSide {

  private final ConnectionVersions versions;
  private final Connections connections;
  private final ProviderAnswers answers;
  private final OurAddresses addresses;

  OidcSide(Core core, OurAddresses addresses) {
    versions = core.connectionVersions;
    connections = core.connections;
    answers = core.providerAnswers;
    this.addresses = addresses;
  }

  private static OidcSettings settings(Party party) {
    if (party.version().settings() instanceof OidcSettings settings) return settings;
    throw new IllegalStateException("no OpenID connection: " + party.id());
  }

  /** We, as the provider of a connection knows us. */
  Registration registration(Party party) {
    var settings = settings(party);
    var endpoints = settings.endpoints();
    return new Registration(
        settings.issuer(),
        endpoints.authorization(),
        endpoints.token(),
        endpoints.userInfo().isEmpty() ? null : endpoints.userInfo(),
        endpoints.jwks(),
        endpoints.endSession().isEmpty() ? null : endpoints.endSession(),
        settings.announcesIssuer(),
        settings.clientId(),
        ClientAuthentication.valueOf(settings.clientAuthentication().name()),
        settings.scopes(),
        settings.pkce(),
        addresses.oidcCallback(party.id()));
  }

  /** Where a browser goes with our request to sign somebody in. */
  String ask(Party party, SignOnRequests.Begun begun, @Nullable EmailAddress hint) {
    return asked(begun.request(), begun.state(), hint == null ? null : hint.value())
        .address(registration(party));
  }

  private static SignInRequest asked(
      SignOnRequest request, String state, @Nullable String loginHint) {
    return new SignInRequest(
        state,
        request.nonce(),
        request.codeVerifier(),
        loginHint,
        request.maxAgeSeconds(),
        request.startedAt());
  }

  /** Exchanges the code if one came, asks for what is missing, and makes every check there is. */
  ProviderAnswers.Examined examine(Party party, SignOnRequest request, Callback callback) {
    var expected =
        new Expected(
            registration(party),
            asked(request, callback.state(), null),
            names(settings(party).mapping()),
            Set.copyOf(connections.routedDomains(party.connection())));
    var secret = versions.clientSecret(party.id(), party.version().number()).orElse("");
    var examined = answers.examine(expected, secret, callback);
    return new ProviderAnswers.Examined(
        named(examined.examination(), settings(party).mapping()), examined.idToken());
  }

  /** Adds what the standard does not know of: what is taken for an address and for the user id. */
  private static Examination named(Examination examined, AttributeMapping mapping) {
    var claimed = examined.claimed();
    if (claimed == null) return examined;
    var checks = new ArrayList<>(examined.checks());
    checks.replaceAll(UpstreamPerson::email);
    UpstreamPerson.userId(mapping, claimed).ifPresent(checks::add);
    return new Examination(checks, claimed, examined.document());
  }

  /**
   * Reads a provider's word that somebody signed out there.
   *
   * @throws Unusable for anything that must not end a session
   */
  LogoutToken logout(Party party, String token) throws Unusable {
    return answers.logout(registration(party), token);
  }

  private static AttributeNames names(AttributeMapping mapping) {
    return new AttributeNames(
        mapping.of(AttributeMapping.EMAIL),
        mapping.of(AttributeMapping.GIVEN_NAME),
        mapping.of(AttributeMapping.FAMILY_NAME));
  }
}
