package dev.hostedui.identity.member;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BulkInvitationsTest {

  private static BulkInvitations of(Identity it) {
    return new BulkInvitations(it.database(), it.invitations());
  }

  private static String codes(BulkInvitations.Row row) {
    return row.problem().map(Problem::getMessage).orElse("good");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_check_says_of_each_address_whether_it_can_be_invited_and_changes_nothing(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var before = it.app().contents();
      var rows =
          of(it)
              .check(
                  ada,
                  it.in(ada),
                  List.of("new@acmecorp.example", "nobody", MAX, "NEW@acmecorp.example"));
      assertThat(rows.stream().map(BulkInvitationsTest::codes))
          .containsExactly("good", "email_malformed", "already_member", "address_twice");
      assertThat(it.app().contents()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void all_of_a_list_are_invited_or_nobody(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var role = it.app().role("member").value();
      var before = it.app().contents();
      var half = List.of("one@acmecorp.example", "two@acmecorp.example", MAX);
      Assertions.assertThatThrownBy(() -> of(it).invite(ada, it.in(ada), half, List.of(role)))
          .isInstanceOf(Problem.class)
          .hasMessage("already_member");
      assertThat(it.app().contents()).isEqualTo(before);

      assertThat(of(it).invite(ada, it.in(ada), half.subList(0, 2), List.of(role)))
          .extracting(Member::status)
          .containsExactly(MembershipStatus.PENDING_INVITE, MembershipStatus.PENDING_INVITE);
      assertThat(it.app().events())
          .endsWith("user.organization_invitation", "user.organization_invitation");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_list_is_neither_empty_nor_longer_than_a_minute_allows(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var long_ = IntStream.range(0, 21).mapToObj(n -> "new" + n + "@acmecorp.example").toList();
      for (var list : List.of(List.<String>of(), long_)) {
        Assertions.assertThatThrownBy(() -> of(it).check(ada, it.in(ada), list))
            .isInstanceOf(Problem.class);
        Assertions.assertThatThrownBy(
                () ->
                    of(it).invite(ada, it.in(ada), list, List.of(it.app().role("member").value())))
            .isInstanceOf(Problem.class);
      }
      var max = it.person(MAX, "acmecorp");
      Assertions.assertThatThrownBy(
              () -> of(it).check(max, it.in(max), List.of("new@acmecorp.example")))
          .hasMessage("permission_missing");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_organizations_invite_the_same_people_at_once_in_any_order(Engine engine) {
    try (var it = Identity.on(engine)) {
      var people =
          IntStream.range(10, 10 + BulkInvitations.MOST)
              .mapToObj(number -> "p" + number + "@target.example")
              .toList();
      var backwards = new ArrayList<>(people);
      Collections.reverse(backwards);
      var one = it.organization("One");
      var other = it.organization("Other");
      var invitations = it.app().app().core().bulkInvitations;
      var role = it.app().role("member").value();
      // one may be told that these mailboxes have just been written to, and nobody that all is lost
      var outcome =
          Race.between(
              () -> invitations.invite(Identity.INTERNAL, one.id(), people, List.of(role)),
              () -> invitations.invite(Identity.INTERNAL, other.id(), backwards, List.of(role)));
      assertThat(outcome.done()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_list_over_a_limit_says_which_of_it_are_and_sends_none(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var role = it.app().role("member").value();
      var first = IntStream.range(0, 18).mapToObj(n -> "a" + n + "@acmecorp.example").toList();
      of(it).invite(ada, it.in(ada), first, List.of(role));
      it.clock().advance(Duration.ofSeconds(20));

      var before = it.app().contents();
      var second =
          List.of("nobody", "b1@acmecorp.example", "b2@acmecorp.example", "b3@acmecorp.example");
      var rows = of(it).check(ada, it.in(ada), second);
      assertThat(rows.stream().map(BulkInvitationsTest::codes))
          .containsExactly("email_malformed", "good", "good", "too_many_invitations_at_once");
      assertThat(rows.get(3).problem().orElseThrow().retryAfter())
          .isEqualTo(Duration.ofSeconds(40));
      Assertions.assertThatThrownBy(
              () -> of(it).invite(ada, it.in(ada), second.subList(1, 4), List.of(role)))
          .hasMessage("too_many_invitations_at_once");
      assertThat(it.app().contents()).isEqualTo(before);

      it.clock().advance(Duration.ofSeconds(40));
      of(it).invite(ada, it.in(ada), second.subList(1, 4), List.of(role));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_person_who_invites_the_same_people_for_two_organizations_does_not_block_themselves(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var one = it.organization("One");
      var other = it.organization("Other");
      var inOne = it.member(one, ADA, "admin");
      var inOther = it.member(other, ADA, "admin");
      var role = it.app().role("member").value();
      for (var round = 0; round < 5; round++) {
        var r = round;
        var list =
            IntStream.range(10, 25).mapToObj(n -> "n" + n + "r" + r + "@new.example").toList();
        var outcome =
            Race.between(
                () -> of(it).invite(inOne, one.id(), list, List.of(role)),
                () -> of(it).invite(inOther, other.id(), list.subList(14, 15), List.of(role)));
        // one mailbox gets one invitation a minute
        assertThat(outcome.done()).isEqualTo(1);
        assertThat(outcome.codes()).containsExactly("resent_just_now");
        it.clock().advance(Duration.ofMinutes(1));
      }
    }
  }
}
