package dev.hostedui.integration;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.*;
import com.nimbusds.jwt.*;
import com.nimbusds.jwt.proc.*;
import com.nimbusds.oauth2.sdk.*;
import com.nimbusds.oauth2.sdk.auth.*;
import com.nimbusds.oauth2.sdk.id.*;
import com.nimbusds.oauth2.sdk.pkce.*;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.*;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.*;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * Signs people in with OpenID Connect. Needs com.nimbusds:oauth2-oidc-sdk; make one at start. Its
 * checks tolerate clocks that differ by a minute.
 */
public final class SignIn {

  /** What a tab left with: remember it, by its state, in what you keep for this browser only. */
  public record Departure(State state, Nonce nonce, CodeVerifier verifier) {}

  private final OIDCProviderMetadata provider;
  private final ClientID clientId;
  private final Secret clientSecret;
  private final URI callback;
  private final IDTokenValidator idTokens;
  private final LogoutTokenValidator logoutTokens;
  private final DefaultJWTProcessor<SecurityContext> accessTokens = new DefaultJWTProcessor<>();

  public SignIn(String issuer, String clientId, String clientSecret, URI callback)
      throws Exception {
    this.provider = OIDCProviderMetadata.resolve(new Issuer(issuer));
    this.clientId = new ClientID(clientId);
    this.clientSecret = new Secret(clientSecret);
    this.callback = callback;
    var source = JWKSourceBuilder.<SecurityContext>create(provider.getJWKSetURI().toURL()).build();
    var keys = new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source);
    idTokens = new IDTokenValidator(provider.getIssuer(), this.clientId, keys, null);
    logoutTokens = new LogoutTokenValidator(provider.getIssuer(), this.clientId, true, keys, null);
    accessTokens.setJWSKeySelector(keys);
    accessTokens.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    accessTokens.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            clientId, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp")));
  }

  /** Where to redirect the browser to. The prompt may be null; select_account switches. */
  public URI begin(Departure departure, Prompt prompt) {
    return new AuthenticationRequest.Builder(
            ResponseType.CODE,
            new Scope("openid", "profile", "email", "offline_access"),
            clientId,
            callback)
        .endpointURI(provider.getAuthorizationEndpointURI())
        .state(departure.state())
        .nonce(departure.nonce())
        .codeChallenge(departure.verifier(), CodeChallengeMethod.S256)
        .prompt(prompt)
        .build()
        .toURI();
  }

  /**
   * The callback: the address the browser came back to becomes tokens. Takes the departure out of
   * those of this browser and leaves those of other tabs. Until this has succeeded, keep whoever is
   * signed in. A {@link GeneralException} says in its error object what the provider refused:
   * login_required, interaction_required and access_denied are no failure.
   */
  public OIDCTokens finish(Map<State, Departure> departures, URI cameBackTo) throws Exception {
    var answer = AuthenticationResponseParser.parse(cameBackTo);
    var departure = departures.remove(answer.getState());
    if (departure == null || !provider.getIssuer().equals(answer.getIssuer()))
      throw new GeneralException("This answer belongs to another sign-in.");
    if (!answer.indicatesSuccess())
      throw new GeneralException(answer.toErrorResponse().getErrorObject());
    var code = answer.toSuccessResponse().getAuthorizationCode();
    var tokens = tokens(new AuthorizationCodeGrant(code, callback, departure.verifier()));
    idTokens.validate(tokens.getIDToken(), departure.nonce());
    return tokens;
  }

  /** New tokens. Keep the new refresh token: the one before is good for 30 seconds more. */
  public OIDCTokens refresh(RefreshToken token) throws Exception {
    var tokens = tokens(new RefreshTokenGrant(token));
    idTokens.validate(tokens.getIDToken(), null);
    return tokens;
  }

  /** Who asks and what they may do: "oid", "roles", "permissions" and so on. */
  public JWTClaimsSet check(String accessToken) throws Exception {
    return accessTokens.process(accessToken, null);
  }

  /** Where to redirect the browser to after your own session has ended. */
  public URI end(JWT idToken, URI backTo) {
    return new LogoutRequest(provider.getEndSessionEndpointURI(), idToken, backTo, null).toURI();
  }

  /** The "sid" of the sessions to end; answer 400 if this throws, otherwise 200. */
  public String ended(String logoutToken) throws Exception {
    return logoutTokens.validate(JWTParser.parse(logoutToken)).getSessionID().getValue();
  }

  private OIDCTokens tokens(AuthorizationGrant grant) throws Exception {
    var request =
        new TokenRequest.Builder(
                provider.getTokenEndpointURI(),
                new ClientSecretBasic(clientId, clientSecret),
                grant)
            .build();
    var answer = OIDCTokenResponseParser.parse(request.toHTTPRequest().send());
    if (answer instanceof OIDCTokenResponse granted) return granted.getOIDCTokens();
    throw new GeneralException(answer.toErrorResponse().getErrorObject());
  }
}
