package dev.hostedui.identity.environment;

import static dev.hostedui.identity.environment.EnvironmentSetting.ACCESS_TOKEN_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.CODE_SECONDS;
import static dev.hostedui.identity.environment.EnvironmentSetting.INVITATION_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.MAX_ALLOWED_USERS;
import static dev.hostedui.identity.environment.EnvironmentSetting.SESSION_ABSOLUTE_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.SESSION_IDLE_MINUTES;
import static dev.hostedui.identity.environment.EnvironmentSetting.SIGN_UP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicy;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnvironmentChangesTest {

  private static final Actor OPERATOR = new Actor.Internal("test");

  private static void change(Identity it, Map<EnvironmentSetting, Long> given) {
    it.app().app().core().environmentChanges.change(OPERATOR, null, given);
  }

  private static boolean changed(Identity it, Map<EnvironmentSetting, Long> given) {
    change(it, given);
    return true;
  }

  private static Registration living(Registration it, long minutes) {
    return new Registration(
        it.name(),
        it.type(),
        it.managementApi(),
        it.pkceRequired(),
        Duration.ofMinutes(minutes),
        it.initiateLoginUri(),
        it.redirectUris(),
        it.postLogoutRedirectUris(),
        it.backChannelLogoutUris());
  }

  /** What is refused, as field and code. */
  private static List<String> refused(Identity it, Map<EnvironmentSetting, Long> given) {
    return it.refusal(() -> change(it, given)).faults().stream()
        .map(fault -> fault.field() + " " + fault.code())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_given_is_changed_with_one_event_and_the_rest_stays(Engine engine) {
    try (var it = Identity.on(engine)) {
      var given =
          Map.of(
              SIGN_UP, 0L, INVITATION_MINUTES, 60L, SESSION_IDLE_MINUTES, 600L, CODE_SECONDS, 90L);
      assertThat(it.eventsOf(() -> change(it, given)))
          .containsExactly("environment.settings_updated");
      var now = it.environments().current();
      assertThat(now.signUp()).isFalse();
      assertThat(now.invitationLifetime()).isEqualTo(Duration.ofHours(1));
      assertThat(now.sessionIdle()).isEqualTo(Duration.ofHours(10));
      assertThat(now.codeLifetime()).isEqualTo(Duration.ofSeconds(90));
      assertThat(now.sessionAbsolute()).isEqualTo(Duration.ofDays(30));
      assertThat(now.publicEmailDomains()).isTrue();
      var event = "_state FROM events WHERE type = 'environment.settings_updated'";
      assertThat(it.app().one("SELECT before" + event))
          .contains("\"sign_up\":true", "\"session_idle_minutes\":0");
      assertThat(it.app().one("SELECT after" + event))
          .contains("\"sign_up\":false", "\"session_idle_minutes\":600");

      assertThat(it.eventsOf(() -> change(it, given))).as("nothing differs").isEmpty();
      change(it, Map.of(SESSION_IDLE_MINUTES, 0L));
      assertThat(it.environments().current().sessionIdle()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void all_that_is_out_of_range_is_named_and_nothing_is_changed(Engine engine) {
    try (var it = Identity.on(engine)) {
      var before = it.app().contents("environment");
      assertThat(
              refused(
                  it,
                  Map.of(
                      SIGN_UP, 0L,
                      CODE_SECONDS, 59L,
                      INVITATION_MINUTES, 43_201L,
                      MAX_ALLOWED_USERS, -1L,
                      SESSION_ABSOLUTE_MINUTES, 0L)))
          .containsExactlyInAnyOrder(
              "code_seconds setting_out_of_range",
              "invitation_minutes setting_out_of_range",
              "max_allowed_users setting_out_of_range",
              "session_absolute_minutes setting_out_of_range");
      assertThat(it.app().contents("environment")).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_outlives_an_idle_one_and_that_every_access_token(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThat(refused(it, Map.of(SESSION_IDLE_MINUTES, 60L, SESSION_ABSOLUTE_MINUTES, 60L)))
          .containsExactly("session_idle_minutes idle_timeout_too_long");
      assertThat(refused(it, Map.of(SESSION_IDLE_MINUTES, 5L)))
          .containsExactly("session_idle_minutes timeout_within_access_token");
      assertThat(refused(it, Map.of(SESSION_ABSOLUTE_MINUTES, 5L)))
          .containsExactly("session_absolute_minutes timeout_within_access_token");
      change(it, Map.of(SESSION_IDLE_MINUTES, 60L, SESSION_ABSOLUTE_MINUTES, 61L));
      assertThat(refused(it, Map.of(SESSION_ABSOLUTE_MINUTES, 60L)))
          .containsExactly("session_absolute_minutes absolute_timeout_too_short");
      assertThat(refused(it, Map.of(ACCESS_TOKEN_MINUTES, 60L)))
          .containsExactly("access_token_minutes access_token_outlives_session");
      change(it, Map.of(ACCESS_TOKEN_MINUTES, 59L));
      // what has nothing to do with it can be changed whatever stands there from earlier
      it.app().arrange("UPDATE environment SET access_token_minutes = 90");
      change(it, Map.of(CODE_SECONDS, 61L));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_applications_and_organizations_have_chosen_counts_too(Engine engine) {
    try (var it = Identity.on(engine)) {
      var applications = it.app().app().core().applications;
      var made = applications.create(OPERATOR, Registration.web("Notes", "https://notes.example/"));
      applications.change(OPERATOR, made.clientId(), was -> living(was, 120));
      assertThat(refused(it, Map.of(SESSION_IDLE_MINUTES, 120L)))
          .containsExactly("session_idle_minutes timeout_within_access_token");
      change(it, Map.of(SESSION_IDLE_MINUTES, 240L));
      var outlives =
          it.refusal(() -> applications.change(OPERATOR, made.clientId(), was -> living(was, 240)));
      assertThat(outlives.code()).isEqualTo("access_token_outlives_session");
      assertThat(outlives.field()).isEqualTo("access_token_minutes");

      var acme = it.app().organization("acmecorp");
      it.organizations().setFeature(OPERATOR, acme.value(), Feature.SESSION_POLICY, true);
      var policies = it.app().app().core().sessionPolicies;
      policies.change(
          OPERATOR,
          acme,
          was ->
              new SessionPolicy(
                  SessionPolicy.Source.CUSTOM,
                  new SessionLimits(Duration.ofHours(4), Duration.ofMinutes(150))));
      var organizations = it.refusal(() -> change(it, Map.of(ACCESS_TOKEN_MINUTES, 150L)));
      assertThat(organizations.code()).isEqualTo("access_token_outlives_session_of");
      assertThat(organizations.faults().get(0).arguments()).containsExactly(150L, "AcmeCorp", 150L);
      assertThat(
              it.refusal(
                      () -> applications.change(OPERATOR, made.clientId(), was -> living(was, 160)))
                  .code())
          .isEqualTo("access_token_outlives_session_of");
      change(it, Map.of(ACCESS_TOKEN_MINUTES, 149L));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_a_longer_token_and_a_shorter_session_at_the_same_moment_one_succeeds(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var round = 0; round < 5; round++) {
        var outcome =
            Race.between(
                List.<Callable<?>>of(
                    () -> changed(it, Map.of(ACCESS_TOKEN_MINUTES, 90L)),
                    () -> changed(it, Map.of(SESSION_IDLE_MINUTES, 60L))));
        assertThat(outcome.done()).isEqualTo(1);
        change(it, Map.of(ACCESS_TOKEN_MINUTES, 5L, SESSION_IDLE_MINUTES, 0L));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_the_operator_and_only_on_the_version_they_have_seen(Engine engine) {
    try (var it = Identity.on(engine)) {
      var changes = it.app().app().core().environmentChanges;
      var client = new Actor.Client("skc_x", Set.of(), Actor.Origin.INSIDE);
      assertThat(it.refusal(() -> changes.change(client, null, Map.of(SIGN_UP, 0L))).code())
          .isEqualTo("operator_only");
      assertThat(it.refusal(() -> changes.shown(client)).code()).isEqualTo("operator_only");
      assertThat(it.refusal(() -> changes.change(OPERATOR, "1", Map.of(SIGN_UP, 0L))).kind())
          .isEqualTo(Problem.Kind.CONFLICT);
    }
  }

  @Test
  void the_readme_names_every_setting_with_what_it_begins_with_and_its_range() throws IOException {
    var lines = Files.readAllLines(Path.of("README.md"));
    for (var setting : EnvironmentSetting.values()) {
      var begins =
          setting.isSwitch()
              ? "| `--%s` | %s | `on`, `off` |"
                  .formatted(
                      setting.wireName().replace('_', '-'), setting.standardlyOn() ? "on" : "off")
              : "| `--%s` | %d | %d to %d |"
                  .formatted(
                      setting.wireName().replace('_', '-'),
                      setting.standard(),
                      setting.least(),
                      setting.most());
      assertThat(lines).as(begins).anyMatch(line -> line.startsWith(begins));
    }
  }
}
