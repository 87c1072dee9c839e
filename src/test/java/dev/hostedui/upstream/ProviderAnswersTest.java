package dev.hostedui.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.jose.KeyPair;
import dev.hostedui.protocol.jose.PublicKeySet;
import dev.hostedui.protocol.jose.Signer;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.protocol.relyingparty.ClientAuthentication;
import dev.hostedui.protocol.relyingparty.Expected;
import dev.hostedui.protocol.relyingparty.Registration;
import dev.hostedui.protocol.relyingparty.SignInRequest;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.upstream.AttributeNames;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.StoppedClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way from a code to a person, with a provider that answers over the network. */
class ProviderAnswersTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final KeyPair FIRST = pair("first");
  private static final KeyPair SECOND = pair("second");

  private final HttpCaller caller = new HttpCaller(true);
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile KeyPair key = FIRST;
  private volatile KeyPair published = FIRST;
  private volatile int tokenStatus = 200;
  private volatile String userinfo = "{\"sub\":\"ada-1\",\"email\":\"ada@acmecorp.example\"}";
  private HttpServer server;
  private ProviderAnswers answers;
  private Expected expected;

  private static KeyPair pair(String kid) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      var pair = generator.generateKeyPair();
      return new KeyPair(kid, (RSAPublicKey) pair.getPublic(), (RSAPrivateKey) pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    answering("/token", () -> tokens());
    answering("/keys", () -> PublicKeySet.json(Map.of(published.kid(), published.publicKey())));
    answering("/userinfo", () -> userinfo);
    server.start();
    var documents = new UpstreamDocuments(caller, true);
    var clock = new StoppedClock(NOW);
    answers = new ProviderAnswers(documents, new ProviderKeyCache(documents, clock), clock);
    expected =
        new Expected(
            new Registration(
                issuer(),
                issuer() + "/authorize",
                issuer() + "/token",
                issuer() + "/userinfo",
                issuer() + "/keys",
                null,
                true,
                "client-1",
                ClientAuthentication.BASIC_AUTH,
                List.of(),
                true,
                "https://hosted.example/callback"),
            new SignInRequest("state-1", "nonce-1", "v".repeat(43), null, null, NOW),
            AttributeNames.OF_OPENID_CONNECT,
            Set.of("acmecorp.example"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
    caller.close();
  }

  private interface Body {
    String text();
  }

  private void answering(String path, Body body) {
    server.createContext(
        path,
        exchange -> {
          asked.add(path);
          exchange.getRequestBody().readAllBytes();
          var bytes = body.text().getBytes(StandardCharsets.UTF_8);
          var status = path.equals("/token") ? tokenStatus : 200;
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String tokens() {
    return tokenStatus == 200
        ? "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\""
            + new Signer(key)
                .sign(
                    "JWT",
                    Map.of(
                        "iss",
                        issuer(),
                        "aud",
                        "client-1",
                        "sub",
                        "ada-1",
                        "nonce",
                        "nonce-1",
                        "iat",
                        NOW.getEpochSecond(),
                        "exp",
                        NOW.getEpochSecond() + 300))
            + "\"}"
        : "{\"error\":\"invalid_client\"}";
  }

  private Examination examine(String state, String code, String issuer) {
    var parameters = new LinkedHashMap<String, List<String>>();
    parameters.put("state", List.of(state));
    parameters.put("code", List.of(code));
    parameters.put("iss", List.of(issuer));
    return answers.examine(expected, "secret", Callback.read(parameters)).examination();
  }

  @Test
  void a_code_becomes_a_person() {
    var examination = examine("state-1", "code-1", issuer());
    assertThat(examination.identity().orElseThrow().first("email"))
        .contains("ada@acmecorp.example");
    assertThat(asked).containsExactlyInAnyOrder("/token", "/keys", "/userinfo");
  }

  @Test
  void a_key_changed_this_minute_locks_nobody_out() {
    assertThat(examine("state-1", "code-1", issuer()).accepted()).isTrue();
    key = SECOND;
    published = SECOND;
    assertThat(examine("state-1", "code-2", issuer()).accepted()).isTrue();
    assertThat(Collections.frequency(asked, "/keys")).isEqualTo(2);
  }

  @Test
  void a_key_that_is_not_published_signs_nobody_in() {
    key = SECOND;
    var examination = examine("state-1", "code-1", issuer());
    assertThat(examination.firstFailure().orElseThrow().cause()).isEqualTo("signing_key_unknown");
    assertThat(examination.identity()).isEmpty();
  }

  @Test
  void a_code_of_another_provider_is_not_handed_on() {
    var examination = examine("state-1", "code-1", "https://evil.example");
    assertThat(examination.firstFailure().orElseThrow().cause()).isEqualTo("answer_issuer_differs");
    assertThat(asked).isEmpty();
  }

  @Test
  void where_the_code_is_refused_nothing_else_is_asked() {
    tokenStatus = 401;
    var failure = examine("state-1", "code-1", issuer()).firstFailure().orElseThrow();
    assertThat(failure.cause()).isEqualTo("token_invalid_client");
    assertThat(failure.received()).isEqualTo("401 invalid_client");
    assertThat(asked).containsExactly("/token");
  }

  @Test
  void a_provider_that_is_gone_is_a_failed_check() {
    server.stop(0);
    var failure = examine("state-1", "code-1", issuer()).firstFailure().orElseThrow();
    assertThat(failure.name()).isEqualTo("token_exchange");
    assertThat(failure.cause()).isEqualTo("fetch_connection_refused");
    assertThat(failure.received()).isEqualTo("127.0.0.1");
  }

  @Test
  void a_logout_is_believed_when_the_provider_signed_it() throws Unusable {
    var claims =
        Map.of(
            "iss",
            issuer(),
            "aud",
            "client-1",
            "sub",
            "ada-1",
            "jti",
            "j-1",
            "iat",
            NOW.getEpochSecond(),
            "events",
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    var registration = expected.registration();
    assertThat(answers.logout(registration, new Signer(FIRST).sign("logout+jwt", claims)).subject())
        .isEqualTo("ada-1");
    var forged = new Signer(SECOND).sign("logout+jwt", claims);
    for (var i = 0; i < 20; i++)
      assertThat(
              catchThrowableOfType(Unusable.class, () -> answers.logout(registration, forged))
                  .reason())
          .isEqualTo(Unusable.Reason.LOGOUT_SIGNATURE);
    assertThat(asked).containsExactly("/keys", "/keys");
  }
}
