package dev.hostedui.benchmark;

import dev.hostedui.protocol.jose.KeyPair;
import dev.hostedui.protocol.jose.PublicKeySet;
import dev.hostedui.protocol.jose.Signer;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.protocol.relyingparty.ClientAuthentication;
import dev.hostedui.protocol.relyingparty.Expected;
import dev.hostedui.protocol.relyingparty.ProviderKeys;
import dev.hostedui.protocol.relyingparty.Registration;
import dev.hostedui.protocol.relyingparty.SignInExamination;
import dev.hostedui.protocol.relyingparty.SignInRequest;
import dev.hostedui.protocol.relyingparty.TokenAnswer;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.relyingparty.Userinfo;
import dev.hostedui.protocol.upstream.AttributeNames;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers to OpenID Connect sign-ins, from the answer of the token endpoint to the person. */
final class OpenIdAnswers extends Answers {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final String ISSUER = "https://idp.acmecorp.example";

  private final RSAPublicKey key;
  private final byte[] signed;
  private final byte[] signature;
  private final String body;
  private final ProviderKeys keys;
  private final Expected expected =
      new Expected(
          new Registration(
              ISSUER,
              ISSUER + "/authorize",
              ISSUER + "/token",
              null,
              ISSUER + "/keys",
              null,
              false,
              "client-1",
              ClientAuthentication.BASIC_AUTH,
              List.of("profile", "email"),
              true,
              "https://hosted.example/callback"),
          new SignInRequest("state-1", "nonce-1", "v".repeat(43), null, null, NOW),
          AttributeNames.OF_OPENID_CONNECT,
          Set.of("acmecorp.example"));

  OpenIdAnswers() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      var pair = generator.generateKeyPair();
      key = (RSAPublicKey) pair.getPublic();
      var token = token(new KeyPair("key-1", key, (RSAPrivateKey) pair.getPrivate()));
      var end = token.lastIndexOf('.');
      signed = token.substring(0, end).getBytes(StandardCharsets.US_ASCII);
      signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
      body = "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}";
      keys = ProviderKeys.read(PublicKeySet.json(Map.of("key-1", key)));
    } catch (GeneralSecurityException | Unusable e) {
      throw new IllegalStateException(e);
    }
  }

  /** As large as one of Okta's with a few groups. */
  private static String token(KeyPair pair) {
    return new Signer(pair)
        .sign(
            "JWT",
            Map.of(
                "iss", ISSUER,
                "aud", "client-1",
                "sub", "00u1ada",
                "nonce", "nonce-1",
                "iat", NOW.getEpochSecond(),
                "exp", NOW.getEpochSecond() + 3_600,
                "email", "ada@acmecorp.example",
                "given_name", "Ada",
                "family_name", "Admin",
                "groups", List.of("Everyone", "Engineering", "Coffeedesk administrators")));
  }

  @Override
  void examine() {
    var examination =
        SignInExamination.of(
            expected,
            new Callback.Code("state-1", "code-1", null),
            TokenAnswer.read(200, body),
            keys,
            new Userinfo.NotAsked(),
            NOW);
    if (!examination.accepted()) throw new IllegalStateException(examination.toString());
  }

  @Override
  void check() {
    check(key, signed, signature);
  }
}
