package dev.hostedui.identity.member;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MembersTest {

  private static final String STRANGER = "usr_000000000000000000";

  private static String rolesOf(Identity it, Actor.Person of) {
    return String.join(
        ",",
        it.app()
            .all(
                "SELECT r.name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id WHERE"
                    + " mr.user_id = '"
                    + of.user().value()
                    + "' AND mr.organization_id = '"
                    + it.in(of).value()
                    + "' ORDER BY r.name"));
  }

  // ------------------------------------------------------------------ change role

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_gets_the_new_role_in_place_of_the_old_ones(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var max = it.person(MAX, "acmecorp");
      it.app()
          .arrange(
              "INSERT INTO membership_roles (organization_id, user_id, role_id) SELECT"
                  + " organization_id, user_id, '"
                  + it.app().role("admin").value()
                  + "' FROM memberships WHERE user_id = '"
                  + max.user().value()
                  + "'");
      assertThat(rolesOf(it, max)).isEqualTo("admin,member");

      var events =
          it.eventsOf(
              () ->
                  it.members()
                      .changeRoles(
                          ada, it.in(ada), max.user(), List.of(it.app().role("member").value())));

      assertThat(rolesOf(it, max)).isEqualTo("member");
      assertThat(events).containsExactly("user.organization_membership_updated");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_event_says_who_changed_what_from_what_to_what(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      it.members()
          .changeRoles(
              ada, it.in(ada), it.app().user(MAX), List.of(it.app().role("admin").value()));

      var id = it.app().user(MAX).value();
      var organization = it.app().organization("acmecorp").value();
      assertThat(
              it.app()
                  .one(
                      "SELECT actor_email || ' ' || object_id || ' ' || organization_id FROM events"
                          + " WHERE type = 'user.organization_membership_updated'"))
          .isEqualTo(ADA + " " + id + " " + organization);
      for (var side : List.of("before", "after")) {
        var state =
            json(
                it.app()
                    .one(
                        "SELECT "
                            + side
                            + "_state FROM events WHERE type ="
                            + " 'user.organization_membership_updated'"));
        assertThat(state.at("/organization/display_name").asText()).isEqualTo("AcmeCorp");
        assertThat(state.at("/organization/settings/features")).hasSize(4);
        assertThat(state.at("/user/email").asText()).isEqualTo(MAX);
        assertThat(state.at("/user/user_profile/given_name").asText()).isEqualTo("Max");
        var membership = state.at("/user/membership");
        assertThat(membership.at("/membership_status").asText()).isEqualTo("ACTIVE");
        assertThat(membership.at("/created_at").asText()).matches("20[0-9T:.-]+Z");
        assertThat(membership.at("/roles")).hasSize(1);
        assertThat(membership.at("/roles/0/name").asText())
            .isEqualTo(side.equals("before") ? "member" : "admin");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_role_one_has_already_changes_nothing_and_is_no_event(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var events =
          it.eventsOf(
              () ->
                  it.members()
                      .changeRoles(
                          ada,
                          it.in(ada),
                          it.app().user(MAX),
                          List.of(it.app().role("member").value())));
      assertThat(events).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_changes_their_own_role(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      it.members()
          .changeRoles(
              ada, it.in(ada), it.app().user(MAX), List.of(it.app().role("admin").value()));

      var problem =
          it.refusal(
              () ->
                  it.members()
                      .changeRoles(
                          ada, it.in(ada), ada.user(), List.of(it.app().role("member").value())));

      assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
      assertThat(problem.code()).isEqualTo("own_role");
      assertThat(rolesOf(it, ada)).isEqualTo("admin");
    }
  }

  /** An application with a token that allows everything, which is nobody's role. */
  private static final Actor CLIENT =
      new Actor.Client("the-app", EnumSet.allOf(Permission.class), Actor.Origin.INSIDE);

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_last_member_who_holds_all_that_a_creator_gets_stays(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var admin = it.member(organization, "a@tiny.example", "admin");
      it.member(
          organization,
          "k@tiny.example",
          it.role(organization, "keeper", "sk_org_users_role_change", "sk_org_users_delete"));
      var member = it.app().role("member").value();

      // somebody else can change roles, but nobody could give Admin again
      for (var problem :
          List.of(
              it.refusal(() -> it.members().remove(CLIENT, organization.id(), admin.user())),
              it.refusal(
                  () ->
                      it.members()
                          .changeRoles(
                              CLIENT, organization.id(), admin.user(), List.of(member))))) {
        assertThat(problem.code()).isEqualTo("last_admin");
        assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT);
      }
      it.member(organization, "b@tiny.example", "admin");
      it.members().changeRoles(CLIENT, organization.id(), admin.user(), List.of(member));
      assertThat(rolesOf(it, admin)).isEqualTo("member");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_roles_together_make_an_admin_too(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var admin = it.member(organization, "a@tiny.example", "admin");
      var all = new TreeSet<String>();
      for (var permission : Permission.values()) all.add(permission.wireName());
      all.remove("sk_org_sso_manage");
      var most = it.role(organization, "most", all.toArray(String[]::new));
      var rest = it.role(organization, "rest", "sk_org_sso_manage");
      var both = it.member(organization, "b@tiny.example", most);
      assertThat(
              it.refusal(() -> it.members().remove(CLIENT, organization.id(), admin.user())).code())
          .isEqualTo("last_admin");
      it.app()
          .arrange(
              "INSERT INTO membership_roles (organization_id, user_id, role_id) VALUES ('"
                  + organization.id().value()
                  + "', '"
                  + both.user().value()
                  + "', '"
                  + rest.id().value()
                  + "')");

      it.members().remove(CLIENT, organization.id(), admin.user());

      assertThat(
              it.refusal(() -> it.members().remove(CLIENT, organization.id(), both.user())).code())
          .isEqualTo("last_admin");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void where_nobody_holds_all_the_last_who_can_change_roles_stays(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var keeper =
          it.member(
              organization,
              "k@tiny.example",
              it.role(organization, "keeper", "sk_org_users_role_change"));
      it.member(organization, "o@tiny.example", "member");

      assertThat(
              it.refusal(() -> it.members().remove(CLIENT, organization.id(), keeper.user()))
                  .code())
          .isEqualTo("last_admin");

      // the directory is the source of truth: it takes even that one out
      var directory =
          new Actor.Directory(
              "dir_1", organization.id(), Actor.Origin.INSIDE, it.clock().instant());
      it.members().remove(directory, organization.id(), keeper.user());
      assertThat(it.app().all("SELECT email FROM users WHERE email = 'k@tiny.example'")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invited_or_deactivated_admin_does_not_count_as_one_who_remains(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var admin = it.member(organization, "a@tiny.example", "admin");
      var inactive = it.member(organization, "i@tiny.example", "admin");
      it.invitations()
          .invite(
              admin, organization.id(), "p@tiny.example", List.of(it.app().role("admin").value()));
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
                  + inactive.user().value()
                  + "'");

      assertThat(
              it.refusal(() -> it.members().remove(CLIENT, organization.id(), admin.user())).code())
          .isEqualTo("last_admin");

      // neither of those who do not count is held back by the rule
      it.members().remove(CLIENT, organization.id(), inactive.user());
      it.members().remove(CLIENT, organization.id(), it.app().user("p@tiny.example"));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_apps_own_permission_of_a_similar_name_makes_nobody_an_admin(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var admin = it.member(organization, "a@tiny.example", "admin");
      var lookalikes = new TreeSet<String>();
      for (var permission : Permission.values()) {
        lookalikes.add(permission.wireName().replace('_', ':'));
        lookalikes.add(permission.wireName().toUpperCase(Locale.ROOT));
        lookalikes.add("x" + permission.wireName());
        lookalikes.add(permission.wireName() + ":own");
      }
      it.member(
          organization,
          "x@tiny.example",
          it.role(organization, "lookalike", lookalikes.toArray(String[]::new)));

      assertThat(
              it.refusal(() -> it.members().remove(CLIENT, organization.id(), admin.user())).code())
          .isEqualTo("last_admin");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_holds_less_than_an_admin_neither_unmakes_nor_renews_one(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var admin = it.member(organization, "a@tiny.example", "admin");
      it.member(organization, "b@tiny.example", "admin");
      var keeper =
          it.member(
              organization,
              "k@tiny.example",
              it.role(
                  organization,
                  "keeper",
                  "sk_org_users_role_change",
                  "sk_org_users_delete",
                  "sk_org_users_invite",
                  "sk_org_settings_read",
                  "sk_org_users_read"));
      var member = it.app().role("member").value();
      it.invitations()
          .invite(
              admin, organization.id(), "p@tiny.example", List.of(it.app().role("admin").value()));
      var invited = it.app().user("p@tiny.example");

      for (var user : List.of(admin.user(), invited)) {
        assertThat(
                it.refusal(
                        () ->
                            it.members()
                                .changeRoles(keeper, organization.id(), user, List.of(member)))
                    .code())
            .isEqualTo("member_exceeds_own");
        assertThat(it.refusal(() -> it.members().remove(keeper, organization.id(), user)).code())
            .isEqualTo("member_exceeds_own");
      }
      // a reminder gives nothing; a fresh term would
      it.clock().advance(Duration.ofMinutes(2));
      it.invitations().resend(keeper, organization.id(), invited);
      it.app().arrange("UPDATE memberships SET expires_at = 1 WHERE status = 'PENDING_INVITE'");
      it.clock().advance(Duration.ofMinutes(2));
      assertThat(
              it.refusal(() -> it.invitations().resend(keeper, organization.id(), invited)).code())
          .isEqualTo("member_exceeds_own");
      it.invitations().resend(admin, organization.id(), invited);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_inherited_permission_makes_somebody_an_admin_too(Engine engine) {
    try (var it = Identity.on(engine)) {
      var organization = it.organization("Tiny");
      var admin = it.member(organization, "a@tiny.example", "admin");
      var heir =
          it.roleDefinitions()
              .create(
                  Identity.INTERNAL,
                  new RoleDefinition(organization.id(), "heir", "Heir", "admin", Set.of()));
      var second = it.member(organization, "h@tiny.example", heir);

      it.members().remove(second, it.in(second), admin.user());

      assertThat(it.app().all("SELECT email FROM users WHERE email = 'a@tiny.example'")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_gives_a_role_that_allows_more_than_their_own(Engine engine) {
    try (var it = Identity.on(engine)) {
      var acme = it.app().organization("acmecorp");
      var organization = new Organization(acme, 0, "AcmeCorp");
      var helper =
          it.role(
              organization,
              "helper",
              "sk_org_users_role_change",
              "sk_org_users_read",
              "sk_org_settings_read");
      it.members()
          .changeRoles(
              it.person(ADA, "acmecorp"),
              it.app().organization("acmecorp"),
              it.app().user(MAX),
              List.of(helper.id().value()));
      var max = it.person(MAX, "acmecorp");
      var amara = it.app().user("amara.okafor@acmecorp.example");

      var problem =
          it.refusal(
              () ->
                  it.members()
                      .changeRoles(
                          max, it.in(max), amara, List.of(it.app().role("admin").value())));

      assertThat(problem.code()).isEqualTo("role_exceeds_own");
      assertThat(problem.field()).isEqualTo("role");
      // an app's own permissions are not predefined ones: they may be handed out
      it.role(organization, "barista", "coffee:make", "sk_org_users_read");
      it.members()
          .changeRoles(
              max,
              it.in(max),
              amara,
              List.of(it.app().one("SELECT id FROM roles WHERE name = 'barista'")));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_role_must_be_one_the_organization_can_use(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var elsewhere = it.role(it.organization("Other"), "theirs", "sk_org_users_read");
      for (var role :
          List.of(
              "",
              "admin",
              "role_",
              "role_000000000000000000",
              elsewhere.id().value(),
              "' OR 1=1")) {
        var problem =
            it.refusal(
                () -> it.members().changeRoles(ada, it.in(ada), it.app().user(MAX), List.of(role)));
        assertThat(problem.code()).as(role).isEqualTo("unknown_role");
        assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_in_another_organization_is_not_found(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var gus = it.app().user(GUS);
      var member = it.app().role("member").value();
      for (var id : List.of(gus, new UserId(STRANGER))) {
        assertThat(
                it.refusal(() -> it.members().changeRoles(ada, it.in(ada), id, List.of(member)))
                    .kind())
            .isEqualTo(Problem.Kind.NOT_FOUND);
        assertThat(it.refusal(() -> it.members().remove(ada, it.in(ada), id)).kind())
            .isEqualTo(Problem.Kind.NOT_FOUND);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_without_the_permission_changes_and_removes_nobody(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      var amara = it.app().user("amara.okafor@acmecorp.example");
      var admin = it.app().role("admin").value();

      assertThat(
              it.refusal(() -> it.members().changeRoles(max, it.in(max), amara, List.of(admin)))
                  .kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);
      assertThat(it.refusal(() -> it.members().remove(max, it.in(max), amara)).kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_somebody_was_allowed_when_the_request_began_does_not_count(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var admin = it.app().role("admin").value();
      it.members().changeRoles(ada, it.in(ada), it.app().user(MAX), List.of(admin));
      var max = it.person(MAX, "acmecorp");
      it.members()
          .changeRoles(ada, it.in(ada), max.user(), List.of(it.app().role("member").value()));
      var amara = it.app().user("amara.okafor@acmecorp.example");

      assertThat(
              it.refusal(() -> it.members().changeRoles(max, it.in(max), amara, List.of(admin)))
                  .code())
          .isEqualTo("permission_missing");
      assertThat(it.refusal(() -> it.members().remove(max, it.in(max), amara)).code())
          .isEqualTo("permission_missing");
      assertThat(
              it.refusal(
                      () ->
                          it.invitations()
                              .invite(max, it.in(max), "n@acme.example", List.of(admin)))
                  .code())
          .isEqualTo("permission_missing");
      assertThat(
              it.refusal(
                      () ->
                          it.invitations()
                              .resend(
                                  max, it.in(max), it.app().user("daniel.kim@acmecorp.example")))
                  .code())
          .isEqualTo("permission_missing");
    }
  }

  // ------------------------------------------------------------------ remove

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_removed_member_is_gone_with_sessions_and_record_when_it_was_the_last_membership(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var session = it.begin(it.app().user(MAX), it.app().organization("acmecorp"));
      var max = it.app().user(MAX);

      var events = it.eventsOf(() -> it.members().remove(ada, it.in(ada), max));

      assertThat(it.sessions().resume(session.token())).isEmpty();
      assertThat(it.app().all("SELECT id FROM users WHERE email = '" + MAX + "'")).isEmpty();
      assertThat(it.app().all("SELECT id FROM sessions WHERE user_id = '" + max.value() + "'"))
          .isEmpty();
      assertThat(events)
          .containsExactlyInAnyOrder(
              "user.organization_membership_deleted", "user.logout", "user.deleted");
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invitation_that_is_taken_back_takes_no_account_along_that_somebody_has_proven(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var victim = new EmailAddress("victim@elsewhere.example");
      var proven =
          it.database()
              .inTransaction(
                  tx -> {
                    var made = it.users().findOrCreate(tx, victim, "Vic", "Tim");
                    it.users().markVerified(tx, made.id());
                    return made.id();
                  });
      var session = it.begin(proven, null);
      var role = List.of(it.app().role("member").value());
      it.invitations().invite(ada, it.in(ada), victim.value(), role);

      var events = it.eventsOf(() -> it.members().remove(ada, it.in(ada), proven));

      assertThat(events).containsExactly("user.organization_membership_deleted");
      assertThat(it.users().find(proven)).isPresent();
      assertThat(it.sessions().resume(session.token())).isPresent();

      // so it is when the invitation was not accepted in time
      it.clock().advance(Duration.ofMinutes(2));
      it.invitations().invite(ada, it.in(ada), victim.value(), role);
      it.clock().advance(Duration.ofDays(20));
      var admin = it.person(ADA, "acmecorp");
      it.members().remove(admin, it.in(admin), proven);
      assertThat(it.users().find(proven)).isPresent();

      // nobody has ever come by this one: there is no account but by the invitation
      var invited = it.invitations().invite(admin, it.in(admin), "new@elsewhere.example", role);
      it.members().remove(admin, it.in(admin), invited.user().id());
      assertThat(it.users().find(invited.user().id())).isEmpty();
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_removed_member_keeps_other_organizations_and_the_sessions_there(Engine engine) {
    try (var it = Identity.on(engine)) {
      var gus = it.person(GUS, "globex");
      var there = it.begin(it.app().user(ADA), it.app().organization("globex"));
      var elsewhere = it.begin(it.app().user(ADA), it.app().organization("acmecorp"));
      var ada = it.app().user(ADA);

      var events = it.eventsOf(() -> it.members().remove(gus, it.in(gus), ada));

      assertThat(events)
          .containsExactlyInAnyOrder("user.organization_membership_deleted", "user.logout");
      assertThat(it.sessions().resume(there.token())).isEmpty();
      var kept = it.sessions().resume(elsewhere.token()).orElseThrow();
      assertThat(kept.active().displayName()).isEqualTo("AcmeCorp");
      assertThat(kept.elsewhere()).isFalse();
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_removes_themselves(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      assertThat(it.refusal(() -> it.members().remove(ada, it.in(ada), ada.user())).code())
          .isEqualTo("own_membership");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void removing_takes_away_what_was_searched_even_if_it_was_written_by_an_older_rule(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var max = it.app().user(MAX);
      while (it.app().app().core().lettersDue.write() > 0) {
        // so that there are rows to take away
      }
      it.app()
          .arrange(
              "UPDATE memberships SET search_text = search_text || ' qq' WHERE user_id = '"
                  + max.value()
                  + "'");
      it.app()
          .arrange(
              "INSERT INTO member_grams SELECT o.number, 'qq', m.position FROM memberships m JOIN"
                  + " organizations o ON o.id = m.organization_id WHERE m.user_id = '"
                  + max.value()
                  + "'");

      it.members().remove(ada, it.in(ada), max);

      assertThat(it.app().all("SELECT gram FROM member_grams WHERE gram = 'qq'")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_was_removed_can_come_again_at_the_end_of_the_list(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var before =
          it.app().one("SELECT member_sequence FROM organizations WHERE slug = 'acmecorp'");
      it.members().remove(ada, it.in(ada), it.app().user(MAX));
      var again =
          it.invitations().invite(ada, it.in(ada), MAX, List.of(it.app().role("member").value()));

      assertThat(again.position()).isEqualTo(Long.parseLong(before) + 1);
      Consistency.check(it.app());
    }
  }

  // ------------------------------------------------------------------ at the same moment

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_two_admins_who_demote_each_other_one_succeeds(Engine engine) {
    try (var it = Identity.on(engine)) {
      var member = it.app().role("member").value();
      for (var round = 0; round < 15; round++) {
        var organization = it.organization("Round " + round);
        var one = it.member(organization, "one" + round + "@tiny.example", "admin");
        var two = it.member(organization, "two" + round + "@tiny.example", "admin");

        var outcome =
            Race.between(
                () -> it.members().changeRoles(one, it.in(one), two.user(), List.of(member)),
                () -> it.members().changeRoles(two, it.in(two), one.user(), List.of(member)));

        assertThat(outcome.done()).as("round " + round).isEqualTo(1);
        assertThat(outcome.codes()).containsExactly("permission_missing");
        assertThat(List.of(rolesOf(it, one), rolesOf(it, two)))
            .containsExactlyInAnyOrder("admin", "member");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_admins_who_remove_each_other_one_remains(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var round = 0; round < 10; round++) {
        var organization = it.organization("Round " + round);
        var admins = new ArrayList<Actor.Person>();
        for (var i = 0; i < 4; i++)
          admins.add(it.member(organization, "a" + i + "r" + round + "@tiny.example", "admin"));

        Race.between(
            IntStream.range(0, 4)
                .mapToObj(
                    i ->
                        (Callable<?>)
                            () ->
                                it.members()
                                    .remove(
                                        admins.get(i),
                                        organization.id(),
                                        admins.get((i + 1) % 4).user()))
                .toList());

        assertThat(
                it.app()
                    .one(
                        "SELECT COUNT(*) FROM memberships m JOIN membership_roles mr ON"
                            + " mr.organization_id = m.organization_id AND mr.user_id = m.user_id"
                            + " WHERE m.organization_id = '"
                            + organization.id().value()
                            + "'"))
            .as("round " + round)
            .isNotEqualTo("0");
      }
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_is_removed_here_while_invited_there_is_whole_afterwards(Engine engine) {
    try (var it = Identity.on(engine)) {
      var member = it.app().role("member").value();
      var here = it.organization("Here");
      var there = it.organization("There");
      var admin = it.member(here, "a@here.example", "admin");
      var other = it.member(there, "a@there.example", "admin");
      for (var round = 0; round < 25; round++) {
        var email = "x" + round + "@here.example";
        it.clock().advance(Duration.ofSeconds(10));
        var moving = it.member(here, email, "member");

        var outcome =
            Race.between(
                () -> it.members().remove(admin, it.in(admin), moving.user()),
                () -> it.invitations().invite(other, it.in(other), email, List.of(member)));

        assertThat(outcome.problems()).as("round " + round).isEmpty();
        assertThat(
                it.app()
                    .one(
                        "SELECT COUNT(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE"
                            + " u.email = '"
                            + email
                            + "'"))
            .as("the invitation of round " + round)
            .isEqualTo("1");
      }
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_is_removed_here_while_joining_there_is_whole_afterwards(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var admin = it.member(here, "a@here.example", "admin");
      it.emailDomains()
          .allow(it.member(there, "a@there.example", "admin"), there.id(), "moving.example");
      for (var round = 0; round < 25; round++) {
        var email = "x" + round + "@moving.example";
        var moving = it.member(here, email, "member");

        Race.between(
            () -> it.members().remove(admin, it.in(admin), moving.user()),
            () -> it.members().joinByEmailDomain(moving, moving.user(), there.id()));
      }
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_is_removed_while_renaming_themselves_leaves_nothing_behind(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var there = it.organization("There");
      var admin = it.member(here, "a@here.example", "admin");
      for (var round = 0; round < 25; round++) {
        var email = "x" + round + "@here.example";
        var moving = it.member(here, email, "member");
        if (round % 2 == 0) it.member(there, email, "member");
        var name = "Name" + round;

        Race.between(
            () -> it.members().remove(admin, it.in(admin), moving.user()),
            () -> it.users().rename(moving, moving.user(), name, "Changed"));
      }
      Consistency.check(it.app());
    }
  }

  // ------------------------------------------------------------------ join and create

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_proven_address_joins_an_organization_that_lists_its_domain(Engine engine) {
    try (var it = Identity.on(engine)) {
      var shared = offered(it);
      var home = it.organization("Home");
      var pat = it.member(home, "pat@shared.example", "member");
      var session = it.begin(pat.user(), home.id());
      var person = Identity.actor(it.sessions().resume(session.token()).orElseThrow());

      var events = it.eventsOf(() -> it.members().joinByEmailDomain(person, person.user(), shared));

      assertThat(events)
          .containsExactlyInAnyOrder(
              "user.organization_membership_created", "session.organization_chosen");
      var active = it.sessions().resume(session.token()).orElseThrow().active();
      assertThat(active.id()).isEqualTo(shared);
      assertThat(active.permissions())
          .extracting(permission -> permission.wireName())
          .containsExactlyInAnyOrder("sk_org_settings_read", "sk_org_users_read");
      assertThat(
              it.app()
                  .one(
                      "SELECT provisioning_method FROM memberships WHERE organization_id = '"
                          + shared.value()
                          + "' AND user_id = '"
                          + person.user().value()
                          + "'"))
          .isEqualTo("allowed_email_domain");
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_expired_invitation_gives_whoever_joins_nothing_and_hinders_nobody(Engine engine) {
    try (var it = Identity.on(engine)) {
      var shared = it.organization("Shared");
      var admin = it.member(shared, "admin@shared.example", "admin");
      it.emailDomains().allow(admin, shared.id(), "shared.example");
      var pat = it.member(it.organization("Home"), "pat@shared.example", "member");
      it.invitations()
          .invite(
              admin, shared.id(), "pat@shared.example", List.of(it.app().role("admin").value()));
      assertNotFound(it, pat, shared.id());
      it.app()
          .arrange(
              "UPDATE memberships SET expires_at = 1, metadata = '{\"badge\":\"5\"}' WHERE status ="
                  + " 'PENDING_INVITE'");

      var events = it.eventsOf(() -> it.members().joinByEmailDomain(pat, pat.user(), shared.id()));

      assertThat(events).contains("user.organization_membership_created");
      assertThat(
              it.app()
                  .all(
                      "SELECT m.status || ' ' || m.provisioning_method || ' ' || r.name FROM"
                          + " memberships m JOIN membership_roles mr ON mr.organization_id ="
                          + " m.organization_id AND mr.user_id = m.user_id JOIN roles r ON r.id ="
                          + " mr.role_id WHERE m.user_id = '"
                          + pat.user().value()
                          + "' AND m.organization_id = '"
                          + shared.id().value()
                          + "'"))
          .containsExactly("ACTIVE allowed_email_domain member");
      assertThat(
              it.app()
                  .all(
                      "SELECT metadata FROM memberships WHERE status = 'ACTIVE' AND user_id = '"
                          + pat.user().value()
                          + "'"))
          .hasSize(2)
          .noneMatch(metadata -> metadata.contains("badge"));
      assertThat(it.app().count("invitation_links")).isZero();
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void joining_is_refused_as_not_found_whatever_the_reason(Engine engine) {
    try (var it = Identity.on(engine)) {
      var globex = it.app().organization("globex");
      var gus = it.person(GUS, "globex");
      var max = it.person(MAX, "acmecorp");
      // not listed; only a domain above it listed; verified for single sign-on but not listed
      assertNotFound(it, max, globex);
      it.emailDomains().allow(gus, it.in(gus), "sub.acmecorp.example");
      assertNotFound(it, max, globex);
      assertNotFound(it, max, it.app().organization("acmecorp"));
      // listed, but the address was never proven
      it.emailDomains().allow(gus, it.in(gus), "acmecorp.example");
      it.app().arrange("UPDATE users SET email_verified_at = NULL WHERE email = '" + MAX + "'");
      assertNotFound(it, max, globex);
      // no such organization
      assertNotFound(it, max, new OrganizationId("org_000000000000000000"));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_that_the_organization_has_verified_is_offered_whoever_its_admins_are(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var shared = it.organization("Shared");
      var admin = it.member(shared, "admin@elsewhere.example", "admin");
      it.emailDomains().allow(admin, shared.id(), "shared.example");
      var home = it.organization("Home");
      var pat = it.member(home, "pat@shared.example", "member");
      var session = it.begin(pat.user(), home.id());
      var person = Identity.actor(it.sessions().resume(session.token()).orElseThrow());
      assertNotFound(it, person, shared.id());
      it.organizationDomains().confirm(Identity.INTERNAL, shared.id(), "shared.example");
      assertThat(it.members().joinByEmailDomain(person, person.user(), shared.id()).id())
          .isEqualTo(shared.id());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_leaves_everywhere_at_once_keeps_their_record_unless_they_have_proven_who_they_are(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var there = it.organization("There");
      var here = it.organization("Here");
      for (var one : List.of(there, here)) it.member(one, "admin@here.example", "admin");
      var leaving = new ArrayList<Callable<?>>();
      for (var one : List.of(there, here)) {
        var pat = it.member(one, "pat@here.example", "member");
        var session = it.begin(pat.user(), one.id());
        var person = Identity.actor(it.sessions().resume(session.token()).orElseThrow());
        leaving.add(() -> it.members().leave(person, one.id(), person.user(), false, null));
      }

      var outcome = Race.between(leaving);

      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsExactly("leave_proof_needed");
      assertThat(it.users().find(it.app().user("pat@here.example"))).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_address_of_who_leaves_does_not_let_them_come_back(Engine engine) {
    try (var it = Identity.on(engine)) {
      var shared = it.organization("Shared");
      var admin = it.member(shared, "admin@shared.example", "admin");
      it.emailDomains().allow(admin, shared.id(), "shared.example");
      var departures = it.app().app().core().departures;
      var leaving = new EmailAddress("admin@shared.example");
      assertThat(departures.waysBack(shared.id(), leaving).byEmailDomain()).isFalse();
      assertThat(
              departures
                  .waysBack(shared.id(), new EmailAddress("pat@shared.example"))
                  .byEmailDomain())
          .isTrue();
      it.member(shared, "other@shared.example", "admin");
      assertThat(departures.waysBack(shared.id(), leaving).byEmailDomain()).isTrue();
    }
  }

  /** An organization that is offered to people of shared.example, where its admin is from. */
  private static OrganizationId offered(Identity it) {
    var organization = it.organization("Shared");
    var admin = it.member(organization, "admin@shared.example", "admin");
    it.emailDomains().allow(admin, organization.id(), "shared.example");
    return organization.id();
  }

  private static void assertNotFound(Identity it, Actor.Person who, OrganizationId where) {
    assertThat(it.refusal(() -> it.members().joinByEmailDomain(who, who.user(), where)).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void joining_at_the_same_moment_takes_no_more_than_the_seats(Engine engine) {
    try (var it = Identity.on(engine)) {
      var tiny = it.organization("Tiny");
      it.emailDomains()
          .allow(it.member(tiny, "a@tiny.example", "admin"), tiny.id(), "tiny.example");
      it.app()
          .arrange(
              "UPDATE organizations SET max_allowed_users = 3 WHERE id = '"
                  + tiny.id().value()
                  + "'");
      var home = it.organization("Home");
      var people =
          IntStream.range(0, 6)
              .mapToObj(i -> it.member(home, "p" + i + "@tiny.example", "member"))
              .toList();

      var outcome =
          Race.between(
              people.stream()
                  .map(
                      person ->
                          (Callable<?>)
                              () ->
                                  it.members().joinByEmailDomain(person, person.user(), tiny.id()))
                  .toList());

      assertThat(outcome.done()).isEqualTo(2);
      assertThat(outcome.codes()).containsOnly("seats_taken").hasSize(4);
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void joining_twice_at_the_same_moment_joins_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var shared = offered(it);
      var pat = it.member(it.organization("Home"), "pat@shared.example", "member");

      var outcome =
          Race.between(
              Collections.nCopies(
                  4, (Callable<?>) () -> it.members().joinByEmailDomain(pat, pat.user(), shared)));

      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsOnly("organization_not_found");
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_makes_an_organization_is_its_admin_and_lands_in_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      var session = it.begin(it.app().user(MAX), it.app().organization("acmecorp"));
      var max = Identity.actor(it.sessions().resume(session.token()).orElseThrow());

      var events =
          it.eventsOf(() -> it.members().createOrganization(max, max.user(), "  Max &  Co "));

      assertThat(events)
          .containsExactlyInAnyOrder(
              "organization.created",
              "user.organization_membership_created",
              "session.organization_chosen");
      var active = it.sessions().resume(session.token()).orElseThrow().active();
      assertThat(active.displayName()).isEqualTo("Max & Co");
      assertThat(active.permissions()).hasSize(12);
      assertThat(active.features()).isEmpty();
      Consistency.check(it.app());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_organization_is_not_made_where_that_is_off_or_by_whom_it_is_not_for(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      assertThat(
              it.refusal(() -> it.members().createOrganization(max, max.user(), " \u200B "))
                  .field())
          .isEqualTo("display_name");
      it.app().set(EnvironmentSetting.SIGN_UP, "off");
      assertThat(it.refusal(() -> it.members().createOrganization(max, max.user(), "No")).code())
          .isEqualTo("sign_up_off");
      it.app().set(EnvironmentSetting.SIGN_UP, "on");
      it.app().set(EnvironmentSetting.PUBLIC_EMAIL_DOMAINS, "off");
      it.app().set(EnvironmentSetting.DISPOSABLE_EMAIL_DOMAINS, "off");
      var home = it.organization("Home");
      var gmail = it.member(home, "a@gmail.com", "member");
      assertThat(
              it.refusal(() -> it.members().createOrganization(gmail, gmail.user(), "No")).code())
          .isEqualTo("sign_up_from_public_domain");
      var thrown = it.member(home, "a@mailinator.com", "member");
      assertThat(
              it.refusal(() -> it.members().createOrganization(thrown, thrown.user(), "No")).code())
          .isEqualTo("sign_up_from_disposable_domain");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_person_makes_only_so_many_organizations_even_at_the_same_moment(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().set(EnvironmentSetting.ORGANIZATIONS_PER_USER, "2");
      var max = it.person(MAX, "acmecorp");

      var outcome =
          Race.between(
              IntStream.range(0, 6)
                  .mapToObj(
                      i ->
                          (Callable<?>)
                              () -> it.members().createOrganization(max, max.user(), "Number " + i))
                  .toList());

      assertThat(outcome.done()).isEqualTo(2);
      assertThat(outcome.codes()).containsOnly("too_many_organizations").hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void where_people_belong_to_one_organization_only_nobody_enters_a_second(Engine engine) {
    try (var it = Identity.on(engine)) {
      var shared = offered(it);
      var pat = it.member(it.organization("Home"), "pat@shared.example", "member");
      var gus = it.person(GUS, "globex");
      it.invitations().invite(gus, it.in(gus), MAX, List.of(it.app().role("member").value()));
      var max = it.person(MAX, "acmecorp");
      it.app().set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "off");

      for (var verb :
          List.<ThrowingCallable>of(
              () -> it.members().joinByEmailDomain(pat, pat.user(), shared),
              () -> it.members().createOrganization(pat, pat.user(), "Mine"),
              () -> it.members().provision(Identity.INTERNAL, "initech", MAX, "", "", "member"),
              () -> it.invitations().acceptPending(max, max.user(), it.in(gus))))
        assertThat(it.refusal(verb).code()).isEqualTo("other_organization");

      // who belongs nowhere enters one, at the same moment too
      for (var round = 0; round < 5; round++) {
        var email = "new" + round + "@work.example";
        var outcome =
            Race.between(
                Stream.of("globex", "initech")
                    .map(
                        slug ->
                            (Callable<?>)
                                () ->
                                    it.members()
                                        .provision(
                                            Identity.INTERNAL, slug, email, "", "", "member"))
                    .toList());
        assertThat(outcome.done()).isEqualTo(1);
        assertThat(outcome.codes()).containsExactly("other_organization");
      }
      assertThat(
              it.app()
                  .one(
                      "SELECT COUNT(*) FROM memberships WHERE user_id = '"
                          + pat.user().value()
                          + "'"))
          .isEqualTo("1");
      Consistency.check(it.app());
      it.app().set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "on");
      it.invitations().acceptPending(max, max.user(), it.in(gus));
    }
  }

  // ------------------------------------------------------------------ what the person hears

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_another_role_or_is_removed_is_told_by_mail(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var max = it.app().user(MAX);
      it.members().changeRoles(ada, it.in(ada), max, List.of(it.app().role("admin").value()));
      var role = it.app().mailTo(MAX);
      assertThat(role.subject()).isEqualTo("Coffeedesk: Your role was changed");
      assertThat(role.text()).contains("Admin", "AcmeCorp", "http://localhost:8080/ui/");
      assertThat(role.html()).contains("Your role is now Admin");

      it.app().mail().clear();
      it.members().changeRoles(ada, it.in(ada), max, List.of(it.app().role("admin").value()));
      it.app().app().core().letterBox.sendDue();
      assertThat(it.app().mail().all()).as("nothing was changed").isEmpty();

      it.members().remove(ada, it.in(ada), max);
      var removed = it.app().mailTo(MAX);
      assertThat(removed.subject()).isEqualTo("Coffeedesk: You were removed from an organization");
      assertThat(removed.text()).contains("AcmeCorp", "invite you again");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whose_role_is_changed_to_and_fro_gets_few_mails_of_it_and_is_told_so(Engine engine) {
    try (var it = Identity.on(engine)) {
      var here = it.organization("Here");
      var admin = it.member(here, "a@here.example", "admin");
      var email = "toggled@here.example";
      var toggled = it.member(here, email, "member").user();
      var roles = List.of(it.app().role("admin").value(), it.app().role("member").value());
      it.app().app().core().letterBox.sendDue();
      it.app().mail().clear();

      for (var i = 0; i < 40; i++)
        it.members().changeRoles(admin, here.id(), toggled, List.of(roles.get(i % 2)));

      it.app().app().core().letterBox.sendDue();
      var mails = it.app().mail().all();
      assertThat(mails).hasSize(5);
      assertThat(mails.subList(0, 4)).noneMatch(mail -> mail.text().contains("held back"));
      assertThat(mails.get(4).text()).contains("Further ones are held back until");

      // what else there is to say is said
      it.app().mail().clear();
      it.members().remove(admin, here.id(), toggled);
      assertThat(it.app().mailTo(email).subject()).contains("You were removed");

      it.app().mail().clear();
      it.clock().advance(Duration.ofHours(1));
      var again = it.member(here, email, "member").user();
      it.members().changeRoles(admin, here.id(), again, List.of(roles.get(0)));
      assertThat(it.app().mailTo(email).subject()).contains("Your role was changed");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_was_only_invited_is_not_told(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var invited =
          it.invitations()
              .invite(
                  ada,
                  it.in(ada),
                  "new@acmecorp.example",
                  List.of(it.app().role("member").value()));
      it.app().app().core().letterBox.sendDue();
      it.app().mail().clear();
      it.members()
          .changeRoles(
              ada, it.in(ada), invited.user().id(), List.of(it.app().role("admin").value()));
      it.members().remove(ada, it.in(ada), invited.user().id());
      it.app().app().core().letterBox.sendDue();
      assertThat(it.app().mail().all()).isEmpty();
    }
  }
}
