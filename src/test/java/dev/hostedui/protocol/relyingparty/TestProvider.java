package dev.hostedui.protocol.relyingparty;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.hostedui.protocol.upstream.AttributeNames;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An OpenID provider of the tests: mints ID tokens, right ones and wrong ones. */
final class TestProvider {

  static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  static final String ISSUER = "https://idp.acmecorp.example";
  static final String CLIENT = "client-1";
  static final String ACCESS_TOKEN = "access-token-1";

  /** Made once: a key takes a tenth of a second. */
  static final RSAKey KEY = rsa("key-1");

  static final RSAKey OTHER = rsa("key-2");
  static final ECKey CURVE = curve();

  static final SignInRequest ASKED =
      new SignInRequest(
          "state-1",
          "nonce-1",
          "verifier-verifier-verifier-verifier-verifier",
          null,
          null,
          NOW.minusSeconds(20));

  static final Registration REGISTRATION = registration(ISSUER);

  private TestProvider() {}

  static Registration registration(String issuer) {
    return new Registration(
        issuer,
        issuer + "/authorize",
        issuer + "/token",
        issuer + "/userinfo",
        issuer + "/keys",
        issuer + "/logout",
        false,
        CLIENT,
        ClientAuthentication.BASIC_AUTH,
        List.of("openid", "profile", "email"),
        true,
        "https://hosted.example/sso/v1/oidc/conn_1/callback");
  }

  static Expected expected() {
    return expected(REGISTRATION, ASKED);
  }

  static Expected expected(Registration registration, SignInRequest asked) {
    return new Expected(
        registration, asked, AttributeNames.OF_OPENID_CONNECT, Set.of("acmecorp.example"));
  }

  static Callback.Code code() {
    return new Callback.Code("state-1", "code-1", null);
  }

  /** The claims of a token that is right; changes are pairs of name and value, null leaves out. */
  static Map<String, Object> claims(Object... changes) {
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", ISSUER);
    claims.put("sub", "ada-1");
    claims.put("aud", CLIENT);
    claims.put("exp", NOW.plusSeconds(300).getEpochSecond());
    claims.put("iat", NOW.minusSeconds(1).getEpochSecond());
    claims.put("nonce", "nonce-1");
    claims.put("email", "ada@acmecorp.example");
    claims.put("given_name", "Ada");
    claims.put("family_name", "Admin");
    for (var i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) claims.remove((String) changes[i]);
      else claims.put((String) changes[i], changes[i + 1]);
    }
    return claims;
  }

  static String signed(Map<String, ?> claims) {
    return signed(KEY, JWSAlgorithm.RS256, "key-1", claims);
  }

  static String signed(JWK key, JWSAlgorithm algorithm, String kid, Map<String, ?> claims) {
    var header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(kid).build();
    return signed(signer(key), header, new Payload(new LinkedHashMap<>(claims)));
  }

  static String signed(JWSSigner signer, JWSHeader header, Payload payload) {
    try {
      var token = new JWSObject(header, payload);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static JWSSigner signer(JWK key) {
    try {
      if (key instanceof RSAKey rsa) return new RSASSASigner(rsa);
      if (key instanceof ECKey ec) return new ECDSASigner(ec);
      return new MACSigner(key.toOctetSequenceKey());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ProviderKeys keys(JWK... keys) {
    try {
      return ProviderKeys.read(jwks(keys));
    } catch (Unusable e) {
      throw new IllegalStateException(e);
    }
  }

  static String jwks(JWK... keys) {
    return new JWKSet(Arrays.asList(keys)).toString(true);
  }

  static Examination examine(String idToken) {
    return examine(expected(), idToken, new Userinfo.NotAsked());
  }

  static Examination examine(Expected expected, String idToken, Userinfo userinfo) {
    return SignInExamination.of(
        expected,
        code(),
        new TokenAnswer.Tokens(idToken, ACCESS_TOKEN),
        keys(KEY, OTHER, CURVE),
        userinfo,
        NOW);
  }

  /** What failed, as check and cause. */
  static List<String> failures(Examination examination) {
    return said(examination, Check.Verdict.FAILED);
  }

  static List<String> doubts(Examination examination) {
    return said(examination, Check.Verdict.DOUBTFUL);
  }

  private static List<String> said(Examination examination, Check.Verdict verdict) {
    var all = new ArrayList<String>();
    for (var check : examination.checks())
      if (check.verdict() == verdict) all.add(check.name() + ": " + check.cause());
    return all;
  }

  static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey curve() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("curve-1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
