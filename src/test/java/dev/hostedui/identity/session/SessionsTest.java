package dev.hostedui.identity.session;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionsTest {

  private static Session.Begun begin(Identity it, String email, String slug) {
    return it.begin(it.app().user(email), it.app().organization(slug));
  }

  private static Actor.Person actor(Identity it, Session.Begun session) {
    return Identity.actor(it.sessions().resume(session.token()).orElseThrow());
  }

  private static void idle(Identity it, String minutes) {
    // no session may be shorter than an access token
    it.app().set(EnvironmentSetting.ACCESS_TOKEN_MINUTES, "1");
    it.app().set(EnvironmentSetting.SESSION_IDLE_MINUTES, minutes);
  }

  private static String column(Identity it, Session.Begun session, String column) {
    return it.app()
        .one("SELECT " + column + " FROM sessions WHERE id = '" + session.id().value() + "'");
  }

  private static boolean lives(Identity it, Session.Begun session) {
    return it.sessions().resume(session.token()).isPresent();
  }

  // ------------------------------------------------------------------ begin and resume

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_says_who_is_where_with_which_rights(Engine engine) {
    try (var it = Identity.on(engine)) {
      var session = it.sessions().resume(begin(it, ADA, "acmecorp").token()).orElseThrow();
      assertThat(session.user().fullName()).isEqualTo("Ada Admin");
      assertThat(session.user().emailVerified()).isTrue();
      assertThat(session.active().displayName()).isEqualTo("AcmeCorp");
      assertThat(session.active().permissions()).hasSize(12);
      assertThat(session.active().features()).hasSize(4);
      assertThat(session.elsewhere()).isTrue();

      var max = it.sessions().resume(begin(it, MAX, "acmecorp").token()).orElseThrow();
      assertThat(max.active().permissions()).hasSize(2);
      assertThat(max.elsewhere()).isFalse();

      var everywhere = begin(it, ADA, "acmecorp");
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
                  + it.app().user(ADA).value()
                  + "' AND organization_id <> '"
                  + it.app().organization("acmecorp").value()
                  + "'");
      assertThat(it.sessions().resume(everywhere.token()).orElseThrow().elsewhere()).isFalse();
      for (var until : new long[] {it.clock().millis() + 1, it.clock().millis()}) {
        it.app()
            .arrange(
                "UPDATE memberships SET status = 'PENDING_INVITE', expires_at = "
                    + until
                    + " WHERE status <> 'ACTIVE' AND user_id = '"
                    + it.app().user(ADA).value()
                    + "'");
        assertThat(it.sessions().resume(everywhere.token()).orElseThrow().elsewhere())
            .isEqualTo(until > it.clock().millis());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void beginning_is_one_event_beside_the_first_one_and_only_the_hash_of_the_token_is_kept(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = new Session.Begun[1];
      assertThat(it.eventsOf(() -> begin(it, MAX, "acmecorp")))
          .containsExactly("user.signup", "user.login");
      assertThat(it.eventsOf(() -> begun[0] = begin(it, MAX, "acmecorp")))
          .containsExactly("user.login");
      assertThat(begun[0].token()).hasSize(43);
      assertThat(column(it, begun[0], "token_hash")).isEqualTo(Ids.hash(begun[0].token()));
      assertThat(it.app().all("SELECT COALESCE(after_state, '') FROM events"))
          .noneMatch(state -> state.contains(begun[0].token()))
          .noneMatch(state -> state.contains(Ids.hash(begun[0].token())))
          .anyMatch(
              state ->
                  state.contains("\"session_id\":\"" + begun[0].id().value())
                      && state.contains("\"status\":\"ACTIVE\"")
                      && state.contains("\"email\":\"" + MAX));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void several_roles_give_what_each_gives(Engine engine) {
    try (var it = Identity.on(engine)) {
      var tiny = it.organization("Tiny");
      var one = it.member(tiny, "o@tiny.example", it.role(tiny, "reader", "sk_org_settings_read"));
      var second = it.role(tiny, "inviter", "sk_org_users_invite", "coffee:make");
      it.app()
          .arrange(
              "INSERT INTO membership_roles (organization_id, user_id, role_id) VALUES ('"
                  + tiny.id().value()
                  + "', '"
                  + one.user().value()
                  + "', '"
                  + second.id().value()
                  + "')");
      assertThat(
              it.sessions()
                  .resume(it.begin(one.user(), tiny.id()).token())
                  .orElseThrow()
                  .active()
                  .permissions())
          .extracting(permission -> permission.wireName())
          .containsExactlyInAnyOrder("sk_org_settings_read", "sk_org_users_invite");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_unknown_token_is_nobody(Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = begin(it, MAX, "acmecorp");
      for (var token :
          List.of(
              "",
              "x",
              "A".repeat(43),
              begun.token() + "A",
              begun.token().substring(1),
              column(it, begun, "token_hash"))) {
        assertThat(it.sessions().resume(token)).as(token).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_deactivated_member_is_signed_in_without_an_organization(Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = begin(it, MAX, "acmecorp");
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
                  + it.app().user(MAX).value()
                  + "'");
      var session = it.sessions().resume(begun.token()).orElseThrow();
      assertThat(session.active()).isNull();
      assertThat(session.elsewhere()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_changed_role_counts_with_the_next_request(Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = begin(it, MAX, "acmecorp");
      it.members()
          .changeRoles(
              it.person(ADA, "acmecorp"),
              it.app().organization("acmecorp"),
              it.app().user(MAX),
              List.of(it.app().role("admin").value()));
      assertThat(it.sessions().resume(begun.token()).orElseThrow().active().permissions())
          .hasSize(12);
    }
  }

  // ------------------------------------------------------------------ limits

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_ends_at_its_absolute_limit_however_busy(Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = begin(it, MAX, "acmecorp");
      for (var day = 0; day < 29; day++) {
        it.clock().advance(Duration.ofDays(1));
        assertThat(lives(it, begun)).isTrue();
      }
      it.clock().advance(Duration.ofDays(1).minusMillis(1));
      assertThat(lives(it, begun)).isTrue();
      assertThat(begun.absoluteExpiry()).isEqualTo(it.clock().instant().plusMillis(1));
      it.clock().advance(Duration.ofMillis(1));
      assertThat(lives(it, begun)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_ends_when_it_rests_for_its_idle_limit(Engine engine) {
    try (var it = Identity.on(engine)) {
      idle(it, "30");
      var begun = begin(it, MAX, "acmecorp");
      it.clock().advance(Duration.ofMinutes(30).minusMillis(1));
      assertThat(lives(it, begun)).isTrue();
      it.clock().advance(Duration.ofMinutes(30).minusMillis(1));
      assertThat(lives(it, begun)).isTrue();
      it.clock().advance(Duration.ofMinutes(30));
      assertThat(lives(it, begun)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void activity_never_moves_the_idle_limit_back_by_more_than_a_tenth_of_a_short_one(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var minutes : List.of(2, 5, 60)) {
        idle(it, Integer.toString(minutes));
        var begun = begin(it, MAX, "acmecorp");
        // busy every second for a while, then silent for as long as is surely allowed
        for (var second = 0; second < 90; second++) {
          it.clock().advance(Duration.ofSeconds(1));
          assertThat(lives(it, begun)).isTrue();
        }
        var left = Long.parseLong(column(it, begun, "idle_expires_at")) - it.clock().millis();
        var step = Math.min(60_000, minutes * 6_000);
        assertThat(left).isBetween(minutes * 60_000L - step, minutes * 60_000L);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_node_whose_clock_is_behind_takes_no_time_from_a_busy_session(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var minutes : List.of("2", "30")) busyOnANodeThatIsBehind(it, minutes);
    }
  }

  private static void busyOnANodeThatIsBehind(Identity it, String minutes) {
    idle(it, minutes);
    var begun = begin(it, MAX, "acmecorp");
    var limit = column(it, begun, "idle_expires_at");
    var active = column(it, begun, "last_active_at");
    it.clock().advance(Duration.ofMinutes(-14));

    var behind = it.clock().instant();
    it.database().useTransaction(tx -> Sessions.touch(tx, begun.id(), behind));
    assertThat(column(it, begun, "idle_expires_at")).isEqualTo(limit);
    assertThat(column(it, begun, "last_active_at")).isEqualTo(active);
    it.database()
        .useTransaction(
            tx ->
                SessionTable.noteActivity(
                    tx, begun.id(), behind.toEpochMilli() - 60_000, behind.toEpochMilli()));
    assertThat(column(it, begun, "idle_expires_at")).isEqualTo(limit);

    it.clock().advance(Duration.ofMinutes(15));
    assertThat(lives(it, begun)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_idle_limit_of_a_clock_that_was_far_ahead_is_brought_back(Engine engine) {
    try (var it = Identity.on(engine)) {
      idle(it, "30");
      it.clock().advance(Duration.ofHours(1));
      var begun = begin(it, MAX, "acmecorp");
      it.clock().advance(Duration.ofHours(-1));

      var now = it.clock().instant();
      var limit = Long.toString(now.plus(Duration.ofMinutes(30)).toEpochMilli());
      assertThat(lives(it, begun)).isTrue();
      assertThat(column(it, begun, "idle_expires_at")).isEqualTo(limit);

      it.app().arrange("UPDATE sessions SET idle_expires_at = idle_expires_at + 3600000");
      it.database().useTransaction(tx -> Sessions.touch(tx, begun.id(), now));
      assertThat(column(it, begun, "idle_expires_at")).isEqualTo(limit);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void activity_is_written_at_most_once_a_minute(Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = begin(it, MAX, "acmecorp");
      var start = column(it, begun, "last_active_at");
      it.clock().advance(Duration.ofSeconds(59));
      lives(it, begun);
      assertThat(column(it, begun, "last_active_at")).isEqualTo(start);
      it.clock().advance(Duration.ofSeconds(1));
      lives(it, begun);
      assertThat(column(it, begun, "last_active_at")).isEqualTo(Long.toString(it.clock().millis()));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_short_idle_limit_moves_without_the_activity_being_written_more_often(Engine engine) {
    try (var it = Identity.on(engine)) {
      idle(it, "2");
      var begun = begin(it, MAX, "acmecorp");
      var start = column(it, begun, "last_active_at");
      it.clock().advance(Duration.ofSeconds(30));
      lives(it, begun);
      assertThat(column(it, begun, "last_active_at")).isEqualTo(start);
      assertThat(column(it, begun, "idle_expires_at"))
          .isEqualTo(Long.toString(it.clock().millis() + 120_000));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void limits_are_those_of_when_it_began(Engine engine) {
    try (var it = Identity.on(engine)) {
      var before = begin(it, MAX, "acmecorp");
      idle(it, "10");
      it.app().set(EnvironmentSetting.SESSION_ABSOLUTE_MINUTES, "30");
      var after = begin(it, MAX, "acmecorp");
      for (var i = 0; i < 5; i++) {
        it.clock().advance(Duration.ofMinutes(6).minusMillis(1));
        assertThat(lives(it, after)).isTrue();
      }
      it.clock().advance(Duration.ofHours(1));
      assertThat(lives(it, after)).isFalse();
      assertThat(lives(it, before)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_sweep_ends_what_is_past_a_limit_once_with_an_event_and_nothing_else(Engine engine) {
    try (var it = Identity.on(engine)) {
      var lasting = begin(it, ADA, "acmecorp");
      idle(it, "10");
      var idle = begin(it, MAX, "acmecorp");
      it.clock().advance(Duration.ofMinutes(10));

      assertThat(it.eventsOf(() -> assertThat(it.ends().endStale()).isEqualTo(1)))
          .containsExactly("user.logout");

      assertThat(column(it, idle, "status")).isEqualTo("expired");
      assertThat(column(it, idle, "ended_at")).isEqualTo(Long.toString(it.clock().millis()));
      assertThat(lives(it, lasting)).isTrue();
      assertThat(it.eventsOf(() -> assertThat(it.ends().endStale()).isZero())).isEmpty();
      it.clock().advance(Duration.ofDays(30));
      assertThat(it.ends().endStale()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_large_heap_of_stale_sessions_is_swept_in_batches(Engine engine) {
    try (var it = Identity.on(engine)) {
      var user = it.app().user(MAX);
      var acme = it.app().organization("acmecorp");
      it.database()
          .useTransaction(
              tx -> {
                for (var i = 0; i < 250; i++)
                  it.sessions().begin(tx, Identity.INTERNAL, user, acme, Identity.DEVICE);
              });
      it.clock().advance(Duration.ofDays(31));
      assertThat(it.ends().endStale()).isEqualTo(200);
      assertThat(it.ends().endStale()).isEqualTo(50);
      assertThat(it.ends().endStale()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void ended_sessions_are_forgotten_after_three_months(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ended = begin(it, MAX, "acmecorp");
      it.ends().signOut(actor(it, ended));
      it.clock().advance(SessionEnds.KEPT);
      var live = begin(it, MAX, "acmecorp");
      assertThat(it.ends().forgetEnded()).isZero();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(it.ends().forgetEnded()).isEqualTo(1);
      assertThat(lives(it, live)).isTrue();
    }
  }

  // ------------------------------------------------------------------ ending

  @ParameterizedTest
  @EnumSource(Engine.class)
  void signing_out_ends_this_session_and_no_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = begin(it, MAX, "acmecorp");
      var other = begin(it, MAX, "acmecorp");
      var max = actor(it, here);
      assertThat(it.eventsOf(() -> it.ends().signOut(max))).containsExactly("user.logout");
      assertThat(lives(it, here)).isFalse();
      assertThat(lives(it, other)).isTrue();
      assertThat(column(it, here, "status")).isEqualTo("logout");
      assertThat(it.eventsOf(() -> it.ends().signOut(max))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void another_session_of_ones_own_is_revoked(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = actor(it, begin(it, MAX, "acmecorp"));
      var other = begin(it, MAX, "acmecorp");

      assertThat(it.eventsOf(() -> it.ends().revoke(max, max.user(), other.id())))
          .containsExactly("user.logout");

      assertThat(lives(it, other)).isFalse();
      assertThat(column(it, other, "status")).isEqualTo("revoked");
      assertThat(it.refusal(() -> it.ends().revoke(max, max.user(), other.id())).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_current_session_and_those_of_others_are_not_revoked(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = actor(it, begin(it, MAX, "acmecorp"));
      var adas = begin(it, ADA, "acmecorp");
      assertThat(it.refusal(() -> it.ends().revoke(max, max.user(), max.session())).code())
          .isEqualTo("current_session");
      assertThat(it.refusal(() -> it.ends().revoke(max, max.user(), adas.id())).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(
              it.refusal(
                      () ->
                          it.ends()
                              .revoke(max, max.user(), new SessionId("ses_000000000000000000")))
                  .kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(lives(it, adas)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void all_others_are_revoked_and_counted(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = begin(it, MAX, "acmecorp");
      var max = actor(it, here);
      begin(it, MAX, "acmecorp");
      begin(it, MAX, "acmecorp");
      var adas = begin(it, ADA, "acmecorp");

      assertThat(
              it.eventsOf(() -> assertThat(it.ends().revokeOthers(max, max.user())).isEqualTo(2)))
          .containsExactly("user.logout", "user.logout");

      assertThat(it.app().sessionsOf(max.user())).containsExactly(here.id().value());
      assertThat(lives(it, adas)).isTrue();
      assertThat(it.ends().revokeOthers(max, max.user())).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_revoked_twice_at_the_same_moment_ends_with_one_event(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = actor(it, begin(it, MAX, "acmecorp"));
      for (var round = 0; round < 5; round++) {
        var other = begin(it, MAX, "acmecorp");
        assertThat(
                it.eventsOf(
                    () ->
                        Race.between(
                            () -> {
                              it.ends().revoke(max, max.user(), other.id());
                              return 1;
                            },
                            () -> it.ends().revokeOthers(max, max.user()))))
            .containsExactly("user.logout");
      }
    }
  }

  /** Ada, whom the provider of Globex has vouched for: the domain of her address is AcmeCorp's. */
  private static Session.Begun vouched(Identity it) {
    var globex = it.app().organization("globex");
    return it.database()
        .inTransaction(
            tx ->
                it.sessions()
                    .begin(
                        tx,
                        new Actor.Newcomer("lri_1", ADA, Actor.Origin.INSIDE),
                        it.app().user(ADA),
                        globex,
                        Identity.DEVICE,
                        new Authentication("conn_1", null, globex, null, null)));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_a_strangers_provider_vouches_for_is_that_person_in_its_organization_only(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var own = begin(it, ADA, "acmecorp");
      var other = vouched(it);
      var foreign = actor(it, vouched(it));
      var ada = foreign.user();

      for (ThrowingCallable verb :
          List.<ThrowingCallable>of(
              () -> it.users().rename(foreign, ada, "Gone", "Wrong"),
              () -> it.ends().revokeOthers(foreign, ada),
              () -> it.ends().revoke(foreign, ada, own.id()),
              () -> it.members().createOrganization(foreign, ada, "Mine"),
              () -> it.members().leave(foreign, it.app().organization("acmecorp"), ada, true, null),
              () -> it.sessions().choose(foreign, it.app().organization("acmecorp"))))
        assertThat(it.refusal(verb).code()).isEqualTo("proof_required");
      assertThat(lives(it, own)).isTrue();

      it.ends().revoke(foreign, ada, other.id());
      assertThat(lives(it, other)).isFalse();
      it.sessions().choose(foreign, it.app().organization("globex"));
      it.members().leave(foreign, it.app().organization("globex"), ada, true, null);
      assertThat(lives(it, own)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_proof_of_ones_own_makes_the_session_good_for_what_is_ones_own(Engine engine) {
    try (var it = Identity.on(engine)) {
      var foreign = actor(it, vouched(it));
      it.database()
          .useTransaction(tx -> it.sessions().reauthenticate(tx, foreign, Authentication.MAIL));
      it.users().rename(foreign, foreign.user(), "Ada", "Lovelace");
      assertThat(it.users().find(foreign.user()).orElseThrow().familyName()).isEqualTo("Lovelace");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_older_word_of_a_provider_takes_no_younger_proof_of_ones_own_away(Engine engine) {
    try (var it = Identity.on(engine)) {
      var acme = it.app().organization("acmecorp");
      var own = actor(it, begin(it, ADA, "acmecorp"));
      var proven = it.clock().instant();
      var said = new Voucher("conn_1", "https://idp.example", acme, "ada", null, null);
      it.clock().advance(Duration.ofMinutes(1));

      reauthenticate(it, own, said, proven.minus(Duration.ofHours(1)));
      var kept = it.sessions().proof(own.session(), acme, null).orElseThrow();
      assertThat(kept).isEqualTo(new Proof(proven, it.clock().instant(), Sessions.BY_MAIL));
      assertThat(it.sessions().vouchers(own.session())).containsExactly(said);

      // a younger one is what counts from then on, and what it says anew of itself
      it.clock().advance(Duration.ofMinutes(1));
      for (var at : List.of(proven.plusSeconds(1), proven.minusSeconds(1))) {
        reauthenticate(it, own, said, at);
        assertThat(it.sessions().proof(own.session(), acme, null).orElseThrow())
            .isEqualTo(new Proof(at, it.clock().instant(), "conn_1"));
      }
    }
  }

  private static void reauthenticate(
      Identity it, Actor.Person actor, Voucher said, Instant provenAt) {
    it.database()
        .useTransaction(
            tx ->
                it.sessions()
                    .reauthenticate(
                        tx, actor, new Authentication("conn_1", said, null, provenAt, null)));
  }

  /** Ada in AcmeCorp, of whose session a provider of Globex has said besides whose it is. */
  private static Session.Begun besides(Identity it) {
    var globex = it.app().organization("globex");
    var own = begin(it, ADA, "acmecorp");
    it.database()
        .useTransaction(
            tx ->
                VoucherTable.put(
                    tx,
                    own.id(),
                    new Voucher(
                        "conn_1", "https://idp.example", globex, "ada-of-globex", "s-1", null),
                    it.clock().instant(),
                    null,
                    it.clock().instant()));
    return own;
  }

  private static int loggedOut(Identity it) {
    return loggedOut(it, "https://idp.example");
  }

  private static int loggedOut(Identity it, String issuer) {
    return it.ends().endVouched(Identity.INTERNAL, "conn_1", issuer, "ada-of-globex", null).size();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_provider_ends_what_its_word_has_begun_and_of_the_rest_takes_back_its_word(Engine engine) {
    try (var it = Identity.on(engine)) {
      var own = besides(it);
      // to which the connection leads by now: it calls somebody else so
      assertThat(loggedOut(it, "https://other.example")).isZero();
      assertThat(it.sessions().vouchers(own.id())).hasSize(1);
      assertThat(loggedOut(it)).isZero();
      assertThat(lives(it, own)).isTrue();
      assertThat(it.sessions().vouchers(own.id())).isEmpty();

      // of the people of its organization's own domains it says what it likes
      var ours = besides(it);
      it.app()
          .arrange(
              "UPDATE email_domains SET organization_id = '"
                  + it.app().organization("globex").value()
                  + "' WHERE domain = 'acmecorp.example' AND domain_type = 'ORGANIZATION_DOMAIN'");
      assertThat(loggedOut(it)).isEqualTo(1);
      assertThat(lives(it, ours)).isFalse();
      assertThat(lives(it, own)).isTrue();

      // but not of those whose domain leads to another connection
      var theirs = besides(it);
      it.app()
          .arrange(
              "INSERT INTO connections (id, organization_id, provider, protocol, status, switches,"
                  + " enabled_at, created_at, updated_at) VALUES ('conn_2', '"
                  + it.app().organization("globex").value()
                  + "', 'OKTA', 'SAML', 'COMPLETED', '', 1, 1, 1)");
      it.app()
          .arrange(
              "INSERT INTO connection_domains (domain_id, connection_id) SELECT id, 'conn_2' FROM"
                  + " email_domains WHERE domain = 'acmecorp.example' AND domain_type ="
                  + " 'ORGANIZATION_DOMAIN'");
      assertThat(loggedOut(it)).isZero();
      assertThat(lives(it, theirs)).isTrue();
      // nor while nobody is sent to that
      var still = besides(it);
      it.app().arrange("UPDATE connections SET enabled_at = NULL WHERE id = 'conn_2'");
      assertThat(loggedOut(it)).isZero();
      assertThat(lives(it, still)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_provider_ends_a_session_that_has_begun_by_its_word_also_when_the_domain_is_lost(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var globex = it.app().organization("globex");
      var said = new Voucher("conn_1", "https://idp.example", globex, "ada-of-globex", null, null);
      // the domain was Globex's then, and is AcmeCorp's now
      var begun =
          it.database()
              .inTransaction(
                  tx ->
                      it.sessions()
                          .begin(
                              tx,
                              new Actor.Newcomer("lri_1", ADA, Actor.Origin.INSIDE),
                              it.app().user(ADA),
                              globex,
                              Identity.DEVICE,
                              new Authentication("conn_1", said, null, null, null)));
      assertThat(loggedOut(it)).isEqualTo(1);
      assertThat(lives(it, begun)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_provider_has_said_counts_while_its_connection_leads_there(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
      var connection = SamlConnection.enabled(it.app(), "globex");
      var id = connection.id().value();
      var application = TestClient.web(it.app());
      var own = begin(it, ADA, "acmecorp");
      assertThat(code(it, application, own, null)).isPresent();
      it.app().clock().advance(Duration.ofMinutes(1));
      it.database()
          .useTransaction(
              tx ->
                  VoucherTable.put(
                      tx,
                      own.id(),
                      new Voucher(
                          id, connection.entityId(), connection.organization(), "ada", null, null),
                      it.clock().instant(),
                      null,
                      it.clock().instant()));

      assertThat(it.sessions().isVouchedBy(own.id(), id)).isTrue();
      assertThat(shownAt(it, own, connection.organization())).isEqualTo(it.clock().instant());
      assertThat(shownAt(it, own, it.app().organization("acmecorp")))
          .isEqualTo(it.clock().instant().minusSeconds(60));
      assertThat(code(it, application, own, id)).isPresent();
      var grants = "SELECT authenticated_with FROM grants WHERE revoked_at IS NULL ORDER BY id";
      assertThat(it.app().all(grants)).containsExactly("otp", id);

      // another provider, whose people those are not
      connection.change(now -> SamlConnection.with(now, "https://other.example/saml"));
      assertThat(it.sessions().isVouchedBy(own.id(), id)).isFalse();
      assertThat(code(it, application, own, id)).isEmpty();
      assertThat(shownAt(it, own, connection.organization()))
          .isEqualTo(it.clock().instant().minusSeconds(60));

      // what was granted on it goes with it
      var taken = it.ends().endVouched(Identity.INTERNAL, id, connection.entityId(), "ada", null);
      assertThat(taken).isEmpty();
      assertThat(it.app().all(grants)).containsExactly("otp");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_good_until_a_time_counts_no_more_then_and_is_taken_back_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
      var connection = SamlConnection.enabled(it.app(), "globex");
      var id = connection.id().value();
      var application = TestClient.web(it.app());
      var said =
          new Voucher(id, connection.entityId(), connection.organization(), "ada", null, null);
      var until = it.clock().instant().plus(Duration.ofHours(1));
      var own = begin(it, ADA, "acmecorp");
      var over = begin(it, ADA, "acmecorp");
      for (var session : List.of(own, over))
        it.database()
            .useTransaction(
                tx ->
                    VoucherTable.put(
                        tx, session.id(), said, it.clock().instant(), until, it.clock().instant()));
      assertThat(code(it, application, own, id)).isPresent();
      it.ends().revoke(actor(it, own), it.app().user(ADA), over.id());
      it.clock().advance(Duration.ofHours(1).minusMillis(1));
      assertThat(it.sessions().isVouchedBy(own.id(), id)).isTrue();
      assertThat(it.ends().endWords()).isZero();

      it.clock().advance(Duration.ofMillis(1));
      assertThat(it.sessions().isVouchedBy(own.id(), id)).isFalse();
      assertThat(code(it, application, own, id)).isEmpty();
      assertThat(it.eventsOf(() -> assertThat(it.ends().endWords()).isOne()))
          .containsExactly("application.grant_revoked");
      assertThat(it.ends().endWords()).isZero();
      assertThat(it.sessions().vouchers(own.id())).isEmpty();
      assertThat(lives(it, own)).isTrue();
      // what an ended session had signed in to is shown for long
      assertThat(it.sessions().vouchers(over.id())).hasSize(1);
    }
  }

  private static Instant shownAt(Identity it, Session.Begun session, OrganizationId organization) {
    return it.sessions().proof(session.id(), organization, null).orElseThrow().shownAt();
  }

  private static Optional<String> code(
      Identity it, TestClient client, Session.Begun session, @Nullable String connection) {
    var core = it.app().app().core();
    return core.authorizationCodes.issue(
        new AuthorizationCodes.Authorization(
            core.applications.find(client.id()).orElseThrow(),
            session.id(),
            it.app().organization("globex"),
            Set.of("openid"),
            null,
            TestClient.CALLBACK,
            null,
            null),
        connection);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organization_that_would_end_a_session_at_once_asks_for_another_proof(Engine engine) {
    try (var it = Identity.on(engine)) {
      var own = begin(it, ADA, "acmecorp");
      var globex = it.app().organization("globex");
      it.app()
          .arrange(
              "UPDATE organizations SET features = 'session_policy', session_policy_source ="
                  + " 'CUSTOM', session_absolute_minutes = 6 WHERE slug = 'globex'");
      it.app().clock().advance(Duration.ofMinutes(6));
      var ada = actor(it, own);
      var refused = it.refusal(() -> it.sessions().choose(ada, globex));
      assertThat(refused.code()).isEqualTo("proof_too_old");
      assertThat(Sessions.asksForProof(refused)).isTrue();
      assertThat(lives(it, own)).isTrue();

      var renewed =
          it.database()
              .inTransaction(tx -> it.sessions().reauthenticate(tx, ada, Authentication.MAIL));
      it.sessions().choose(ada, globex);
      assertThat(it.sessions().resume(renewed.token())).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_provider_has_said_ends_with_the_membership(Engine engine) {
    try (var it = Identity.on(engine)) {
      var own = besides(it);
      var confined = vouched(it);
      var ada = it.app().user(ADA);
      it.members().remove(Identity.INTERNAL, it.app().organization("globex"), ada);
      assertThat(it.sessions().vouchers(own.id())).isEmpty();
      assertThat(loggedOut(it)).isZero();
      assertThat(lives(it, own)).isTrue();
      assertThat(lives(it, confined)).isFalse();
    }
  }

  // ------------------------------------------------------------------ organizations

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_session_turns_to_an_organization_where_the_person_is_active(Engine engine) {
    try (var it = Identity.on(engine)) {
      var begun = begin(it, ADA, "acmecorp");
      var other = begin(it, ADA, "acmecorp");
      var ada = actor(it, begun);

      assertThat(it.eventsOf(() -> it.sessions().choose(ada, it.app().organization("globex"))))
          .containsExactly("session.organization_chosen");

      var session = it.sessions().resume(begun.token()).orElseThrow();
      assertThat(session.active().displayName()).isEqualTo("Globex");
      assertThat(session.active().permissions()).hasSize(2);
      assertThat(it.sessions().resume(other.token()).orElseThrow().active().displayName())
          .isEqualTo("AcmeCorp");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void it_does_not_turn_to_any_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = actor(it, begin(it, MAX, "acmecorp"));
      var globex = it.app().organization("globex");
      for (var id : List.of(globex, new OrganizationId("org_000000000000000000"))) {
        assertThat(it.refusal(() -> it.sessions().choose(max, id)).kind())
            .isEqualTo(Problem.Kind.NOT_FOUND);
      }
      it.invitations()
          .invite(
              it.person(GUS, "globex"),
              it.app().organization("globex"),
              MAX,
              List.of(it.app().role("member").value()));
      assertThat(it.refusal(() -> it.sessions().choose(max, globex)).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
                  + max.user().value()
                  + "'");
      assertThat(
              it.refusal(() -> it.sessions().choose(max, it.app().organization("acmecorp"))).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }

  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  private static final String SAFARI =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
          + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

  private static int mailsAfterSignIn(Identity it, String agent) {
    it.app().mail().clear();
    it.database()
        .useTransaction(
            tx ->
                it.sessions()
                    .begin(
                        tx,
                        Identity.INTERNAL,
                        it.app().user(MAX),
                        it.app().organization("acmecorp"),
                        new Device(UserAgent.parse(agent), "203.0.113.9", Place.UNKNOWN)));
    it.app().app().core().letterBox.sendDue();
    return it.app().mail().all().size();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void where_somebody_signed_in_is_in_the_event_as_far_as_it_is_known(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var place : List.of(new Place("Lima", "Lima", "PE", -12.05, -77.05), Place.UNKNOWN))
        it.database()
            .useTransaction(
                tx ->
                    it.sessions()
                        .begin(
                            tx,
                            Identity.INTERNAL,
                            it.app().user(MAX),
                            it.app().organization("acmecorp"),
                            new Device(UserAgent.parse(FIREFOX), "203.0.113.9", place)));
      assertThat(
              it.app().all("SELECT after_state FROM events WHERE type = 'user.login' ORDER BY id"))
          .satisfiesExactly(
              known ->
                  assertThat(known)
                      .contains(
                          "\"location\":{\"city\":\"Lima\",\"region\":\"PE\",\"region_subdivision\":\"Lima\","
                              + "\"latitude\":-12.05,\"longitude\":-77.05}",
                          "\"authenticated_organizations\":[\""
                              + it.app().organization("acmecorp").value()
                              + "\"]"),
              unknown -> assertThat(unknown).contains("\"location\":{}"));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_sign_in_on_a_new_device_is_told_by_mail_and_on_a_known_one_is_not(Engine engine) {
    try (var it = Identity.on(engine)) {
      assertThat(mailsAfterSignIn(it, FIREFOX)).as("the first one ever").isZero();
      assertThat(mailsAfterSignIn(it, FIREFOX.replace("128", "129"))).as("an update").isZero();
      assertThat(mailsAfterSignIn(it, SAFARI)).isEqualTo(1);
      var mail = it.app().mailTo(MAX);
      assertThat(mail.subject()).isEqualTo("Coffeedesk: New sign-in to your account");
      assertThat(mail.text()).contains("iOS", "203.0.113.9", "/ui/profile/security");
      assertThat(mailsAfterSignIn(it, SAFARI)).isZero();
    }
  }
}
