package dev.hostedui.identity.directory.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryDrift;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a poll takes over, and when it must not. */
class PollingTest {

  private static final FakeGoogle GOOGLE = FakeGoogle.start(Clock.systemUTC());

  @RegisterExtension static final TestApp APP = TestApp.start(Engine.SQLITE, GOOGLE.settings());

  /** The list of who there is. */
  private static final String LOOK = "fields=nextPageToken%2Cusers%28id%2Csuspended";

  private PollScene scene;

  @BeforeEach
  void arrange() {
    scene = new PollScene(APP, GOOGLE);
  }

  @AfterAll
  static void close() {
    GOOGLE.close();
  }

  private void people(int count) {
    for (var i = 0; i < count; i++)
      GOOGLE.user("2%03d".formatted(i), "p%03d@initech.example".formatted(i), "P" + i, "Person");
  }

  // ------------------------------------------------------------------ taking over

  @Test
  void people_and_groups_of_all_pages_come_in() {
    people(7);
    GOOGLE.group("g1", "Collators", "2001", "2002");
    GOOGLE.group("g2", "Staff", "1001");
    GOOGLE.member("g2", "g1", "GROUP");
    GOOGLE.mostOnAPage(3);
    var result = scene.ready().pollNow();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(result.counts().people()).isEqualTo(8);
    assertThat(result.counts().groups()).isEqualTo(2);
    assertThat(result.counts().created()).isEqualTo(8);
    assertThat(scene.active()).contains("root@initech.example", "p006@initech.example");
    assertThat(scene.members("g1")).containsExactly("p001@initech.example", "p002@initech.example");
    assertThat(scene.members("g2"))
        .containsExactly("p001@initech.example", "p002@initech.example", "root@initech.example");
    var directory = scene.core.directories.find(scene.initech, scene.directory.id());
    assertThat(directory.contacted()).isTrue();
    assertThat(directory.userCount()).isEqualTo(8);
    assertThat(directory.groupCount()).isEqualTo(2);
  }

  @Test
  void a_poll_that_finds_nothing_new_writes_nothing() {
    people(3);
    GOOGLE.group("g1", "Collators", "2001");
    scene.ready().pollNow();
    var before = APP.contents("directory_users", "directory_groups", "memberships", "events");
    var result = scene.poll();
    assertThat(result.counts().changed()).isZero();
    assertThat(
            APP.contents("directory_users", "directory_groups", "memberships", "events")
                .equals(before))
        .isTrue();
  }

