package dev.hostedui.provider;

import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.OrganizationDetails;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator lets tokens say. */
class OwnClaimsTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final Actor OPERATOR = Identity.INTERNAL;

  private static void define(String name, String expression) {
    app.app().core().tokenClaims.create(OPERATOR, name, expression);
  }

  /** The claims of an access token, an id token and user info for Max. */
  private static Map<String, JsonNode> said() {
    var client = TestClient.web(app);
    var tokens = client.tokens(app.as(MAX));
    var access = tokens.get("access_token").asText();
    var said = new TreeMap<String, JsonNode>();
    said.put("access token", TestClient.claims(access));
    said.put("id token", TestClient.claims(tokens.get("id_token").asText()));
    said.put(
        "user info",
        json(app.browser().with("Authorization", "Bearer " + access).get("/userinfo")));
    return said;
  }

  private static void knows(Metadata ofMax, Metadata ofAcme) {
    var core = app.app().core();
    core.users.change(
        OPERATOR,
        app.user(MAX),
        null,
        was ->
            new UserDetails(
                was.givenName(),
                was.familyName(),
                "max-7",
                ofMax,
                Map.of("locale", "de-AT", "custom_attributes", Map.of("floor", "3rd"))));
    core.organizations.change(
        OPERATOR,
        app.organization("acmecorp"),
        null,
        was ->
            new OrganizationDetails(
                was.displayName(), was.externalId(), was.slug(), was.logoUrl(), ofAcme));
  }

  @Test
  void tokens_and_user_info_say_what_the_operator_defined() {
    knows(new Metadata(Map.of("team", "blue")), new Metadata(Map.of("plan", "gold")));
    define("plan", "user.metadata.plan ?? organization.metadata.plan ?? \"free\"");
    define("acme:floor", "user.custom_attributes.floor");
    define("meta", "organization.metadata");
    define("level", "organization.metadata.level ?? 3");
    define("nothing", "user.phone_number");

    said()
        .forEach(
            (where, claims) -> {
              assertThat(claims.path("plan").asText()).as(where).isEqualTo("gold");
              assertThat(claims.path("acme:floor").asText()).as(where).isEqualTo("3rd");
              assertThat(claims.at("/meta/plan").asText()).as(where).isEqualTo("gold");
              assertThat(claims.path("level").isIntegralNumber()).as(where).isTrue();
              assertThat(claims.has("nothing")).as(where).isFalse();
              assertThat(claims.path("xuid").asText()).as(where).isEqualTo("max-7");
            });
    assertThat(said().get("id token").path("locale").asText()).isEqualTo("de-AT");

    app.app().core().tokenClaims.delete(OPERATOR, "plan");
    assertThat(said().values()).noneMatch(it -> it.has("plan"));
  }

  @Test
  void a_default_stands_in_for_what_is_empty() {
    knows(Metadata.NONE, new Metadata(Map.of("plan", "gold")));
    define("about", "user.metadata ?? organization.metadata");
    define("given", "user.given_name ?? \"nobody\"");
    var core = app.app().core();
    core.users.change(
        OPERATOR,
        app.user(MAX),
        null,
        was -> new UserDetails("", "", was.externalId(), was.metadata(), was.profile()));
    said()
        .forEach(
            (where, claims) -> {
              assertThat(claims.at("/about/plan").asText()).as(where).isEqualTo("gold");
              assertThat(claims.path("given").asText()).as(where).isEqualTo("nobody");
            });
  }

  @Test
  void a_value_that_would_burst_a_header_is_left_out_and_the_rest_stays() {
    var large = new TreeMap<String, String>();
    for (var i = 0; i < 8; i++) large.put("name" + i, "x".repeat(256));
    knows(new Metadata(large), new Metadata(Map.of("plan", "gold")));
    define("all", "user.metadata");
    for (var i = 0; i < 8; i++) define("n" + i, "user.metadata.name" + i);
    define("plan", "organization.metadata.plan");

    said()
        .forEach(
            (where, claims) -> {
              assertThat(claims.has("all")).as(where).isFalse();
              assertThat(claims.has("n6")).as(where).isTrue();
              assertThat(claims.has("n7")).as(where).isFalse();
              assertThat(claims.path("plan").asText()).as(where).isEqualTo("gold");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "nbf",
        "jti",
        "oid",
        "sid",
        "xoid",
        "xuid",
        "roles",
        "permissions",
        "scope",
        "client_id",
        "email",
        "act",
        "cnf",
        "active",
        "error",
        "error_description",
        "error_uri",
        "typ",
        "sub_jwk",
        "vot",
        "vtm"
      })
  void what_tokens_say_themselves_cannot_be_defined(String name) {
    assertThatThrownBy(() -> define(name, "user.metadata.plan"))
        .isInstanceOfSatisfying(
            Problem.class, it -> assertThat(it.code()).isEqualTo("claim_reserved"));
    assertThat(app.app().core().tokenClaims.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "1st", "a/b", "Sub\n", "-x"})
  void names_are_plain(String name) {
    assertThatThrownBy(() -> define(name, "user.id"))
        .isInstanceOfSatisfying(Problem.class, it -> assertThat(it.code()).isEqualTo("claim_name"));
  }

  @Test
  void there_are_no_more_than_twenty_and_who_does_not_operate_defines_none() {
    for (var i = 0; i < 20; i++) define("claim" + i, "user.id");
    app.app().core().tokenClaims.change(OPERATOR, "claim3", "user.email");
    assertThatThrownBy(() -> define("one_more", "user.id"))
        .isInstanceOfSatisfying(
            Problem.class, it -> assertThat(it.code()).isEqualTo("too_many_claims"));
    assertThat(app.app().core().tokenClaims.all()).hasSize(20);
    assertThat(app.events()).filteredOn(it -> it.startsWith("token_claim")).hasSize(21);
    var max = new Actor.Client("skc_sample", Set.of(), new Actor.Origin("127.0.0.1", "test", "r"));
    assertThatThrownBy(() -> app.app().core().tokenClaims.create(max, "claim4", "user.email"))
        .isInstanceOf(Problem.class);
  }
}
