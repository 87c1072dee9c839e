package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** People and memberships by the API, under the rules of the widgets. */
class PeopleTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private ApiClient api;
  private String acme;
  private String globex;

  @BeforeEach
  void call() {
    api = ApiClient.of(app);
    acme = app.organization("acmecorp").value();
    globex = app.organization("globex").value();
  }

  private String membership(String organization, String person) {
    return "/memberships/organizations/" + organization + "/users/" + app.user(person).value();
  }

  @Test
  void who_is_made_with_a_mail_is_invited_and_without_one_is_active_at_once() {
    var invited =
        api.post(
            "/organizations/" + globex + "/users",
            "{\"email\":\"new@globex.example\",\"user_profile\":{\"given_name\":\"Nina\",\"gender\":\"f\"},"
                + "\"membership\":{\"metadata\":{\"desk\":\"5\"}}}");
    assertThat(told(invited))
        .hasSize(1)
        .allSatisfy(
            it ->
                assertThat(it)
                    .startsWith("user.organization_invitation {")
                    .contains("Nina", "\"gender\":\"f\"", "\"desk\":\"5\""));
    assertThat(invited.text("user/memberships/0/membership_status")).isEqualTo("PENDING_INVITE");
    assertThat(app.mailTo("new@globex.example").subject()).contains("invitation");

    var active =
        api.post(
            "/organizations/" + globex + "/users?send_invitation_email=false",
            "{\"email\":\"Quiet@Globex.example\",\"external_id\":\"q-1\",\"metadata\":{\"plan\":\"gold\"},"
                + "\"user_profile\":{\"first_name\":\"Quinn\",\"last_name\":\"Quiet\",\"locale\":\"de-DE\"},"
                + "\"membership\":{\"roles\":[{\"name\":\"admin\"},{\"name\":\"member\"}],\"metadata\":{\"desk\":\"7\"}}}");
    assertThat(active.status()).as(active.toString()).isEqualTo(201);
    assertThat(told(active))
        .hasSize(1)
        .allSatisfy(
            it ->
                assertThat(it)
                    .startsWith("user.organization_membership_created {")
                    .contains("Quinn", "de-DE", "\"q-1\"", "\"gold\"", "\"desk\":\"7\"")
                    .contains("\"name\":\"admin\"", "\"name\":\"member\""));
    assertThat(active.text("user/email")).isEqualTo("quiet@globex.example");
    assertThat(active.text("user/user_profile/given_name")).isEqualTo("Quinn");
    assertThat(active.text("user/memberships/0/membership_status")).isEqualTo("ACTIVE");
    assertThat(active.json().at("/user/memberships/0/roles").findValuesAsText("name"))
        .containsExactly("admin", "member");
    assertThat(active.text("user/memberships/0/metadata/desk")).isEqualTo("7");
    assertThat(api.get("/users:external/q-1").text("user/metadata/plan")).isEqualTo("gold");
    assertThat(app.as("quiet@globex.example").get("/ui/organization/users").status())
        .isEqualTo(200);
    // both parts of a change are told at once
    api.patch(
        membership(globex, "quiet@globex.example"),
        "{\"roles\":[{\"name\":\"member\"}],\"metadata\":{\"desk\":\"8\"}}");
    assertThat(told(active))
        .filteredOn(it -> it.startsWith("user.organization_membership_updated "))
        .hasSize(1)
        .allSatisfy(
            it ->
                assertThat(it)
                    .contains("\"desk\":\"8\"", "\"name\":\"member\"")
                    .doesNotContain("\"name\":\"admin\""));
  }

  @Test
  void a_text_in_which_there_is_nothing_to_see_says_nothing_to_apps_either() {
    var max = "/users/" + app.user(MAX).value();
    var changed =
        api.patch(
            max,
            "{\"user_profile\":{\"name\":\" \\u200b \",\"gender\":\" \","
                + "\"preferred_username\":\" max \"}}");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("user/user_profile/name")).isEqualTo("Max Member");
    assertThat(changed.json().at("/user/user_profile").has("gender")).isFalse();
    assertThat(changed.text("user/user_profile/preferred_username")).isEqualTo("max");
    var idToken = TestClient.web(app).tokens(app.as(MAX)).get("id_token").asText();
    assertThat(TestClient.claims(idToken).get("name").asText()).isEqualTo("Max Member");
    assertThat(TestClient.claims(idToken).has("gender")).isFalse();
  }

  /** The events about a person who was answered, with what they show. */
  private List<String> told(ApiClient.Answer person) {
    return app.all(
        "SELECT type || ' ' || after_state FROM events WHERE object_id = '"
            + person.text("user/id")
            + "' ORDER BY id");
  }

  @Test
  void a_person_shows_by_whom_providers_know_them_and_other_organizations_do_not_learn_it() {
    var core = app.app().core();
    var connection =
        core.connections.add(
            Identity.INTERNAL, app.organization("acmecorp"), "OKTA", Protocol.SAML);
    var social =
        core.socialConnections.add(
            Identity.INTERNAL, SocialProvider.GITHUB, "", "client", "secret-of-the-test");
    var ada = app.user(ADA).value();
    app.arrange(
        "INSERT INTO upstream_accounts VALUES ('%s', 'idp', '', 'okta-7', '%s', '%s', 1000, 2000)"
            .formatted(connection.id().value(), acme, ada));
    app.arrange(
        "INSERT INTO upstream_accounts VALUES ('%s', 'next', '', 'okta-7', '%s', '%s', 2000, 2000)"
            .formatted(connection.id().value(), acme, ada));
    app.arrange(
        "INSERT INTO social_accounts VALUES ('%s', 'git-7', '%s', 'ada', 3000, 4000)"
            .formatted(social.id().value(), ada));
    var known = api.get("/users/" + ada).json().at("/user/user_profile/external_identities");
    assertThat(known.findValuesAsText("connection_user_id"))
        .containsExactly("okta-7", "okta-7", "git-7");
    assertThat(known.findValuesAsText("connection_issuer")).containsExactly("idp", "next");
    assertThat(known.at("/0").toString())
        .isEqualTo(
            "{\"connection_id\":\"%s\",\"connection_provider\":\"OKTA\",\"connection_type\":\"SAML\","
                    .formatted(connection.id().value())
                + "\"connection_issuer\":\"idp\",\"connection_user_id\":\"okta-7\",\"is_social\":false,"
                + "\"created_time\":\"1970-01-01T00:00:01Z\",\"last_login_time\":\"1970-01-01T00:00:02Z\"}");
    var below =
        api.get("/organizations/" + globex + "/users:search?query=" + ADA)
            .json()
            .at("/users/0/user_profile/external_identities");
    assertThat(below.findValuesAsText("connection_user_id")).containsExactly("git-7");
  }

  @Test
  void who_may_only_invite_invites_whoever_has_an_account_and_whoever_has_none() {
    var inviter =
        ApiClient.scoped(app, "sk_org_users_invite sk_org_users_read sk_org_settings_read");
    var users = "/organizations/" + globex + "/users";
    for (var email : List.of(MAX, "nobody@acmecorp.example")) {
      var made = inviter.post(users, "{\"email\":\"" + email + "\"}");
      assertThat(made.status()).as(made.toString()).isEqualTo(201);
      assertThat(made.text("user/memberships/0/membership_status")).isEqualTo("PENDING_INVITE");
    }
    assertThat(inviter.post(users, "{\"email\":\"" + GUS + "\"}").code())
        .isEqualTo("ALREADY_MEMBER");
    assertThat(api.post(users, "{\"email\":\"" + ADA + "\"}").code()).isEqualTo("USER_TAKEN");
  }

  @Test
  void nothing_is_left_of_a_person_who_could_not_be_made() {
    api.patch("/users/" + app.user(GUS).value(), "{\"external_id\":\"taken\"}");
    var before = app.contents();
    for (var body :
        List.of(
            "{\"email\":\"no address\"}",
            "{\"email\":\"" + MAX + "\"}",
            "{\"email\":\"a@b.example\",\"external_id\":\"taken\"}",
            "{\"email\":\"a@b.example\",\"metadata\":{\"ab\":\"x\"}}",
            "{\"email\":\"a@b.example\",\"user_profile\":{\"phone_number\":\"12\"}}",
            "{\"email\":\"a@b.example\",\"user_profile\":{\"picture\":\"javascript:alert(1)\"}}",
            "{\"email\":\"a@b.example\",\"user_profile\":{\"picture\":\"http://a b/\"}}",
            "{\"email\":\"a@b.example\",\"user_profile\":{\"picture\":\"https://u:p@a.b/\"}}",
            "{\"email\":\"a@b.example\",\"user_profile\":{\"picture\":\"https://a.b/>x\"}}",
            "{\"email\":\"a@b.example\",\"membership\":{\"roles\":[{\"name\":\"nobody\"}]}}",
            "{\"email\":\"a@b.example\",\"membership\":{\"inviter_email\":\"x\"}}"))
      assertThat(api.post("/organizations/" + globex + "/users", body).status())
          .as(body)
          .isIn(400, 409);
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void every_part_of_a_profile_can_be_taken_away() {
    var max = "/users/" + app.user(MAX).value();
    api.patch(
        max,
        "{\"external_id\":\"max-1\",\"user_profile\":{\"name\":\"M\",\"phone_number\":\"+14155552671\","
            + "\"picture\":\"https://a.example/m.png\",\"locale\":\"en\",\"gender\":\"m\","
            + "\"preferred_username\":\"m\",\"groups\":[\"A\"],"
            + "\"custom_attributes\":{\"desk\":\"7\"},\"metadata\":{\"desk\":\"7\"}}}");
    var before = api.get(max).json().at("/user/user_profile");
    var emptied =
        api.patch(
            max,
            "{\"external_id\":\"\",\"user_profile\":{\"name\":\"\",\"phone_number\":\"\",\"picture\":\"\","
                + "\"locale\":\"\",\"gender\":\"\",\"preferred_username\":\"\",\"groups\":[],"
                + "\"custom_attributes\":{},\"metadata\":{}}}");
    assertThat(emptied.status()).as(emptied.toString()).isEqualTo(200);
    var after = emptied.json().at("/user/user_profile");
    for (var name : PeopleShapes.PROFILE_FIELDS) {
      assertThat(before.has(name)).as(name).isTrue();
      if (!name.equals("name")) assertThat(after.has(name)).as(name).isFalse();
    }
    assertThat(after.path("name").asText()).isNotEqualTo("M");
    assertThat(emptied.json().at("/user").has("external_id")).isFalse();
  }

  @Test
  void a_search_finds_what_is_meant_whatever_stands_around_it_and_however_it_is_written() {
    api.post(
        "/organizations/" + globex + "/users",
        "{\"email\":\"zoe@globex.example\",\"user_profile\":{\"given_name\":\"Zoë\"}}");
    var made = api.post("/organizations", "{\"display_name\":\"Café Noël\"}");
    var id = made.text("organization/id");
    for (var typed : List.of("%20zo%C3%AB%20", "zoe%CC%88", "%09zoe%CC%88"))
      for (var path : List.of("/users", "/organizations/" + globex + "/users"))
        assertThat(api.get(path + ":search?query=" + typed).text("users/0/email"))
            .as(path + " " + typed)
            .isEqualTo("zoe@globex.example");
    for (var typed : List.of("%20No%C3%ABl", "noe%CC%88l"))
      assertThat(api.get("/organizations:search?query=" + typed).text("organizations/0/id"))
          .as(typed)
          .isEqualTo(id);
    assertThat(api.get("/users:search?query=%20z%20").code()).isEqualTo("TEXT_TOO_SHORT");
  }

  @Test
  void a_seat_is_needed_by_whatever_way() {
    api.patch(
        "/organizations/" + globex + "/settings/usermanagement",
        "{\"settings\":{\"max_allowed_users\":2}}");
    var full = api.post(membership(globex, MAX), "{}");
    assertThat(full.status()).isEqualTo(409);
    assertThat(full.code()).isEqualTo("SEATS_TAKEN");
    assertThat(api.post(membership(globex, MAX) + "?send_invitation_email=false", "").code())
        .isEqualTo("SEATS_TAKEN");
    api.patch(
        "/organizations/" + globex + "/settings/usermanagement",
        "{\"settings\":{\"max_allowed_users\":null}}");
    assertThat(api.post(membership(globex, MAX), "{}").status()).isEqualTo(201);
    assertThat(api.post(membership(globex, MAX), "{}").code()).isEqualTo("ALREADY_INVITED");
  }

  @Test
  void a_limit_that_is_not_named_stays_and_only_null_takes_it_away() {
    var path = "/organizations/" + globex + "/settings/usermanagement";
    api.patch(path, "{\"settings\":{\"max_allowed_users\":2}}");
    for (var body : List.of("{\"settings\":{}}", "{\"settings\":{\"max_alowed_users\":5}}"))
      assertThat(api.patch(path, body).json().at("/settings/max_allowed_users").asInt())
          .as(body)
          .isEqualTo(2);
    assertThat(
            api.patch(path, "{\"settings\":{\"max_allowed_users\":null}}")
                .json()
                .at("/settings")
                .has("max_allowed_users"))
        .isFalse();
  }

  @Test
  void the_operator_removes_whoever_is_only_invited_and_an_inviter_does_not() {
    var max = "/users/" + app.user(MAX).value();
    app.as(MAX);
    api.post(membership(globex, MAX), "{}");
    api.delete(membership(acme, MAX));
    assertThat(api.get(max).status()).isEqualTo(200);
    assertThat(api.delete(membership(globex, MAX)).status()).isEqualTo(200);
    assertThat(api.get(max).status()).isEqualTo(200);
    app.clock().advance(Duration.ofMinutes(2));
    api.post(membership(globex, MAX), "{}");
    assertThat(api.delete(max).status()).isEqualTo(200);
    assertThat(api.get(max).status()).isEqualTo(404);
  }

  @Test
  void the_last_admin_stays_whoever_asks() {
    var globexAdmin = membership(globex, GUS);
    assertThat(api.delete(globexAdmin).code()).isEqualTo("LAST_ADMIN");
    assertThat(api.patch(globexAdmin, "{\"roles\":[{\"name\":\"member\"}]}").code())
        .isEqualTo("LAST_ADMIN");
    assertThat(api.delete("/users/" + app.user(GUS).value()).code()).isEqualTo("LAST_ADMIN");
    assertThat(api.patch(globexAdmin, "{\"roles\":[]}").status()).isEqualTo(400);
    assertThat(api.patch(membership(globex, ADA), "{\"roles\":[{\"name\":\"admin\"}]}").status())
        .isEqualTo(200);
    assertThat(api.delete(globexAdmin).status()).isEqualTo(200);
  }

  @Test
  void several_roles_count_together_and_one_at_least_stays() {
    var max = app.as(MAX);
    var roles = "/organizations/" + acme + "/users/" + app.user(MAX).value() + "/roles";
    var given = api.post(roles, "[{\"role_name\":\"admin\"},{\"role_name\":\"member\"}]");
    assertThat(given.json().at("/roles").findValuesAsText("name"))
        .containsExactly("admin", "member");
    assertThat(max.get("/ui/organization/session-policy").status()).isEqualTo(200);
    assertThat(app.mailTo(MAX).subject()).contains("roles");
    assertThat(api.delete(roles + "/admin").status()).isEqualTo(200);
    assertThat(max.get("/ui/organization/session-policy").status()).isEqualTo(403);
    assertThat(api.delete(roles + "/admin").status()).isEqualTo(404);
    assertThat(api.delete(roles + "/member").code()).isEqualTo("LAST_ROLE");
  }

  @Test
  void a_token_gives_no_role_that_allows_more_than_itself() {
    var inviting = ApiClient.scoped(app, "sk_org_users_invite sk_org_users_role_change");
    assertThat(inviting.post(membership(globex, MAX), "{\"roles\":[{\"name\":\"admin\"}]}").code())
        .isEqualTo("ROLE_EXCEEDS_OWN");
    assertThat(inviting.patch(membership(acme, MAX), "{\"roles\":[{\"name\":\"admin\"}]}").code())
        .isEqualTo("ROLE_EXCEEDS_OWN");
  }

  @Test
  void a_token_deletes_nobody_who_may_do_more_than_itself() {
    var ada = "/users/" + app.user(ADA).value();
    // somebody else stays who may do all that she may
    api.post(
        "/organizations/" + acme + "/users/" + app.user(MAX).value() + "/roles",
        "[{\"role_name\":\"admin\"}]");
    var narrow = ApiClient.scoped(app, "environment_manage");
    assertThat(narrow.delete(ada).code()).isEqualTo("MEMBER_EXCEEDS_OWN");
    assertThat(narrow.delete(ada).text("message")).contains("scope of the token");
    assertThat(api.get(ada).status()).isEqualTo(200);
  }

  @Test
  void a_token_that_may_invite_invites_strangers_and_says_no_more_of_them() {
    var inviting =
        ApiClient.scoped(app, "sk_org_users_invite sk_org_users_read sk_org_settings_read");
    var users = "/organizations/" + globex + "/users";
    var invited = inviting.post(users, "{\"email\":\"new@globex.example\"}");
    assertThat(invited.status()).as(invited.toString()).isEqualTo(201);
    assertThat(invited.text("user/memberships/0/membership_status")).isEqualTo("PENDING_INVITE");
    for (var more :
        List.of(
            inviting.post(
                users + "?send_invitation_email=false", "{\"email\":\"x@globex.example\"}"),
            inviting.post(users, "{\"email\":\"x@globex.example\",\"external_id\":\"x\"}"),
            inviting.post(membership(globex, MAX) + "?send_invitation_email=false", "{}"),
            inviting.post(
                users,
                "{\"email\":\"x@globex.example\",\"user_profile\":{\"given_name\":\"X\"}}"))) {
      assertThat(more.status()).isEqualTo(403);
      assertThat(more.code()).isEqualTo("OPERATOR_ONLY");
    }
    assertThat(
            inviting
                .post(
                    users,
                    "{\"email\":\"x@globex.example\",\"membership\":{\"roles\":[{\"name\":\"admin\"}]}}")
                .code())
        .isEqualTo("ROLE_EXCEEDS_OWN");
    assertThat(
            ApiClient.scoped(app, "environment_manage")
                .post(users, "{\"email\":\"x@globex.example\"}")
                .code())
        .isEqualTo("SCOPE_MISSING");
  }

  @Test
  void pages_lead_through_the_list_and_back_without_a_gap() {
    var seen = new ArrayList<String>();
    var token = "";
    var path = "/organizations/" + acme + "/users?page_size=7&page_token=";
    var tokens = new ArrayList<String>();
    do {
      tokens.add(token);
      var page = api.get(path + token);
      assertThat(page.status()).isEqualTo(200);
      page.json().at("/users").forEach(user -> seen.add(user.get("id").asText()));
      token = page.text("next_page_token");
      assertThat(page.text("total_size")).isEqualTo("42");
    } while (!token.isEmpty());
    assertThat(new LinkedHashSet<>(seen)).hasSize(42).hasSameSizeAs(seen);
    var last = api.get(path + tokens.get(tokens.size() - 1));
    var before = api.get(path + last.text("prev_page_token"));
    assertThat(before.text("users/0/id")).isEqualTo(seen.get(28));
    assertThat(api.get(path + "nonsense").status()).isEqualTo(400);
  }

  @Test
  void who_has_left_an_organization_since_it_was_listed_is_left_out() {
    try (var it = Identity.on(Engine.SQLITE)) {
      var here = it.organization("Here");
      var ann = it.member(here, "ann@here.example", "admin").user();
      var left = it.member(it.organization("There"), "bob@there.example", "admin").user();
      var shown =
          it.database()
              .read(
                  handle ->
                      PeopleReading.all(
                          handle, List.of(left, ann), here.id(), it.clock().instant()));
      assertThat(PeopleAnswers.byId(shown)).containsOnlyKeys(ann.value());
    }
  }

  @Test
  void people_are_found_by_names_addresses_and_ids() {
    var in = "/organizations/" + acme + "/users:search?query=";
    assertThat(api.get(in + "max").text("users/0/email")).isEqualTo(MAX);
    assertThat(api.get(in + app.user(MAX).value()).text("users/0/email")).isEqualTo(MAX);
    assertThat(api.get(in + app.user(GUS).value()).json().at("/users")).isEmpty();
    assertThat(api.get(in + "ab").status()).isEqualTo(400);
    assertThat(api.get("/users:search?query=globex.exa").text("users/0/email")).isEqualTo(GUS);
    assertThat(api.get("/users:search?query=%25%25%25").json().at("/users")).isEmpty();
  }

  @Test
  void sessions_are_seen_and_ended() {
    var max = app.as(MAX);
    var user = "/users/" + app.user(MAX).value();
    var list = api.get(user + "/sessions?filter.status=active");
    assertThat(list.text("total_size")).isEqualTo("1");
    var id = list.text("sessions/0/session_id");
    assertThat(list.text("sessions/0/organization_id")).isEqualTo(acme);
    assertThat(list.json().at("/sessions/0/authenticated_organizations").toString())
        .as("signed in by mail")
        .isEqualTo("[\"" + acme + "\"]");
    var initech = app.organization("initech").value();
    code(id, "1", globex, "NULL");
    code(id, "2", initech, "1");
    app.arrange("UPDATE sessions SET city = 'Lima', latitude = -12.05, longitude = -77.05");
    var read = api.get("/sessions/" + id).json();
    assertThat(api.get(user + "/sessions").json().at("/sessions/0")).isEqualTo(read);
    assertThat(read.at("/authenticated_organizations").toString())
        .as("a code that was not redeemed counts nowhere")
        .contains(acme, initech)
        .doesNotContain(globex);
    assertThat(read.at("/authenticated_clients").toString())
        .isEqualTo("[{\"client_id\":\"skc_sample\",\"organization_id\":\"" + initech + "\"}]");
    assertThat(read.at("/device/location").toString())
        .isEqualTo("{\"city\":\"Lima\",\"latitude\":-12.05,\"longitude\":-77.05}");
    var revoked = api.post("/sessions/" + id + "/revoke", "");
    assertThat(revoked.text("revoked_session/status")).isEqualTo("revoked");
    assertThat(revoked.json().at("/revoked_session").has("device")).isFalse();
    assertThat(max.get("/ui/organization/general").status()).isEqualTo(302);
    app.as(MAX);
    app.as(MAX);
    assertThat(api.post(user + "/sessions/revoke", "").text("total_revoked")).isEqualTo("2");
    assertThat(
            api.get(user + "/sessions?filter.status=revoked&filter.status=logout")
                .text("total_size"))
        .isEqualTo("3");
  }

  /** A code that the sample's app got for an organization, exchanged for tokens or not. */
  private void code(String session, String number, String organization, String redeemedAt) {
    app.arrange(
        """
        INSERT INTO grants (id, application_id, session_id, organization_id, scope, redirect_uri, code_hash,
               code_expires_at, redeemed_at, created_at)
        SELECT 'grant_%2$s', id, '%1$s', '%3$s', 'openid', 'http://localhost/', 'hash%2$s', 0, %4$s, 0
          FROM applications WHERE client_id = 'skc_sample'
        """
            .formatted(session, number, organization, redeemedAt));
  }

  @Test
  void a_passkey_says_what_made_it_and_where() {
    app.givePasskey(MAX, 1, "Mine", "fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "made");
    app.givePasskey(MAX, 2, "Other", "00000000-0000-0000-0000-000000000000", "impossible");
    var user = app.user(MAX).value();
    var found = api.get("/webauthn/credentials?user_id=" + user).json().at("/credentials");
    var known = found.get(0);
    assertThat(known.at("/authenticator/name").asText()).isEqualTo("Apple Passwords");
    assertThat(known.at("/authenticator/icon_light").asText())
        .startsWith("data:image/svg+xml,")
        .contains("fill='%23000000'");
    assertThat(known.at("/authenticator/icon_dark").asText()).contains("fill='%23ffffff'");
    assertThat(known.at("/attestation_type").asText()).isEqualTo("none");
    assertThat(known.at("/authenticator_flags").toString())
        .isEqualTo(
            "{\"user_present\":true,\"user_verified\":true,\"backup_eligible\":true,\"backup_state\":true}");
    assertThat(known.at("/user_agent/browser").asText()).isEqualTo("Chrome");
    assertThat(known.at("/client_info/ip").asText()).isEqualTo("127.0.0.1");
    assertThat(found.get(1).at("/authenticator").has("name")).as("of no known maker").isFalse();
  }

  @Test
  void an_organization_ends_with_its_sessions_and_the_records_of_its_people() {
    var ada = app.as(ADA, "globex");
    var gus = app.as(GUS);
    assertThat(api.delete("/organizations/" + globex).status()).isEqualTo(200);
    assertThat(api.get("/organizations/" + globex).status()).isEqualTo(404);
    assertThat(gus.get("/ui/organization/general").status()).isEqualTo(302);
    assertThat(ada.get("/ui/organization/general").status()).isEqualTo(302);
    assertThat(app.all("SELECT email FROM users WHERE email = '" + GUS + "'")).isEmpty();
    assertThat(app.all("SELECT email FROM users WHERE email = '" + ADA + "'")).hasSize(1);
    assertThat(app.events()).contains("organization.deleted", "user.logout");
  }

  @Test
  void who_is_only_invited_is_shown_to_a_narrowed_token_as_an_address_whoever_they_are() {
    api.patch(
        "/users/" + app.user(MAX).value(),
        "{\"external_id\":\"max-7\",\"metadata\":{\"plan\":\"gold\"}}");
    app.clock().advance(Duration.ofMinutes(1));
    var users = "/organizations/" + globex + "/users";
    var inviting =
        ApiClient.scoped(app, "sk_org_users_invite sk_org_users_read sk_org_settings_read");
    var known = inviting.post(users, "{\"email\":\"" + MAX + "\"}");
    var stranger = inviting.post(users, "{\"email\":\"new@globex.example\"}");
    assertThat(known.text("user/email")).isEqualTo(MAX);
    assertThat(known.text("user/create_time"))
        .isEqualTo(known.text("user/memberships/0/created_at"));
    assertThat(names(known.json().at("/user"))).isEqualTo(names(stranger.json().at("/user")));
    assertThat(known.json().at("/user/user_profile/email_verified").asBoolean()).isFalse();
    for (var answer :
        List.of(known, inviting.get(users), inviting.get(users + ":search?query=max")))
      assertThat(answer.http().body()).contains(MAX).doesNotContain("Max", "max-7", "gold");
    assertThat(inviting.get(users + ":search?query=max-7").json().at("/users")).isEmpty();
    var byId = inviting.get(users + ":search?query=" + app.user(MAX).value());
    assertThat(byId.text("users/0/email")).isEqualTo(MAX);
    assertThat(byId.http().body()).doesNotContain("max-7");

    // of members it shows what it reads, and to the operator everybody is known
    var there = "/organizations/" + acme + "/users:search?query=max-7";
    assertThat(inviting.get(there).text("users/0/metadata/plan")).isEqualTo("gold");
    assertThat(api.get(users + ":search?query=max-7").text("users/0/user_profile/given_name"))
        .isEqualTo("Max");
  }

  @Test
  void events_tell_a_narrowed_token_of_people_what_the_organization_sees() {
    api.patch(
        "/users/" + app.user(MAX).value(),
        "{\"external_id\":\"max-7\",\"metadata\":{\"plan\":\"gold\"}}");
    api.post("/organizations/" + globex + "/users", "{\"email\":\"new@globex.example\"}");
    api.post(membership(globex, MAX), "{}");
    var path = "/organizations/" + globex + "/events";
    var narrow = ApiClient.scoped(app, "sk_org_settings_read sk_org_settings_manage");
    var list = path + "?type=user.organization_invitation";
    var export = path + ":export?type=user.organization_invitation&format=";
    assertThat(narrow.get(list).json().at("/events").findValuesAsText("email")).contains(MAX);
    for (var seen :
        List.of(
            narrow.get(list).http().body(),
            narrow.text(export + "jsonl").body(),
            narrow.text(export + "csv").body()))
      assertThat(seen).contains(MAX, "PENDING_INVITE").doesNotContain("Max", "max-7", "gold");
    for (var whole :
        List.of(
            api.get(list).http().body(),
            api.text(export + "jsonl").body(),
            api.text(export + "csv").body())) assertThat(whole).contains("Max", "max-7", "gold");
  }

  @Test
  void a_token_that_reads_no_people_is_told_of_a_membership_alone() {
    var role = "{\"name\":\"nothing\",\"display_name\":\"Nothing\",\"permissions\":[]}";
    api.post("/roles", role);
    var inviting = ApiClient.scoped(app, "sk_org_users_invite sk_org_users_role_change");
    var roles = "\"roles\":[{\"name\":\"nothing\"}]";
    var added = inviting.post(membership(globex, MAX), "{" + roles + "}");
    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    var changed = inviting.patch(membership(acme, MAX), "{\"metadata\":{\"desk\":\"7\"}}");
    assertThat(changed.text("user/memberships/0/metadata/desk")).isEqualTo("7");
    for (var answer : List.of(added, changed))
      assertThat(answer.http().body()).doesNotContain(MAX, "Max");
    api.delete(membership(globex, MAX));
    app.clock().advance(Duration.ofMinutes(2));
    var byGus =
        api.post(membership(globex, MAX), "{\"inviter_email\":\"" + GUS + "\"," + roles + "}");
    assertThat(byGus.text("user/memberships/0/inviter_email")).isEqualTo(GUS);
    var asked = inviting.patch(membership(globex, MAX), "{\"metadata\":{\"desk\":\"7\"}}");
    assertThat(asked.http().body()).contains("desk").doesNotContain("inviter_email", GUS);
    app.clock().advance(Duration.ofMinutes(2));
    var max = app.user(MAX).value();
    var resent =
        inviting.patch("/invites/organizations/" + globex + "/users/" + max + "/resend", "{}");
    assertThat(resent.status()).as(resent.toString()).isEqualTo(200);
    assertThat(resent.http().body()).contains("resent_at").doesNotContain("inviter_email", GUS);
    // whom it has named itself
    var made =
        inviting.post(
            "/organizations/" + globex + "/users",
            "{\"email\":\"new@globex.example\",\"membership\":{" + roles + "}}");
    assertThat(made.text("user/email")).isEqualTo("new@globex.example");
  }

  @Test
  void the_version_that_a_narrowed_token_gets_is_that_of_what_it_sees() {
    api.post("/roles", "{\"name\":\"nothing\",\"display_name\":\"Nothing\",\"permissions\":[]}");
    var nothing = "{\"roles\":[{\"name\":\"nothing\"}]}";
    for (var reads : List.of("", " sk_org_users_read")) {
      var inviting = ApiClient.scoped(app, "sk_org_users_invite sk_org_users_role_change" + reads);
      var first = inviting.post(membership(globex, MAX), nothing);
      assertThat(first.status()).as(first.toString()).isEqualTo(201);
      api.patch(
          "/users/" + app.user(MAX).value(), "{\"external_id\":\"max" + reads.length() + "\"}");
      var second = inviting.patch(membership(globex, MAX), "{}");
      assertThat(second.status()).as(second.toString()).isEqualTo(200);
      assertThat(second.header("ETag")).isNotEmpty().isEqualTo(first.header("ETag"));

      var desk = "{\"metadata\":{\"desk\":\"7\"}}";
      var changed =
          inviting.header("If-Match", second.header("ETag")).patch(membership(globex, MAX), desk);
      assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
      assertThat(changed.header("ETag")).isNotEqualTo(second.header("ETag"));
      assertThat(
              inviting
                  .header("If-Match", second.header("ETag"))
                  .patch(membership(globex, MAX), desk)
                  .status())
          .isEqualTo(412);
      api.delete(membership(globex, MAX));
      app.clock().advance(Duration.ofMinutes(2));
    }
  }

  @Test
  void a_refusal_tells_a_narrowed_token_no_address_that_it_has_not_sent() {
    var known = "known@globex.example";
    api.post(
        "/organizations/" + globex + "/users",
        "{\"email\":\"" + known + "\",\"external_id\":\"known-7\"}");
    var ids =
        ApiClient.scoped(app, "sk_org_users_invite sk_org_users_delete sk_org_users_role_change");
    var there = "/memberships/organizations/" + globex + "/users";
    var max = app.user(MAX).value();
    var ada = app.user(ADA).value();
    var resend =
        "/invites/organizations/" + globex + "/users/" + app.user(known).value() + "/resend";
    var resent = "/invites/organizations/" + acme + "/users/" + max + "/resend";
    var refused =
        Map.of(
            ids.post(there + "/" + app.user(known).value(), "{}"),
            app.user(known).value(),
            ids.post(there + ":external/known-7", "{}"),
            "known-7",
            ids.post(membership(acme, MAX), "{}"),
            max,
            ids.delete(membership(acme, ADA)),
            ada,
            ids.patch(resend, "{}"),
            app.user(known).value(),
            ids.patch(resent, "{}"),
            max);
    refused.forEach(
        (answer, named) -> {
          assertThat(answer.status()).as(answer.toString()).isIn(409, 429);
          assertThat(answer.text("message")).contains(named);
          assertThat(answer.http().body()).doesNotContain(known, MAX, ADA);
        });

    // who has sent it, or operates, is told of whom it speaks
    var byAddress =
        ids.post("/organizations/" + globex + "/users", "{\"email\":\"" + known + "\"}");
    assertThat(byAddress.text("message")).contains(known);
    assertThat(api.post(membership(acme, MAX), "{}").text("message")).contains(MAX);
  }

  private static List<String> names(JsonNode json) {
    var names = new ArrayList<String>();
    json.fieldNames().forEachRemaining(names::add);
    json.path("user_profile").fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void a_person_who_was_seen_in_any_way_is_changed_by_that_version() {
    var max = "/users/" + app.user(MAX).value();
    var in = membership(acme, MAX);
    var desk = "{\"metadata\":{\"desk\":\"7\"}}";
    api.post(membership(globex, MAX) + "?send_invitation_email=false", "{}");
    var seen = api.get(max).header("ETag");
    assertThat(api.header("If-Match", seen).patch(in, desk).status()).isEqualTo(200);
    assertThat(api.header("If-Match", seen).patch(in, desk).status()).isEqualTo(412);
    assertThat(api.header("If-Match", seen).patch(max, desk).status()).isEqualTo(412);

    // each answer has the version for what comes next
    var made =
        api.post(
            "/organizations/" + globex + "/users?send_invitation_email=false",
            "{\"email\":\"quiet@globex.example\",\"user_profile\":{\"given_name\":\"Quinn\"}}");
    var quinn = "/users/" + made.text("user/id");
    var named =
        api.header("If-Match", made.header("ETag"))
            .patch(quinn, "{\"user_profile\":{\"given_name\":\"Quill\"}}");
    assertThat(named.status()).as(named.toString()).isEqualTo(200);
    var moved =
        api.header("If-Match", named.header("ETag"))
            .patch(membership(globex, "quiet@globex.example"), desk);
    assertThat(moved.status()).as(moved.toString()).isEqualTo(200);
    assertThat(api.header("If-Match", moved.header("ETag")).patch(quinn, desk).status())
        .isEqualTo(200);
    assertThat(api.header("If-Match", moved.header("ETag")).patch(quinn, desk).status())
        .isEqualTo(412);

    // that of another membership says nothing about this one
    var there = api.patch(membership(globex, MAX), desk).header("ETag");
    assertThat(api.header("If-Match", there).patch(in, "{\"metadata\":{}}").status())
        .isEqualTo(412);
  }

  @Test
  void a_membership_that_somebody_else_changed_meanwhile_is_not_changed() {
    var first = api.patch(membership(acme, MAX), "{\"metadata\":{\"desk\":\"7\"}}");
    api.patch(membership(acme, MAX), "{\"metadata\":{\"desk\":\"8\"}}");
    var late =
        api.header("If-Match", first.header("ETag"))
            .patch(membership(acme, MAX), "{\"metadata\":{\"desk\":\"9\"}}");
    assertThat(late.status()).isEqualTo(412);
    assertThat(api.get("/users/" + app.user(MAX).value()).text("user/memberships/0/metadata/desk"))
        .isEqualTo("8");
  }
}
