package dev.hostedui.identity.directory.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Allowing us to read a Workspace, being refused, and giving it up again. */
class AuthorizationsTest {

  private static final FakeGoogle GOOGLE = FakeGoogle.start(Clock.systemUTC());

  @RegisterExtension static final TestApp APP = TestApp.start(Engine.SQLITE, GOOGLE.settings());

  private PollScene scene;
  private Authorizations authorizations;
  private OrganizationId initech;
  private DirectoryId directory;

  @BeforeEach
  void arrange() {
    scene = new PollScene(APP, GOOGLE);
    authorizations = scene.authorizations;
    initech = scene.initech;
    directory = scene.directory.id();
  }

  @AfterAll
  static void close() {
    GOOGLE.close();
  }

  private static void assertRefused(String code, Runnable work) {
    assertThatThrownBy(work::run).isInstanceOf(Problem.class).hasMessage(code);
  }

  // ------------------------------------------------------------------ allowing

  @Test
  void who_allowed_it_is_shown_and_what_they_allowed_is_sealed() {
    assertThat(scene.authorize("root@initech.example")).isEmpty();
    var authorization = authorizations.of(initech, directory).orElseThrow();
    assertThat(authorization.email()).isEqualTo("root@initech.example");
    assertThat(authorization.domain()).isEqualTo("initech.example");
    assertThat(authorization.good()).isTrue();
    assertThat(APP.contents("directory_authorizations", "directory_consents", "events"))
        .doesNotContain("1//refresh");
    assertThat(APP.events()).contains("organization.directory_authorized");
  }

  @Test
  void a_member_an_outsider_and_an_organization_without_the_feature_are_not_sent() {
    APP.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'initech'");
    assertRefused("feature_off", scene::sent);
    var ada = scene.person("ada@acmecorp.example", APP.organization("acmecorp"));
    assertRefused(
        "directory_not_found",
        () ->
            authorizations.begin(ada, APP.organization("acmecorp"), directory, PollScene.BROWSER));
    var max = scene.person("max@acmecorp.example", APP.organization("acmecorp"));
    assertRefused(
        "permission_missing",
        () ->
            authorizations.begin(max, APP.organization("acmecorp"), directory, PollScene.BROWSER));
  }

  @Test
  void a_directory_that_pushes_is_not_authorized() {
    var pushes = scene.core.directories.add(Identity.INTERNAL, initech, "OKTA", DirectoryType.SCIM);
    assertRefused(
        "directory_not_polled",
        () -> authorizations.begin(scene.ivy, initech, pushes.id(), PollScene.BROWSER));
  }

  // ------------------------------------------------------------------ attacks

  @Test
  void nobody_was_sent_for_a_made_up_state() {
    for (var state : new String[] {"", "x", "s".repeat(43), "'; --"})
      assertRefused(
          "consent_unknown",
          () ->
              authorizations.arrive(
                  scene.ivy,
                  PollScene.BROWSER,
                  new Authorizations.Answer(state, "4/code", "", "")));
    assertThat(GOOGLE.calls()).isEmpty();
  }

  @Test
  void an_answer_that_another_browser_brings_is_not_taken_and_the_right_one_still_is() {
    var answer = PollScene.answer(GOOGLE.consent(scene.sent(), "root@initech.example"));
    assertRefused(
        "consent_elsewhere", () -> authorizations.arrive(scene.ivy, "c".repeat(43), answer));
    assertRefused("consent_elsewhere", () -> authorizations.arrive(scene.ivy, null, answer));
    assertThat(authorizations.arrive(scene.ivy, PollScene.BROWSER, answer)).isEmpty();
  }

  @Test
  void an_answer_in_another_session_is_not_taken() {
    var answer = PollScene.answer(GOOGLE.consent(scene.sent(), "root@initech.example"));
    Actor.Person again = scene.person("ivy@initech.example", initech);
    assertRefused(
        "consent_elsewhere", () -> authorizations.arrive(again, PollScene.BROWSER, answer));
    var ada = scene.person("ada@acmecorp.example", APP.organization("acmecorp"));
    assertRefused("consent_elsewhere", () -> authorizations.arrive(ada, PollScene.BROWSER, answer));
    assertThat(authorizations.of(initech, directory)).isEmpty();
  }

