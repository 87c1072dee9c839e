package dev.hostedui.customer.idp.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.hostedui.customer.idp.Idp;
import java.net.URI;
import java.util.List;

/** What the provider says of itself (OpenID Connect Discovery §3). */
final class DiscoveryDocument {
  private DiscoveryDocument() {}

  static String of(Idp idp) {
    var document =
        new OIDCProviderMetadata(
            new Issuer(idp.issuer()),
            List.of(SubjectType.PUBLIC),
            URI.create(idp.url("/oidc/jwks")));
    document.setAuthorizationEndpointURI(URI.create(idp.url("/oidc/authorize")));
    document.setTokenEndpointURI(URI.create(idp.url("/oidc/token")));
    document.setUserInfoEndpointURI(URI.create(idp.url("/oidc/userinfo")));
    document.setEndSessionEndpointURI(URI.create(idp.url("/oidc/end-session")));
    document.setScopes(new Scope("openid", "profile", "email"));
    document.setResponseTypes(List.of(ResponseType.CODE));
    document.setResponseModes(List.of(ResponseMode.QUERY));
    document.setGrantTypes(List.of(GrantType.AUTHORIZATION_CODE));
    document.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    document.setIDTokenJWSAlgs(List.of(JWSAlgorithm.RS256));
    document.setTokenEndpointAuthMethods(
        List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST));
    document.setClaims(
        List.of("sub", "email", "email_verified", "name", "given_name", "family_name", "sid"));
    document.setSupportsAuthorizationResponseIssuerParam(true);
    document.setSupportsBackChannelLogout(true);
    document.setSupportsBackChannelLogoutSession(true);
    return document.toJSONObject().toString();
  }
}
