package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A directory reaches its own people and groups, and nothing of any other. */
class ScimIsolationTest {

  private static final String[] OF_DIRECTORIES = {
    "directory_users",
    "directory_groups",
    "directory_group_members",
    "directory_pending_members",
    "memberships",
    "membership_roles"
  };

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void nothing_of_another_directory_is_seen_guessed_or_changed() {
    var acme = ScimClient.of(app, "acmecorp");
    var ada = acme.create("ada@acmecorp.example");
    var group = acme.createGroup("Engineering", ada);
    // the worst case: a second directory of the same organization
    for (var other : List.of(ScimClient.of(app, "acmecorp"), ScimClient.of(app, "initech"))) {
      var before = app.contents(OF_DIRECTORIES);
      for (var id : List.of("/Users/" + ada, "/Groups/" + group)) {
        assertThat(other.get(id).status()).isEqualTo(404);
        assertThat(other.delete(id).status()).isEqualTo(404);
        assertThat(other.patch(id, "[{'op':'replace','path':'displayName','value':'x'}]").status())
            .isEqualTo(404);
        assertThat(
                other
                    .put(id, "{'userName':'x@acmecorp.example','displayName':'x','members':[]}")
                    .status())
            .isEqualTo(404);
        assertThat(other.get(id).text().replace(id.substring(id.lastIndexOf('/')), ""))
            .isEqualTo(
                other
                    .get(id.replaceAll("\\d{4}$", "0000"))
                    .text()
                    .replace(id.substring(id.lastIndexOf('/')), ""));
      }
      for (var filter :
          List.of(
              "userName eq \"ada@acmecorp.example\"",
              "userName pr",
              "not (userName eq \"x\")",
              "id eq \"" + ada + "\"",
              "id eq \"" + ada + "\" or active eq true",
              "groups.value eq \"" + group + "\"",
              "groups pr",
              "emails.value co \"@\"",
              "emails.value eq \"ada@acmecorp.example\"",
              "emails[value eq \"ada@acmecorp.example\"] or groups eq \"" + group + "\"",
              "title ne \"x\"",
              "meta.created gt \"2000-01-01T00:00:00Z\"",
              "userName co \"%\" or userName co \"_\" or userName co \"\""))
        assertThat(other.filter("Users", filter).json().path("totalResults").asInt(-1))
            .as(filter)
            .isZero();
      for (var filter :
          List.of(
              "displayName eq \"engineering\"",
              "id eq \"" + group + "\" and members eq \"" + ada + "\"",
              "members pr",
              "members.value eq \"" + ada + "\" or displayName pr"))
        assertThat(other.filter("Groups", filter).json().path("totalResults").asInt(-1))
            .as(filter)
            .isZero();
      assertThat(other.post("/.search", "{'count':200}").at("/totalResults")).isEqualTo("0");
      assertThat(
              other
                  .post(
                      "/Bulk",
                      "{'Operations':[{'method':'DELETE','path':'/Users/"
                          + ada
                          + "'},{'method':'PATCH','path':'/Groups/"
                          + group
                          + "','data':{'Operations':[{'op':'remove','path':'members'}]}}]}")
                  .json()
                  .findValuesAsText("status"))
          .containsOnly("404");
      assertThat(app.contents(OF_DIRECTORIES)).isEqualTo(before);
      // whom a group of another directory names is nobody yet, and stays so
      var own = other.createGroup("Own", ada);
      assertThat(other.get("/Groups/" + own).json().has("members")).isFalse();
      assertThat(acme.get("/Users/" + ada).json().get("groups")).hasSize(1);
      other.delete("/Groups/" + own);
      // a token opens its own directory, whatever address it is sent to
      for (var path :
          List.of("/Users", "/Users/" + ada, "/ServiceProviderConfig", "/Schemas", "/Me"))
        assertThat(acme.with(other.token).get(path).status()).as(path).isEqualTo(401);
      assertThat(acme.with(other.token).post("/Bulk", "{'Operations':[]}").status()).isEqualTo(401);
    }
  }