  @Test
  void an_answer_is_taken_once() {
    var answer = PollScene.answer(GOOGLE.consent(scene.sent(), "root@initech.example"));
    assertThat(authorizations.arrive(scene.ivy, PollScene.BROWSER, answer)).isEmpty();
    assertRefused(
        "consent_taken", () -> authorizations.arrive(scene.ivy, PollScene.BROWSER, answer));
    assertThat(authorizations.of(initech, directory)).isPresent();
  }

  @Test
  void an_answer_that_comes_too_late_is_not_taken() {
    var answer = PollScene.answer(GOOGLE.consent(scene.sent(), "root@initech.example"));
    APP.clock().advance(Authorizations.PATIENCE);
    assertRefused(
        "consent_late", () -> authorizations.arrive(scene.ivy, PollScene.BROWSER, answer));
  }

  @Test
  void a_code_of_somebody_elses_consent_is_of_no_use_in_ours() {
    // an attacker began this one at their own organization and lets Ivy's browser bring its code
    var theirs = GOOGLE.consent(scene.sent(), "root@initech.example");
    var ours = PollScene.answer(GOOGLE.consent(scene.sent(), "root@initech.example"));
    var injected = new Authorizations.Answer(ours.state(), PollScene.answer(theirs).code(), "", "");
    var refused = authorizations.arrive(scene.ivy, PollScene.BROWSER, injected).orElseThrow();
    assertThat(refused.code()).isEqualTo("google_code_refused");
    assertThat(authorizations.of(initech, directory)).isEmpty();
  }

