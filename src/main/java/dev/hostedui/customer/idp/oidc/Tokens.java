package dev.hostedui.customer.idp.oidc;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.Mischief;
import dev.hostedui.customer.idp.Person;
import dev.hostedui.customer.idp.Visits;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Codes, tokens and claims (OpenID Connect Core §2, §3.1.3, §5). */
final class Tokens {

  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final int MOST = 1_000;
  private static final String BACK_CHANNEL = "http://schemas.openid.net/event/backchannel-logout";

  /** Who let themselves be signed in for which request. */
  record Granted(
      OidcApp app, AuthenticationRequest request, Person person, Visits.Session session) {}

  private final Idp idp;
  private final Cache<String, Granted> codes =
      CacheBuilder.newBuilder().maximumSize(MOST).expireAfterWrite(GOOD_FOR).build();
  private final Cache<String, Granted> accessTokens =
      CacheBuilder.newBuilder().maximumSize(MOST).expireAfterWrite(GOOD_FOR).build();

  Tokens(Idp idp) {
    this.idp = idp;
  }

  String code(Granted granted) {
    var code = idp.visits().secret();
    codes.put(code, granted);
    return code;
  }

  /** What a code stands for; it is good once. */
  Optional<Granted> redeem(String code) {
    return Optional.ofNullable(codes.asMap().remove(code));
  }

  BearerAccessToken accessToken(Granted granted) {
    var token = idp.visits().secret();
    accessTokens.put(token, granted);
    return new BearerAccessToken(token, GOOD_FOR.toSeconds(), granted.request().getScope());
  }

  /** What the holder of an access token may know; empty if it is none. */
  Optional<Map<String, Object>> userInfo(String accessToken) {
    return Optional.ofNullable(accessTokens.getIfPresent(accessToken))
        .map(
            granted -> {
              var claims = new LinkedHashMap<String, Object>();
              claims.put("sub", granted.person().id());
              claims.putAll(profile(granted));
              return claims;
            });
  }

  private Map<String, Object> profile(Granted granted) {
    var person = granted.person();
    var scope = granted.request().getScope();
    var claims = new LinkedHashMap<String, Object>();
    if (scope.contains("email") && !idp.behaviour().does(Mischief.NO_EMAIL)) {
      claims.put("email", person.email());
      claims.put("email_verified", true);
    }
    if (scope.contains("profile")) {
      claims.put("name", person.name());
      claims.put("given_name", person.givenName());
      claims.put("family_name", person.familyName());
    }
    return claims;
  }

  JWT idToken(Granted granted, BearerAccessToken accessToken) {
    var behaviour = idp.behaviour();
    var now = idp.now();
    var nonce = granted.request().getNonce();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(behaviour.does(Mischief.OTHER_ISSUER) ? idp.issuer() + "/other" : idp.issuer())
            .subject(granted.person().id())
            .audience(
                behaviour.does(Mischief.OTHER_AUDIENCE)
                    ? "somebody-else"
                    : granted.app().clientId())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(GOOD_FOR)))
            .claim("auth_time", now.getEpochSecond())
            .claim("sid", granted.session().id())
            .claim(
                "at_hash",
                AccessTokenHash.compute(accessToken, JWSAlgorithm.RS256, null).getValue());
    if (nonce != null)
      claims.claim(
          "nonce", behaviour.does(Mischief.OTHER_NONCE) ? idp.visits().secret() : nonce.getValue());
    profile(granted).forEach(claims::claim);
    return behaviour.does(Mischief.UNSIGNED)
        ? new PlainJWT(claims.build())
        : signed(claims.build(), JOSEObjectType.JWT);
  }

  /** Tells an app that a session has ended (Back-Channel Logout 1.0 §2.4). */
  JWT logoutToken(OidcApp app, Visits.Told told, Visits.Session session) {
    var now = idp.now();
    return signed(
        new JWTClaimsSet.Builder()
            .issuer(idp.issuer())
            .subject(told.subject())
            .audience(app.clientId())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(GOOD_FOR)))
            .jwtID(idp.visits().secret())
            .claim("sid", session.id())
            .claim("events", Map.of(BACK_CHANNEL, Map.of()))
            .build(),
        new JOSEObjectType("logout+jwt"));
  }

  private JWT signed(JWTClaimsSet claims, JOSEObjectType type) {
    var key = idp.signingKey().jwk();
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(type).build();
    var token = new SignedJWT(header, claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token;
  }

  /** The claims of a token that was made here, however long ago; empty if it was not. */
  Optional<JWTClaimsSet> own(@Nullable JWT token) {
    if (!(token instanceof SignedJWT signed)) return Optional.empty();
    try {
      for (var key : idp.publishedKeys())
        if (signed.verify(new RSASSAVerifier(key.jwk())))
          return Optional.of(signed.getJWTClaimsSet());
    } catch (JOSEException | ParseException e) {
      // not one of ours
    }
    return Optional.empty();
  }
}
