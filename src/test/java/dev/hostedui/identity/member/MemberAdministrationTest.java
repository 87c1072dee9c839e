package dev.hostedui.identity.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.UserVersion;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of somebody who is deleted while they come or go elsewhere. */
class MemberAdministrationTest {

  private static final String ENDED = "user.organization_membership_deleted";

  private static MemberAdministration administration(Identity it) {
    return it.app().app().core().memberAdministration;
  }

  /** Deletes somebody, and meanwhile does something else while that waits for an organization. */
  private static String deleted(
      Identity it, UserId user, Organization waitedFor, Runnable meanwhile) {
    return Race.afterWaiting(
        it.database(),
        tx -> Locks.organization(tx, waitedFor.id()),
        () -> deleted(it, user),
        tx -> Race.beside(meanwhile));
  }

  /** The code of the refusal, or "done". */
  private static String deleted(Identity it, UserId user) {
    var refused =
        catchThrowableOfType(
            Problem.class, () -> administration(it).delete(Identity.INTERNAL, user));
    return refused == null ? "done" : refused.code();
  }

  private static boolean exists(Identity it, UserId user) {
    return it.app().one("SELECT COUNT(*) FROM users WHERE id = '" + user.value() + "'").equals("1");
  }

  @Test
  void who_makes_an_organization_while_they_are_deleted_stays_as_its_last_admin() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var ann = it.member(here, "ann@here.example", "member");
      var answer =
          deleted(
              it,
              ann.user(),
              here,
              () -> it.members().createOrganization(ann, ann.user(), "Made meanwhile"));
      assertThat(answer).isEqualTo("last_admin");
      assertThat(exists(it, ann.user())).isTrue();
      Consistency.check(it.app());
    }
  }

  @Test
  void an_invitation_that_is_sent_while_its_person_is_deleted_ends_with_an_event() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var ann = it.member(here, "ann@here.example", "member");
      var eve = it.member(there, "eve@there.example", "admin");
      var member = it.app().role("member").value();
      var events =
          it.eventsOf(
              () ->
                  assertThat(
                          deleted(
                              it,
                              ann.user(),
                              here,
                              () ->
                                  it.invitations()
                                      .invite(
                                          eve, there.id(), "ann@here.example", List.of(member))))
                      .isEqualTo("done"));
      assertThat(events).filteredOn(ENDED::equals).hasSize(2);
      assertThat(exists(it, ann.user())).isFalse();
      Consistency.check(it.app());
    }
  }

  @Test
  void who_is_removed_from_one_organization_while_they_are_deleted_is_deleted() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var ann = it.member(here, "ann@here.example", "member");
      it.member(there, "ann@here.example", "member");
      var eve = it.member(there, "eve@there.example", "admin");
      assertThat(
              deleted(it, ann.user(), here, () -> it.members().remove(eve, there.id(), ann.user())))
          .isEqualTo("done");
      assertThat(exists(it, ann.user())).isFalse();
      Consistency.check(it.app());
    }
  }

  @Test
  void whose_organization_is_deleted_while_they_are_is_deleted() {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var ann = it.member(here, "ann@here.example", "member");
      it.member(there, "ann@here.example", "member");
      assertThat(
              deleted(
                  it,
                  ann.user(),
                  here,
                  () -> administration(it).deleteOrganization(Identity.INTERNAL, there.id())))
          .isEqualTo("done");
      assertThat(exists(it, ann.user())).isFalse();
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_is_deleted_while_making_an_organization_is_whole_afterwards(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      it.member(here, "a@here.example", "admin");
      for (var round = 0; round < 25; round++) {
        it.clock().advance(Duration.ofSeconds(10));
        var ann = it.member(here, "x" + round + "@here.example", "member");
        var name = "Made " + round;
        var outcome =
            Race.between(
                () -> {
                  administration(it).delete(Identity.INTERNAL, ann.user());
                  return true;
                },
                () -> it.members().createOrganization(ann, ann.user(), name));
        assertThat(outcome.done()).as("round " + round).isEqualTo(1);
        assertThat(exists(it, ann.user())).isEqualTo(outcome.codes().contains("last_admin"));
      }
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_two_changes_of_memberships_by_one_version_of_a_person_one_is_refused(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var ann = it.member(here, "ann@here.example", "member").user();
      it.member(there, "ann@here.example", "member");
      for (var round = 0; round < 5; round++) {
        it.clock().advance(Duration.ofSeconds(10));
        var seen = it.database().read(handle -> UserVersion.of(handle, ann, null));
        var metadata = new Metadata(Map.of("desk", "" + round));
        var outcome =
            Race.between(
                Stream.of(here, there)
                    .map(
                        organization ->
                            Executors.callable(
                                () ->
                                    administration(it)
                                        .change(
                                            Identity.INTERNAL,
                                            organization.id(),
                                            ann,
                                            seen,
                                            null,
                                            metadata)))
                    .toList());
        assertThat(outcome.done()).as("round " + round).isEqualTo(1);
        assertThat(outcome.codes()).containsExactly("version_changed");
      }
    }
  }
}
