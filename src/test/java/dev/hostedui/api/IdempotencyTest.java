package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TcpProxy;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is sent twice with one key is done once. */
class IdempotencyTest {

  private static final String BODY = "{\"display_name\":\"Once\"}";

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void the_first_answer_comes_again_and_nothing_is_made_twice() {
    var api = ApiClient.of(app).header("Idempotency-Key", "key-1");
    var first = api.post("/organizations", BODY);
    var again = api.post("/organizations", BODY);
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(app.all("SELECT id FROM organizations WHERE display_name = 'Once'")).hasSize(1);

    var other = api.post("/organizations", "{\"display_name\":\"Twice\"}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_OTHER_REQUEST");
  }

  @Test
  void the_version_of_what_was_made_comes_with_each_answer() {
    var api = ApiClient.of(app).header("Idempotency-Key", "key-11");
    var body = "{\"display_name\":\"Tagged\"}";
    var first = api.post("/organizations", body);
    assertThat(first.header("ETag")).matches("\"[0-9]+-.+\"");
    var again = api.post("/organizations", body);
    assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    var changed =
        ApiClient.of(app)
            .header("If-Match", again.header("ETag"))
            .patch(
                "/organizations/" + first.text("organization/id"), "{\"display_name\":\"Seen\"}");
    assertThat(changed.status()).isEqualTo(200);
  }

  @Test
  void a_question_is_answered_anew_whatever_key_comes_with_it() {
    var made =
        ApiClient.of(app)
            .post(
                "/tokens",
                "{\"organization_id\":\"%s\"}".formatted(app.organization("acmecorp").value()));
    var token = "{\"token\":\"%s\"}".formatted(made.text("token"));
    var api = ApiClient.of(app).header("Idempotency-Key", "key-9");
    assertThat(api.post("/tokens:validate", token).status()).isEqualTo(200);
    assertThat(ApiClient.of(app).post("/tokens:invalidate", token).status()).isEqualTo(200);
    assertThat(api.post("/tokens:validate", token).status()).isEqualTo(404);
  }

  @Test
  void a_link_is_made_once() {
    var api = ApiClient.of(app).header("Idempotency-Key", "key-10");
    var path = "/organizations/" + app.organization("acmecorp").value() + "/portal_links";
    var body = "{\"kind\":\"shareable\",\"features\":[\"sso\"]}";
    var first = api.put(path, body);
    assertThat(first.status()).isEqualTo(200);
    assertThat(api.put(path, body).json()).isEqualTo(first.json());
  }

  @Test
  void a_secret_comes_again_and_lies_sealed_meanwhile() {
    var api = ApiClient.of(app).header("Idempotency-Key", "key-2");
    var first = api.post("/clients", "{\"name\":\"Keyed\"}");
    assertThat(api.post("/clients", "{\"name\":\"Keyed\"}").text("plain_secret"))
        .isEqualTo(first.text("plain_secret"))
        .isNotEmpty();
    assertThat(app.contents("idempotency_keys")).doesNotContain(first.text("plain_secret"));
  }

  @Test
  void an_answer_comes_again_only_to_who_may_do_the_same() {
    var body = "{\"name\":\"Far\",\"allow_management_api\":true}";
    var first = ApiClient.of(app).header("Idempotency-Key", "key-8").post("/clients", body);
    assertThat(first.status()).isEqualTo(201);
    var narrowed = ApiClient.scoped(app, "environment_manage").header("Idempotency-Key", "key-8");
    var refused = narrowed.post("/clients", body);
    assertThat(refused.code()).isEqualTo("IDEMPOTENCY_OTHER_REQUEST");
    assertThat(refused.json().toString()).doesNotContain(first.text("plain_secret"));

    var all = ApiClient.of(app).header("Idempotency-Key", "key-8");
    assertThat(all.post("/clients", body).text("plain_secret"))
        .isEqualTo(first.text("plain_secret"))
        .isNotEmpty();
  }

  @Test
  void a_refusal_leaves_the_key_free_and_a_day_later_it_is_forgotten() {
    var api = ApiClient.of(app).header("Idempotency-Key", "key-3");
    assertThat(api.post("/roles", "{\"name\":\"admin\",\"display_name\":\"A\"}").status())
        .isEqualTo(409);
    assertThat(api.post("/roles", "{\"name\":\"third\",\"display_name\":\"A\"}").status())
        .isEqualTo(201);
    app.clock().advance(Duration.ofHours(25));
    assertThat(app.app().core().idempotencyKeys.forgetOld()).isEqualTo(1);
  }

  @Test
  void a_request_that_never_ended_is_not_done_again() {
    var api = ApiClient.of(app).header("Idempotency-Key", "key-4");
    api.post("/organizations", BODY);
    app.arrange("UPDATE idempotency_keys SET status = NULL, sealed_answer = NULL");
    var again = api.post("/organizations", BODY);
    assertThat(again.code()).isEqualTo("IDEMPOTENCY_RUNNING");
    assertThat(again.text("message")).contains("again with the same key");
    assertThat(again.header("Retry-After")).isEqualTo("1");
    assertThat(app.all("SELECT id FROM organizations WHERE display_name = 'Once'")).hasSize(1);
  }

  @Test
  void a_key_is_free_again_when_the_storage_failed_before_anything_was_changed() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var away =
            TestApp.start(
                Engine.POSTGRESQL, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var api = ApiClient.of(away).header("Idempotency-Key", "key-5");
      proxy.loseAnswerTo("INSERT INTO organizations");
      var failed = api.post("/organizations", BODY);
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.header("Retry-After")).isNotBlank();
      assertThat(failed.text("message")).contains("Nothing was changed");

      assertThat(api.post("/organizations", BODY).status()).isEqualTo(201);
      assertThat(api.post("/organizations", BODY).status()).isEqualTo(201);
      assertThat(away.all("SELECT id FROM organizations WHERE display_name = 'Once'")).hasSize(1);
    }
  }

  @Test
  void a_job_frees_it_for_other_processes() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var away =
            TestApp.start(
                Engine.POSTGRESQL, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      proxy.loseAnswerTo("INSERT INTO organizations");
      ApiClient.of(away).header("Idempotency-Key", "key-6").post("/organizations", BODY);
      assertThat(away.count("idempotency_keys")).isEqualTo(1);
      assertThat(away.app().core().idempotencyKeys.freeOwed()).isEqualTo(1);
      assertThat(away.count("idempotency_keys")).isZero();
      assertThat(away.app().core().idempotencyKeys.freeOwed()).isZero();
    }
  }

  @Test
  void an_answer_that_cannot_be_kept_is_not_said_to_have_changed_nothing() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var away =
            TestApp.start(
                Engine.POSTGRESQL, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var api = ApiClient.of(away).header("Idempotency-Key", "key-7");
      proxy.loseAnswerTo("UPDATE idempotency_keys");
      var failed = api.post("/organizations", BODY);
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.header("Retry-After")).isEmpty();
      assertThat(failed.code()).isEqualTo("STORAGE_OUTCOME_UNKNOWN");

      assertThat(api.post("/organizations", BODY).code()).isEqualTo("IDEMPOTENCY_RUNNING");
      assertThat(away.all("SELECT id FROM organizations WHERE display_name = 'Once'")).hasSize(1);
    }
  }
}
