package dev.hostedui.provider;

import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hostedui.identity.Actor;
import dev.hostedui.protocol.jose.PublicKeyReader;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that prove themselves with a key (RFC 7523). */
class PrivateKeyJwtTest extends BestPractice {

  private static final Actor ACTOR = new Actor.Internal("test");
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final ECKey KEY = elliptic("one");

  private static ECKey elliptic(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void register() {
    register(client, KEY.getKeyID(), KEY.toPublicJWK().toJSONString());
  }

  private void register(TestClient who, String id, String jwk) {
    app.app().core().clientKeys.add(ACTOR, who.id(), Map.of(id, jwk));
  }

  private String assertion(Consumer<JWTClaimsSet.Builder> changes) throws JOSEException {
    var signed = new SignedJWT(header(JWSAlgorithm.ES256, KEY.getKeyID()), claims(changes));
    signed.sign(new ECDSASigner(KEY));
    return signed.serialize();
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String id) {
    return new JWSHeader.Builder(algorithm).keyID(id).build();
  }

  private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> changes) {
    var now = app.clock().instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(client.id())
            .subject(client.id())
            .audience(ISSUER + "/oauth/token")
            .jwtID("jti-" + COUNT.incrementAndGet())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(60)));
    changes.accept(claims);
    return claims.build();
  }

  /** Exchanges a code; which one matters little to who is refused before. */
  private Answer exchange(String code, String assertion) {
    return app.browser()
        .postBare(
            "/oauth/token",
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            TestClient.CALLBACK,
            "code_verifier",
            TestClient.VERIFIER,
            "client_assertion_type",
            TYPE,
            "client_assertion",
            assertion);
  }

  private void assertRefused(String assertion, String why) {
    var answer = exchange("x".repeat(43), assertion);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
    assertError(answer, "invalid_client");
    assertThat(answer.body()).contains(why);
  }

  private Date at(long secondsFromNow) {
    Instant now = app.clock().instant();
    return Date.from(now.plusSeconds(secondsFromNow));
  }

  @Test
  void an_assertion_stands_for_a_secret_once() throws JOSEException {
    var assertion = assertion(it -> {});
    var answer = exchange(client.code(app.as(MAX)), assertion);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(json(answer).has("refresh_token")).isTrue();

    assertRefused(assertion, "was used before");
    app.clock().advance(Duration.ofMinutes(2));
    assertRefused(assertion, "exp has passed");
    assertThat(app.app().core().clientKeys.forgetOld()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void also_in_a_race(Engine engine) throws JOSEException {
    on(engine);
    register();
    var assertion = assertion(it -> {});
    var good = new AtomicInteger();
    Race.between(
        Collections.nCopies(
            6,
            () -> {
              // whoever passes is told about the code, and no longer about who they are
              if (exchange("x".repeat(43), assertion).body().contains("invalid_grant"))
                good.incrementAndGet();
              return good;
            }));
    assertThat(good.get()).isEqualTo(1);
  }

  @Test
  void what_it_says_is_checked_and_what_is_wrong_is_said() throws JOSEException {
    assertRefused(assertion(it -> it.subject("skc_other")), "");
    assertRefused(assertion(it -> it.audience("https://other.example")), "aud must be");
    assertRefused(assertion(it -> it.expirationTime(at(-30))), "exp has passed");
    assertRefused(assertion(it -> it.expirationTime(at(3_700))), "more than an hour");
    assertRefused(assertion(it -> it.notBeforeTime(at(60))), "in the future");
    assertRefused(assertion(it -> it.issueTime(at(60))), "in the future");
    assertRefused(assertion(it -> it.jwtID(null)), "jti");
    assertRefused(assertion(it -> it.jwtID("j".repeat(1_001))), "jti");

    var code = client.code(app.as(MAX));
    var late = assertion(it -> it.expirationTime(at(-29)).issueTime(at(29)).audience(ISSUER));
    assertThat(exchange(code, late).status()).as("clocks differ").isEqualTo(200);
  }

  @Test
  void what_is_missing_or_is_somebody_elses_is_said_as_well() throws JOSEException {
    assertRefused(assertion(it -> it.expirationTime(null)), "It has no exp");
    assertRefused(assertion(it -> it.issuer("skc_other")), "Its iss and its sub");
    assertRefused(assertion(it -> it.issuer(null)), "Its iss and its sub");
    assertRefused(assertion(it -> it.subject(null)), "Its iss and its sub");
    assertRefused(assertion(it -> it.audience((String) null)), "aud must be");
    assertRefused(assertion(it -> it.subject(null).issuer(null)), "did not authenticate");
  }

  @Test
  void claims_of_other_types_are_said_to_be() throws JOSEException {
    assertRefused(assertion(it -> it.claim("exp", "tomorrow")), "claims have the wrong types");
    assertRefused(assertion(it -> it.claim("jti", 7)), "claims have the wrong types");
  }

  @Test
  void a_key_without_a_name_may_be_called_anything_and_one_with_a_name_only_that()
      throws Exception {
    var key = elliptic("any");
    var pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.toECPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    var read = PublicKeyReader.read(pem).get(0);
    register(client, read.id(), read.json());
    for (var name : new String[] {null, "my-own", read.id()}) {
      var signed = new SignedJWT(header(JWSAlgorithm.ES256, name), claims(it -> {}));
      signed.sign(new ECDSASigner(key));
      assertThat(exchange(client.code(app.as(MAX)), signed.serialize()).status())
          .as(name)
          .isEqualTo(200);
    }
    var named = new SignedJWT(header(JWSAlgorithm.ES256, "two"), claims(it -> {}));
    named.sign(new ECDSASigner(KEY));
    assertRefused(named.serialize(), "unknown or did not authenticate");
  }

  @Test
  void what_is_signed_otherwise_is_nothing() throws JOSEException {
    var stranger = elliptic("one");
    var forged = new SignedJWT(header(JWSAlgorithm.ES256, "one"), claims(it -> {}));
    forged.sign(new ECDSASigner(stranger));
    assertRefused(forged.serialize(), "unknown or did not authenticate");

    var shared = new SignedJWT(header(JWSAlgorithm.HS256, "one"), claims(it -> {}));
    shared.sign(new MACSigner(KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
    assertRefused(shared.serialize(), "unknown or did not authenticate");

    var secret = new SignedJWT(header(JWSAlgorithm.HS256, "one"), claims(it -> {}));
    secret.sign(new MACSigner(client.secret()));
    assertRefused(secret.serialize(), "unknown or did not authenticate");

    assertRefused("e30.e30.", "unknown or did not authenticate");
    assertRefused("nonsense", "unknown or did not authenticate");
    var other = web("Other");
    var elses = assertion(it -> it.issuer(other.id()).subject(other.id()));
    assertRefused(elses, "unknown or did not authenticate");
  }

  @Test
  void keys_are_replaced_without_a_pause_and_a_revoked_one_is_nothing() throws Exception {
    RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
    register(client, "next", next.toPublicJWK().toJSONString());
    var signed = new SignedJWT(header(JWSAlgorithm.PS256, "next"), claims(it -> {}));
    signed.sign(new RSASSASigner(next));
    assertThat(exchange(client.code(app.as(MAX)), signed.serialize()).status()).isEqualTo(200);

    app.app().core().clientKeys.revoke(ACTOR, client.id(), KEY.getKeyID());
    assertRefused(assertion(it -> {}), "unknown or did not authenticate");
    assertThat(app.events())
        .contains("application.client_key_created", "application.client_key_revoked");
  }

  @Test
  void two_proofs_at_once_are_one_too_many() throws JOSEException {
    var answer =
        app.browser()
            .with("Authorization", client.basic())
            .postBare(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_assertion_type",
                TYPE,
                "client_assertion",
                assertion(it -> {}));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("invalid_request", "two ways");
    assertThat(
            app.browser()
                .postBare(
                    "/oauth/token",
                    "grant_type",
                    "client_credentials",
                    "client_assertion_type",
                    "saml",
                    "client_assertion",
                    assertion(it -> {}))
                .body())
        .contains("client_assertion_type must be");
  }
}