  @Test
  void changes_come_with_the_next_poll_an_hour_later() {
    people(3);
    scene.ready().pollNow();
    GOOGLE.user("2001").withObject("/name").put("givenName", "Petra").put("fullName", "Petra P");
    assertThat(scene.polling.pollDue()).isZero();
    APP.clock().advance(Duration.ofMinutes(59));
    assertThat(scene.polling.pollDue()).isZero();
    APP.clock().advance(Duration.ofMinutes(1));
    assertThat(scene.pollNow().counts().updated()).isEqualTo(1);
    assertThat(APP.one("SELECT display_name FROM directory_users WHERE external_id = '2001'"))
        .isEqualTo("Petra P");
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "archived"})
  void who_is_suspended_or_archived_loses_access_and_comes_back(String how) {
    people(3);
    scene.ready().pollNow();
    GOOGLE.user("2001").put(how, true);
    assertThat(scene.poll().counts().deactivated()).isEqualTo(1);
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
    GOOGLE.user("2001").put(how, false);
    assertThat(scene.poll().counts().reactivated()).isEqualTo(1);
    assertThat(scene.status("p001@initech.example")).isEqualTo("ACTIVE");
  }

  @Test
  void somebody_who_is_suspended_before_they_ever_came_is_nobody() {
    people(2);
    GOOGLE.user("2001").put("suspended", true);
    assertThat(scene.ready().pollNow().counts().created()).isEqualTo(2);
    assertThat(APP.count("directory_users")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"suspended", "archived"})
  void a_member_who_is_suspended_or_archived_there_before_the_first_sync_is_out(String how) {
    people(2);
    GOOGLE.user("3001", "Ivy@Initech.example", "Ivy", "Initech").put(how, true);
    GOOGLE.user("2001").put(how, true);
    var counts = scene.ready().pollNow().counts();
    assertThat(counts.linked()).isEqualTo(1);
    assertThat(counts.created()).as("nobody else").isEqualTo(2);
    // the last admin, too: the directory is the source of truth, and says so in an event
    assertThat(scene.status("ivy@initech.example")).isEqualTo("INACTIVE");
    assertThat(APP.events()).contains("organization.without_admin");
    assertThat(APP.count("directory_receipts")).isEqualTo(1);
    assertThat(scene.poll().counts().changed()).isZero();
    GOOGLE.user("3001").put(how, false);
    assertThat(scene.poll().counts().reactivated()).isEqualTo(1);
    assertThat(scene.status("ivy@initech.example")).isEqualTo("ACTIVE");
  }

  @Test
  void a_member_who_is_suspended_in_no_group_that_is_followed_stays() {
    people(2);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech").put("suspended", true);
    GOOGLE.group("g1", "Collators", "2001");
    assertThat(scene.ready(Tracking.SELECTED, "g1").pollNow().counts().people()).isEqualTo(1);
    assertThat(scene.status("ivy@initech.example")).isEqualTo("ACTIVE");
  }

  /** Google has an id of everybody, so who has none here did not come from there. */
  @Test
  void whoever_and_whatever_has_no_id_of_google_goes_with_the_next_sync() {
    people(9);
    for (var i = 1; i <= 3; i++) GOOGLE.group("g" + i, "Group" + i, "2001");
    scene.ready().pollNow();
    APP.arrange(
        "UPDATE directory_users SET external_id = NULL WHERE external_id IN ('2001', '2002', '2003')");
    APP.arrange("UPDATE directory_groups SET external_id = NULL WHERE external_id IN ('g1', 'g2')");
    assertThat(scene.poll().counts().removed()).isEqualTo(3);
    assertThat(APP.count("directory_users")).isEqualTo(10);
    // their names were taken until then
    scene.poll();
    assertThat(APP.all("SELECT external_id FROM directory_groups ORDER BY external_id"))
        .containsExactly("g1", "g2", "g3");
  }

  @Test
  void who_is_deleted_loses_access_and_whoever_gets_the_address_is_somebody_else() {
    people(3);
    scene.ready().pollNow();
    GOOGLE.delete("2001");
    GOOGLE.user("2999", "p001@initech.example", "Another", "One");
    var counts = scene.poll().counts();
    assertThat(counts.removed()).isEqualTo(1);
    assertThat(counts.linked()).isEqualTo(1);
    assertThat(
            APP.one("SELECT external_id FROM directory_users WHERE email = 'p001@initech.example'"))
        .isEqualTo("2999");
    GOOGLE.delete("2999");
    scene.poll();
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void a_member_from_before_is_linked_and_not_made_anew() {
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    var counts = scene.ready().pollNow().counts();
    assertThat(counts.linked()).isEqualTo(1);
    assertThat(counts.created()).isEqualTo(1);
  }

  @Test
  void people_of_other_domains_are_refused_and_named_once_in_the_log() {
    people(2);
    GOOGLE.user("4001", "guest@elsewhere.example", "Guest", "Else");
    GOOGLE.group("g1", "Staff", "2001", "4001");
    var counts = scene.ready().pollNow().counts();
    // they are told of as refused, and groups do not wait for them
    assertThat(APP.count("directory_pending_members")).isZero();
    assertThat(counts.refusedPeople()).isEqualTo(1);
    assertThat(counts.refused())
        .containsExactly(
            new PollResult.Refused(
                "guest@elsewhere.example", "foreign_domain", List.of("elsewhere.example")));
    assertThat(scene.active()).doesNotContain("guest@elsewhere.example");
    scene.poll();
    scene.core.directoryRequests.writeNoted();
    assertThat(
            APP.all(
                "SELECT cause FROM directory_requests WHERE person = 'guest@elsewhere.example'"))
        .containsExactly("foreign_domain");
  }

  @Test
  void somebody_who_was_renamed_keeps_their_address_here_and_can_still_be_suspended() {
    people(3);
    scene.ready().pollNow();
    GOOGLE.user("2001").put("primaryEmail", "married@initech.example");
    var counts = scene.poll().counts();
    assertThat(counts.refused())
        .containsExactly(
            new PollResult.Refused(
                "p001@initech.example",
                "google_address_changed",
                List.of("p001@initech.example", "married@initech.example")));
    assertThat(scene.active()).contains("p001@initech.example");
    GOOGLE.user("2001").put("suspended", true);
    scene.poll();
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
  }

  private List<String> refusedPeople() {
    scene.core.directoryRequests.writeNoted();
    return scene
        .core
        .directoryDrift
        .refused(scene.initech, scene.directory.id(), null, 10)
        .rows()
        .stream()
        .map(DirectoryDrift.Refused::person)
        .toList();
  }

  @Test
  void whoever_is_called_by_another_address_there_is_named_as_long_as_they_are() {
    people(3);
    scene.ready().pollNow();
    GOOGLE.user("2001").put("primaryEmail", "married@initech.example");
    scene.poll();
    assertThat(refusedPeople()).containsExactly("p001@initech.example");
    // told of once, and still so
    scene.poll();
    assertThat(refusedPeople()).containsExactly("p001@initech.example");
    GOOGLE.user("2001").put("primaryEmail", "p001@initech.example");
    scene.poll();
    assertThat(refusedPeople()).isEmpty();
  }

  @Test
  void whoever_is_known_is_not_named_by_an_address_that_they_could_not_get() {
    people(3);
    scene.ready().pollNow();
    // the user name of another one
    APP.arrange(
        "UPDATE directory_users SET user_name = 'x@initech.example', user_name_key ="
            + " 'x@initech.example' WHERE external_id = '2002'");
    GOOGLE.user("2001").put("primaryEmail", "x@initech.example");
    GOOGLE.user("2002").put("primaryEmail", "x@initech.example");
    assertThat(scene.poll().counts().refused())
        .extracting(PollResult.Refused::person)
        .containsExactlyInAnyOrder("p001@initech.example", "p002@initech.example");
    assertThat(refusedPeople()).containsExactly("p002@initech.example");
  }

  @Test
  void who_cannot_be_taken_over_for_another_reason_can_still_be_suspended() {
    people(3);
    scene.ready().pollNow();
    // the user name of another one
    APP.arrange(
        "UPDATE directory_users SET user_name = 'x@initech.example', user_name_key ="
            + " 'x@initech.example' WHERE external_id = '2002'");
    GOOGLE.user("2001").put("primaryEmail", "x@initech.example").put("suspended", true);
    GOOGLE.user("2002").put("primaryEmail", "x@initech.example");
    scene.poll();
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void strangers_in_groups_are_counted_and_left_out_and_everybody_means_everybody() {
    people(2);
    GOOGLE.group("g1", "Partners", "2001");
    GOOGLE.member("g1", "9001", "EXTERNAL");
    GOOGLE.member("g1", "9002", "USER");
    GOOGLE.group("g2", "All");
    GOOGLE.member("g2", "C0initech", "CUSTOMER");
    var counts = scene.ready().pollNow().counts();
    assertThat(counts.external()).isEqualTo(2);
    assertThat(scene.members("g1")).containsExactly("p001@initech.example");
    assertThat(scene.members("g2")).hasSize(3);
    assertThat(APP.count("directory_pending_members")).isZero();
  }

  @Test
  void a_group_that_is_renamed_or_gone_is_so_here_as_well() {
    people(2);
    GOOGLE.group("g1", "Collators", "2001");
    GOOGLE.group("g2", "Printers", "2001");
    scene.ready().pollNow();
    GOOGLE.group("g1", "Staplers", "2000");
    GOOGLE.deleteGroup("g2");
    scene.poll();
    assertThat(APP.all("SELECT display_name FROM directory_groups")).containsExactly("Staplers");
    assertThat(scene.members("g1")).containsExactly("p000@initech.example");
  }

  // ------------------------------------------------------------------ groups that are chosen

  @Test
  void with_chosen_groups_only_their_people_come_in() {
    people(6);
    GOOGLE.group("g1", "Collators", "2001", "2002");
    GOOGLE.group("g2", "Others", "2003");
    GOOGLE.group("g3", "Nested", "2004");
    GOOGLE.member("g1", "g3", "GROUP");
    var counts = scene.ready(Tracking.SELECTED, "g1").pollNow().counts();
    assertThat(counts.people()).isEqualTo(3);
    assertThat(counts.groups()).isEqualTo(1);
    assertThat(APP.all("SELECT email FROM directory_users ORDER BY email"))
        .containsExactly("p001@initech.example", "p002@initech.example", "p004@initech.example");
    GOOGLE.remove("g1", "2002");
    assertThat(scene.poll().counts().removed()).isEqualTo(1);
    assertThat(scene.status("p002@initech.example")).isEqualTo("INACTIVE");
    scene.groups.choose(
        scene.ivy,
        scene.initech,
        scene.directory.id(),
        null,
        Tracking.SELECTED,
        Set.of("g1", "g2"));
    scene.pollNow();
    assertThat(scene.status("p003@initech.example")).isEqualTo("ACTIVE");
  }

  @Test
  void when_all_chosen_groups_are_gone_nobody_is_touched() {
    people(3);
    GOOGLE.group("g1", "Collators", "2001", "2002");
    scene.ready(Tracking.SELECTED, "g1").pollNow();
    GOOGLE.deleteGroup("g1");
    var result = scene.poll();
    assertThat(result.fault()).isEqualTo("google_groups_gone");
    assertThat(scene.status("p001@initech.example")).isEqualTo("ACTIVE");
  }

  @Test
  void groups_are_chosen_among_those_there_are() {
    GOOGLE.group("g1", "Collators");
    scene.ready();
    var id = scene.directory.id();
    for (var wrong : new String[] {"g9", ""})
      assertThatThrownBy(
              () ->
                  scene.groups.choose(
                      scene.ivy,
                      scene.initech,
                      id,
                      null,
                      Tracking.SELECTED,
                      wrong.isEmpty() ? Set.of() : Set.of(wrong)))
          .isInstanceOf(Problem.class);
    assertThat(scene.groups.list(scene.initech, id, "COLL", "", 10).groups())
        .extracting(SourceGroup::name)
        .containsExactly("Collators");
    assertThat(scene.groups.list(scene.initech, id, "100%", "", 10).groups()).isEmpty();
    assertThat(scene.groups.list(APP.organization("acmecorp"), id, "", "", 10).groups()).isEmpty();
  }

  /** A group that is dropped takes its role from people, and one that is chosen gives it again. */
  @Test
  void who_holds_less_than_groups_give_chooses_none() {
    GOOGLE.group("g1", "Collators", "2001");
    GOOGLE.group("g2", "Others");
    scene.ready(Tracking.SELECTED, "g1").pollNow();
    APP.arrange("UPDATE directory_groups SET role_id = '" + APP.role("admin").value() + "'");
    var clerk = new Actor.Client("clerk", Set.of(Permission.SCIM_MANAGE), Actor.Origin.INSIDE);
    assertThatThrownBy(
            () ->
                scene.groups.choose(
                    clerk,
                    scene.initech,
                    scene.directory.id(),
                    null,
                    Tracking.SELECTED,
                    Set.of("g2")))
        .hasMessage("directory_exceeds_own");
    assertThat(scene.groups.tracked(scene.initech, scene.directory.id()))
        .extracting(SourceGroup::name)
        .containsExactly("Collators");
  }

  @Test
  void the_list_of_groups_pages() {
    for (var i = 0; i < 5; i++) GOOGLE.group("g" + i, "Group " + (char) ('E' - i));
    scene.ready();
    var first = scene.groups.list(scene.initech, scene.directory.id(), "", "", 2);
    assertThat(first.groups()).extracting(SourceGroup::name).containsExactly("Group A", "Group B");
    var second =
        scene.groups.list(
            scene.initech, scene.directory.id(), "", String.valueOf(first.next()), 10);
    assertThat(second.groups())
        .extracting(SourceGroup::name)
        .containsExactly("Group C", "Group D", "Group E");
    assertThat(second.next()).isNull();
  }

  // ------------------------------------------------------------------ answers not to be believed

  @Test
  void an_answer_that_is_nearly_empty_takes_nobodys_access_until_somebody_says_so() {
    people(12);
    scene.ready().pollNow();
    for (var i = 0; i < 8; i++) GOOGLE.delete("2%03d".formatted(i));
    var result = scene.poll();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(scene.active()).contains("p000@initech.example");
    var held = scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held();
    assertThat(held.people()).isEqualTo(8);
    assertThat(APP.events()).contains("organization.directory_poll_held");

    assertThatThrownBy(() -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 7))
        .isInstanceOf(Problem.class)
        .hasMessage("poll_held_otherwise");
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8);
    assertThat(scene.pollNow().counts().removed()).isEqualTo(8);
    assertThat(scene.status("p000@initech.example")).isEqualTo("INACTIVE");
    assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held()).isNull();
  }

  @Test
  void who_manages_the_directory_is_mailed_once_that_a_poll_waits() {
    people(12);
    scene.ready().pollNow();
    for (var i = 0; i < 8; i++) GOOGLE.delete("2%03d".formatted(i));
    scene.core.organizations.rename(Identity.INTERNAL, scene.initech, "Evil.example");
    var before = letters();
    scene.poll();
    assertThat(letters()).isEqualTo(before + 1);
    assertThat(APP.mailTo("ivy@initech.example").text())
        .contains("the directory of Evil.\u2060example")
        .contains("8 people would lose access", "nothing was changed", "/ui/organization/scim");
    scene.poll();
    scene.poll();
    assertThat(letters()).isEqualTo(before + 1);
    // it was read all the while
    assertThat(scene.core.directories.find(scene.initech, scene.directory.id()).lastContactAt())
        .isEqualTo(APP.clock().instant());
    // more than was confirmed is said again
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8);
    GOOGLE.delete("2009");
    scene.pollNow();
    assertThat(letters()).isEqualTo(before + 2);
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 9);
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(letters()).isEqualTo(before + 2);
  }

  private static long letters() {
    return APP.count("letters WHERE recipient = 'ivy@initech.example'");
  }

  @Test
  void what_no_directory_of_the_organization_would_do_is_not_found() {
    var unknown = new DirectoryId("dir_1");
    assertThatThrownBy(() -> scene.polls.allow(scene.ivy, scene.initech, unknown, 8))
        .hasMessage("directory_not_found");
    assertThatThrownBy(() -> scene.polls.ask(scene.ivy, scene.initech, unknown))
        .hasMessage("directory_not_found");
  }

  @Test
  void what_was_allowed_covers_no_more_than_was_shown() {
    people(12);
    scene.ready().pollNow();
    for (var i = 0; i < 8; i++) GOOGLE.delete("2%03d".formatted(i));
    scene.poll();
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8);
    GOOGLE.delete("2009");
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held().people())
        .isEqualTo(9);
    assertThat(scene.status("p000@initech.example")).isEqualTo("ACTIVE");
  }

  @Test
  void what_was_allowed_is_done_once_also_where_the_sync_fails_after_it() {
    people(18);
    scene.ready().pollNow();
    for (var i = 0; i < 9; i++) GOOGLE.delete("2%03d".formatted(i));
    GOOGLE.user("2009").put("suspended", true);
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 10);
    GOOGLE.fail("projection=full", 2, 503, "");
    var broken = scene.pollNow();
    assertThat(broken.outcome()).isEqualTo(PollResult.Outcome.FAILURE);
    assertThat(broken.counts().removed()).isEqualTo(9);
    // one is left of those who were shown, and nobody is asked about them again
    assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held()).isNull();
    assertThat(APP.one("SELECT allowed FROM directory_polls")).isEqualTo("1");
    for (var i = 10; i < 16; i++) GOOGLE.delete("2%03d".formatted(i));
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(scene.status("p010@initech.example")).isEqualTo("ACTIVE");
    for (var i = 10; i < 16; i++)
      GOOGLE.user("2%03d".formatted(i), "p%03d@initech.example".formatted(i), "P" + i, "Person");
    assertThat(scene.poll().counts().deactivated()).isEqualTo(1);
  }

  @Test
  void what_is_allowed_while_a_sync_runs_is_done_by_the_next_one_at_once() {
    people(12);
    scene.ready().pollNow();
    for (var i = 0; i < 8; i++) GOOGLE.delete("2%03d".formatted(i));
    scene.poll();
    var mails = letters();
    GOOGLE.before(LOOK, () -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8));
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held())
        .isEqualTo(new Poll.Held(8, true));
    assertThat(scene.pollNow().counts().removed()).isEqualTo(8);
    assertThat(letters()).isEqualTo(mails);
  }

  @Test
  void a_sync_that_waits_is_noted_once_and_is_read_all_the_while() {
    people(12);
    scene.ready().pollNow();
    var before = held();
    for (var i = 0; i < 8; i++) GOOGLE.delete("2%03d".formatted(i));
    for (var i = 0; i < 3; i++)
      assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(held()).isEqualTo(before + 1);
    GOOGLE.fail("/users", 2, 503, "");
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.FAILURE);
    assertThat(isUnreadable()).isFalse();
    APP.clock().advance(Duration.ofMinutes(20));
    assertThat(isUnreadable()).isTrue();
  }

  private static long held() {
    return APP.events().stream().filter("organization.directory_poll_held"::equals).count();
  }

  private boolean isUnreadable() {
    return scene.polls.isUnreadable(
        scene.core.directories.find(scene.initech, scene.directory.id()));
  }

  @Test
  void a_hold_ends_by_itself_when_the_people_are_back() {
    people(12);
    scene.ready().pollNow();
    for (var i = 0; i < 8; i++) GOOGLE.user("2%03d".formatted(i)).put("suspended", true);
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
    for (var i = 0; i < 8; i++) GOOGLE.user("2%03d".formatted(i)).put("suspended", false);
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held()).isNull();
    assertThatThrownBy(() -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8))
        .hasMessage("poll_not_held");
  }

  @Test
  void members_whom_the_first_sync_finds_suspended_keep_access_until_somebody_says_so() {
    people(12);
    scene.ready().pollNow();
    // as if they had been invited by hand, and none had been synced
    APP.arrange("DELETE FROM directory_users");
    for (var i = 0; i < 8; i++) GOOGLE.user("2%03d".formatted(i)).put("suspended", true);
    GOOGLE.user("3001", "Ivy@Initech.example", "Ivy", "Initech").put("suspended", true);
    var result = scene.poll();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(result.counts().lastAdmin()).isTrue();
    assertThat(result.counts().managers()).containsExactly("ivy@initech.example");
    assertThat(APP.count("directory_users")).isZero();
    var held = scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held();
    assertThat(held.people()).isEqualTo(9);
    assertThatThrownBy(() -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 9))
        .hasMessage("last_admin");
    GOOGLE.user("3001").put("suspended", false);
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8);
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(scene.status("p007@initech.example")).isEqualTo("INACTIVE");
    assertThat(scene.active()).hasSize(6).contains("ivy@initech.example");
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
  }

  @Test
  void fewer_than_half_of_the_members_go_with_the_first_sync_without_a_question() {
    people(16);
    scene.ready().pollNow();
    APP.arrange("DELETE FROM directory_users");
    for (var i = 0; i < 8; i++) GOOGLE.user("2%03d".formatted(i)).put("suspended", true);
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(scene.status("p007@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void five_may_go_without_a_question() {
    people(6);
    scene.ready().pollNow();
    for (var i = 0; i < 5; i++) GOOGLE.delete("2%03d".formatted(i));
    assertThat(scene.poll().counts().removed()).isEqualTo(5);
  }

  @Test
  void an_empty_list_is_a_fault_and_not_the_truth() {
    people(2);
    scene.ready().pollNow();
    GOOGLE.fail("fields=nextPageToken%2Cusers%28id%2Csuspended", 1, 200, "{}");
    assertThat(scene.poll().fault()).isEqualTo("google_empty_answer");
    assertThat(scene.active()).contains("p000@initech.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page-3|google_endless",
        "not-a-page|google_page_expired",
      })
  void pages_without_end_or_that_lead_back_take_nobodys_access(String token, String fault) {
    people(6);
    scene.ready().pollNow();
    GOOGLE.mostOnAPage(3);
    GOOGLE.nextToken(any -> token);
    var result = scene.poll();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.FAILURE);
    assertThat(result.fault()).isEqualTo(fault);
    assertThat(scene.active()).contains("p005@initech.example");
  }

  @Test
  void a_poll_that_fails_in_the_middle_takes_nobodys_access_and_the_next_one_goes_on() {
    people(9);
    scene.ready().pollNow();
    GOOGLE.delete("2001");
    GOOGLE.mostOnAPage(3);
    GOOGLE.fail("pageToken=page-6", 2, 500, "");
    assertThat(scene.poll().fault()).isEqualTo("google_unavailable");
    assertThat(scene.status("p001@initech.example")).isEqualTo("ACTIVE");
    assertThat(scene.polling.pollDue()).isZero();
    APP.clock().advance(Duration.ofMinutes(1));
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void somebody_who_changes_pages_while_the_list_is_read_keeps_their_access() {
    people(9);
    scene.ready().pollNow();
    GOOGLE.mostOnAPage(3);
    // all who follow move up by one, and the first of them to a page that was read already
    GOOGLE.before("pageToken=page-3", () -> GOOGLE.delete("2001"));
    assertThat(scene.poll().counts().removed()).isZero();
    assertThat(scene.status("p002@initech.example")).isEqualTo("ACTIVE");
    assertThat(scene.poll().counts().removed()).as("who is really gone").isEqualTo(1);
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void a_group_that_changes_pages_while_the_list_is_read_stays_chosen() {
    people(2);
    for (var i = 1; i <= 5; i++) GOOGLE.group("g" + i, "Group" + i, "2001");
    scene.ready(Tracking.SELECTED, "g1", "g3").pollNow();
    GOOGLE.mostOnAPage(2);
    GOOGLE.before("pageToken=page-2", () -> GOOGLE.deleteGroup("g1"));
    scene.poll();
    assertThat(APP.all("SELECT source_id FROM directory_poll_groups WHERE tracked_at IS NOT NULL"))
        .contains("g3");
    assertThat(APP.all("SELECT external_id FROM directory_groups")).contains("g3");
  }

  @Test
  void who_changes_pages_while_a_group_is_read_stays_in_it() {
    people(6);
    GOOGLE.group("g1", "Collators", "2000", "2001", "2002", "2003", "2004", "2005");
    scene.ready().pollNow();
    GOOGLE.mostOnAPage(3);
    GOOGLE.before("status%29&pageToken=page-3", () -> GOOGLE.remove("g1", "2001"));
    scene.poll();
    assertThat(scene.members("g1")).contains("p003@initech.example");
    scene.poll();
    assertThat(scene.members("g1"))
        .contains("p003@initech.example")
        .doesNotContain("p001@initech.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "one"})
  void a_group_that_gives_a_role_is_kept_as_it_is_until_somebody_takes_its_role(String answer) {
    people(3);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    GOOGLE.group("g1", "Admins", "3001");
    GOOGLE.group("g2", "Owners", "3001", "2001");
    GOOGLE.group("g3", "Staff", "2001");
    scene.ready().pollNow();
    scene.give("g1", "admin");
    scene.give("g2", "admin");
    if (answer.equals("one")) GOOGLE.deleteGroup("g1");
    // the list is read a second time before anything goes
    else GOOGLE.fail("/groups?", 2, 200, answer);
    var result = scene.poll();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(result.fault()).isEqualTo("google_mapped_groups_gone");
    assertThat(result.faultWords()).isEqualTo(answer.equals("one") ? "Admins" : "Admins, Owners");
    assertThat(scene.roles("ivy@initech.example")).containsExactly("admin");
    assertThat(scene.members("g1")).containsExactly("ivy@initech.example");
    assertThat(scene.members("g3")).hasSize(answer.equals("one") ? 1 : 0);

    GOOGLE.group("g1", "Admins", "3001");
    assertThat(scene.poll().fault()).isNull();
    assertThat(scene.roleOf("g1")).isEqualTo("admin");
    // and who takes its role lets it go
    scene.give("g1", null);
    GOOGLE.deleteGroup("g1");
    assertThat(scene.poll().fault()).isNull();
    assertThat(APP.all("SELECT external_id FROM directory_groups WHERE external_id = 'g1'"))
        .isEmpty();
  }

  @Test
  void people_of_a_chosen_group_that_gives_a_role_stay_while_it_is_not_answered() {
    people(3);
    GOOGLE.group("g1", "Admins", "2001");
    GOOGLE.group("g2", "Staff", "2002");
    GOOGLE.group("g3", "Others", "2000");
    scene.ready(Tracking.SELECTED, "g1", "g2", "g3").pollNow();
    scene.give("g1", "admin");
    GOOGLE.deleteGroup("g1");
    GOOGLE.deleteGroup("g3");
    assertThat(scene.poll().faultWords()).isEqualTo("Admins");
    assertThat(scene.status("p001@initech.example")).isEqualTo("ACTIVE");
    assertThat(scene.status("p000@initech.example")).isEqualTo("INACTIVE");
    // what was chosen stays so
    GOOGLE.group("g1", "Admins", "2001");
    GOOGLE.group("g3", "Others", "2000");
    assertThat(scene.poll().fault()).isNull();
    assertThat(scene.status("p000@initech.example")).isEqualTo("ACTIVE");
    assertThat(scene.roleOf("g1")).isEqualTo("admin");
  }

  @Test
  void a_group_whose_members_are_not_there_stays_as_it_is() {
    people(3);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    GOOGLE.group("g1", "Admins", "3001");
    GOOGLE.group("g2", "Staff", "2001", "2002");
    scene.ready().pollNow();
    scene.give("g1", "admin");
    GOOGLE.group("g3", "New", "2001");
    GOOGLE.user("2001").withObject("/name").put("fullName", "Petra P");
    for (var group : List.of("g1", "g2", "g3"))
      GOOGLE.failOnce("/groups/" + group + "/members", 404, error404());
    var result = scene.poll();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(result.fault()).isEqualTo("google_members_gone");
    assertThat(result.faultWords()).isEqualTo("Admins, New, Staff");
    assertThat(result.counts().updated()).isEqualTo(1);
    assertThat(scene.roles("ivy@initech.example")).containsExactly("admin");
    assertThat(scene.members("g1")).containsExactly("ivy@initech.example");
    assertThat(scene.members("g2")).hasSize(2);
    assertThat(scene.members("g3")).isEmpty();
    assertThat(scene.poll().fault()).isNull();
    assertThat(scene.members("g3")).hasSize(1);
  }

  @Test
  void people_of_a_chosen_group_whose_members_are_not_there_stay_and_others_do_not_wait() {
    people(4);
    GOOGLE.group("g1", "Admins", "2000", "2001");
    GOOGLE.group("g2", "Staff", "2002");
    scene.ready(Tracking.SELECTED, "g1", "g2").pollNow();
    scene.give("g1", "admin");
    // read when people are looked for, once more before somebody goes, and for the group itself
    GOOGLE.fail("/groups/g1/members", 3, 404, error404());
    GOOGLE.user("2001").put("suspended", true);
    GOOGLE.remove("g2", "2002");
    GOOGLE.add("g2", "2003");
    var result = scene.poll();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(result.fault()).isEqualTo("google_members_gone");
    assertThat(scene.roles("p000@initech.example")).containsExactly("admin");
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
    assertThat(scene.status("p002@initech.example")).isEqualTo("INACTIVE");
    assertThat(scene.status("p003@initech.example")).isEqualTo("ACTIVE");
    assertThat(scene.members("g1")).hasSize(2);
    assertThat(scene.poll().fault()).isNull();
  }

  /** Half of a list is none either. */
  @Test
  void a_group_whose_members_end_in_the_middle_stays_as_it_is() {
    people(6);
    GOOGLE.group("g1", "Collators", "2000", "2001", "2002", "2003", "2004", "2005");
    scene.ready().pollNow();
    GOOGLE.mostOnAPage(3);
    GOOGLE.failOnce("status%29&pageToken=page-3", 404, error404());
    assertThat(scene.poll().fault()).isEqualTo("google_members_gone");
    assertThat(scene.members("g1")).hasSize(6);
  }

  private static String error404() {
    return FakeGoogle.error(404, "notFound", "Resource Not Found: groupKey");
  }

  // ------------------------------------------------------------------ the last admin

  @Test
  void who_selects_groups_without_the_last_admin_does_not_lock_them_out() {
    people(3);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    GOOGLE.group("g1", "Staff", "2001");
    scene.ready().pollNow();
    scene.groups.choose(
        scene.ivy, scene.initech, scene.directory.id(), null, Tracking.SELECTED, Set.of("g1"));
    var result = scene.pollNow();
    assertThat(result.outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(result.fault()).isEqualTo("google_last_admin");
    assertThat(result.faultWords()).isEqualTo("ivy@initech.example");
    assertThat(scene.active()).containsExactly("ivy@initech.example", "p001@initech.example");
    // who is suspended there is so here, as one another directory deactivates
    GOOGLE.user("3001").put("suspended", true);
    scene.poll();
    assertThat(scene.status("ivy@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void the_last_admin_whom_the_first_look_misses_stays_as_well() {
    people(4);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    GOOGLE.group("g1", "Staff", "2000", "2001", "2002", "2003");
    scene.ready().pollNow();
    scene.groups.choose(
        scene.ivy, scene.initech, scene.directory.id(), null, Tracking.SELECTED, Set.of("g1"));
    GOOGLE.before(
        LOOK,
        () -> {
          GOOGLE.delete("3001");
          GOOGLE.before(
              "/members", () -> GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech"));
        });
    assertThat(scene.pollNow().fault()).isEqualTo("google_last_admin");
    assertThat(scene.status("ivy@initech.example")).isEqualTo("ACTIVE");
  }

  @Test
  void who_drops_a_group_takes_its_role_and_not_from_the_last_admin() {
    people(2);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    GOOGLE.group("g1", "Admins", "3001");
    GOOGLE.group("g2", "Staff", "3001", "2001");
    scene.ready().pollNow();
    scene.give("g1", "admin");
    assertThatThrownBy(
            () ->
                scene.groups.choose(
                    scene.ivy,
                    scene.initech,
                    scene.directory.id(),
                    null,
                    Tracking.SELECTED,
                    Set.of("g2")))
        .hasMessage("last_admin");
    GOOGLE.group("g3", "More admins", "3001");
    scene.poll();
    scene.give("g3", "admin");
    scene.groups.choose(
        scene.ivy,
        scene.initech,
        scene.directory.id(),
        null,
        Tracking.SELECTED,
        Set.of("g2", "g3"));
    assertThat(scene.pollNow().fault()).isNull();
    assertThat(scene.roles("ivy@initech.example")).containsExactly("admin");
  }

  @Test
  void removals_are_not_allowed_while_the_last_admin_is_among_them() {
    people(12);
    GOOGLE.user("3001", "ivy@initech.example", "Ivy", "Initech");
    scene.ready().pollNow();
    for (var i = 0; i < 8; i++) GOOGLE.delete("2%03d".formatted(i));
    GOOGLE.delete("3001");
    var held = scene.poll();
    assertThat(held.outcome()).isEqualTo(PollResult.Outcome.HELD);
    assertThat(held.counts().managers()).containsExactly("ivy@initech.example");
    assertThat(held.counts().lastAdmin()).isTrue();
    assertThatThrownBy(() -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 9))
        .hasMessage("last_admin");
    // one that fails knows nothing of it
    GOOGLE.fail("/users", 2, 503, "");
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.FAILURE);
    assertThatThrownBy(() -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 9))
        .hasMessage("last_admin");
    var counts = scene.polls.heldCounts(scene.initech, scene.directory.id());
    assertThat(counts.managers()).containsExactly("ivy@initech.example");
    assertThat(counts.losing()).hasSize(9);
    // with another one it is right
    scene.makeAdmin("p010@initech.example");
    assertThat(scene.poll().counts().lastAdmin()).isFalse();
    scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 9);
    assertThat(scene.pollNow().counts().removed()).isEqualTo(9);
    assertThat(scene.status("ivy@initech.example")).isEqualTo("INACTIVE");
  }

  // ------------------------------------------------------------------ failing

  @Test
  void after_a_failure_that_passes_it_waits_longer_each_time_up_to_an_hour() {
    scene.ready();
    for (var minutes : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      GOOGLE.fail("/users", 2, 503, "");
      assertThat(scene.pollNow().fault()).isEqualTo("google_unavailable");
      APP.clock().advance(Duration.ofMinutes(minutes).minusMillis(1));
      assertThat(scene.polling.pollDue()).isZero();
      APP.clock().advance(Duration.ofMillis(1));
    }
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().failures())
        .isZero();
  }

  @Test
  void google_is_left_alone_as_long_as_it_asks() {
    scene.ready();
    GOOGLE.failOnce(
        "/users",
        429,
        FakeGoogle.error(429, "rateLimitExceeded", "Too many"),
        "Retry-After",
        "600");
    assertThat(scene.pollNow().fault()).isEqualTo("google_rate_limited");
    APP.clock().advance(Duration.ofMinutes(9));
    assertThat(scene.polling.pollDue()).isZero();
    APP.clock().advance(Duration.ofMinutes(1));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
  }

  @Test
  void an_authorization_that_ended_is_said_and_not_tried_again_until_somebody_authorizes_anew() {
    people(2);
    scene.ready().pollNow();
    GOOGLE.revokeAll();
    assertThat(scene.poll().fault()).isEqualTo("google_authorization_ended");
    var authorization = scene.authorizations.of(scene.initech, scene.directory.id()).orElseThrow();
    assertThat(authorization.good()).isFalse();
    assertThat(authorization.fault()).isEqualTo("google_authorization_ended");
    APP.clock().advance(Duration.ofDays(3));
    assertThat(scene.polling.pollDue()).isZero();
    assertThatThrownBy(() -> scene.polls.ask(scene.ivy, scene.initech, scene.directory.id()))
        .hasMessage("directory_not_authorized");
    assertThat(scene.active()).contains("p000@initech.example");
    assertThat(scene.authorize("root@initech.example")).isEmpty();
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
  }

  @Test
  void an_account_that_is_no_administrator_any_more_is_tried_again_every_hour() {
    scene.ready();
    GOOGLE.noLongerAdmin("root@initech.example");
    assertThat(scene.pollNow().fault()).isEqualTo("google_not_admin");
    GOOGLE.admin("root@initech.example");
    assertThat(scene.polling.pollDue()).isZero();
    assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
  }

  @Test
  void a_directory_of_another_customer_is_not_read() {
    people(3);
    scene.ready().pollNow();
    GOOGLE.customer("C0another");
    assertThat(scene.poll().fault()).isEqualTo("google_other_customer");
    assertThat(scene.active()).contains("p000@initech.example");
  }

  // ------------------------------------------------------------------ when

  @Test
  void sync_now_reads_at_once_and_needs_all_steps_before_it() {
    var id = scene.directory.id();
    assertThatThrownBy(() -> scene.polls.ask(scene.ivy, scene.initech, id))
        .hasMessage("directory_not_authorized");
    scene.authorize("root@initech.example");
    assertThatThrownBy(() -> scene.polls.ask(scene.ivy, scene.initech, id))
        .hasMessage("directory_groups_not_chosen");
    scene.groups.choose(scene.ivy, scene.initech, id, null, Tracking.ALL, Set.of());
    assertThatThrownBy(() -> scene.polls.ask(scene.ivy, scene.initech, id))
        .hasMessage("directory_not_enabled");
    assertThat(scene.polling.pollDue()).isZero();
    scene.core.directories.enable(scene.ivy, scene.initech, id);
    scene.pollNow();
    people(1);
    scene.polls.ask(scene.ivy, scene.initech, id);
    assertThat(scene.pollNow().counts().created()).isEqualTo(1);
  }

  @Test
  void a_disabled_or_disconnected_directory_is_not_read() {
    scene.ready();
    scene.core.directories.disable(scene.ivy, scene.initech, scene.directory.id());
    assertThat(scene.polling.pollDue()).isZero();
    scene.core.directories.enable(scene.ivy, scene.initech, scene.directory.id());
    scene.authorizations.disconnect(scene.ivy, scene.initech, scene.directory.id());
    assertThat(scene.polling.pollDue()).isZero();
  }

  @Test
  void nobody_else_reads_a_directory_that_is_being_read() {
    people(2);
    scene.ready();
    var others = new ArrayList<Integer>();
    GOOGLE.before("/users", () -> others.add(scene.polling.pollDue()));
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(others).containsExactly(0);
  }

  @Test
  void who_was_away_for_longer_than_the_lease_leaves_the_directory_to_who_took_it() {
    people(3);
    scene.ready().pollNow();
    GOOGLE.delete("2001");
    APP.clock().advance(Duration.ofHours(1));
    GOOGLE.before(
        LOOK,
        () -> {
          APP.clock().advance(Duration.ofMinutes(11));
          assertThat(scene.polling.pollDue()).isEqualTo(1);
        });
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    // the one that took it over is the only one with a result
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).hasSize(2);
    assertThat(scene.status("p001@initech.example")).isEqualTo("INACTIVE");
  }

  @Test
  void a_poll_ends_when_its_directory_is_disabled_or_disconnected_meanwhile() {
    people(3);
    scene.ready();
    GOOGLE.before(
        LOOK, () -> scene.core.directories.disable(scene.ivy, scene.initech, scene.directory.id()));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    assertThat(APP.count("directory_users")).isZero();
    scene.core.directories.enable(scene.ivy, scene.initech, scene.directory.id());
    GOOGLE.before(
        LOOK,
        () -> scene.authorizations.disconnect(scene.ivy, scene.initech, scene.directory.id()));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    assertThat(APP.count("directory_users")).isZero();
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).isEmpty();
  }

  @Test
  void a_directory_is_left_alone_while_provisioning_is_switched_off() {
    people(3);
    scene.ready();
    GOOGLE.before(LOOK, () -> scene.feature(false));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    assertThat(scene.polling.pollDue()).isZero();
    APP.clock().advance(Duration.ofHours(1));
    assertThat(scene.polling.pollDue()).isZero();
    assertThat(APP.count("directory_users")).isZero();
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).isEmpty();
    // everything is kept, so switched on it is read
    scene.feature(true);
    assertThat(scene.pollNow().counts().people()).isEqualTo(4);
  }

  @Test
  void a_poll_whose_directory_is_switched_off_while_it_takes_people_over_ends_and_rests() {
    people(3);
    scene.ready();
    GOOGLE.before("fields=nextPageToken%2Cusers%28id%2CprimaryEmail", () -> scene.feature(false));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    assertThat(scene.polling.pollDue()).isZero();
  }

  @Test
  void who_asks_while_it_is_being_read_has_it_read_once_more() {
    people(2);
    scene.ready();
    GOOGLE.before(LOOK, () -> scene.polls.ask(scene.ivy, scene.initech, scene.directory.id()));
    scene.pollNow();
    scene.pollNow();
    assertThat(scene.polling.pollDue()).isZero();
    // also while one is read that somebody asked for
    scene.polls.ask(scene.ivy, scene.initech, scene.directory.id());
    GOOGLE.before(LOOK, () -> scene.polls.ask(scene.ivy, scene.initech, scene.directory.id()));
    scene.pollNow();
    scene.pollNow();
    assertThat(scene.polling.pollDue()).isZero();
  }

  @Test
  void who_chooses_other_groups_while_it_is_being_read_has_those_read() {
    people(4);
    GOOGLE.group("g1", "Staff", "2000", "2001");
    GOOGLE.group("g2", "Printers", "2002", "2003");
    scene.ready(Tracking.SELECTED, "g1");
    GOOGLE.before(
        LOOK,
        () ->
            scene.groups.choose(
                scene.ivy,
                scene.initech,
                scene.directory.id(),
                null,
                Tracking.SELECTED,
                Set.of("g2")));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).isEmpty();
    assertThat(APP.count("directory_users")).isZero();
    scene.pollNow();
    assertThat(scene.active())
        .containsExactly("ivy@initech.example", "p002@initech.example", "p003@initech.example");
    assertThat(scene.polling.pollDue()).isZero();
  }

  @Test
  void who_authorizes_anew_while_it_is_being_read_has_it_read_with_that() {
    people(2);
    scene.ready().pollNow();
    GOOGLE.before(
        LOOK,
        () -> {
          assertThat(scene.authorize("root@initech.example")).isEmpty();
        });
    APP.clock().advance(Duration.ofHours(1));
    assertThat(scene.polling.pollDue()).isEqualTo(1);
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).hasSize(1);
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
    assertThat(scene.polling.pollDue()).isZero();
  }

  @Test
  void who_enables_it_again_has_it_read_at_once() {
    scene.ready().pollNow();
    APP.clock().advance(Duration.ofMinutes(5));
    scene.core.directories.disable(scene.ivy, scene.initech, scene.directory.id());
    scene.core.directories.enable(scene.ivy, scene.initech, scene.directory.id());
    assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
  }

  @Test
  void what_came_of_polls_is_kept_thirty_days() {
    scene.ready().pollNow();
    scene.poll();
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).hasSize(2);
    assertThat(scene.polls.history(APP.organization("acmecorp"), scene.directory.id(), 10))
        .isEmpty();
    APP.clock().advance(Duration.ofDays(31));
    scene.polls.forgetOld();
    assertThat(scene.polls.history(scene.initech, scene.directory.id(), 10)).isEmpty();
  }
}
