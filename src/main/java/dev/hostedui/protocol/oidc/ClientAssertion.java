package dev.hostedui.protocol.oidc;

import com.google.common.base.Strings;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement by which a client proves that it is itself ({@code private_key_jwt}, OpenID
 * Connect Core §9, RFC 7523 §3).
 */
public final class ClientAssertion {

  /** What clients may sign with: nothing that the keyholder and we would share. */
  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  /** How far the client's clock may be from ours. */
  public static final Duration TOLERANCE = Duration.ofSeconds(30);

  /** How long an assertion may be good: its id is kept that long, so that it is good only once. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final int LONGEST_ID = 1_000;

  private final SignedJWT jwt;
  private final JWTClaimsSet claims;

  private ClientAssertion(SignedJWT jwt, JWTClaimsSet claims) {
    this.jwt = jwt;
    this.claims = claims;
  }

  /**
   * Reads one; nothing in it is checked yet.
   *
   * @throws OAuthProblem {@code invalid_client} when it is no signed token that says whose it is
   */
  static ClientAssertion read(String text) {
    try {
      var jwt = SignedJWT.parse(text);
      var assertion = new ClientAssertion(jwt, claims(jwt));
      if (assertion.clientId().isEmpty()) throw OAuthProblem.invalidClient();
      return assertion;
    } catch (ParseException | IllegalArgumentException | NullPointerException e) {
      // the library says why in words of its own
      throw OAuthProblem.invalidClient();
    }
  }

  /**
   * Of claims that cannot be read nobody knows whose they are; what they have to be is no secret.
   */
  private static JWTClaimsSet claims(SignedJWT jwt) {
    try {
      return jwt.getJWTClaimsSet();
    } catch (ParseException e) {
      throw refused(
          "Its claims have the wrong types: iss, sub and jti must be texts, exp, nbf and iat"
              + " numbers of seconds.");
    }
  }

  /** Whose it says to be: by its {@code sub}, or its {@code iss} where there is none. */
  String clientId() {
    var subject = claims.getSubject();
    return subject == null ? Strings.nullToEmpty(claims.getIssuer()) : subject;
  }

  /**
   * What makes an assertion good only once.
   *
   * @param id its {@code jti}
   * @param until from when on it is refused for its age, with the tolerance
   */
  public record Once(String id, Instant until) {}

  /**
   * Checks the signature and the claims (RFC 7523 §3).
   *
   * @param keys the client's public keys, each as a JSON Web Key
   * @param audiences the names we go by; the assertion must be for one of them
   * @throws OAuthProblem {@code invalid_client}; why is said only to who has signed with the key
   */
  public Once verify(String clientId, Collection<String> keys, Set<String> audiences, Instant now) {
    if (keys.stream().noneMatch(this::isSignedWith)) throw OAuthProblem.invalidClient();
    if (!clientId.equals(claims.getIssuer()) || !clientId.equals(claims.getSubject()))
      throw refused("Its iss and its sub must both be the client_id.");
    if (claims.getAudience().stream().noneMatch(audiences::contains))
      throw refused("It is for somebody else: its aud must be the issuer or the token endpoint.");
    var end = time(claims.getExpirationTime());
    if (end == null) throw refused("It has no exp: a few minutes from now will do.");
    if (!now.isBefore(end.plus(TOLERANCE))) throw refused("Its exp has passed.");
    if (end.isAfter(now.plus(LONGEST).plus(TOLERANCE)))
      throw refused("Its exp is more than an hour away.");
    if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now))
      throw refused("Its nbf or iat is in the future: look at the clock it was made by.");
    var id = claims.getJWTID();
    if (id == null || id.isEmpty() || id.length() > LONGEST_ID)
      throw refused("It has no jti of 1 to 1000 characters: each assertion needs one of its own.");
    return new Once(id, end.plus(TOLERANCE));
  }

  private boolean isSignedWith(String key) {
    try {
      var jwk = JWK.parse(key);
      var header = jwt.getHeader();
      if (!ALGORITHMS.contains(header.getAlgorithm())
          || (header.getKeyID() != null
              && hasOwnName(jwk)
              && !header.getKeyID().equals(jwk.getKeyID()))
          || !(jwk instanceof AsymmetricJWK asymmetric)) return false;
      return jwt.verify(
          new DefaultJWSVerifierFactory().createJWSVerifier(header, asymmetric.toPublicKey()));
    } catch (ParseException | JOSEException | RuntimeException e) {
      // a key of another kind than the algorithm wants, or a header the library stumbles over
      return false;
    }
  }

  /**
   * Whether the client has named the key. One that came without a name, such as PEM, was given its
   * thumbprint for one, of which the client knows nothing: it may call its key anything.
   */
  private static boolean hasOwnName(JWK key) throws JOSEException {
    return key.getKeyID() != null && !key.getKeyID().equals(key.computeThumbprint().toString());
  }

  private static boolean isAhead(@Nullable Date claim, Instant now) {
    var at = time(claim);
    return at != null && at.isAfter(now.plus(TOLERANCE));
  }

  private static @Nullable Instant time(@Nullable Date claim) {
    return claim == null ? null : claim.toInstant();
  }

  private static OAuthProblem refused(String why) {
    return OAuthProblem.invalidClient("The client_assertion cannot be taken. " + why);
  }
}
