package dev.hostedui.coffeedesk;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.hostedui.testing.Form;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** An OpenID provider played for a test. It keeps to the rules except where it is told not to. */
final class FakeProvider implements AutoCloseable {

  static final String CLIENT = "skc_desk";
  static final String SECRET = "desk:secret/+";

  static final RSAKey KEY = key("snk_1");
  static final RSAKey ANOTHER_KEY = key("snk_1");

  private final Javalin javalin;
  private final Map<String, Map<String, String>> codes = new HashMap<>();

  /** What to do to the id token before it is signed. */
  Consumer<JWTClaimsSet.Builder> idClaims = claims -> {};

  RSAKey signedBy = KEY;
  boolean unsigned = false;
  boolean issuerInAnswers = true;

  /** In place of tokens, when not empty. */
  String tokenError = "";

  int tokenStatus = 400;
  String organization = "org_100000000000000001";
  List<String> roles = List.of("admin");
  boolean withRefreshToken = true;
  String padding = "";
  Runnable beforeTokens = () -> {};

  private int refreshTokens = 0;
  final List<String> grants = new ArrayList<>();

  FakeProvider() {
    this(0);
  }

  FakeProvider(int port) {
    javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.get("/.well-known/openid-configuration", this::discovery);
                  config.routes.get(
                      "/keys", ctx -> ctx.json(new JWKSet(KEY.toPublicJWK()).toJSONObject()));
                  config.routes.post("/oauth/token", this::token);
                })
            .start("localhost", port);
  }

  private static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  URI issuer() {
    return URI.create("http://localhost:" + javalin.port());
  }

  private void discovery(Context ctx) {
    ctx.json(
        Map.ofEntries(
            Map.entry("issuer", issuer().toString()),
            Map.entry("authorization_endpoint", issuer() + "/oauth/authorize"),
            Map.entry("token_endpoint", issuer() + "/oauth/token"),
            Map.entry("jwks_uri", issuer() + "/keys"),
            Map.entry("end_session_endpoint", issuer() + "/oidc/logout"),
            Map.entry("response_types_supported", List.of("code")),
            Map.entry("subject_types_supported", List.of("public")),
            Map.entry("id_token_signing_alg_values_supported", List.of("RS256")),
            Map.entry("authorization_response_iss_parameter_supported", issuerInAnswers)));
  }

  /** Lets the person in who was sent to this address; answers with where they are sent back to. */
  URI letIn(URI asked) {
    var code = UUID.randomUUID().toString();
    var query = query(asked);
    codes.put(code, query);
    return URI.create(
        "%s?code=%s&state=%s&iss=%s"
            .formatted(query.get("redirect_uri"), code, query.get("state"), issuer()));
  }

  static Map<String, String> query(URI address) {
    var query = new HashMap<String, String>();
    for (var pair : address.getRawQuery().split("&")) {
      var equals = pair.indexOf('=');
      query.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return query;
  }

  private void token(Context ctx) {
    grants.add(ctx.formParam("grant_type"));
    beforeTokens.run();
    var credentials =
        Base64.getEncoder()
            .encodeToString((CLIENT + ":" + Form.encoded(SECRET)).getBytes(StandardCharsets.UTF_8));
    if (!("Basic " + credentials).equals(ctx.header("Authorization"))) {
      refuse(ctx, 401, "invalid_client");
    } else if (!tokenError.isEmpty()) {
      refuse(ctx, tokenStatus, tokenError);
    } else if ("refresh_token".equals(ctx.formParam("grant_type"))) {
      if (("refresh-" + refreshTokens).equals(ctx.formParam("refresh_token"))) grant(ctx, null);
      else refuse(ctx, 400, "invalid_grant");
    } else {
      var asked = codes.remove(ctx.formParam("code"));
      if (asked == null
          || !asked.get("redirect_uri").equals(ctx.formParam("redirect_uri"))
          || !asked.get("code_challenge_method").equals("S256")
          || !CodeChallenge.compute(
                  CodeChallengeMethod.S256, new CodeVerifier(ctx.formParam("code_verifier")))
              .getValue()
              .equals(asked.get("code_challenge"))) refuse(ctx, 400, "invalid_grant");
      else grant(ctx, asked.get("nonce"));
    }
  }

  private static void refuse(Context ctx, int status, String error) {
    ctx.status(status).json(Map.of("error", error));
  }

  private void grant(Context ctx, String nonce) {
    var now = Instant.now();
    var id =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .audience(CLIENT)
            .subject("usr_1")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(1800)))
            .claim("sid", "ses_1")
            .claim("oid", organization)
            .claim("name", "Ada <Admin>")
            .claim("email", "ada@acmecorp.example")
            .claim("nonce", nonce);
    idClaims.accept(id);
    var access =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .audience(CLIENT)
            .subject("usr_1")
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("oid", organization)
            .claim("roles", roles)
            .claim("permissions", List.of("sk_org_users_read"))
            .build();
    var answer = new HashMap<String, Object>();
    answer.put("token_type", "Bearer");
    answer.put("expires_in", 300);
    answer.put("access_token", sign(access, KEY, "at+jwt"));
    answer.put(
        "id_token",
        unsigned ? new PlainJWT(id.build()).serialize() : sign(id.build(), signedBy, "JWT"));
    if (withRefreshToken) answer.put("refresh_token", "refresh-" + ++refreshTokens);
    if (!padding.isEmpty()) answer.put("padding", padding);
    ctx.json(answer);
  }

  static String sign(JWTClaimsSet claims, RSAKey key, String type) {
    try {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.RS256)
              .keyID(key.getKeyID())
              .type(new JOSEObjectType(type))
              .build();
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** The claims of a logout token that is right in everything. */
  JWTClaimsSet.Builder logout() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer().toString())
        .audience(CLIENT)
        .subject("usr_1")
        .issueTime(new Date())
        .expirationTime(Date.from(Instant.now().plusSeconds(120)))
        .jwtID(UUID.randomUUID().toString())
        .claim("sid", "ses_1")
        .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