  @Test
  void a_directory_that_is_disabled_or_not_allowed_is_refused_and_changes_nothing() {
    var acme = ScimClient.of(app, "acmecorp");
    var ada = acme.create("ada@acmecorp.example");
    var core = app.app().core();
    var organization = acme.directory.organization();
    core.directories.disable(ScimClient.OPERATOR, organization, acme.directory.id());
    for (var path : List.of("/Users", "/Users/" + ada, "/Schemas"))
      assertThat(acme.get(path).status()).isEqualTo(403);
    assertThat(acme.delete("/Users/" + ada).at("/detail")).contains("disabled");
    core.directories.enable(ScimClient.OPERATOR, organization, acme.directory.id());
    core.organizations.setFeature(
        ScimClient.OPERATOR, organization.value(), Feature.DIR_SYNC, false);
    assertThat(acme.get("/Users").status()).isEqualTo(403);
    assertThat(acme.post("/Users", ScimClient.user("x@acmecorp.example")).status()).isEqualTo(403);
    core.organizations.setFeature(
        ScimClient.OPERATOR, organization.value(), Feature.DIR_SYNC, true);
    assertThat(acme.get("/Users").at("/totalResults")).isEqualTo("1");
  }

  @Test
  void a_change_that_waited_is_not_kept_when_its_token_has_ended() {
    try (var it = TestApp.start(Engine.POSTGRESQL, Map.of())) {
      var acme = ScimClient.of(it, "acmecorp");
      var ada = acme.create("ada@acmecorp.example");
      var core = it.app().core();
      var answer =
          Race.afterWaiting(
              core.database,
              acme.directory.organization(),
              "UPDATE directory_tokens SET ends_at = 1",
              () -> acme.delete("/Users/" + ada));
      assertThat(answer.status()).isEqualTo(401);
      core.directoryRequests.writeNoted();
      assertThat(it.all("SELECT cause FROM directory_requests WHERE method = 'DELETE'"))
          .containsExactly("token_ended");
      assertThat(
              it.one(
                  "SELECT status FROM memberships m JOIN users u ON u.id = m.user_id WHERE"
                      + " u.email = 'ada@acmecorp.example' AND m.organization_id = '"
                      + acme.directory.organization().value()
                      + "'"))
          .isEqualTo("ACTIVE");
    }
  }

  @Test
  void a_token_ends_and_the_log_says_why_a_call_was_refused() {
    var acme = ScimClient.of(app, "acmecorp");
    var core = app.app().core();
    var token = core.directoryTokens.of(acme.directory.organization(), acme.directory.id()).get(0);
    core.directoryTokens.revoke(
        ScimClient.OPERATOR, acme.directory.organization(), acme.directory.id(), token.id());
    assertThat(acme.get("/Users").status()).isEqualTo(401);
    for (var header : List.of("", "Bearer", "Basic eDp4", "Bearer 'x'", "Bearer bearer x"))
      acme.sendRaw("GET", "/Users", null, Map.of("Authorization", header));
    acme.sendRaw("GET", "/Users?token=secret-in-address", null, Map.of());
    core.directoryRequests.writeNoted();
    assertThat(app.all("SELECT cause FROM directory_requests ORDER BY id"))
        .containsExactly(
            "token_ended",
            "token_no_token",
            "token_no_token",
            "token_other_scheme",
            "token_quoted",
            "token_bearer_twice",
            "token_no_token");
    assertThat(app.contents("directory_requests"))
        .doesNotContain(acme.token)
        .doesNotContain("secret-in-address");
  }

  @Test
  void wrong_tokens_are_limited_for_an_address_and_good_ones_pass_all_the_while() {
    // what an address has tried is remembered as long as the program runs
    try (var own = TestApp.start()) {
      limits(ScimClient.of(own, "acmecorp"));
    }
  }

  private static void limits(ScimClient acme) {
    var wrong = acme.with("x".repeat(64));
    var last = wrong.get("/Users?count=0");
    assertThat(last.status()).isEqualTo(401);
    // tries come back while a slow machine makes them
    for (var i = 0; i < 10 * DirectoryCredential.WRONG_A_MINUTE && last.status() == 401; i++)
      last = wrong.get("/Users?count=0");
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.header("Retry-After")).isNotNull();
    assertThat(last.at("/schemas/0")).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(acme.get("/Users?count=0").status()).isEqualTo(200);
  }
}
