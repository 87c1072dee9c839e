package dev.hostedui.provider;

import static dev.hostedui.testing.Form.encoded;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.hostedui.testing.Receiver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 9700 §4.10 and RFC 8725: tokens that are forged, or meant for somebody or something else. */
class TokenForgeryTest extends BestPractice {

  @Test
  void section_4_10_a_token_is_for_its_client_and_says_so() {
    var tokens = client.tokens(app.as(MAX));
    for (var name : List.of("access_token", "id_token")) {
      assertThat(claims(text(tokens, name)).get("aud").toString())
          .isEqualTo("[\"" + client.id() + "\"]");
      assertThat(claims(text(tokens, name)).get("client_id").asText()).isEqualTo(client.id());
    }
    assertThat(claims(text(tokens, "access_token")).get("exp").asLong())
        .isLessThanOrEqualTo(app.clock().instant().getEpochSecond() + 300);
  }

  @Test
  void one_kind_of_token_does_not_pass_for_another() {
    try (var receiver = Receiver.start()) {
      var called = web("Called", receiver.uri("/logout"));
      var max = app.as(MAX);
      var tokens = called.tokens(max);
      max.post("/logout");
      app.app().provider().callDue();
      var logout = receiver.forms().get(0).get("logout_token");
      assertThat(claims(logout).has("nonce")).isFalse();

      var again = app.as(MAX);
      var live = called.tokens(again);
      var id = text(live, "id_token");
      var access = text(live, "access_token");
      var refresh = text(live, "refresh_token");
      assertThat(userInfo(access).status()).isEqualTo(200);
      for (var wrong : List.of(id, logout, refresh, text(tokens, "access_token")))
        assertThat(userInfo(wrong).status()).as(wrong).isEqualTo(401);
      for (var wrong : List.of(id, access, logout)) {
        assertError(called.refresh(wrong), "invalid_grant");
        assertError(called.exchange(wrong), "invalid_grant");
      }
      for (var wrong : List.of(access, logout, refresh, text(tokens, "id_token"))) {
        var asked = again.get("/oidc/logout?id_token_hint=" + encoded(wrong));
        assertThat(asked.status()).as("asks, because that proves nothing").isEqualTo(200);
      }
      for (var wrong : List.of(id, logout))
        assertThat(called.revoke(wrong).status()).isEqualTo(200);
      assertThat(userInfo(access).status()).isEqualTo(200);
      assertThat(again.get("/oidc/logout?id_token_hint=" + encoded(id)).status()).isEqualTo(303);
    }
  }

  @Test
  void forged_tokens_open_nothing() throws Exception {
    var max = app.as(MAX);
    var tokens = client.tokens(max);
    var access = text(tokens, "access_token");
    var id = text(tokens, "id_token");
    var published = JWKSet.parse(app.browser().get("/keys").body()).getKeys().get(0).toRSAKey();
    assertThat(userInfo(access).status()).isEqualTo(200);

    for (var forged : forgeries(access, "at+jwt", published))
      assertThat(userInfo(forged).status()).as(forged).isEqualTo(401);
    for (var forged : forgeries(access, "at+jwt", published)) client.revoke(forged);
    assertThat(userInfo(access).status()).as("a forged token revokes nothing").isEqualTo(200);
    for (var forged : forgeries(id, "JWT", published)) {
      assertThat(max.get("/oidc/logout?id_token_hint=" + encoded(forged)).status())
          .as("asks: " + forged)
          .isEqualTo(200);
    }
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }

  private static List<String> forgeries(String token, String type, RSAKey published)
      throws JOSEException {
    var parts = token.split("\\.");
    var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    var own = new RSAKeyGenerator(2048).keyID(published.getKeyID()).generate();
    var secret = published.toRSAPublicKey().getEncoded();
    var pem =
        ("-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret)
                + "\n-----END PUBLIC KEY-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    var forged = new ArrayList<String>();
    for (var none : List.of("none", "None", "NONE", "nOnE")) {
      var header =
          base64(
              "{\"alg\":\""
                  + none
                  + "\",\"typ\":\""
                  + type
                  + "\",\"kid\":\""
                  + published.getKeyID()
                  + "\"}");
      forged.add(header + "." + parts[1] + ".");
      forged.add(header + "." + parts[1] + "." + parts[2]);
    }
    for (var key : List.of(secret, pem, published.getModulus().decode()))
      forged.add(
          signed(
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .type(new JOSEObjectType(type))
                  .keyID(published.getKeyID())
                  .build(),
              payload,
              new MACSigner(key)));
    var signer = new RSASSASigner(own);
    var plain =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .type(new JOSEObjectType(type))
            .keyID(published.getKeyID());
    forged.add(signed(plain.build(), payload, signer));
    forged.add(signed(plain.keyID("snk_000000000000000001").build(), payload, signer));
    forged.add(signed(plain.keyID(null).build(), payload, signer));
    forged.add(signed(plain.keyID("../../etc/passwd").build(), payload, signer));
    forged.add(signed(plain.keyID("' OR 1=1 --").build(), payload, signer));
    forged.add(
        signed(plain.keyID(published.getKeyID()).jwk(own.toPublicJWK()).build(), payload, signer));
    forged.add(
        signed(plain.jwkURL(URI.create("https://evil.example/keys")).build(), payload, signer));
    for (var algorithm : List.of(JWSAlgorithm.RS512, JWSAlgorithm.PS256))
      forged.add(
          signed(
              new JWSHeader.Builder(algorithm)
                  .type(new JOSEObjectType(type))
                  .keyID(published.getKeyID())
                  .build(),
              payload,
              signer));
    // what is signed, changed a little
    forged.add(parts[0] + "." + base64(payload.replaceFirst("usr_\\d", "usr_9")) + "." + parts[2]);
    forged.add(parts[0] + "." + parts[1] + ".");
    forged.add(parts[0] + "." + parts[1]);
    forged.add(parts[0] + ".." + parts[2]);
    forged.add(parts[0] + "." + parts[1] + "." + "A".repeat(342));
    forged.add(
        base64(
                "{\"alg\":\"RS256\",\"typ\":\""
                    + type
                    + "\",\"crit\":[\"exp\"],\"kid\":\""
                    + published.getKeyID()
                    + "\"}")
            + "."
            + parts[1]
            + "."
            + parts[2]);
    return forged;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(JWSHeader header, String payload, JWSSigner signer)
      throws JOSEException {
    var token = new JWSObject(header, new Payload(payload));
    token.sign(signer);
    return token.serialize();
  }

  @Test
  void an_expired_hint_is_still_one_but_only_of_its_own_session_and_client() {
    var max = app.as(MAX);
    var hint = text(client.tokens(max), "id_token");
    app.clock().advance(Duration.ofDays(29));
    var other = app.as(MAX);
    assertThat(other.get("/oidc/logout?id_token_hint=" + encoded(hint)).status())
        .as("of another session of the same person")
        .isEqualTo(200);
    assertThat(
            max.get(
                    "/oidc/logout?id_token_hint="
                        + encoded(hint)
                        + "&client_id="
                        + web("Other").id())
                .status())
        .isEqualTo(400);
    assertThat(max.get("/oidc/logout?id_token_hint=" + encoded(hint)).status()).isEqualTo(303);
    assertThat(app.sessionsOf(app.user(MAX))).hasSize(1);
  }
}
