package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a change by the API means for people who are looking at the portal. */
class EffectsTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private ApiClient api;
  private String acme;
  private String globex;

  @BeforeEach
  void call() {
    api = ApiClient.of(app);
    acme = "/organizations/" + app.organization("acmecorp").value();
    globex = "/organizations/" + app.organization("globex").value();
  }

  @Test
  void a_feature_shows_its_widget_at_the_next_page_and_hides_it_again() {
    var gus = app.as(GUS);
    assertThat(gus.get("/ui/organization/sso").status()).isEqualTo(403);
    for (var name : new String[] {"sso", "session_policy"}) feature(globex, name, true);
    assertThat(gus.get("/ui/organization/sso").status()).isEqualTo(200);
    assertThat(gus.get("/ui/organization/general").texts("nav a"))
        .contains("Single Sign On", "Session Policy");
    var both =
        api.patch(
            globex + "/settings",
            "{\"features\":[{\"name\":\"sso\",\"enabled\":false},{\"name\":\"sso\",\"enabled\":true}]}");
    assertThat(both.code()).isEqualTo("FEATURE_ON_AND_OFF");
    feature(globex, "sso", false);
    assertThat(gus.get("/ui/organization/sso").status()).isEqualTo(403);
    assertThat(gus.get("/ui/organization/general").status()).isEqualTo(200);
  }

  @Test
  void a_domain_that_is_verified_already_is_answered_as_it_is() {
    var made = api.post(globex + "/domains", "{\"domain\":\"globex.example\"}");
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    var events = app.count("events");
    var again =
        api.patch(globex + "/domains/" + made.text("domain/id") + ":verify", "{\"verified\":true}");
    assertThat(again.status()).as(again.toString()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(made.json());
    assertThat(app.count("events")).isEqualTo(events);
  }

  @Test
  void a_body_of_another_form_is_called_the_body() {
    assertThat(api.patch(acme, "\uFEFF{\"slug\":\"bom\"}").text("organization/slug"))
        .isEqualTo("bom");
    for (var body : new String[] {"[]", "\"x\"", "1", "null"}) {
      var refused = api.post("/organizations", body);
      assertThat(refused.status()).as(body).isEqualTo(400);
      assertThat(refused.text("message")).isEqualTo("The body must be a JSON object.");
    }
    var roles = acme + "/users/" + app.user(MAX).value() + "/roles";
    assertThat(api.post(roles, "{}").text("message")).isEqualTo("The body must be a JSON list.");
    assertThat(api.post(roles, "[1]").text("message")).isEqualTo("[0]: This must be an object.");
    assertThat(api.post("/organizations", "{\"display_name\":\"\"}").text("message"))
        .isEqualTo("display_name: This has at least one character.");
    assertThat(
            api.post("/webhooks/endpoints", "{\"url\":\"https://bücher.example/x\"}")
                .text("message"))
        .contains("url: ", "xn--");
    assertThat(api.post("/webhooks/endpoints", "{\"url\":\"nowhere\"}").text("message"))
        .contains("url: ")
        .doesNotContain("sso");
  }

  @Test
  void whoever_looks_at_a_widget_that_goes_reads_why_and_goes_on_from_there() {
    var gus = app.as(GUS);
    feature(globex, "session_policy", true);
    var path = "/ui/organization/session-policy";
    assertThat(gus.get(path).status()).isEqualTo(200);
    feature(globex, "session_policy", false);

    var part = gus.htmx().get(path);
    var posted = gus.copy().post(path + "/change", "policy_source", "APPLICATION");
    var sent = gus.htmx().post(path + "/change", "policy_source", "APPLICATION");
    assertThat(gus.get(path).status()).isEqualTo(403);
    for (var answer : java.util.List.of(part, posted, sent)) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
      assertThat(answer.has("#widget")).as(answer.body()).isTrue();
      assertThat(answer.text("#widget")).contains("not switched on for Globex");
    }
    assertThat(part.body()).as("the frame stays as it is").doesNotContain("<html");
    assertThat(posted.texts("nav a")).contains("General").doesNotContain("Session Policy");
    assertThat(gus.htmx().get("/ui/organization/general").status()).isEqualTo(200);

    feature(globex, "session_policy", true);
    assertThat(gus.htmx().get(path).status()).isEqualTo(200);
  }

  // ------------------------------------------------------------------ settings of the environment

  @Test
  void what_the_operator_sets_is_felt_on_the_next_page() {
    var gus = app.as(GUS);
    assertThat(app.browser().get("/login").has("a[href^=/login/sign-up]")).isTrue();
    assertThat(gus.get("/login/organization").text("main")).contains("Create new");
    settings("{\"sign_up\":false}");
    assertThat(app.browser().get("/login").has("a[href^=/login/sign-up]")).isFalse();
    assertThat(app.browser().post("/login/sign-up", "email", "n@work.example").status())
        .isEqualTo(403);
    assertThat(gus.get("/login/organization").text("main")).doesNotContain("Create new");

    settings("{\"sign_up\":true,\"multiple_memberships\":false}");
    assertThat(gus.get("/login/organization").text("main")).doesNotContain("Create new");
    assertThat(gus.post("/login/organization/new", "display_name", "More").status()).isEqualTo(409);

    app.mail().clear();
    settings("{\"code_seconds\":120}");
    var browser = app.browser();
    var sent = browser.follow(browser.post("/login", "email", MAX));
    assertThat(sent.text("main")).contains("2 minutes");
    assertThat(app.mailTo(MAX).text()).contains("2 minutes");

    assertThat(api.get("/environment/settings").json().at("/settings/code_seconds").asInt())
        .isEqualTo(120);
  }

  @Test
  void the_limits_of_sessions_and_tokens_are_those_that_the_operator_has_set() {
    settings(
        "{\"session_absolute_minutes\":600,\"session_idle_minutes\":60,\"access_token_minutes\":20}");
    var tokens = TestClient.web(app).tokens(app.as(ADA, "acmecorp"));
    assertThat(tokens.get("expires_in").asInt()).isEqualTo(20 * 60 - 1);
    var page = app.as(ADA, "acmecorp").get("/ui/organization/session-policy");
    assertThat(page.text("main"))
        .contains(
            "10 hours after signing in, or after 1 hour away", "Access tokens last 20 minutes");
    var policy = api.get(acme + "/application-session-policy");
    assertThat(policy.json().at("/application_policy/absolute_session_timeout").asInt())
        .isEqualTo(600);
    assertThat(policy.text("application_policy/access_token_expiry")).isEqualTo("20");

    var refused = api.patch("/environment/settings", "{\"session_idle_minutes\":20}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.toString()).contains("session_idle_minutes", "timeout_within_access_token");
    var client = api.post("/clients", "{\"name\":\"Long\",\"access_token_expiry\":\"3600\"}");
    assertThat(client.status()).as(client.toString()).isEqualTo(400);
    assertThat(client.toString())
        .contains("\"access_token_expiry\"", "access_token_outlives_session");
  }

  private void settings(String body) {
    var answer = api.patch("/environment/settings", body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void of_a_session_policy_only_what_is_given_changes() {
    var path = acme + "/session-policy";
    var early = api.patch(path, "{\"idle_session_timeout\":60}");
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.toString()).contains("policy_source", "limits_without_custom");
    policy(
        "{\"policy_source\":\"CUSTOM\",\"absolute_session_timeout\":8,"
            + "\"absolute_session_timeout_unit\":\"HOURS\",\"idle_session_timeout\":60}",
        "CUSTOM 480 60");
    policy("{\"absolute_session_timeout\":600}", "CUSTOM 600 60");
    policy("{\"idle_session_timeout\":30}", "CUSTOM 600 30");
    for (var name : List.of("absolute_session_timeout", "idle_session_timeout"))
      assertThat(api.patch(path, "{\"" + name + "_unit\":\"DAYS\"}").text("message"))
          .startsWith(name + ": ");
    policy("{}", "CUSTOM 600 30");
    policy("{\"idle_session_timeout_enabled\":false}", "CUSTOM 600 -1");
    policy("{\"policy_source\":\"CUSTOM\"}", "CUSTOM 600 -1");
    assertThat(api.patch(path, "{\"idle_session_timeout_enabled\":true}").status()).isEqualTo(400);
    assertThat(api.patch(path, "{\"idle_session_timeout\":700}").status()).isEqualTo(400);
    policy("{\"policy_source\":\"APPLICATION\"}", "APPLICATION 600 -1");
    policy("{}", "APPLICATION 600 -1");
    policy("{\"policy_source\":\"CUSTOM\",\"idle_session_timeout\":45}", "CUSTOM 600 45");

    feature(acme, "session_policy", false);
    for (var answer : java.util.List.of(api.get(path), api.patch(path, "{}"))) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("FEATURE_OFF");
    }
    assertThat(api.get(acme + "/application-session-policy").status()).isEqualTo(200);
  }

  private void policy(String body, String stored) {
    var answer = api.patch(acme + "/session-policy", body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(
            app.one(
                "SELECT session_policy_source || ' ' || session_absolute_minutes || ' ' ||"
                    + " coalesce(session_idle_minutes, -1) FROM organizations WHERE slug ="
                    + " 'acmecorp'"))
        .isEqualTo(stored);
  }

  private void feature(String organization, String name, boolean on) {
    var answer =
        api.patch(
            organization + "/settings",
            "{\"features\":[{\"name\":\"" + name + "\",\"enabled\":" + on + "}]}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void what_a_directory_pushes_under_a_mapped_name_is_a_custom_attribute_at_once()
      throws IOException, InterruptedException {
    feature(acme, "dir_sync", true);
    var made =
        api.post(
            acme + "/directories", "{\"directory_type\":\"SCIM\",\"directory_provider\":\"OKTA\"}");
    assertThat(made.json().at("/directory/attribute_mappings/attributes").isEmpty()).isTrue();
    var directory = acme + "/directories/" + made.text("directory/id");
    var secret = api.post(directory + "/secrets", "{}");
    assertThat(secret.status()).as(secret.toString()).isEqualTo(200);
    assertThat(made.text("directory/status")).isEqualTo("DRAFT");
    assertThat(api.get(directory).text("directory/status")).isEqualTo("IN_PROGRESS");
    push(
        made.text("directory/id"),
        secret.text("plain_secret"),
        "/Users",
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
         "userName":"new@acmecorp.example","title":"Engineer",
         "emails":[{"value":"new@home.example","type":"home"},
                   {"value":"new@acmecorp.example","type":"work","primary":true}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"4130"},
         "urn:okta:custom:1.0:User":{"badge":17}}
        """);
    assertThat(api.get(directory).text("directory/status")).isEqualTo("COMPLETED");

    var path = directory + "/attributes";
    var refused = api.put(path, attributes("title", "email"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("validation_error_info/field_violations/0/field"))
        .isEqualTo("attribute_mappings.attributes[0].map_to");
    var mapped =
        api.put(
            path,
            attributes(
                "title",
                "job_title",
                "costCenter",
                "cost",
                "urn:okta:custom:1.0:User:badge",
                "badge"));
    assertThat(mapped.status()).as(mapped.toString()).isEqualTo(200);
    assertThat(api.get(directory).json().at("/directory/attribute_mappings/attributes"))
        .isEqualTo(mapped.json().at("/directory/attribute_mappings/attributes"))
        .hasSize(3);
    var person = api.get(directory + "/users?include_detail=true").json().at("/users/0");
    assertThat(person.at("/custom_attributes").toString())
        .isEqualTo("{\"job_title\":\"Engineer\",\"cost\":\"4130\",\"badge\":\"17\"}");
    assertThat(person.at("/user_detail/custom_attributes"))
        .isEqualTo(person.at("/custom_attributes"));
    assertThat(person.at("/user_detail/title").asText()).isEqualTo("Engineer");
    assertThat(person.at("/emails").toString())
        .isEqualTo("[\"new@acmecorp.example\",\"new@home.example\"]");
  }

  @Test
  void a_list_of_a_directory_counts_what_is_asked_for() throws IOException, InterruptedException {
    feature(acme, "dir_sync", true);
    var id =
        api.post(
                acme + "/directories",
                "{\"directory_type\":\"SCIM\",\"directory_provider\":\"OKTA\"}")
            .text("directory/id");
    var directory = acme + "/directories/" + id;
    var token = api.post(directory + "/secrets", "{}").text("plain_secret");
    var first = pushUser(id, token, "one@acmecorp.example");
    pushUser(id, token, "two@acmecorp.example");
    app.clock().advance(Duration.ofMinutes(1));
    var later = app.clock().instant();
    pushUser(id, token, "three@acmecorp.example");
    pushGroup(id, token, "Some", "{\"value\":\"" + first + "\"}");
    pushGroup(id, token, "None", "");
    var group = api.get(directory + "/groups").text("groups/0/id");

    var counted =
        Map.of(
            "/users?page_size=1",
            "3",
            "/users?directory_group_id=" + group,
            "1",
            "/users?updated_after=" + later,
            "1",
            "/users?directory_group_id=" + group + "&updated_after=" + later,
            "0",
            "/groups?page_size=1",
            "2",
            "/groups?updated_after=" + later.plusSeconds(3_600),
            "0");
    counted.forEach(
        (list, total) ->
            assertThat(api.get(directory + list).text("total_size")).as(list).isEqualTo(total));
  }

  private String pushUser(String directory, String token, String name)
      throws IOException, InterruptedException {
    var body =
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"NAME\"}";
    var made = push(directory, token, "/Users", body.replace("NAME", name));
    return new ObjectMapper().readTree(made).path("id").asText();
  }

  private void pushGroup(String directory, String token, String name, String member)
      throws IOException, InterruptedException {
    push(
        directory,
        token,
        "/Groups",
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\""
            + name
            + "\",\"members\":["
            + member
            + "]}");
  }

  private static String push(String directory, String token, String path, String body)
      throws IOException, InterruptedException {
    var pushed =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:"
                                + app.port()
                                + "/directory/"
                                + directory
                                + "/scim/v2"
                                + path))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/scim+json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(pushed.statusCode()).as(pushed.body()).isEqualTo(201);
    return pushed.body();
  }

  @Test
  void whose_people_a_directory_is_followed_for_can_be_read_again() {
    var polled = new Scene(app).polledDirectory();
    var directory = acme + "/directories/" + polled;
    assertThat(api.get(directory).text("directory/groups_tracked")).isEqualTo("ALL");
    var chosen =
        api.put(
            directory + "/groups:assign",
            "{\"groups_tracked\":\"SELECTED\",\"external_ids\":[\"03x8tuzt3n2abcd\"]}");
    assertThat(chosen.status()).as(chosen.toString()).isEqualTo(200);
    var read = api.get(directory).json().at("/directory");
    assertThat(read.at("/email").asText()).isEqualTo("it@acmecorp.example");
    assertThat(read.at("/status").asText()).isEqualTo("IN_PROGRESS");
    assertThat(read.at("/groups_tracked").asText()).isEqualTo("SELECTED");
    assertThat(read.at("/tracked_groups")).isEqualTo(chosen.json().at("/groups")).hasSize(1);
  }

  private static String attributes(String... keysAndNames) {
    var entries = new StringJoiner(",");
    for (var i = 0; i < keysAndNames.length; i += 2)
      entries.add(
          "{\"key\":\"" + keysAndNames[i] + "\",\"map_to\":\"" + keysAndNames[i + 1] + "\"}");
    return "{\"attribute_mappings\":{\"attributes\":[" + entries + "]}}";
  }

  @Test
  void a_program_of_an_organization_gets_tokens_for_the_apps_api_and_for_nothing_here()
      throws IOException {
    var made =
        api.post(
            acme + "/clients",
            """
            {"name":"Nightly export","scopes":["read","write"],"audience":["https://api.example.com"],
             "custom_claims":[{"key":"environment","value":"production"}],"expiry":"600"}
            """);
    assertThat(made.status()).as(made.toString()).isEqualTo(201);
    var id = made.text("client/client_id");
    var secret = made.text("plain_secret");
    assertThat(id).startsWith("m2morg_");
    var one = acme + "/clients/" + id;
    assertThat(api.get(one).json().at("/client")).isEqualTo(made.json().at("/client"));
    assertThat(api.get(acme + "/clients").text("total_size")).isEqualTo("1");
    assertThat(api.get(globex + "/clients/" + id).status()).isEqualTo(404);

    var answer = token(id, secret, "scope", "read");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var json = new ObjectMapper().readTree(answer.body());
    assertThat(json.at("/expires_in").asInt()).isEqualTo(599);
    assertThat(api.patch(one, "{\"expiry\":\"0\"}").text("client/expiry")).isEqualTo("3600");
    assertThat(json.at("/scope").asText()).isEqualTo("read");
    var access = json.at("/access_token").asText();
    var claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(access.split("\\.")[1]));
    assertThat(claims.at("/sub").asText()).isEqualTo(id);
    assertThat(claims.at("/client_id").asText()).isEqualTo(id);
    assertThat(acme).endsWith(claims.at("/oid").asText());
    assertThat(claims.at("/aud").toString()).isEqualTo("[\"https://api.example.com\"]");
    assertThat(claims.at("/scopes").toString()).isEqualTo("[\"read\"]");
    assertThat(claims.at("/custom_claims").toString())
        .isEqualTo("{\"environment\":\"production\"}");
    assertThat(ApiClient.with(app, access).get("/organizations").status()).isEqualTo(401);
    assertThat(app.browser().with("Authorization", "Bearer " + access).get("/userinfo").status())
        .isEqualTo(401);

    var program = app.browser();
    for (var path : List.of("/oauth/revoke", "/oauth/introspect"))
      assertThat(
              program
                  .postBare(path, "token", access, "client_id", id, "client_secret", "wrong")
                  .status())
          .isEqualTo(401);
    var told =
        program.postBare(
            "/oauth/introspect", "token", access, "client_id", id, "client_secret", secret);
    assertThat(told.body()).contains("\"active\":true", "\"scope\":\"read\"");
    var refused =
        program.postBare(
            "/oauth/revoke", "token", access, "client_id", id, "client_secret", secret);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("unsupported_token_type");
    assertThat(
            program
                .postBare("/oauth/revoke", "token", "x", "client_id", id, "client_secret", secret)
                .status())
        .isEqualTo(200);

    assertThat(token(id, secret, "scope", "admin").body()).contains("invalid_scope");
    assertThat(token(id, secret, "resource", "https://other.example").body())
        .contains("invalid_target");
    assertThat(token(id, "wrong", "scope", "read").body()).contains("invalid_client");
    assertThat(
            app.browser()
                .postBare(
                    "/oauth/token",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    "rt_x",
                    "client_id",
                    id,
                    "client_secret",
                    secret)
                .body())
        .contains("unauthorized_client");

    var second = api.post(one + "/secrets", "{}");
    assertThat(second.status()).as(second.toString()).isEqualTo(200);
    assertThat(api.post(one + "/secrets", "{}").code()).isEqualTo("TOO_MANY_SECRETS");
    var first = made.text("client/secrets/0/id");
    assertThat(api.delete(one + "/secrets/" + first).status()).isEqualTo(200);
    assertThat(token(id, secret, "scope", "read").status()).isEqualTo(401);
    assertThat(token(id, second.text("plain_secret"), "scope", "read").status()).isEqualTo(200);
    var renamed = api.patch(one, "{\"name\":\"Export\",\"scopes\":[]}");
    assertThat(renamed.text("client/name")).isEqualTo("Export");
    assertThat(renamed.json().at("/client/audience")).hasSize(1);
    assertThat(token(id, second.text("plain_secret"), "scope", "read").body())
        .contains("invalid_scope");
    assertThat(api.delete(one).status()).isEqualTo(200);
    assertThat(token(id, second.text("plain_secret"), "scope", "").status()).isEqualTo(401);
    assertThat(app.events())
        .containsSubsequence(
            "organization.client_created",
            "organization.client_secret_created",
            "organization.client_secret_deleted",
            "organization.client_updated",
            "organization.client_deleted");
  }

  private static Answer token(String id, String secret, String name, String value) {
    return app.browser()
        .postBare(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            id,
            "client_secret",
            secret,
            name,
            value);
  }

  @Test
  void a_role_counts_as_it_is_from_the_next_request_of_everybody_who_holds_it() {
    var max = app.as(MAX);
    assertThat(max.get("/ui/organization/session-policy").status()).isEqualTo(403);
    api.post("/permissions", "{\"name\":\"report:read\"}");
    var changed =
        api.put(
            "/roles/member",
            "{\"permissions\":[\"sk_org_session_policy_read\",\"sk_org_users_read\",\"report:read\"]}");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(max.get("/ui/organization/session-policy").status()).isEqualTo(200);
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(403);
    assertThat(changed.json().at("/role/permissions").findValuesAsText("name"))
        .containsExactly("report:read", "sk_org_session_policy_read", "sk_org_users_read");
  }

  @Test
  void roles_inherit_in_chains_but_never_in_circles() {
    api.post("/permissions", "{\"name\":\"a:a\"}");
    api.post("/roles", "{\"name\":\"one\",\"display_name\":\"One\",\"permissions\":[\"a:a\"]}");
    api.post("/roles", "{\"name\":\"two\",\"display_name\":\"Two\",\"extends\":\"one\"}");
    api.post(
        acme + "/roles", "{\"name\":\"three\",\"display_name\":\"Three\",\"extends\":\"two\"}");
    assertThat(api.put("/roles/one", "{\"extends\":\"two\"}").code()).isEqualTo("ROLE_CYCLE");
    assertThat(api.put("/roles/one", "{\"extends\":\"three\"}").code())
        .isEqualTo("UNKNOWN_BASE_ROLE");
    var all = api.get(acme + "/roles/three/permissions:all");
    assertThat(all.text("permissions/0/name")).isEqualTo("a:a");
    assertThat(all.text("permissions/0/role_name")).isEqualTo("one");
    assertThat(api.get(acme + "/roles/three/permissions").json().at("/permissions")).isEmpty();
    assertThat(api.get("/roles/one/dependents").text("roles/0/name")).isEqualTo("two");
    assertThat(api.delete("/permissions/a:a").status()).isEqualTo(409);
    assertThat(api.delete(acme + "/roles/three/base").status()).isEqualTo(200);
    assertThat(api.get(acme + "/roles/three/permissions:all").json().at("/permissions")).isEmpty();
    assertThat(api.get(globex + "/roles/three").status()).isEqualTo(404);
    // whoever holds a role that goes gets another one, by its id or its name, and is another then
    var max = "/memberships/organizations/" + app.organization("acmecorp").value() + "/users/";
    max += app.user(MAX).value();
    api.patch(max, "{\"roles\":[{\"name\":\"three\"}]}");
    var seen = api.get("/users/" + app.user(MAX).value()).header("ETag");
    var one = api.get("/roles/one").text("role/id");
    var three = acme + "/roles/three?reassign_role_id=";
    var unknown = api.delete(three + "role_999999999999999999");
    assertThat(unknown.code()).isEqualTo("UNKNOWN_ROLE");
    assertThat(unknown.text("validation_error_info/field_violations/0/field"))
        .isEqualTo("reassign_role_id");
    assertThat(api.delete(three + one).status()).isEqualTo(200);
    assertThat(api.get(acme + "/roles/three").status()).isEqualTo(404);
    assertThat(api.header("If-Match", seen).patch(max, "{\"metadata\":{\"desk\":\"1\"}}").status())
        .isEqualTo(412);
    var events = api.get(acme + "/events?type=user.organization_membership_updated").json();
    assertThat(events.at("/events").findValuesAsText("name")).contains("one", "three");
  }

  @Test
  void defaults_are_chosen_for_all_and_for_one() {
    api.post("/roles", "{\"name\":\"guest\",\"display_name\":\"Guest\"}");
    var all = api.patch("/roles:set_defaults", "{\"default_member_role\":\"guest\"}");
    assertThat(all.text("default_member/name")).isEqualTo("guest");
    assertThat(all.text("default_creator/name")).isEqualTo("admin");
    var one = api.patch(acme + "/roles:set_defaults", "{\"default_member_role\":\"member\"}");
    assertThat(one.text("default_member/name")).isEqualTo("member");
    assertThat(api.get(globex + "/roles").json().at("/roles").toString())
        .contains("\"name\":\"guest\"");
    assertThat(app.app().core().roles.defaultMember(app.organization("globex")).name())
        .isEqualTo("guest");
    assertThat(app.app().core().roles.defaultMember(app.organization("acmecorp")).name())
        .isEqualTo("member");
    assertThat(api.delete("/roles/guest").status()).isEqualTo(409);
  }

  @Test
  void an_update_of_what_somebody_else_has_changed_is_refused() {
    var seen = api.get(acme).header("ETag");
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Acme of Ada");
    var late = api.header("If-Match", seen).patch(acme, "{\"slug\":\"late\"}");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.code()).isEqualTo("VERSION_CHANGED");
    var now = api.get(acme).header("ETag");
    assertThat(now).isNotEqualTo(seen);
    var answer = api.header("If-Match", now).patch(acme, "{\"slug\":\"in-time\"}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).isNotEqualTo(now);
    assertThat(answer.text("organization/slug")).isEqualTo("in-time");
    assertThat(api.patch(acme, "{\"slug\":\"\"}").json().at("/organization").has("slug")).isFalse();
  }

  @Test
  void one_of_several_versions_that_were_seen_is_enough() {
    var now = api.get(acme).header("ETag");
    for (var seen : List.of("\"1\", " + now, now + ",\"1\"", "W/\"1\" , " + now + ",", "*"))
      assertThat(api.header("If-Match", seen).patch(acme, "{\"slug\":\"acmecorp\"}").status())
          .as(seen)
          .isNotEqualTo(412);
    var last = api.get(acme).header("ETag");
    for (var seen : List.of("\"1\", \"2\"", "\"1\",W/" + last, "\"1," + last.substring(1))) {
      var late = api.header("If-Match", seen).patch(acme, "{\"slug\":\"late\"}");
      assertThat(late.status()).as(seen).isEqualTo(412);
      assertThat(late.code()).as(seen).isEqualTo("VERSION_CHANGED");
    }
  }

  @Test
  void a_number_that_goes_as_text_is_asked_for_with_its_quotation_marks() {
    var one = "{\"name\":\"CI\",\"%s\":600}";
    var client = api.post(acme + "/clients", one.formatted("expiry"));
    assertThat(client.status()).isEqualTo(400);
    assertThat(client.text("message"))
        .isEqualTo("expiry: This must be a number in quotation marks, like \"3600\".");
    assertThat(api.post("/clients", one.formatted("access_token_expiry")).text("message"))
        .isEqualTo("access_token_expiry: This must be a number in quotation marks, like \"300\".");
    assertThat(api.post("/clients", "{\"name\":7}").text("message"))
        .isEqualTo("name: This must be a text.");
  }

  @Test
  void a_role_is_shown_as_its_change_has_answered() {
    for (var roles : List.of("/roles", acme + "/roles")) {
      var made =
          api.post(
              roles,
              "{\"name\":\"alike\",\"display_name\":\"Alike\",\"permissions\":[\"sk_org_settings_read\"]}");
      var role = roles + "/alike";
      assertThat(api.get(role).json()).isEqualTo(made.json());
      assertThat(api.get(role).header("ETag")).isEqualTo(made.header("ETag"));
      var changed = api.put(role, "{\"display_name\":\"The like\"}");
      assertThat(changed.text("role/permissions/0/name")).isEqualTo("sk_org_settings_read");
      assertThat(api.get(role).json()).isEqualTo(changed.json());
      assertThat(api.header("If-None-Match", changed.header("ETag")).get(role).status())
          .isEqualTo(304);
      api.delete(role);
    }
  }

  @Test
  void a_directory_that_somebody_else_has_changed_is_left_as_it_is() {
    var made =
        api.post(
            acme + "/directories", "{\"directory_type\":\"SCIM\",\"directory_provider\":\"OKTA\"}");
    var directory = acme + "/directories/" + made.text("directory/id");
    var provider = "{\"directory_provider\":\"ONELOGIN\"}";
    var map = "{\"attribute_mappings\":{\"attributes\":[{\"key\":\"title\",\"map_to\":\"post\"}]}}";
    // within the millisecond that it was made in
    api.sendAtOnce("PATCH", directory + ":disable", null);
    var late = api.header("If-Match", made.header("ETag"));
    assertThat(late.patch(directory, provider).code()).isEqualTo("VERSION_CHANGED");
    assertThat(late.put(directory + "/attributes", map).code()).isEqualTo("VERSION_CHANGED");
    var now = api.get(directory);
    assertThat(now.text("directory/directory_provider")).isEqualTo("OKTA");
    var changed = api.header("If-Match", now.header("ETag")).patch(directory, provider);
    assertThat(changed.status()).isEqualTo(200);
    var mapped = api.header("If-Match", changed.header("ETag")).put(directory + "/attributes", map);
    assertThat(mapped.status()).isEqualTo(200);
    assertThat(mapped.header("ETag")).isEqualTo(api.get(directory).header("ETag"));
    api.delete(directory);
  }

  @Test
  void what_is_never_a_version_is_not_said_to_be_an_old_one() {
    var tag = api.get(acme).header("ETag");
    for (var weak : List.of("W/" + tag, "W/" + tag + ", W/\"1\"")) {
      var refused = api.header("If-Match", weak).patch(acme, "{\"slug\":\"late\"}");
      assertThat(refused.status()).as(weak).isEqualTo(412);
      assertThat(refused.code()).as(weak).isEqualTo("IF_MATCH_WEAK");
      assertThat(refused.text("message")).contains("without W/");
    }
    for (var none :
        List.of("abc", ",", "\"", "", tag.replace("\"", ""), "*, " + tag, tag + tag, "w/" + tag)) {
      var refused = api.header("If-Match", none).patch(acme, "{\"slug\":\"late\"}");
      assertThat(refused.status()).as(none).isEqualTo(400);
      assertThat(refused.code()).as(none).isEqualTo("IF_MATCH_MALFORMED");
      assertThat(refused.text("message")).contains("quotation marks");
    }
    // as many as fit into the headers of a request
    var many = api.header("If-Match", "\"old\",".repeat(2_500)).patch(acme, "{\"slug\":\"late\"}");
    assertThat(many.status()).isEqualTo(412);
    assertThat(many.code()).isNotEqualTo("IF_MATCH_WEAK");
    assertThat(api.get(acme).header("ETag")).isEqualTo(tag);
  }

  @Test
  void what_is_shown_otherwise_has_another_tag() {
    var max = "/users/" + app.user(MAX).value();
    var membership = "/memberships" + acme + max;
    for (var change :
        List.<Runnable>of(
            () -> api.patch(membership, "{\"metadata\":{\"desk\":\"7\"}}"),
            () -> api.patch(acme, "{\"display_name\":\"Acme of today\"}"),
            () -> app.as(MAX))) {
      var seen = api.get(max);
      var tag = seen.header("ETag");
      for (var known : List.of(tag, "W/" + tag, "\"1\", " + tag, "\"1\",W/" + tag, "*")) {
        var same = api.header("If-None-Match", known).get(max);
        assertThat(same.status()).as(known).isEqualTo(304);
        assertThat(same.http().body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);
      }
      for (var other : List.of("\"1\"", tag.replace("\"", ""), "x" + tag, ""))
        assertThat(api.header("If-None-Match", other).get(max).status()).as(other).isEqualTo(200);
      change.run();
      var now = api.header("If-None-Match", seen.header("ETag")).get(max);
      assertThat(now.status()).isEqualTo(200);
      assertThat(now.json()).isNotEqualTo(seen.json());
    }
    var member = api.get("/roles/member");
    api.post("/roles", "{\"name\":\"helper\",\"display_name\":\"Helper\",\"extends\":\"member\"}");
    assertThat(api.header("If-None-Match", member.header("ETag")).get("/roles/member").status())
        .isEqualTo(200);
  }

  @Test
  void nothing_is_changed_that_cannot_be_held_against_a_version() {
    var domain = "{\"domain\":\"acme-tools.example\",\"domain_type\":\"ALLOWED_EMAIL_DOMAIN\"}";
    var before = app.contents();
    for (var refused :
        List.of(
            api.header("If-Match", "\"1\"").delete(acme),
            api.header("If-Match", api.get(acme).header("ETag")).delete(acme),
            api.header("If-Match", "\"1\"").delete("/users/" + app.user(MAX).value()),
            api.header("If-Match", "\"1\"").post(acme + "/domains", domain))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("message")).contains("If-Match");
    }
    assertThat(app.contents()).isEqualTo(before);
    assertThat(api.header("If-Match", "*").post(acme + "/domains", domain).status()).isEqualTo(200);
  }
}
