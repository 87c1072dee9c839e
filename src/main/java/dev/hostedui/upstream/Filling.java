package dev.hostedui.upstream;

import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.OidcSettings.Endpoints;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.relyingparty.ProviderMetadata;
import dev.hostedui.protocol.saml.Binding;
import dev.hostedui.protocol.saml.Endpoint;
import dev.hostedui.protocol.saml.IdentityProviderMetadata;
import org.jspecify.annotations.Nullable;

/** Fills the settings of a connection with what a document says. */
final class Filling {

  private Filling() {}

  static SamlSettings with(SamlSettings draft, IdentityProviderMetadata metadata, String address) {
    return new SamlSettings(
        address,
        metadata.entityId(),
        signOn(metadata.sso()),
        metadata
            .slo()
            .map(
                it ->
                    new SamlSettings.Logout(
                        it.location(),
                        it.responseLocation().equals(it.location()) ? "" : it.responseLocation(),
                        binding(it),
                        draft.logout().required()))
            .orElse(SamlSettings.Logout.NONE),
        metadata.signingCertificates().stream()
            .map(it -> IdpCertificate.parse(it.der()))
            .distinct()
            .limit(SamlSettings.MOST_CERTIFICATES)
            .toList(),
        draft.nameIdFormat(),
        draft.signing(),
        draft.requestsSigned() || metadata.wantAuthnRequestsSigned(),
        draft.assertionsEncrypted(),
        draft.forceAuthentication(),
        draft.mapping());
  }

  static SamlSettings.SignOn signOn(Endpoint sso) {
    return new SamlSettings.SignOn(sso.location(), binding(sso));
  }

  private static SamlSettings.Binding binding(Endpoint endpoint) {
    return endpoint.binding() == Binding.POST
        ? SamlSettings.Binding.HTTP_POST
        : SamlSettings.Binding.HTTP_REDIRECT;
  }

  static OidcSettings with(OidcSettings draft, ProviderMetadata metadata) {
    return new OidcSettings(
        metadata.issuer(),
        true,
        new Endpoints(
            metadata.authorizationEndpoint(),
            metadata.tokenEndpoint(),
            text(metadata.userinfoEndpoint()),
            metadata.jwksUri(),
            text(metadata.endSessionEndpoint())),
        draft.clientId(),
        draft.scopes(),
        authentication(draft, metadata),
        // what a provider does not announce it ignores (RFC 7636 §5)
        draft.pkce(),
        draft.logoutRequired() && metadata.endSessionEndpoint() != null,
        metadata.announcesIssuer(),
        draft.mapping());
  }

  /** The way that was chosen, unless the provider does not take it. */
  private static OidcSettings.ClientAuthentication authentication(
      OidcSettings draft, ProviderMetadata metadata) {
    var taken =
        metadata.authentication().stream()
            .map(it -> OidcSettings.ClientAuthentication.valueOf(it.name()))
            .toList();
    return taken.contains(draft.clientAuthentication())
        ? draft.clientAuthentication()
        : taken.get(0);
  }

  static OidcSettings with(OidcSettings draft, String clientId) {
    return new OidcSettings(
        draft.issuer(),
        draft.discovered(),
        draft.endpoints(),
        clientId,
        draft.scopes(),
        draft.clientAuthentication(),
        draft.pkce(),
        draft.logoutRequired(),
        draft.announcesIssuer(),
        draft.mapping());
  }

  private static String text(@Nullable String address) {
    return address == null ? "" : address;
  }
}
