package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two organizations that begin alike: one is changed by its admin with the forms of the portal, the
 * other by a program with the API. The same changes in the same order are taken or refused in both,
 * and leave the same members, domains, policies, mails and events.
 */
class SideBySideTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final int STEPS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ROLES = List.of("admin", "member", "editor");
  private static final List<String> NAMES =
      List.of(
          "Twin", "Other twin", "  Twin  ", "", "x".repeat(200), "x".repeat(201), "https://t.co");
  private static final List<String> DOMAINS =
      List.of(
          "shop.example", "SHOP.example", "two.example", "gmail.com", "no domain", "a.b.c.test");
  private static final List<String> PEOPLE =
      List.of("ann", "Ben", "cleo", "dan", "eve", "fay@elsewhere.example,", "no one");

  /** One that is known, and one that nobody has tried yet; its number is in the test's name. */
  static LongStream seeds() {
    return LongStream.of(2, System.nanoTime());
  }

  private ApiClient api;
  private Random random;
  private String said = "";

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void widgets_and_api_do_the_same(long seed) {
    api = ApiClient.of(app);
    random = new Random(seed);
    var left = made("left");
    var right = made("right");
    api.post("/roles", "{\"name\":\"editor\",\"display_name\":\"Editor\"}");
    var steps = new ArrayList<String>();
    for (var step = 0; step < STEPS; step++) {
      app.clock().advance(Duration.ofSeconds(random.nextInt(4) == 0 ? 20 : 90));
      if (random.nextInt(20) == 0) {
        app.clock().advance(Duration.ofDays(random.nextInt(16)));
        // a token lasts a day
        api = ApiClient.of(app);
      }
      var next = next();
      var byForm = next.byForm(left);
      var byCall = next.byCall(right);
      steps.add(next + " -> " + byForm);
      assertThat(byCall).as("the last of %s by the API: %s", steps, said).isEqualTo(byForm);
      assertThat(state(right)).as("after the last of %s", steps).isEqualTo(state(left));
    }
    assertThat(steps).as("something was changed").anyMatch(it -> it.endsWith("true"));
  }

  // ------------------------------------------------------------------ the two

  /** One of the two; people of it have addresses of its own, since a person is one everywhere. */
  private record Side(String name, String id) {
    String address(String person) {
      if (person.contains(" ")) return person;
      return person.contains("@")
          ? person.replace("@", "@" + name + ".").replace(",", "")
          : person + "@" + name + ".example";
    }

    String path() {
      return "/organizations/" + id;
    }

    TestApp.Browser admin() {
      return app.as("admin@" + name + ".example");
    }
  }

  private Side made(String name) {
    var id = api.post("/organizations", "{\"display_name\":\"Twin\"}").text("organization/id");
    var side = new Side(name, id);
    join(side, "admin", "admin");
    feature(side, "session_policy", true);
    return side;
  }

  private boolean join(Side side, String person, String role) {
    return call(
        "POST",
        side.path() + "/users?send_invitation_email=false",
        Map.of(
            "email",
            side.address(person),
            "membership",
            Map.of("roles", List.of(Map.of("name", role)))));
  }

  private boolean feature(Side side, String name, boolean on) {
    return call(
        "PATCH",
        side.path() + "/settings",
        Map.of("features", List.of(Map.of("name", name, "enabled", on))));
  }

  // ------------------------------------------------------------------ steps

  /** One change, for both; each says whether it was taken. */
  private interface Step {
    boolean byForm(Side side);

    boolean byCall(Side side);
  }

  /** A change in words. */
  private record Said(String words, Way form, Way call) implements Step {
    @Override
    public boolean byForm(Side side) {
      return form.go(side);
    }

    @Override
    public boolean byCall(Side side) {
      return call.go(side);
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private interface Way {
    boolean go(Side side);
  }

  private Step next() {
    return switch (random.nextInt(14)) {
      case 0 -> rename(any(NAMES));
      case 1, 2 -> allow(any(DOMAINS));
      case 3 -> disallow(any(DOMAINS));
      case 4, 5, 6 -> invite(any(PEOPLE), any(ROLES));
      case 7 -> resend(any(PEOPLE));
      case 8, 9 -> give(any(PEOPLE), any(ROLES));
      case 10 -> remove(any(PEOPLE));
      case 11 -> policy();
      default -> operator();
    };
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private Step rename(String name) {
    return new Said(
        "rename to "
            + name.length()
            + " characters: "
            + name.substring(0, Math.min(12, name.length())),
        side -> form(side, "general/name", "display_name", name),
        side -> call("PATCH", side.path(), Map.of("display_name", name)));
  }

  private Step allow(String domain) {
    return new Said(
        "allow " + domain,
        side -> form(side, "general/domains", "domain", domain),
        side ->
            call(
                "POST",
                side.path() + "/domains",
                Map.of("domain", domain, "domain_type", "ALLOWED_EMAIL_DOMAIN")));
  }

  private Step disallow(String domain) {
    return new Said(
        "disallow " + domain,
        side -> form(side, "general/domains/" + idOf(side, domain) + "/removal"),
        side -> call("DELETE", side.path() + "/domains/" + idOf(side, domain), null));
  }

  private Step invite(String person, String role) {
    return new Said(
        "invite " + person + " as " + role,
        side ->
            form(
                side,
                "users/invitations",
                "email",
                side.address(person),
                "role",
                app.role(role).value()),
        side ->
            call(
                "POST",
                side.path() + "/users",
                Map.of(
                    "email",
                    side.address(person),
                    "membership",
                    Map.of(
                        "roles",
                        List.of(Map.of("name", role)),
                        "inviter_email",
                        "admin@" + side.name + ".example"))));
  }

  private Step resend(String person) {
    return new Said(
        "invite " + person + " again",
        side -> form(side, "users/" + idOf(side, person) + "/invitation"),
        side ->
            call(
                "PATCH",
                "/invites" + side.path() + "/users/" + idOf(side, person) + "/resend",
                null));
  }

  private Step give(String person, String role) {
    return new Said(
        "make " + person + " " + role,
        side -> form(side, "users/" + idOf(side, person) + "/role", "role", app.role(role).value()),
        side ->
            call(
                "PATCH",
                "/memberships" + side.path() + "/users/" + idOf(side, person),
                Map.of("roles", List.of(Map.of("name", role)))));
  }

  private Step remove(String person) {
    return new Said(
        "remove " + person,
        side -> form(side, "users/" + idOf(side, person) + "/removal"),
        side ->
            call("DELETE", "/memberships" + side.path() + "/users/" + idOf(side, person), null));
  }

  private Step policy() {
    var custom = random.nextInt(4) > 0;
    var absolute = any(List.of(1, 60, 480, 525_600));
    var unit = any(List.of("MINUTES", "HOURS"));
    var idle = random.nextBoolean();
    var away = any(List.of(1, 30, 10_080, 20_000));
    return new Said(
        "policy %s %d %s, idle %s %d".formatted(custom, absolute, unit, idle, away),
        side ->
            form(
                side,
                "session-policy/change",
                "policy_source",
                custom ? "CUSTOM" : "APPLICATION",
                "absolute_session_timeout",
                absolute.toString(),
                "absolute_session_timeout_unit",
                unit,
                "idle_session_timeout_enabled",
                idle ? "on" : "",
                "idle_session_timeout",
                away.toString(),
                "idle_session_timeout_unit",
                "MINUTES"),
        side ->
            call(
                "PATCH",
                side.path() + "/session-policy",
                custom
                    ? Map.of(
                        "policy_source",
                        "CUSTOM",
                        "absolute_session_timeout",
                        absolute,
                        "absolute_session_timeout_unit",
                        unit,
                        "idle_session_timeout_enabled",
                        idle,
                        "idle_session_timeout",
                        away,
                        "idle_session_timeout_unit",
                        "MINUTES")
                    : Map.of("policy_source", "APPLICATION")));
  }

  /** What no widget does: it happens to both alike, and what comes after meets it. */
  private Step operator() {
    Way way;
    String words;
    switch (random.nextInt(3)) {
      case 0 -> {
        var person = any(PEOPLE);
        var role = any(ROLES);
        words = person + " joins as " + role;
        way = side -> join(side, person, role);
      }
      case 1 -> {
        var on = random.nextInt(3) > 0;
        words = "session policy " + (on ? "on" : "off");
        way = side -> feature(side, "session_policy", on);
      }
      default -> {
        var seats = any(List.of(0, 3, 5));
        words = seats + " seats";
        way =
            side ->
                call(
                    "PATCH",
                    side.path() + "/settings/usermanagement",
                    Map.of("settings", Map.of("max_allowed_users", seats)));
      }
    }
    return new Said(words, way, way);
  }

  private boolean form(Side side, String path, String... fields) {
    var answer = side.admin().post("/ui/organization/" + path, fields);
    assertThat(answer.status()).as(answer.toString()).isLessThan(500);
    return answer.status() == 303;
  }

  private boolean call(String method, String path, Object body) {
    try {
      var answer = api.send(method, path, body == null ? null : JSON.writeValueAsString(body));
      said = answer.toString();
      assertThat(answer.status()).as(said).isLessThan(500);
      return answer.status() < 300;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** The id of a person or a domain of this side, or of nobody. */
  private static String idOf(Side side, String name) {
    var ids =
        app.all(
            "SELECT user_id FROM memberships m JOIN users u ON u.id = m.user_id WHERE organization_id = '%s' AND u.email = lower('%s')"
                    .formatted(side.id, side.address(name))
                + " UNION ALL SELECT id FROM email_domains WHERE organization_id = '%s' AND domain = lower('%s')"
                    .formatted(side.id, name));
    return ids.isEmpty() ? "usr_000000000000000000" : ids.get(0);
  }

  // ------------------------------------------------------------------ what has become of them

  private static List<String> state(Side side) {
    var org = "WHERE organization_id = '" + side.id + "'";
    var all =
        new ArrayList<>(
            app.all(
                "SELECT display_name || features || session_policy_source || coalesce(session_absolute_minutes, 0)"
                    + " || ' ' || coalesce(session_idle_minutes, 0) || ' ' || coalesce(max_allowed_users, -1) || ' ' || member_count"
                    + " FROM organizations WHERE id = '"
                    + side.id
                    + "'"));
    all.addAll(
        app.all(
            """
            SELECT u.email || ' ' || m.status || ' ' || m.provisioning_method || ' ' || coalesce(m.inviter_email, '') || ' ' || m.resent_count
                   || ' ' || (SELECT group_concat(r.name, ',') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
                               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id)
                   || ' ' || coalesce((m.expires_at - m.created_at) / 60000, 0)
              FROM memberships m JOIN users u ON u.id = m.user_id
            """
                + org
                + " ORDER BY m.position"));
    all.addAll(
        app.all(
            "SELECT domain || ' ' || domain_type || ' ' || verification_status FROM email_domains "
                + org
                + " ORDER BY id"));
    all.addAll(
        app.all(
            "SELECT recipient FROM letters WHERE recipient LIKE '%"
                + side.name
                + ".%' ORDER BY id"));
    all.addAll(
        app.all(
            "SELECT type || ' ' || coalesce(before_state, '') || ' ' || coalesce(after_state, '') FROM events "
                + org
                + " AND type NOT IN ('user.login', 'user.signup') ORDER BY id"));
    return all.stream()
        .map(it -> it.replace(side.name + ".", "side."))
        .map(it -> it.replaceAll("([a-z]+_)\\d{18}", "$1…"))
        .map(it -> it.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "a time"))
        .toList();
  }
}
