package dev.hostedui.coffeedesk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import dev.hostedui.coffeedesk.SignInFailed.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider as Coffeedesk sees it: code flow with PKCE, refresh, logout. The only class
 * that knows the library, which is loaded when somebody signs in for the first time.
 *
 * <p>Every token is verified with the provider's published keys, and RS256 is the only signature
 * believed.
 */
final class KnownProvider {

  private static final Scope SCOPE = new Scope("openid", "profile", "email", "offline_access");

  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final OIDCProviderMetadata metadata;
  private final Calls calls;
  private final ClientID clientId;
  private final Secret clientSecret;
  private final URI redirectUri;
  private final Clock clock;
  private final IDTokenValidator idTokens;
  private final LogoutTokenValidator logoutTokens;
  private final DefaultJWTProcessor<SecurityContext> accessTokens = new DefaultJWTProcessor<>();

  /** Asks the provider where everything is (OpenID Connect Discovery 1.0). */
  static KnownProvider discover(Coffeedesk.Setup setup, URI redirectUri, Clock clock)
      throws SignInFailed {
    try {
      var calls = new Calls();
      var issuer = new Issuer(setup.issuer());
      var answer = new OIDCProviderConfigurationRequest(issuer).toHTTPRequest().send(calls);
      answer.ensureStatusCode(200);
      var metadata = OIDCProviderMetadata.parse(answer.getBodyAsJSONObject());
      if (!metadata.getIssuer().equals(issuer))
        throw new SignInFailed(Reason.UNTRUSTED, "another issuer: " + metadata.getIssuer());
      return new KnownProvider(metadata, calls, setup, redirectUri, clock);
    } catch (IOException | ParseException e) {
      throw new SignInFailed(Reason.UNAVAILABLE, e);
    }
  }

