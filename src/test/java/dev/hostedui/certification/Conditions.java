package dev.hostedui.certification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the suite holds against an answer, whichever module asked for it. */
final class Conditions {
  private Conditions() {}

  /** How far the suite's clock may be from ours. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final Instant BEFORE_THE_WEB = Instant.parse("1990-01-01T00:00:00Z");

  /** What the scopes stand for (OpenID Connect Core §5.4). */
  private static final Map<String, Set<String>> OF_SCOPE =
      Map.of(
          "openid",
          Set.of("sub"),
          "profile",
          Set.of(
              "name",
              "given_name",
              "family_name",
              "middle_name",
              "nickname",
              "profile",
              "picture",
              "website",
              "gender",
              "birthdate",
              "zoneinfo",
              "locale",
              "updated_at",
              "preferred_username"),
          "email",
          Set.of("email", "email_verified"),
          "offline_access",
          Set.of());

  private static final Set<String> TEXTS =
      Set.of(
          "sub",
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "email",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "phone_number");

  /** What an id token may say without being asked. */
  private static final Set<String> OF_ID_TOKENS =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "iat",
          "auth_time",
          "nonce",
          "acr",
          "amr",
          "azp",
          "at_hash",
          "c_hash",
          "nbf",
          "jti",
          "sid");

  /** {@code ValidateServerJWKs} and what goes with it: whole, named, and nothing secret. */
  static JWKSet keys(String json) {
    try {
      var keys = JWKSet.parse(json);
      assertThat(keys.getKeys()).isNotEmpty().noneMatch(key -> key.isPrivate());
      assertThat(keys.getKeys().stream().map(key -> key.getKeyID()).toList())
          .doesNotContainNull()
          .doesNotHaveDuplicates();
      assertThat(keys.getKeys()).allMatch(key -> key.getKeyType().getValue().equals("RSA"));
      return keys;
    } catch (ParseException e) {
      throw new AssertionError(json, e);
    }
  }

  /** What a token says whose signature is that of the key it names. */
  static JsonNode signed(String token, JWKSet keys) {
    try {
      var jwt = SignedJWT.parse(token);
      assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
      var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
      assertThat(key).as("the key that signed").isNotNull();
      assertThat(jwt.verify(new RSASSAVerifier(key.toRSAKey()))).as("signature").isTrue();
      return TestClient.claims(token);
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(token, e);
    }
  }

  /** {@code PerformStandardIdTokenChecks}, the signature apart. */
  static void idToken(JsonNode claims, String issuer, String clientId, String nonce, Instant now) {
    assertThat(claims.path("iss").asText()).isEqualTo(issuer);
    assertThat(words(claims.path("aud"))).contains(clientId);
    assertThat(time(claims, "exp")).isAfter(now).isBefore(now.plus(Duration.ofDays(365)));
    assertThat(time(claims, "iat")).isBetween(now.minus(SKEW), now.plus(SKEW));
    if (claims.has("auth_time"))
      assertThat(time(claims, "auth_time"))
          .isBetween(now.minus(Duration.ofDays(365)), now.plus(SKEW));
    if (claims.has("acr")) assertThat(claims.get("acr").asText()).isNotBlank();
    assertThat(claims.path("nonce").asText()).as("nonce").isEqualTo(nonce);
    assertThat(claims.path("sub").asText()).matches("[\\x20-\\x7e]{1,255}");
    standardClaims(claims, now);
  }

  /** {@code ValidateUserInfoStandardClaims} and {@code EnsureUserInfoUpdatedAtValid}. */
  static void standardClaims(JsonNode claims, Instant now) {
    for (var name : TEXTS)
      if (claims.has(name)) {
        assertThat(claims.get(name).isTextual()).as(name).isTrue();
        assertThat(claims.get(name).asText())
            .as(name)
            .isNotBlank()
            .isNotEqualToIgnoringCase("null");
      }
    for (var name : List.of("email_verified", "phone_number_verified"))
      if (claims.has(name)) assertThat(claims.get(name).isBoolean()).as(name).isTrue();
    if (claims.has("updated_at"))
      assertThat(time(claims, "updated_at")).isBetween(BEFORE_THE_WEB, now.plus(SKEW));
  }

  /** {@code VerifyScopesReturnedInUserInfoClaims}. */
  static boolean saysAllOfScope(JsonNode userInfo, String scope) {
    return Arrays.stream(scope.split(" "))
        .flatMap(word -> OF_SCOPE.get(word).stream())
        .allMatch(userInfo::has);
  }

  /** {@code EnsureIdTokenDoesNotContainNonRequestedClaims}, for {@code scope=openid}. */
  static boolean saysNothingUnasked(JsonNode idToken) {
    return OF_ID_TOKENS.containsAll(names(idToken));
  }

  /** {@code ValidateErrorDescriptionFrom…}: RFC 6749 §4.1.2.1 and §5.2 have few characters. */
  static void described(String error, String description) {
    assertThat(error).matches("[a-z_]+");
    assertThat(description).matches("[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]+");
  }

  /** {@code EnsureMinimum…Length} and {@code …Entropy}: 128 bits, of which some are forgiven. */
  static void unguessable(String secret) {
    assertThat(secret.length() * 8).isGreaterThanOrEqualTo(128);
    var bits =
        secret
            .chars()
            .boxed()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
            .values()
            .stream()
            .mapToDouble(count -> -count * Math.log((double) count / secret.length()) / Math.log(2))
            .sum();
    assertThat(bits).isGreaterThan(96);
  }

  /** {@code ValidateAtHash} and {@code ValidateCHash}: the left half of the digest. */
  static String leftHalf(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Instant time(JsonNode claims, String name) {
    assertThat(claims.path(name).isIntegralNumber()).as(name).isTrue();
    return Instant.ofEpochSecond(claims.get(name).asLong());
  }

  static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static List<String> words(JsonNode array) {
    var words = new ArrayList<String>();
    array.forEach(it -> words.add(it.asText()));
    return words;
  }
}
