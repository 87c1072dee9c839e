package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SocialConnectionsTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final String GITLAB =
      """
      {"provider":"GITLAB","type":"OAUTH","client_id":"app-1","client_secret":"gloas-0123456789abcdef",
       "host":"https://gitlab.example.com/"}
      """;

  private ApiClient api;

  @BeforeEach
  void call() {
    api = ApiClient.of(app);
  }

  @Test
  void a_connection_says_what_to_register_and_never_its_secret() {
    var made = api.post("/connections", GITLAB);
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    var id = made.text("connection/id");
    assertThat(made.text("connection/host")).isEqualTo("https://gitlab.example.com");
    assertThat(made.text("connection/redirect_uri"))
        .isEqualTo("http://localhost:8080/sso/v1/oauth/" + id + "/callback");
    assertThat(made.json().at("/connection/setup_steps").toString())
        .contains("https://gitlab.example.com", id);
    assertThat(made.text("connection/enabled")).isEqualTo("false");

    api.patch("/connections/" + id, "{\"client_secret\":\"gloas-another-secret-wxyz\"}");
    var shown = api.get("/connections/" + id);
    assertThat(shown.text("connection/client_secret_suffix")).isEqualTo("wxyz");
    for (var answer : new ApiClient.Answer[] {made, shown, api.get("/connections?include=all")})
      assertThat(answer.toString()).doesNotContain("gloas");
    assertThat(app.contents("social_connections", "events")).doesNotContain("gloas");
  }

  @Test
  void it_is_listed_beside_those_of_organizations_and_by_none_of_them() {
    var id = api.post("/connections", GITLAB).text("connection/id");
    assertThat(api.get("/connections").toString()).doesNotContain(id);
    assertThat(api.patch("/connections/" + id + ":enable", null).text("enabled")).isEqualTo("true");
    assertThat(api.get("/connections").text("connections/0/id")).isEqualTo(id);
    var acme = app.organization("acmecorp").value();
    assertThat(api.get("/connections?organization_id=" + acme).toString()).doesNotContain(id);
    assertThat(api.get("/organizations/" + acme + "/connections/" + id).status()).isEqualTo(404);
    assertThat(
            api.patch("/organizations/" + acme + "/connections/" + id + ":disable", null).status())
        .isEqualTo(404);
    assertThat(api.delete("/organizations/" + acme + "/connections/" + id).status()).isEqualTo(404);
    assertThat(app.browser().get("/login").text(".providers")).contains("GitLab");

    assertThat(api.delete("/connections/" + id).status()).isEqualTo(200);
    assertThat(api.get("/connections/" + id).status()).isEqualTo(404);
    assertThat(app.events())
        .contains(
            "social_connection.created", "social_connection.enabled", "social_connection.deleted");
  }

  @Test
  void what_does_not_fit_the_provider_is_refused_at_its_field() {
    for (var body :
        new String[] {
          "{\"provider\":\"GITHUB\",\"client_id\":\"a\",\"client_secret\":\"0123456789\",\"host\":\"https://x.example\"}",
          "{\"provider\":\"GITLAB\",\"client_id\":\"a\",\"client_secret\":\"0123456789\",\"host\":\"ftp://x.example\"}",
          "{\"provider\":\"MICROSOFT\",\"client_id\":\"a\",\"client_secret\":\"0123456789\",\"tenant\":\"../evil\"}",
          "{\"provider\":\"GOOGLE\",\"client_id\":\"a b\",\"client_secret\":\"0123456789\"}",
          "{\"provider\":\"GOOGLE\",\"client_id\":\"a\",\"client_secret\":\"has spaces in it\"}",
          "{\"provider\":\"GOOGLE\",\"client_id\":\"a\",\"client_secret\":\"**********\"}",
          "{\"provider\":\"OKTA\",\"client_id\":\"a\",\"client_secret\":\"0123456789\"}"
        }) assertThat(api.post("/connections", body).status()).as(body).isEqualTo(400);
    for (var masked : List.of("**********", "\u2022".repeat(12), "\u25CF".repeat(12)))
      assertThat(
              api.post(
                      "/connections",
                      "{\"provider\":\"GOOGLE\",\"client_id\":\"a\",\"client_secret\":\""
                          + masked
                          + "\"}")
                  .code())
          .as(masked)
          .isEqualTo("CLIENT_SECRET_MASKED");
    assertThat(app.count("social_connections")).isZero();
    // blanks around what was copied are none of it
    var pasted = GITLAB.replace("\"client_id\":\"", "\"client_id\":\" ");
    assertThat(pasted).isNotEqualTo(GITLAB);
    var id = api.post("/connections", pasted).text("connection/id");
    assertThat(id).isNotEmpty();
    assertThat(api.post("/connections", GITLAB).status()).isEqualTo(409);
    // another client without its secret would have this one's sent along
    assertThat(api.patch("/connections/" + id, "{\"client_id\":\"another\"}").status())
        .isEqualTo(400);
  }

  @Test
  void a_change_of_another_version_than_was_seen_is_refused() {
    var made = api.post("/connections", GITLAB);
    var one = "/connections/" + made.text("connection/id");
    var seen = made.header("ETag");
    // within the millisecond that it was made in
    api.sendAtOnce("PATCH", one + ":enable", null);
    var secret = "{\"client_secret\":\"0123456789-other\"}";
    var late = api.header("If-Match", seen).patch(one, secret);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.code()).isEqualTo("VERSION_CHANGED");
    var now = api.get(one);
    assertThat(now.text("connection/client_secret_suffix")).isNotEqualTo("ther");
    var changed = api.header("If-Match", now.header("ETag")).patch(one, secret);
    assertThat(changed.text("connection/client_secret_suffix")).isEqualTo("ther");
    assertThat(changed.header("ETag")).isEqualTo(api.get(one).header("ETag"));
  }
}