  private KnownProvider(
      OIDCProviderMetadata metadata,
      Calls calls,
      Coffeedesk.Setup setup,
      URI redirectUri,
      Clock clock)
      throws IOException {
    this.metadata = metadata;
    this.calls = calls;
    this.clientId = new ClientID(setup.clientId());
    this.clientSecret = new Secret(setup.clientSecret());
    this.redirectUri = redirectUri;
    this.clock = clock;
    var source =
        JWKSourceBuilder.<SecurityContext>create(metadata.getJWKSetURI().toURL(), calls)
            .refreshAheadCache(false)
            .build();
    var keys = new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source);
    idTokens = new IDTokenValidator(metadata.getIssuer(), clientId, keys, null);
    logoutTokens = new LogoutTokenValidator(metadata.getIssuer(), clientId, false, keys, null);
    accessTokens.setJWSKeySelector(keys);
    accessTokens.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    accessTokens.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            new JWTClaimsSet.Builder().issuer(metadata.getIssuer().getValue()).build(),
            Set.of("sub", "exp")));
  }

  /**
   * Where to send somebody to sign in.
   *
   * @param prompt what to ask of them: {@code login}, {@code create}, {@code select_account}
   * @param organization the organization to sign in to, if it is known already
   * @param loginHint the address of whoever is meant, if it is known already
   */
  URI signIn(
      Departure departure,
      @Nullable String prompt,
      @Nullable String organization,
      @Nullable String loginHint) {
    var request =
        new AuthenticationRequest.Builder(
                new ResponseType(ResponseType.Value.CODE), SCOPE, clientId, redirectUri)
            .endpointURI(metadata.getAuthorizationEndpointURI())
            .state(new State(departure.state()))
            .nonce(new Nonce(departure.nonce()))
            .codeChallenge(new CodeVerifier(departure.verifier()), CodeChallengeMethod.S256);
    if (prompt != null) request.prompt(new Prompt(prompt));
    if (organization != null) request.customParameter("organization_id", organization);
    if (loginHint != null) request.loginHint(loginHint);
    return request.build().toURI();
  }

  /** Redeems what the provider sent somebody back with. */
  SignedIn finish(Departure departure, Map<String, List<String>> answer) throws SignInFailed {
    try {
      var response = AuthenticationResponseParser.parse(redirectUri, answer);
      // RFC 9207: the answer is of the provider that was asked, not of another one
      var issuer = response.getIssuer();
      if (issuer == null
          ? metadata.supportsAuthorizationResponseIssuerParam()
          : !issuer.equals(metadata.getIssuer()))
        throw new SignInFailed(Reason.UNTRUSTED, "the answer is of another issuer: " + issuer);
      if (!response.indicatesSuccess()) {
        var error = response.toErrorResponse().getErrorObject();
        throw new SignInFailed(
            OAuth2Error.ACCESS_DENIED.getCode().equals(error.getCode())
                ? Reason.DENIED
                : Reason.REFUSED,
            error.getCode() + ": " + error.getDescription());
      }
      AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
      var grant =
          new AuthorizationCodeGrant(code, redirectUri, new CodeVerifier(departure.verifier()));
      var tokens = tokens(grant);
      var claims = verified(tokens, new Nonce(departure.nonce()));
      return signedIn(tokens, claims, tokens.getIDToken(), null);
    } catch (ParseException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    }
  }

  /** Asks for new tokens. {@link Reason#OVER} if the provider says that there are none any more. */
  SignedIn refresh(SignedIn before) throws SignInFailed {
    if (before.refreshToken() == null)
      throw new SignInFailed(Reason.OVER, "the access token expired and there is no refresh token");
    var tokens = tokens(new RefreshTokenGrant(new RefreshToken(before.refreshToken())));
    // OpenID Connect Core §12.2: an id token may come along, and is of the same person
    var idToken = tokens.getIDToken() == null ? parse(before.idToken()) : tokens.getIDToken();
    var claims = tokens.getIDToken() == null ? claims(idToken) : verified(tokens, null);
    var after = signedIn(tokens, claims, idToken, before.refreshToken());
    if (!after.subject().equals(before.subject()))
      throw new SignInFailed(Reason.UNTRUSTED, "the new tokens are of somebody else");
    return after;
  }

  /**
   * A link to the admin portal of an organization, for the frame of one page: it opens once, within
   * a minute. Asked for with the app's own credentials, not with those of whoever is signed in.
   */
  URI portalLink(String organization) throws SignInFailed {
    var token = tokens(new ClientCredentialsGrant()).getAccessToken();
    try {
      var address = "/api/v1/organizations/" + organization + "/portal_links";
      var issuer = URI.create(metadata.getIssuer().getValue());
      var request = new HTTPRequest(HTTPRequest.Method.PUT, issuer.resolve(address));
      request.setAuthorization(token.toAuthorizationHeader());
      var answer = request.send(calls);
      if (!answer.indicatesSuccess())
        throw new SignInFailed(Reason.REFUSED, "portal link: " + answer.getStatusCode());
      var link = JSONObjectUtils.getJSONObject(answer.getBodyAsJSONObject(), "link");
      return JSONObjectUtils.getURI(link, "location");
    } catch (IOException e) {
      throw new SignInFailed(Reason.UNAVAILABLE, e);
    } catch (ParseException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    }
  }

  /** Where to send somebody who signed out here, so that they are signed out there too. */
  Optional<URI> signOut(SignedIn who, URI backTo, String state) throws SignInFailed {
    var endpoint = metadata.getEndSessionEndpointURI();
    if (endpoint == null) return Optional.empty();
    return Optional.of(
        new LogoutRequest(endpoint, parse(who.idToken()), backTo, new State(state)).toURI());
  }

  /** Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). */
  LogoutNotice logout(String token) throws SignInFailed {
    try {
      LogoutTokenClaimsSet claims = logoutTokens.validate(JWTParser.parse(token));
      var age = Duration.between(claims.getIssueTime().toInstant(), clock.instant());
      if (age.compareTo(LogoutNotice.MOST_AGE) > 0 || age.compareTo(CLOCK_SKEW.negated()) < 0)
        throw new SignInFailed(Reason.UNTRUSTED, "a logout token made " + age + " ago");
      var subject = claims.getSubject();
      var session = claims.getSessionID();
      return new LogoutNotice(
          claims.getJWTID().getValue(),
          session == null ? null : session.getValue(),
          subject == null ? null : subject.getValue());
    } catch (java.text.ParseException | BadJOSEException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    } catch (JOSEException e) {
      throw new SignInFailed(Reason.UNAVAILABLE, e);
    }
  }

  private OIDCTokens tokens(AuthorizationGrant grant) throws SignInFailed {
    try {
      var request =
          new TokenRequest.Builder(
                  metadata.getTokenEndpointURI(),
                  new ClientSecretBasic(clientId, clientSecret),
                  grant)
              .build();
      var answer = request.toHTTPRequest().send(calls);
      if (answer.getStatusCode() >= 500)
        throw new SignInFailed(Reason.UNAVAILABLE, "tokens: status " + answer.getStatusCode());
      var response = OIDCTokenResponseParser.parse(answer);
      if (response instanceof OIDCTokenResponse granted) return granted.getOIDCTokens();
      var error = response.toErrorResponse().getErrorObject();
      var reason = Reason.REFUSED;
      if (OAuth2Error.INVALID_GRANT.getCode().equals(error.getCode()))
        reason = grant instanceof RefreshTokenGrant ? Reason.OVER : Reason.NOT_BEGUN_HERE;
      throw new SignInFailed(reason, "tokens: " + error.getCode() + ": " + error.getDescription());
    } catch (IOException e) {
      throw new SignInFailed(Reason.UNAVAILABLE, e);
    } catch (ParseException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    }
  }

  /** The claims of a new id token, once everything about it is right. */
  private JWTClaimsSet verified(OIDCTokens tokens, @Nullable Nonce nonce) throws SignInFailed {
    try {
      if (tokens.getIDToken() == null) throw new SignInFailed(Reason.UNTRUSTED, "no id token");
      return idTokens.validate(tokens.getIDToken(), nonce).toJWTClaimsSet();
    } catch (BadJOSEException | ParseException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    } catch (JOSEException e) {
      throw new SignInFailed(Reason.UNAVAILABLE, e);
    }
  }

  private SignedIn signedIn(
      OIDCTokens tokens, JWTClaimsSet id, JWT idToken, @Nullable String oldRefreshToken)
      throws SignInFailed {
    var accessToken = tokens.getAccessToken();
    var access = accessClaims(accessToken);
    if (access.getSubject() != null && !access.getSubject().equals(id.getSubject()))
      throw new SignInFailed(Reason.UNTRUSTED, "the access token is of somebody else");
    var email = text(id, "email");
    var name = text(id, "name");
    var organization = text(id, "oid");
    var organizationName = text(id, "organization_name");
    var refreshToken = tokens.getRefreshToken();
    return new SignedIn(
        id.getSubject(),
        text(id, "sid"),
        !name.isEmpty() ? name : !email.isEmpty() ? email : id.getSubject(),
        email,
        organization,
        organizationName.isEmpty() ? organization : organizationName,
        list(access, "roles"),
        list(access, "permissions"),
        idToken.getParsedString(),
        id.getExpirationTime().toInstant(),
        expiry(accessToken, access.getExpirationTime(), id.getExpirationTime()),
        refreshToken == null ? oldRefreshToken : refreshToken.getValue());
  }

  /** None for a token only the provider can read. */
  private JWTClaimsSet accessClaims(AccessToken token) throws SignInFailed {
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token.getValue());
    } catch (java.text.ParseException e) {
      return new JWTClaimsSet.Builder().build();
    }
    try {
      return accessTokens.process(jwt, null);
    } catch (BadJOSEException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    } catch (JOSEException e) {
      throw new SignInFailed(Reason.UNAVAILABLE, e);
    }
  }

  private Instant expiry(AccessToken token, @Nullable Date claimed, Date otherwise) {
    if (token.getLifetime() > 0) return clock.instant().plusSeconds(token.getLifetime());
    return (claimed == null ? otherwise : claimed).toInstant();
  }

  private static JWT parse(String idToken) throws SignInFailed {
    try {
      return JWTParser.parse(idToken);
    } catch (java.text.ParseException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    }
  }

  private static JWTClaimsSet claims(JWT idToken) throws SignInFailed {
    try {
      return idToken.getJWTClaimsSet();
    } catch (java.text.ParseException e) {
      throw new SignInFailed(Reason.UNTRUSTED, e);
    }
  }

  private static String text(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof String text ? text : "";
  }

  private static List<String> list(JWTClaimsSet claims, String name) {
    return claims.getClaim(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }
}
