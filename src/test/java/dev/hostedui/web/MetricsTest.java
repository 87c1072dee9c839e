package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators watch, and who may. */
class MetricsTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @RegisterExtension
  static final TestApp app = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_METRICS_TOKEN", TOKEN));

  private static RawHttp.Reply asked(String... headers) {
    var lines = new String[headers.length + 2];
    lines[0] = "GET /metrics HTTP/1.1";
    lines[1] = "Connection: close";
    System.arraycopy(headers, 0, lines, 2, headers.length);
    return RawHttp.send(app.port(), lines);
  }

  @Test
  void requests_queues_and_the_jvm_are_counted() {
    app.as("ada@acmecorp.example").get("/ui/organization/users");
    app.browser().get("/nothing/here");
    app.browser().post("/login", "email", "max@acmecorp.example");

    var text = asked("Host: localhost").body();
    assertThat(text)
        .contains(
            "hosted_ui_request_seconds_count{path=\"/ui\",status=\"2xx\"} 1",
            "hosted_ui_request_seconds_count{path=\"none\",status=\"4xx\"} 1",
            "hosted_ui_request_seconds_bucket{path=\"/ui\",status=\"2xx\",le=\"+Inf\"} 1",
            "hosted_ui_mails_waiting 1.0",
            "hosted_ui_webhooks_waiting 0.0",
            "hosted_ui_logout_calls_waiting 0.0",
            "hosted_ui_ready 1.0",
            "hosted_ui_build_info{version=\"checkout\"} 1",
            "jvm_memory_used_bytes{area=\"heap\"}",
            "process_cpu_seconds_total")
        // neither who nor where
        .doesNotContain("ada", "max@", "acme", "nothing");
    app.app().core().letterBox.sendDue();
    assertThat(asked("Host: 127.0.0.1").body()).contains("hosted_ui_mails_waiting 0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: portal.example.com",
        "Host: localhost.attacker.example",
        "Host: localhost\r\nX-Forwarded-For: 192.0.2.7",
        "Host: localhost\r\nForwarded: for=192.0.2.7",
        "Host: localhost\r\nVia: 1.1 proxy",
        "Host: localhost\r\nAuthorization: Bearer 0123456789abcdef0123456789abcdeF"
      })
  void whoever_comes_from_elsewhere_needs_the_token(String headers) {
    var refused = asked(headers.split("\r\n"));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(refused.body()).doesNotContain("hosted_ui");
  }

  @Test
  void the_token_opens_it_from_anywhere() {
    var through = asked("Host: portal.example.com", "Via: 1.1 p", "Authorization: bearer " + TOKEN);
    assertThat(through.status()).isEqualTo(200);
    assertThat(through.header("Content-Type")).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void where_no_token_is_set_there_is_nothing_for_others() {
    try (var without = TestApp.start()) {
      var asked = "GET /metrics HTTP/1.1";
      assertThat(
              RawHttp.send(without.port(), asked, "Host: a.example", "Connection: close").status())
          .isEqualTo(404);
      assertThat(
              RawHttp.send(without.port(), asked, "Host: localhost", "Connection: close").status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_database_that_does_not_answer_is_waited_for_once() {
    var asked = new AtomicInteger();
    var gauge =
        new Metrics.Gauge(
            "hosted_ui_things_waiting",
            "Things.",
            () -> {
              asked.incrementAndGet();
              throw new StorageUnavailable("no answer", new IOException());
            });
    var text =
        new String(
            new Metrics(null, () -> false, List.of(gauge, gauge)).text(), StandardCharsets.UTF_8);
    assertThat(text).contains("hosted_ui_ready 0.0").doesNotContain("hosted_ui_things_waiting");
    assertThat(asked).hasValue(1);
  }
}
