package dev.hostedui.identity.session;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.SamlConnection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SessionPoliciesTest {

  private static SessionPolicies policies(Identity it) {
    return new SessionPolicies(
        it.database(), it.environments(), it.sessions(), it.ends(), it.events(), it.clock());
  }

  private static SessionPolicy custom(long absolute, @Nullable Long idle) {
    return new SessionPolicy(SessionPolicy.Source.CUSTOM, limits(absolute, idle));
  }

  private static SessionLimits limits(long absolute, @Nullable Long idle) {
    return new SessionLimits(
        Duration.ofMinutes(absolute), idle == null ? null : Duration.ofMinutes(idle));
  }

  @ParameterizedTest
  @CsvSource({
    // organization absolute, idle; application absolute, idle; what applies
    "480,  , 43200,  , 480,",
    "480,60, 43200,  , 480,60",
    "480,60, 43200,30, 480,30",
    "480,30, 43200,60, 480,30",
    "480,  , 43200,60, 480,60",
    "86400,  , 43200,  , 43200,",
    "86400,90, 43200,  , 43200,90",
  })
  void the_stricter_of_both_applies(
      long absolute,
      Long idle,
      long appAbsolute,
      Long appIdle,
      long effective,
      Long effectiveIdle) {
    assertThat(custom(absolute, idle).effective(limits(appAbsolute, appIdle)))
        .isEqualTo(limits(effective, effectiveIdle));
  }

  @Test
  void an_application_policy_is_the_applications_whatever_was_set_before() {
    assertThat(
            new SessionPolicy(SessionPolicy.Source.APPLICATION, limits(480, 60L))
                .effective(limits(43_200, null)))
        .isEqualTo(limits(43_200, null));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_policy_meets_new_sessions_and_those_that_turn_to_the_organization(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var elsewhere = it.person(ADA, "globex");
      assertThat(policies(it).save(ada, it.in(ada), custom(480, 30L), false)).isZero();

      var max = it.person(MAX, "acmecorp");
      it.sessions().choose(elsewhere, it.app().organization("acmecorp"));
      for (var session : new SessionId[] {max.session(), elsewhere.session()})
        assertThat(
                it.app()
                    .one(
                        "SELECT (absolute_expires_at - authenticated_at) || ' ' || idle_minutes"
                            + " FROM sessions WHERE id = '"
                            + session.value()
                            + "'"))
            .isEqualTo(Duration.ofHours(8).toMillis() + " 30");
      assertThat(
              it.app()
                  .one(
                      "SELECT COUNT(*) FROM sessions WHERE idle_minutes IS NULL AND id = '"
                          + ada.session().value()
                          + "'"))
          .isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_foretold_is_what_happens(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.person(MAX, "acmecorp");
      it.person(MAX, "acmecorp");
      it.person(ADA, "globex");
      var ada = it.person(ADA, "acmecorp");
      it.clock().advance(Duration.ofHours(9));
      it.person(MAX, "acmecorp");

      assertThat(policies(it).consequences(it.in(ada), ada.session(), custom(480, null)))
          .isEqualTo(new SessionPolicies.Consequences(2, 2, true));
      assertThat(policies(it).save(ada, it.in(ada), custom(480, null), true)).isEqualTo(2);
      assertThat(policies(it).consequences(it.in(ada), ada.session(), custom(480, null)))
          .isEqualTo(new SessionPolicies.Consequences(2, 0, true));
    }
  }

  /** What their next turn to the organization would go by: what its provider has said counts. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_that_was_proven_anew_to_the_organization_has_not_lasted_longer(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().arrange("UPDATE organizations SET features = 'sso session_policy'");
      var acme = SamlConnection.enabled(it.app(), "acmecorp");
      var id = acme.id().value();
      var ada = it.person(ADA, "acmecorp");
      var max = it.person(MAX, "acmecorp");
      it.clock().advance(Duration.ofHours(9));
      it.database()
          .useTransaction(
              tx ->
                  VoucherTable.put(
                      tx,
                      max.session(),
                      new Voucher(id, acme.entityId(), acme.organization(), "max", null, null),
                      it.clock().instant().minus(Duration.ofHours(20)),
                      it.clock().instant().plus(Duration.ofHours(1)),
                      it.clock().instant()));

      assertThat(policies(it).consequences(it.in(ada), ada.session(), custom(480, null)))
          .isEqualTo(new SessionPolicies.Consequences(2, 0, true));
      assertThat(policies(it).save(ada, it.in(ada), custom(480, null), true)).isZero();
      // who has been away for longer than is allowed has lasted too long all the same
      assertThat(policies(it).consequences(it.in(ada), ada.session(), custom(480, 60L)).longer())
          .isOne();
      // as has who was known by another provider than the connection leads to
      it.app().arrange("UPDATE session_vouchers SET issuer = 'another'");
      assertThat(policies(it).consequences(it.in(ada), ada.session(), custom(480, null)).longer())
          .isOne();
      it.app().arrange("UPDATE session_vouchers SET issuer = '" + acme.entityId() + "'");

      it.clock().advance(Duration.ofHours(1));
      assertThat(policies(it).consequences(it.in(ada), ada.session(), custom(480, null)))
          .isEqualTo(new SessionPolicies.Consequences(2, 1, true));
      assertThat(policies(it).save(ada, it.in(ada), custom(480, null), true)).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void limits_that_do_not_count_are_passed_over_and_those_of_before_wait(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var acme = it.in(ada);
      var unchecked = new SessionPolicy(SessionPolicy.Source.APPLICATION, limits(10, 999_999L));
      policies(it).save(ada, acme, unchecked, false);
      assertThat(policies(it).of(acme))
          .isEqualTo(new SessionPolicy(SessionPolicy.Source.APPLICATION, null));
      policies(it).save(ada, acme, custom(480, 60L), false);
      policies(it).save(ada, acme, unchecked, false);
      assertThat(policies(it).of(acme))
          .isEqualTo(new SessionPolicy(SessionPolicy.Source.APPLICATION, limits(480, 60L)));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void all_that_is_wrong_with_a_policy_is_told_at_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var token = policies(it).accessTokenLifetime().toMinutes();
      assertThat(faults(it, custom(1, 2L)))
          .containsExactly("absolute_session_timeout", "idle_session_timeout");
      assertThat(faults(it, custom(token + 2, 1L))).containsExactly("idle_session_timeout");
      assertThat(faults(it, custom(token, null))).containsExactly("absolute_session_timeout");
      assertThat(faults(it, custom(token + 1, token + 1))).containsExactly("idle_session_timeout");
    }
  }

  private static List<String> faults(Identity it, SessionPolicy policy) {
    return it.refusal(() -> policies(it).check(policy)).faults().stream()
        .map(Problem.Fault::field)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_may_not_changes_nothing(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");

      assertThat(
              it.refusal(() -> policies(it).save(max, it.in(max), custom(480, null), true)).kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);
      assertThat(policies(it).of(it.in(max)).source()).isEqualTo(SessionPolicy.Source.APPLICATION);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void why_a_session_is_over_is_known_afterwards(Engine engine) {
    try (var it = Identity.on(engine)) {
      var user = it.app().user(MAX);
      var acme = it.app().organization("acmecorp");
      policies(it)
          .save(
              it.person(ADA, "acmecorp"),
              it.app().organization("acmecorp"),
              custom(480, 60L),
              false);
      var idle = it.begin(user, acme);
      assertThat(it.ends().endOf(idle.token())).isEmpty();
      it.clock().advance(Duration.ofHours(1));
      assertThat(it.ends().endOf(idle.token())).contains(SessionEnds.End.IDLE);
      it.ends().endStale();
      assertThat(it.ends().endOf(idle.token())).contains(SessionEnds.End.IDLE);

      var left = it.begin(user, acme);
      it.ends().signOut(Identity.actor(it.sessions().resume(left.token()).orElseThrow()));
      assertThat(it.ends().endOf(left.token())).isEmpty();
      assertThat(it.ends().endOf("x".repeat(43))).contains(SessionEnds.End.FORGOTTEN);
    }
  }
}
