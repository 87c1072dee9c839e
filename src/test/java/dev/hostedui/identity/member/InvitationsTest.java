package dev.hostedui.identity.member;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InvitationsTest {

  private static final String NEW = "new.person@acmecorp.example";
  private static final String DANIEL = "daniel.kim@acmecorp.example";
  private static final Duration LIFETIME = Duration.ofDays(15);

  private static Member invite(Identity it, Actor.Person by, String email) {
    return it.invitations().invite(by, it.in(by), email, List.of(it.app().role("member").value()));
  }

  private static String tokenMailedTo(Identity it, String email) {
    var link = it.app().mailTo(email).link();
    return link.substring(link.lastIndexOf('/') + 1);
  }

  private static Invitations.Invited accept(Identity it, String token) {
    return it.database()
        .inTransaction(
            tx ->
                it.invitations()
                    .acceptLink(
                        tx, new Actor.Newcomer("invitation", "", Actor.Origin.INSIDE), token));
  }

  private static Invitations.Invited.State stateOf(Identity it, String token) {
    return it.invitations().invitedBy(token).orElseThrow().state();
  }

  private static String membership(Identity it, String email, String column) {
    return it.app()
        .one(
            "SELECT "
                + column
                + " FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '"
                + email
                + "'");
  }

  private static void seats(Identity it, Actor.Person in, String seats) {
    it.app()
        .arrange(
            "UPDATE organizations SET max_allowed_users = "
                + seats
                + " WHERE id = '"
                + it.in(in).value()
                + "'");
  }

  // ------------------------------------------------------------------ invite

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invited_person_is_pending_for_fifteen_days_and_gets_a_mail(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");

      var events = it.eventsOf(() -> invite(it, ada, "  New.Person@AcmeCorp.example "));

      assertThat(events).containsExactly("user.organization_invitation");
      assertThat(membership(it, NEW, "status")).isEqualTo("PENDING_INVITE");
      assertThat(membership(it, NEW, "inviter_email")).isEqualTo(ADA);
      assertThat(membership(it, NEW, "provisioning_method")).isEqualTo("invitation");
      assertThat(Long.parseLong(membership(it, NEW, "expires_at")))
          .isEqualTo(it.clock().instant().plus(LIFETIME).toEpochMilli());
      var mail = it.app().mailTo(NEW);
      assertThat(mail.subject()).isEqualTo("You have an invitation on Coffeedesk");
      assertThat(mail.text()).contains(ADA, "AcmeCorp", "/login/invitation/");
      assertThat(mail.html()).contains("Accept Invitation", mail.link());
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_what_a_mail_server_says_as_much_is_kept_as_anybody_reads(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var user = invite(it, ada, NEW).user().id();
      it.database()
          .useTransaction(tx -> MemberTable.markRefused(tx, it.in(ada), user, "x".repeat(3_000)));
      assertThat(membership(it, NEW, "mail_fault")).hasSize(500).endsWith("x\u2026");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_link_lies_in_the_database_only_as_its_hash(Engine engine) {
    try (var it = Identity.on(engine)) {
      invite(it, it.person(ADA, "acmecorp"), NEW);
      var sealed = it.app().one("SELECT sealed FROM letters");
      var token = tokenMailedTo(it, NEW);
      assertThat(token).hasSize(43);
      assertThat(sealed).doesNotContain(token).doesNotContain("AcmeCorp");
      assertThat(it.app().all("SELECT token_hash FROM invitation_links")).doesNotContain(token);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_belongs_to_the_organization_in_any_way_is_not_invited_again(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      invite(it, ada, NEW);
      for (var expected :
          List.of(
              List.of(MAX, "already_member"),
              List.of(NEW, "already_invited"),
              List.of("grace.mensah@acmecorp.example", "invitation_expired"),
              List.of("MAX@ACMECORP.EXAMPLE", "already_member"))) {
        var problem = it.refusal(() -> invite(it, ada, expected.get(0)));
        assertThat(problem.code()).isEqualTo(expected.get(1));
        assertThat(problem.field()).isEqualTo("email");
        assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_no_address_is_not_invited(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var typed : List.of("", "ada", "ada@", "@x.example", "a@b", "a b@c.example")) {
        assertThat(it.refusal(() -> invite(it, ada, typed)).code())
            .as(typed)
            .isEqualTo("email_malformed");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_role_must_be_usable_here_and_give_no_more_than_the_inviter_has(Engine engine) {
    try (var it = Identity.on(engine)) {
      var tiny = it.organization("Tiny");
      var inviter =
          it.member(
              tiny,
              "i@tiny.example",
              it.role(
                  tiny,
                  "inviter",
                  "sk_org_users_invite",
                  "sk_org_users_read",
                  "sk_org_settings_read"));
      var elsewhere = it.role(it.organization("Other"), "theirs", "sk_org_users_read");
      for (var role : List.of("", "member", "role_000000000000000000", elsewhere.id().value())) {
        assertThat(
                it.refusal(
                        () -> it.invitations().invite(inviter, it.in(inviter), NEW, List.of(role)))
                    .code())
            .as(role)
            .isEqualTo("unknown_role");
      }
      assertThat(
              it.refusal(
                      () ->
                          it.invitations()
                              .invite(
                                  inviter,
                                  it.in(inviter),
                                  NEW,
                                  List.of(it.app().role("admin").value())))
                  .code())
          .isEqualTo("role_exceeds_own");
      assertThat(it.app().all("SELECT id FROM users WHERE email = '" + NEW + "'")).isEmpty();
      invite(it, inviter, NEW);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_without_the_permission_invites_nobody(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      assertThat(it.refusal(() -> invite(it, max, NEW)).kind()).isEqualTo(Problem.Kind.FORBIDDEN);
      assertThat(
              it.refusal(() -> it.invitations().resend(max, it.in(max), it.app().user(DANIEL)))
                  .kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void public_and_disposable_addresses_are_invited_unless_the_environment_blocks_them(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      invite(it, ada, "one@gmail.com");
      invite(it, ada, "one@mailinator.com");
      it.app().set(EnvironmentSetting.PUBLIC_EMAIL_DOMAINS, "off");
      assertThat(it.refusal(() -> invite(it, ada, "two@gmail.com")).code())
          .isEqualTo("invitation_to_public_domain");
      invite(it, ada, "two@mailinator.com");
      it.app().set(EnvironmentSetting.DISPOSABLE_EMAIL_DOMAINS, "off");
      assertThat(it.refusal(() -> invite(it, ada, "three@mailinator.com")).code())
          .isEqualTo("invitation_to_disposable_domain");
      invite(it, ada, "three@work.example");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void active_and_invited_members_take_seats_and_expired_and_deactivated_ones_do_not(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var tiny = it.organization("Tiny");
      var admin = it.member(tiny, "a@tiny.example", "admin");
      var inactive = it.member(tiny, "i@tiny.example", "member");
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
                  + inactive.user().value()
                  + "'");
      seats(it, admin, "2");
      invite(it, admin, "one@tiny.example");

      var problem = it.refusal(() -> invite(it, admin, "two@tiny.example"));
      assertThat(problem.code()).isEqualTo("seats_taken");
      assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
      assertThat(problem.faults().get(0).arguments()).isEqualTo(List.of(2L));

      it.clock().advance(LIFETIME);
      var second = invite(it, admin, "two@tiny.example");
      // the first one's seat is taken now: a fresh term would need another
      assertThat(
              it.refusal(
                      () ->
                          it.invitations()
                              .resend(admin, it.in(admin), it.app().user("one@tiny.example")))
                  .code())
          .isEqualTo("seats_taken");
      it.clock().advance(Duration.ofMinutes(1));
      it.invitations().resend(admin, it.in(admin), second.user().id());

      for (var unlimited : List.of("0", "NULL")) {
        seats(it, admin, unlimited);
        invite(it, admin, unlimited + "@tiny.example");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organization_without_seats_of_its_own_has_those_of_the_environment(Engine engine) {
    try (var it = Identity.on(engine)) {
      var admin = it.member(it.organization("Tiny"), "a@tiny.example", "admin");
      it.app().set(EnvironmentSetting.MAX_ALLOWED_USERS, "2");
      invite(it, admin, "one@tiny.example");
      assertThat(it.refusal(() -> invite(it, admin, "two@tiny.example")).code())
          .isEqualTo("seats_taken");
      // its own number stands before that, also when that is as many as it likes
      seats(it, admin, "3");
      invite(it, admin, "two@tiny.example");
      assertThat(it.refusal(() -> invite(it, admin, "three@tiny.example")).code())
          .isEqualTo("seats_taken");
      seats(it, admin, "0");
      invite(it, admin, "three@tiny.example");
      it.app().set(EnvironmentSetting.MAX_ALLOWED_USERS, "0");
      seats(it, admin, "NULL");
      invite(it, admin, "four@tiny.example");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invitation_ends_when_the_environment_says_and_those_there_are_keep_their_end(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      invite(it, ada, "before@work.example");
      var before = tokenMailedTo(it, "before@work.example");
      it.app().set(EnvironmentSetting.INVITATION_MINUTES, "60");
      invite(it, ada, "after@work.example");
      var after = tokenMailedTo(it, "after@work.example");
      it.clock().advance(Duration.ofHours(1));
      assertThat(it.refusal(() -> accept(it, after)).code()).isEqualTo("invitation_over");
      accept(it, before);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_several_invitations_of_one_address_at_the_same_moment_one_succeeds(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var round = 0; round < 5; round++) {
        var email = "round" + round + "@acmecorp.example";
        var outcome =
            Race.between(Collections.nCopies(4, (Callable<?>) () -> invite(it, ada, email)));
        assertThat(outcome.done()).isEqualTo(1);
        assertThat(outcome.codes()).containsOnly("already_invited");
      }
      assertThat(it.app().count("letters")).isEqualTo(5);
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_new_address_invited_to_two_organizations_at_the_same_moment_is_one_person(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var gus = it.person(GUS, "globex");
      for (var round = 0; round < 10; round++) {
        var email = "round" + round + "@work.example";
        var outcome = Race.between(() -> invite(it, ada, email), () -> invite(it, gus, email));
        // one mail a minute goes to one mailbox, whoever sends it
        assertThat(outcome.done()).isEqualTo(1);
        assertThat(outcome.codes()).containsExactly("resent_just_now");
        it.clock().advance(Duration.ofMinutes(1));
        Race.between(() -> invite(it, ada, email), () -> invite(it, gus, email));
      }
      assertThat(it.app().all("SELECT id FROM users WHERE email LIKE 'round%'")).hasSize(10);
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void invitations_at_the_same_moment_take_no_more_than_the_seats(Engine engine) {
    try (var it = Identity.on(engine)) {
      var admin = it.member(it.organization("Tiny"), "a@tiny.example", "admin");
      seats(it, admin, "3");
      var outcome =
          Race.between(
              IntStream.range(0, 6)
                  .mapToObj(i -> (Callable<?>) () -> invite(it, admin, "p" + i + "@tiny.example"))
                  .toList());
      assertThat(outcome.done()).isEqualTo(2);
      assertThat(outcome.codes()).containsOnly("seats_taken");
    }
  }

  // ------------------------------------------------------------------ how many

  @ParameterizedTest
  @EnumSource(Engine.class)
  void inviting_and_removing_by_turns_mails_nobody_more_often(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var i = 0; i < 10; i++) {
        it.members().remove(ada, it.in(ada), invite(it, ada, NEW).user().id());
        var again = it.refusal(() -> invite(it, ada, NEW));
        assertThat(again.code()).isEqualTo("resent_just_now");
        assertThat(again.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        var tagged = NEW.replace("@", "+" + i + "@");
        assertThat(it.refusal(() -> invite(it, ada, tagged)).code()).isEqualTo(again.code());
        it.clock().advance(Duration.ofMinutes(1));
      }
      var hour = it.refusal(() -> invite(it, ada, NEW));
      assertThat(hour.code()).isEqualTo("too_many_invitations_to_one");
      assertThat(hour.retryAfter()).isEqualTo(Duration.ofMinutes(50));
      // nor does another organization
      var gus = it.person(GUS, "globex");
      assertThat(it.refusal(() -> invite(it, gus, NEW)).code()).isEqualTo(hour.code());
      assertThat(it.app().count("letters")).isEqualTo(10);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organization_invites_twenty_strangers_a_minute_and_two_hundred_a_day(Engine engine) {
    try (var it = Identity.on(engine)) {
      var one = it.member(it.organization("Cannon"), "a@cannon.example", "admin");
      var other =
          it.database().inTransaction(tx -> Organizations.find(tx, it.in(one)).orElseThrow());
      var two = it.member(other, "b@cannon.example", "admin");
      var outcome =
          Race.between(
              IntStream.range(0, 24)
                  .mapToObj(
                      i -> (Callable<?>) () -> invite(it, i % 2 == 0 ? one : two, i + "@x.example"))
                  .toList());
      assertThat(outcome.done()).isEqualTo(20);
      assertThat(outcome.codes()).containsOnly("too_many_invitations_at_once");
      for (var i = 20; i < 200; i++) {
        if (i % 20 == 0) it.clock().advance(Duration.ofMinutes(1));
        invite(it, one, "day" + i + "@x.example");
      }
      it.clock().advance(Duration.ofMinutes(1));
      var day = it.refusal(() -> invite(it, two, "more@x.example"));
      assertThat(day.code()).isEqualTo("too_many_invitations_today");
      it.clock().advance(day.retryAfter());
      invite(it, two, "more@x.example");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_inviter_has_no_more_in_several_organizations(Engine engine) {
    try (var it = Identity.on(engine)) {
      var one = it.member(it.organization("One"), "a@cannon.example", "admin");
      var two = it.member(it.organization("Two"), "a@cannon.example", "admin");
      for (var i = 0; i < 20; i++) invite(it, i % 2 == 0 ? one : two, i + "@x.example");
      assertThat(it.refusal(() -> invite(it, two, "more@x.example")).code())
          .isEqualTo("too_many_invitations_at_once");
    }
  }

  // ------------------------------------------------------------------ resend

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_valid_invitation_is_sent_again_with_the_same_end(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var member = invite(it, ada, NEW);
      var first = tokenMailedTo(it, NEW);
      var expires = membership(it, NEW, "expires_at");
      it.clock().advance(Duration.ofDays(14));

      var events = it.eventsOf(() -> it.invitations().resend(ada, it.in(ada), member.user().id()));
      var again = it.refusal(() -> it.invitations().resend(ada, it.in(ada), member.user().id()));
      assertThat(again.kind()).isEqualTo(Problem.Kind.TOO_MANY);
      assertThat(again.retryAfter()).isEqualTo(Duration.ofMinutes(1));

      assertThat(events).containsExactly("user.organization_invitation");
      assertThat(membership(it, NEW, "expires_at")).isEqualTo(expires);
      assertThat(membership(it, NEW, "resent_count")).isEqualTo("1");
      assertThat(membership(it, NEW, "resent_at")).isEqualTo(Long.toString(it.clock().millis()));
      var second = tokenMailedTo(it, NEW);
      assertThat(second).isNotEqualTo(first);
      assertThat(stateOf(it, first)).isEqualTo(Invitations.Invited.State.OPEN);
      assertThat(stateOf(it, second)).isEqualTo(Invitations.Invited.State.OPEN);

      accept(it, second);
      assertThat(it.refusal(() -> accept(it, first)).code()).isEqualTo("invitation_over");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_expired_invitation_is_sent_again_with_a_fresh_term_and_its_old_link_stays_dead(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var member = invite(it, ada, NEW);
      var first = tokenMailedTo(it, NEW);
      it.clock().advance(LIFETIME);
      assertThat(stateOf(it, first)).isEqualTo(Invitations.Invited.State.EXPIRED);

      it.invitations().resend(ada, it.in(ada), member.user().id());

      assertThat(membership(it, NEW, "expires_at"))
          .isEqualTo(Long.toString(it.clock().instant().plus(LIFETIME).toEpochMilli()));
      assertThat(stateOf(it, first)).isEqualTo(Invitations.Invited.State.EXPIRED);
      assertThat(it.refusal(() -> accept(it, first)).code()).isEqualTo("invitation_over");
      assertThat(accept(it, tokenMailedTo(it, NEW)).user().email().value()).isEqualTo(NEW);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_an_invitation_of_this_organization_is_sent_again(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      assertThat(
              it.refusal(() -> it.invitations().resend(ada, it.in(ada), it.app().user(MAX))).code())
          .isEqualTo("already_accepted");
      assertThat(
              it.refusal(
                      () ->
                          it.invitations()
                              .resend(
                                  ada, it.in(ada), it.app().user("jonas.weber@acmecorp.example")))
                  .kind())
          .isEqualTo(Problem.Kind.CONFLICT);
      var theirs = invite(it, it.person(GUS, "globex"), "x@globex.example");
      for (var id : List.of(theirs.user().id(), new UserId("usr_000000000000000000"))) {
        assertThat(it.refusal(() -> it.invitations().resend(ada, it.in(ada), id)).kind())
            .isEqualTo(Problem.Kind.NOT_FOUND);
      }
    }
  }

  // ------------------------------------------------------------------ accept

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_is_accepted_once_and_proves_the_address(Engine engine) {
    try (var it = Identity.on(engine)) {
      invite(it, it.person(ADA, "acmecorp"), NEW);
      var token = tokenMailedTo(it, NEW);

      var events = it.eventsOf(() -> accept(it, token));

      assertThat(events).containsExactly("user.organization_membership_created");
      assertThat(membership(it, NEW, "status")).isEqualTo("ACTIVE");
      assertThat(membership(it, NEW, "accepted_at")).isEqualTo(Long.toString(it.clock().millis()));
      assertThat(
              it.app()
                  .all(
                      "SELECT 1 FROM memberships WHERE status = 'ACTIVE' AND expires_at IS NOT"
                          + " NULL"))
          .isEmpty();
      assertThat(it.app().one("SELECT email_verified_at FROM users WHERE email = '" + NEW + "'"))
          .isNotNull();
      assertThat(stateOf(it, token)).isEqualTo(Invitations.Invited.State.ACCEPTED);
      assertThat(it.refusal(() -> accept(it, token)).code()).isEqualTo("invitation_over");
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_used_several_times_at_the_same_moment_works_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var round = 0; round < 5; round++) {
        var email = "round" + round + "@acmecorp.example";
        invite(it, ada, email);
        var token = tokenMailedTo(it, email);
        var outcome = Race.between(Collections.nCopies(4, (Callable<?>) () -> accept(it, token)));
        assertThat(outcome.done()).isEqualTo(1);
        assertThat(outcome.codes()).containsOnly("invitation_over");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_links_of_one_invitation_used_at_the_same_moment_work_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var round = 0; round < 5; round++) {
        var email = "round" + round + "@acmecorp.example";
        var member = invite(it, ada, email);
        var first = tokenMailedTo(it, email);
        it.clock().advance(Duration.ofMinutes(1));
        it.invitations().resend(ada, it.in(ada), member.user().id());
        var second = tokenMailedTo(it, email);
        assertThat(Race.between(() -> accept(it, first), () -> accept(it, second)).done())
            .isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invitation_accepted_while_it_is_withdrawn_is_one_or_the_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var round = 0; round < 15; round++) {
        var email = "round" + round + "@acmecorp.example";
        var member = invite(it, ada, email);
        var token = tokenMailedTo(it, email);
        Race.between(
            () -> accept(it, token),
            () -> it.members().remove(ada, it.in(ada), member.user().id()));
        // accepted first or not, whoever removed them meant it
        assertThat(it.app().all("SELECT id FROM users WHERE email = '" + email + "'")).isEmpty();
      }
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_expired_withdrawn_or_made_up_link_opens_nothing(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      invite(it, ada, NEW);
      var expired = tokenMailedTo(it, NEW);
      it.clock().advance(LIFETIME.minusMillis(1));
      assertThat(stateOf(it, expired)).isEqualTo(Invitations.Invited.State.OPEN);
      it.clock().advance(Duration.ofMillis(1));
      assertThat(it.refusal(() -> accept(it, expired)).code()).isEqualTo("invitation_over");

      // somebody who stays known elsewhere, so that the withdrawn link still has a person
      invite(it, ada, GUS);
      var withdrawn = tokenMailedTo(it, GUS);
      it.members().remove(ada, it.in(ada), it.app().user(GUS));
      assertThat(it.invitations().invitedBy(withdrawn)).isEmpty();
      assertThat(it.refusal(() -> accept(it, withdrawn)).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
      for (var token : List.of("", "x", "' OR '1'='1", "A".repeat(43))) {
        assertThat(it.refusal(() -> accept(it, token)).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_old_link_does_not_open_a_later_invitation(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var member = invite(it, ada, NEW);
      var old = tokenMailedTo(it, NEW);
      it.members().remove(ada, it.in(ada), member.user().id());
      it.clock().advance(Duration.ofMinutes(1));
      invite(it, ada, NEW);
      assertThat(it.invitations().invitedBy(old)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_signed_in_person_accepts_a_pending_invitation_of_their_own(Engine engine) {
    try (var it = Identity.on(engine)) {
      var globex = it.app().organization("globex");
      invite(it, it.person(GUS, "globex"), MAX);
      var session = it.begin(it.app().user(MAX), it.app().organization("acmecorp"));
      var max = Identity.actor(it.sessions().resume(session.token()).orElseThrow());
      var ivy = it.person("ivy@initech.example", "initech");
      assertThat(it.refusal(() -> it.invitations().acceptPending(ivy, ivy.user(), globex)).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);

      var events = it.eventsOf(() -> it.invitations().acceptPending(max, max.user(), globex));

      assertThat(events)
          .containsExactlyInAnyOrder(
              "user.organization_membership_created", "session.organization_chosen");
      assertThat(it.sessions().resume(session.token()).orElseThrow().active().id())
          .isEqualTo(globex);
      assertThat(it.refusal(() -> it.invitations().acceptPending(max, max.user(), globex)).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(stateOf(it, tokenMailedTo(it, MAX))).isEqualTo(Invitations.Invited.State.ACCEPTED);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_expired_invitation_is_not_accepted_by_a_signed_in_person_either(Engine engine) {
    try (var it = Identity.on(engine)) {
      invite(it, it.person(GUS, "globex"), MAX);
      it.clock().advance(LIFETIME);
      var max = it.person(MAX, "acmecorp");
      assertThat(
              it.refusal(
                      () ->
                          it.invitations()
                              .acceptPending(max, max.user(), it.app().organization("globex")))
                  .kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void links_are_forgotten_three_months_after_their_end(Engine engine) {
    try (var it = Identity.on(engine)) {
      invite(it, it.person(ADA, "acmecorp"), NEW);
      it.clock().advance(LIFETIME.plusDays(90));
      assertThat(it.invitations().forgetLinks()).isZero();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(it.invitations().forgetLinks()).isEqualTo(1);
      assertThat(it.app().count("invitation_links")).isZero();
    }
  }
}
