package dev.hostedui.protocol.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.claims.ClaimType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The document a client configures itself with (OpenID Connect Discovery §3, RFC 8414). */
public final class Discovery {
  private Discovery() {}

  /**
   * The document of an issuer, whose addresses all stand below it.
   *
   * @param signUp whether somebody without an account may make one
   */
  public static String document(String issuer, boolean signUp) {
    var keys = URI.create(issuer + "/keys");
    var it = new OIDCProviderMetadata(new Issuer(issuer), List.of(SubjectType.PUBLIC), keys);
    it.setAuthorizationEndpointURI(URI.create(issuer + "/oauth/authorize"));
    it.setTokenEndpointURI(URI.create(issuer + "/oauth/token"));
    it.setRevocationEndpointURI(URI.create(issuer + "/oauth/revoke"));
    it.setIntrospectionEndpointURI(URI.create(issuer + "/oauth/introspect"));
    it.setUserInfoEndpointURI(URI.create(issuer + "/userinfo"));
    it.setEndSessionEndpointURI(URI.create(issuer + "/oidc/logout"));
    it.setScopes(new Scope("openid", "profile", "email", "offline_access"));
    it.setResponseTypes(List.of(ResponseType.CODE));
    it.setResponseModes(List.of(ResponseMode.QUERY, ResponseMode.FORM_POST));
    it.setGrantTypes(
        List.of(
            GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS));
    var secretOrKey =
        List.of(
            ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
            ClientAuthenticationMethod.CLIENT_SECRET_POST,
            ClientAuthenticationMethod.PRIVATE_KEY_JWT);
    var orNone = new ArrayList<>(secretOrKey);
    orNone.add(ClientAuthenticationMethod.NONE);
    var algorithms =
        ClientAssertion.ALGORITHMS.stream()
            .sorted(Comparator.comparing(JWSAlgorithm::getName))
            .toList();
    it.setTokenEndpointAuthMethods(orNone);
    it.setTokenEndpointJWSAlgs(algorithms);
    it.setRevocationEndpointAuthMethods(orNone);
    it.setRevocationEndpointJWSAlgs(algorithms);
    it.setIntrospectionEndpointAuthMethods(secretOrKey);
    it.setIntrospectionEndpointJWSAlgs(algorithms);
    it.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
    it.setIDTokenJWSAlgs(List.of(JWSAlgorithm.RS256));
    var prompts =
        new ArrayList<>(
            List.of(
                Prompt.Type.NONE,
                Prompt.Type.LOGIN,
                Prompt.Type.CONSENT,
                Prompt.Type.SELECT_ACCOUNT));
    if (signUp) prompts.add(Prompt.Type.CREATE);
    it.setPromptTypes(prompts);
    it.setACRs(AuthenticationContext.all());
    it.setClaimTypes(List.of(ClaimType.NORMAL));
    it.setClaims(
        List.of(
            "iss",
            "aud",
            "azp",
            "sub",
            "oid",
            "sid",
            "client_id",
            "iat",
            "exp",
            "auth_time",
            "nonce",
            "at_hash",
            "c_hash",
            "amr",
            "acr",
            "email",
            "email_verified",
            "name",
            "given_name",
            "family_name",
            "preferred_username",
            "updated_at",
            "picture",
            "locale",
            "gender",
            "xoid",
            "xuid",
            "organization_name",
            "roles",
            "permissions"));
    it.setSupportsAuthorizationResponseIssuerParam(true);
    it.setSupportsBackChannelLogout(true);
    it.setSupportsBackChannelLogoutSession(true);
    it.setSupportsRequestParam(false);
    it.setSupportsRequestURIParam(false);
    it.setSupportsClaimsParams(false);
    return it.toString();
  }
}
