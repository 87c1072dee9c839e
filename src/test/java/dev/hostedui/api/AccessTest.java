package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may call the API, with what, and how often. */
class AccessTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  // ------------------------------------------------------------------ tokens

  @Test
  void the_client_of_the_sample_lists_the_organizations() {
    var answer = ApiClient.of(app).get("/organizations");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().findValuesAsText("display_name"))
        .containsExactly("AcmeCorp", "Globex", "Initech");
    assertThat(answer.text("total_size")).isEqualTo("3");
    assertThat(answer.header("X-Request-Id")).isNotEmpty();
  }

  @Test
  void nothing_but_a_good_token_for_the_api_lets_anybody_in() {
    var client = TestClient.web(app);
    var person = client.tokens(app.as(ADA)).get("access_token").asText();
    var good = token("skc_sample", "sample-secret");
    for (var wrong :
        new String[] {null, "", "nonsense", person, good + "x", good.substring(0, 40), "a.b.c"}) {
      var answer = ApiClient.with(app, wrong).get("/organizations");
      assertThat(answer.status()).as(wrong).isEqualTo(401);
      assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
      assertThat(answer.text("code")).isEqualTo("16");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      assertThat(answer.text("details/0/error_code")).isEqualTo("UNAUTHENTICATED");
      assertThat(answer.text("request_info/request_id")).isEqualTo(answer.header("X-Request-Id"));
    }
    assertThat(ApiClient.with(app, good).get("/organizations").status()).isEqualTo(200);
  }

  @Test
  void a_session_of_the_portal_is_worth_nothing_here() {
    var ada = app.as(ADA);
    assertThat(ada.get("/api/v1/organizations").status()).isEqualTo(401);
  }

  @Test
  void a_token_ends_after_a_day() {
    var api = ApiClient.of(app);
    app.clock().advance(Duration.ofHours(23));
    assertThat(api.get("/organizations").status()).isEqualTo(200);
    app.clock().advance(Duration.ofHours(1));
    assertThat(api.get("/organizations").status()).isEqualTo(401);
  }

  @Test
  void a_token_is_worth_nothing_once_its_application_may_not_call_any_more() {
    var api = ApiClient.of(app);
    app.arrange("UPDATE applications SET management_api = 'denied' WHERE client_id = 'skc_sample'");
    assertThat(api.get("/organizations").status()).isEqualTo(401);
  }

  @Test
  void a_change_that_waited_is_not_kept_when_its_application_may_not_call_any_more() {
    try (var it = TestApp.start(Engine.POSTGRESQL, Map.of())) {
      var globex = it.organization("globex");
      var api = ApiClient.of(it);
      var answer =
          Race.afterWaiting(
              it.app().core().database,
              globex,
              "UPDATE applications SET management_api = 'denied' WHERE client_id = 'skc_sample'",
              () -> api.patch("/organizations/" + globex.value(), "{\"display_name\":\"Gone\"}"));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=");
      assertThat(it.one("SELECT display_name FROM organizations WHERE slug = 'globex'"))
          .isEqualTo("Globex");
    }
  }

  @Test
  void a_token_is_asked_for_the_api_or_for_nothing() {
    for (var name : List.of("resource", "audience")) {
      assertThat(asked(name, "http://localhost:8080/api/v1").status()).isEqualTo(200);
      var elsewhere = asked(name, "https://elsewhere.example/");
      assertThat(elsewhere.status()).isEqualTo(400);
      assertThat(json(elsewhere).get("error").asText()).isEqualTo("invalid_target");
    }
  }

  @Test
  void a_scope_narrows_what_a_token_may_do() {
    var reader = ApiClient.scoped(app, "sk_org_settings_read");
    var acme = app.organization("acmecorp").value();
    assertThat(reader.get("/organizations/" + acme).status()).isEqualTo(200);
    var refused = reader.patch("/organizations/" + acme + "/settings", "{\"features\":[]}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("SCOPE_MISSING");
    assertThat(refused.text("resource_info/required_permissions/0"))
        .isEqualTo("environment_manage");
    for (var wrong : List.of("everything", "sk_org_settings_read openid", "SK_ORG_SETTINGS_READ"))
      assertThat(json(asked("scope", wrong)).get("error").asText()).isEqualTo("invalid_scope");
  }

  @Test
  void a_narrowed_token_makes_no_application_that_may_do_more() {
    var narrow = ApiClient.scoped(app, "environment_manage sk_org_users_read");
    var plain = narrow.post("/clients", "{\"name\":\"Plain\"}");
    assertThat(plain.status()).isEqualTo(201);
    var made = "/clients/" + plain.text("client/id");
    assertThat(narrow.post(made + "/secrets", "{}").status()).isEqualTo(200);
    for (var refused :
        List.of(
            narrow.post("/clients", "{\"name\":\"Wide\",\"allow_management_api\":true}"),
            narrow.patch(made, "{\"allow_management_api\":true}"),
            narrow.post("/clients/skc_sample/secrets", "{}"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("OPERATOR_NARROWED");
    }
    var wide = ApiClient.of(app);
    assertThat(wide.patch(made, "{\"allow_management_api\":true}").status()).isEqualTo(200);
    assertThat(narrow.patch(made, "{\"name\":\"Renamed\"}").status()).isEqualTo(200);
    assertThat(narrow.post(made + "/secrets", "{}").status()).isEqualTo(403);
  }

  private static dev.hostedui.testing.Answer asked(String name, String value) {
    return app.browser()
        .postBare(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            "skc_sample",
            "client_secret",
            "sample-secret",
            name,
            value);
  }

  private static String token(String id, String secret) {
    return json(app.browser()
            .postBare(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                id,
                "client_secret",
                secret))
        .get("access_token")
        .asText();
  }

  // ------------------------------------------------------------------ how often

  @Test
  void a_hundred_requests_a_second_are_answered_and_the_next_is_told_when_to_come_again() {
    var api = ApiClient.of(app);
    app.clock().advance(Duration.ofSeconds(10));
    var statuses = new TreeMap<Integer, Integer>();
    ApiClient.Answer last = null;
    for (var i = 0; i < 101; i++) {
      last = api.sendAtOnce("GET", "/organizations/none", null);
      statuses.merge(last.status(), 1, Integer::sum);
      if (i == 0) assertThat(last.header("RateLimit-Remaining")).isEqualTo("99");
    }
    assertThat(statuses).containsEntry(404, 100).containsEntry(429, 1);
    assertThat(last.code()).isEqualTo("RATE_LIMITED");
    assertThat(last.header("Retry-After")).isEqualTo("1");
    assertThat(last.header("RateLimit-Limit")).isEqualTo("100");
    app.clock().advance(Duration.ofSeconds(1));
    assertThat(api.sendAtOnce("GET", "/organizations", null).status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ what is nowhere

  @Test
  void what_is_not_there_is_said_as_the_api_says_things() {
    var api = ApiClient.of(app);
    var nowhere = api.get("/nowhere");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.text("code")).isEqualTo("5");
    var method = api.delete("/organizations");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow")).isEqualTo("GET, HEAD, POST");
    assertThat(method.text("code")).isEqualTo("12");
  }

  /** What ends in a verb of its own is no id, and what has a name of its own no name of another. */
  @Test
  void every_address_answers_its_own_verbs_and_no_others() {
    var known = new TreeMap<String, Set<String>>();
    for (var line : app.app().routes().lines()) {
      var words = line.split("\\s+");
      if (!words[1].startsWith("/api/v1/") || words[1].endsWith("*")) continue;
      var verbs =
          known.computeIfAbsent(words[1].replaceAll("\\{[^}]*}", "x"), path -> new TreeSet<>());
      verbs.add(words[0]);
      if (words[0].equals("GET")) verbs.add("HEAD");
    }
    assertThat(known).hasSizeGreaterThan(100).containsKey("/api/v1/connections/x:enable");
    known.forEach(
        (path, verbs) -> {
          for (var verb : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")) {
            var reply =
                RawHttp.send(
                    app.port(),
                    verb + " " + path + " HTTP/1.1",
                    "Host: localhost",
                    "Connection: close");
            assertThat(reply.status())
                .as(verb + " " + path)
                .isEqualTo(verbs.contains(verb) ? 401 : 405);
            if (!verbs.contains(verb))
              assertThat(reply.header("Allow")).as(path).isEqualTo(String.join(", ", verbs));
          }
        });
  }

  @Test
  void a_body_that_is_none_is_refused_with_what_is_wrong() {
    var api = ApiClient.of(app);
    for (var body : List.of("{", "[]", "\"text\"", "{\"display_name\":1}", "{\"metadata\":[]}"))
      assertThat(api.post("/organizations", body).status()).as(body).isEqualTo(400);
    for (var unfit : List.of("\\u0000", "\\ud800", "\\udc00\\ud800"))
      for (var body :
          List.of(
              "{\"display_name\":\"A\",\"external_id\":\"" + unfit + "\"}",
              "{\"display_name\":\"A\",\"metadata\":{\"key\":\"" + unfit + "\"}}"))
        assertThat(api.post("/organizations", body).code()).as(body).isEqualTo("CHARACTER_UNFIT");
    var several =
        api.post("/organizations", "{\"display_name\":\"\",\"slug\":7,\"metadata\":{\"a\":\"\"}}");
    assertThat(
            several.json().at("/validation_error_info/field_violations").findValuesAsText("field"))
        .containsExactly("display_name", "slug", "metadata.a");
    for (var logo :
        List.of(
            "https://2130706433/x.png",
            "https://user@x.example/a.png",
            "http://x.example/a.png",
            "a.png")) {
      var one = "{\"display_name\":\"A\",\"logo_url\":\"" + logo + "\"}";
      assertThat(
              api.post("/organizations", one)
                  .text("validation_error_info/field_violations/0/field"))
          .as(logo)
          .isEqualTo("logo_url");
    }
    var form = api.header("Content-Type", "text/plain").post("/organizations", "{}");
    assertThat(form.status()).isIn(400, 415);
  }
}