  @Test
  void a_sealed_token_that_was_moved_to_another_row_opens_nothing() {
    scene.ready();
    var globex = APP.organization("globex");
    scene.core.organizations.setFeature(Identity.INTERNAL, "globex", Feature.DIR_SYNC, true);
    var theirs =
        scene.core.directories.choose(Identity.INTERNAL, globex, "GOOGLE", DirectoryType.POLL);
    APP.arrange(
        """
        INSERT INTO directory_authorizations (id, directory_id, organization_id, subject, email, domain, customer,
               sealed_refresh_token, created_at)
        SELECT 'dirauth_000000000000000001', '%s', '%s', 'x', email, domain, customer, sealed_refresh_token, 0
          FROM directory_authorizations
        """
            .formatted(theirs.id().value(), globex.value()));
    GOOGLE.reset();
    assertThatThrownBy(() -> scene.polling.readGroups(Identity.INTERNAL, globex, theirs.id()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(GOOGLE.calls()).isEmpty();
  }

  // ------------------------------------------------------------------ being refused

  @Test
  void a_refusal_is_kept_to_be_shown_until_somebody_allows_it() {
    var refused =
        authorizations
            .arrive(
                scene.ivy,
                PollScene.BROWSER,
                PollScene.answer(FakeGoogle.refuse(scene.sent(), "access_denied")))
            .orElseThrow();
    assertThat(refused.code()).isEqualTo("google_consent_refused");
    assertThat(authorizations.refusal(initech, directory)).contains(refused);
    scene.authorize("root@initech.example");
    assertThat(authorizations.refusal(initech, directory)).isEmpty();
  }

  @Test
  void an_answer_without_anything_is_a_refusal_too() {
    var sent = FakeGoogle.query(URI.create(scene.sent()).getRawQuery());
    var refused =
        authorizations.arrive(
            scene.ivy, PollScene.BROWSER, new Authorizations.Answer(sent.get("state"), "", "", ""));
    assertThat(refused.orElseThrow().code()).isEqualTo("google_request_refused");
  }

  @Test
  void somebody_who_is_no_administrator_changes_nothing_about_who_is() {
    scene.authorize("root@initech.example");
    GOOGLE.user("1002", "peter@initech.example", "Peter", "Gibbons");
    assertThat(scene.authorize("peter@initech.example").orElseThrow().code())
        .isEqualTo("google_not_admin");
    assertThat(authorizations.of(initech, directory).orElseThrow().email())
        .isEqualTo("root@initech.example");
  }

  @Test
  void another_customers_account_is_refused_once_people_were_read_and_its_token_revoked() {
    scene.ready().pollNow();
    GOOGLE.customer("C0globex");
    GOOGLE.admin("hank@globex.example");
    var refused = scene.authorize("hank@globex.example").orElseThrow();
    assertThat(refused.code()).isEqualTo("google_other_customer");
    assertThat(refused.words()).isEqualTo("hank@globex.example");
    assertThat(authorizations.of(initech, directory).orElseThrow().email())
        .isEqualTo("root@initech.example");
    authorizations.revokeDue();
    assertThat(GOOGLE.revoked()).hasSize(1);
  }

  @Test
  void another_customers_account_is_taken_before_anybody_was_read() {
    scene.authorize("root@initech.example");
    GOOGLE.customer("C0globex");
    GOOGLE.admin("hank@globex.example");
    assertThat(scene.authorize("hank@globex.example")).isEmpty();
    assertThat(authorizations.of(initech, directory).orElseThrow().email())
        .isEqualTo("hank@globex.example");
  }

  // ------------------------------------------------------------------ giving it up

  @Test
  void what_is_disconnected_is_revoked_at_google_and_forgotten_here() {
    scene.authorize("root@initech.example");
    authorizations.disconnect(scene.ivy, initech, directory);
    authorizations.disconnect(scene.ivy, initech, directory);
    assertThat(authorizations.of(initech, directory)).isEmpty();
    GOOGLE.failOnce("/revoke", 503, "");
    authorizations.revokeDue();
    assertThat(GOOGLE.revoked()).isEmpty();
    APP.clock().advance(Duration.ofMinutes(2));
    authorizations.revokeDue();
    assertThat(GOOGLE.revoked()).hasSize(1);
    assertThat(APP.one("SELECT sealed_refresh_token FROM directory_authorizations")).isEmpty();
    assertThat(APP.events()).contains("organization.directory_authorization_ended");
    APP.clock().advance(Duration.ofDays(31));
    authorizations.forgetOld();
    assertThat(APP.count("directory_authorizations")).isZero();
  }

  @Test
  void an_authorization_in_use_is_never_forgotten() {
    scene.authorize("root@initech.example");
    APP.clock().advance(Duration.ofDays(400));
    authorizations.forgetOld();
    assertThat(authorizations.of(initech, directory)).isPresent();
  }

  @Test
  void authorizing_again_with_the_same_account_does_not_revoke_what_was_just_given() {
    scene.authorize("root@initech.example");
    scene.authorize("root@initech.example");
    authorizations.revokeDue();
    assertThat(GOOGLE.revoked()).isEmpty();
    scene.readGroups();
  }

  @Test
  void authorizing_again_with_another_account_revokes_the_one_before() {
    scene.authorize("root@initech.example");
    GOOGLE.admin("second@initech.example");
    scene.authorize("second@initech.example");
    authorizations.revokeDue();
    assertThat(GOOGLE.revoked()).hasSize(1);
  }

  @Test
  void what_was_allowed_for_a_directory_that_is_gone_is_revoked() {
    scene.authorize("root@initech.example");
    scene.core.directories.delete(Identity.INTERNAL, initech, directory);
    assertThat(authorizations.giveUpOrphans()).isEqualTo(1);
    authorizations.revokeDue();
    assertThat(GOOGLE.revoked()).hasSize(1);
  }

  @Test
  void who_may_not_manage_provisioning_cannot_disconnect() {
    scene.authorize("root@initech.example");
    var ada = scene.person("ada@acmecorp.example", APP.organization("acmecorp"));
    assertRefused(
        "organization_not_found", () -> authorizations.disconnect(ada, initech, directory));
    assertThat(authorizations.of(APP.organization("acmecorp"), directory)).isEmpty();
  }

  @Test
  void without_a_project_of_the_operator_nothing_is_offered() {
    try (var plain = TestApp.start(Engine.SQLITE, Map.of())) {
      assertThat(plain.app().core().polledDirectories.authorizations.offered()).isFalse();
      assertThat(plain.app().core().polledDirectories.polling.pollDue()).isZero();
    }
  }
}
