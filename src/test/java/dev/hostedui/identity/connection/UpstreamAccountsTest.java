package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Arrival.Trust;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.member.Departure;
import dev.hostedui.identity.member.WaysBack;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpstreamAccountsTest {

  @RegisterExtension static final Scene.House HOUSE = new Scene.House();

  private static final Actor BROWSER =
      new Actor.Newcomer("lat_1", "", new Actor.Origin("203.0.113.9", "test", "r1"));

  private static UpstreamPerson person(String subject, @Nullable String email) {
    return person(subject, email, "Grace", "Hopper");
  }

  private static UpstreamPerson person(
      String subject, @Nullable String email, String given, String family) {
    return new UpstreamPerson(
        subject, true, address(email), false, given, family, Map.of(), Set.of("mail", "cn"));
  }

  private static UpstreamPerson transientPerson(String subject, String email) {
    return new UpstreamPerson(
        subject, false, address(email), false, "", "", Map.of(), Set.of("mail"));
  }

  private static UpstreamPerson denied(String subject, String email) {
    return new UpstreamPerson(subject, true, address(email), true, "", "", Map.of(), Set.of());
  }

  private static @Nullable EmailAddress address(@Nullable String email) {
    return email == null ? null : new EmailAddress(email);
  }

  /** A connection, those who arrive through it, and what is in the database then. */
  private static final class Door {
    final Scene scene;
    final Organization globex;
    final String ada;
    final String max;

    /** Somebody of another organization. */
    final String gus;

    Connection connection;

    Door(Engine engine) {
      scene = HOUSE.scene(engine);
      globex = scene.organization("Globex");
      ada = scene.adaAddress;
      max = scene.at("max");
      gus = "gus@globex" + scene.number + ".example";
      scene.it.member(scene.organization, max, "member");
      scene.it.member(globex, gus, "member");
      name(ada, "Ada", "Admin");
      name(max, "Max", "Member");
      connection = scene.enabled(Protocol.SAML);
    }

    private void name(String email, String given, String family) {
      var id = scene.it.app().user(email);
      scene.it.users().rename(Identity.INTERNAL, id, given, family);
    }

    /** An address of the organization's domain. */
    String at(String name) {
      return scene.at(name);
    }

    Arrival arrive(UpstreamPerson person) {
      return arrive(person, null);
    }

    Arrival arrive(UpstreamPerson person, @Nullable String proven) {
      return arrive(scene.route(connection), person, proven);
    }

    Arrival arrive(RoutedConnection route, UpstreamPerson person, @Nullable String proven) {
      return scene
          .it
          .database()
          .inTransaction(
              tx ->
                  scene.core.upstreamAccounts.arrive(tx, BROWSER, route, person, address(proven)));
    }

    String refusal(UpstreamPerson person, @Nullable String proven) {
      return scene.it.refusal(() -> arrive(person, proven)).code();
    }

    String refusal(UpstreamPerson person) {
      return refusal(person, null);
    }

    Arrival member(String email, Trust trust) {
      return new Arrival.Member(scene.it.app().user(email), trust);
    }

    Arrival proofOf(String email) {
      return new Arrival.ProofNeeded(new EmailAddress(email));
    }

    /** The connection is set to something else, at once. */
    void change(ConnectionSettings settings) {
      var draft = scene.saved(connection, settings);
      scene.core.connectionVersions.makeLive(
          Identity.INTERNAL, connection.organization(), connection.id(), draft.number(), true);
    }

    /** The people of a domain are sent to this connection. */
    void attach(Connection to, String domain) {
      var id = scene.it.app().one("SELECT id FROM email_domains WHERE domain = '" + domain + "'");
      scene.core.connectionSetup.attach(
          Identity.INTERNAL, to.organization(), to.id(), null, Set.of(new EmailDomainId(id)));
    }

    void turn(Switch which, boolean on) {
      scene.core.connectionSetup.set(
          Identity.INTERNAL,
          connection.organization(),
          connection.id(),
          null,
          ConnectionSetup.Wanted.turned(Map.of(which, on)));
      connection = scene.core.connections.find(connection.organization(), connection.id());
    }

    String membership(String email, OrganizationId organization) {
      return String.join(
          "",
          scene
              .it
              .app()
              .all(
                  "SELECT m.status || ' ' || m.provisioning_method || ' ' || r.name FROM"
                      + " memberships m JOIN membership_roles mr ON mr.user_id = m.user_id AND"
                      + " mr.organization_id = m.organization_id JOIN roles r ON r.id = mr.role_id"
                      + " JOIN users u ON u.id = m.user_id WHERE u.email = '"
                      + email
                      + "' AND m.organization_id = '"
                      + organization.value()
                      + "'"));
    }

    String membership(String email) {
      return membership(email, scene.acme);
    }

    String name(String email) {
      return scene
          .it
          .app()
          .one("SELECT given_name || ' ' || family_name FROM users WHERE email = '" + email + "'");
    }

    long users() {
      return count("SELECT COUNT(*) FROM users");
    }

    long links() {
      return count(
          "SELECT COUNT(*) FROM upstream_accounts a JOIN connections c ON c.id = a.connection_id"
              + " WHERE a.organization_id = '"
              + scene.acme.value()
              + "' OR c.organization_id = '"
              + scene.acme.value()
              + "'");
    }

    private long count(String sql) {
      return Long.parseLong(scene.it.app().one(sql));
    }

    /** Somebody is kept out from now on. */
    void deactivate(String email) {
      execute(
          "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
              + scene.it.app().user(email).value()
              + "'");
    }

    void execute(String sql) {
      scene.it.database().useTransaction(tx -> tx.execute(sql));
    }

    void invite(String email, OrganizationId organization) {
      scene
          .it
          .invitations()
          .invite(
              Identity.INTERNAL,
              organization,
              email,
              List.of(scene.it.app().role("admin").value()));
    }
  }

  // ------------------------------------------------------------------ the organization's own
  // people

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_may_be_made_a_member_here_can_come_back_after_they_have_left(Engine engine) {
    var door = new Door(engine);
    var max = door.scene.it.app().user(door.max);
    var departures = door.scene.core.departures;
    assertThat(departures.of(door.scene.acme, max))
        .isEqualTo(new Departure(false, true, new WaysBack(false, false, true)));
    assertThat(departures.waysBack(door.scene.acme, new EmailAddress(door.gus)))
        .isEqualTo(new WaysBack(false, false, false));
    var none = new WaysBack(false, false, false);
    door.scene.feature(door.scene.acme, false);
    assertThat(departures.of(door.scene.acme, max).back()).isEqualTo(none);
    door.scene.feature(door.scene.acme, true);
    // another connection makes members, but the people of the domain are not sent there
    var contractors = door.scene.enabled(Protocol.SAML);
    assertThat(contractors.has(Switch.JIT_PROVISIONING)).isTrue();
    door.attach(door.connection, door.scene.domain);
    door.turn(Switch.JIT_PROVISIONING, false);
    assertThat(departures.of(door.scene.acme, max).back()).isEqualTo(none);
    door.attach(contractors, door.scene.domain);
    assertThat(departures.of(door.scene.acme, max).back().bySingleSignOn()).isTrue();
    assertThat(departures.of(door.scene.acme, door.scene.ada.user()).lastAdmin()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void somebody_unknown_of_a_verified_domain_becomes_a_member(Engine engine) {
    var door = new Door(engine);
    var arrival = new Arrival[1];
    assertThat(
            door.scene.it.eventsOf(() -> arrival[0] = door.arrive(person("s1", door.at("grace")))))
        .containsExactlyInAnyOrder(
            "user.organization_membership_created", "user.sso_account_linked");
    assertThat(arrival[0]).isEqualTo(door.member(door.at("grace"), Trust.DOMAIN));
    assertThat(door.membership(door.at("grace"))).isEqualTo("ACTIVE jit_using_sso member");
    assertThat(door.name(door.at("grace"))).isEqualTo("Grace Hopper");
    assertThat(
            door.scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM users WHERE email = '"
                        + door.at("grace")
                        + "' AND email_verified_at IS NOT NULL"))
        .isEqualTo("1");
    // and is known from then on
    var users = door.users();
    assertThat(door.arrive(person("s1", door.at("grace")))).isEqualTo(arrival[0]);
    assertThat(door.users()).isEqualTo(users);
    assertThat(
            door.scene
                .it
                .app()
                .all(
                    "SELECT subject FROM upstream_accounts WHERE connection_id = '"
                        + door.connection.id().value()
                        + "'"))
        .containsExactly("s1");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void without_just_in_time_provisioning_nobody_unknown_gets_in(Engine engine) {
    var door = new Door(engine);
    door.turn(Switch.JIT_PROVISIONING, false);
    var users = door.users();
    assertThat(door.refusal(person("s1", door.at("grace")))).isEqualTo("not_invited");
    assertThat(door.users()).isEqualTo(users);
    // who is a member or invited does
    assertThat(door.arrive(person("s2", door.max))).isEqualTo(door.member(door.max, Trust.DOMAIN));
    door.invite(door.at("grace"), door.scene.acme);
    assertThat(door.arrive(person("s1", door.at("grace"))))
        .isEqualTo(door.member(door.at("grace"), Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_keeps_account_role_and_name(Engine engine) {
    var door = new Door(engine);
    var before = door.membership(door.ada);
    var users = door.users();
    assertThat(door.arrive(person("s1", door.ada))).isEqualTo(door.member(door.ada, Trust.DOMAIN));
    assertThat(door.membership(door.ada)).isEqualTo(before);
    assertThat(door.name(door.ada)).isEqualTo("Ada Admin");
    assertThat(door.users()).isEqualTo(users);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_account_that_exists_elsewhere_joins_instead_of_a_second_one(Engine engine) {
    var door = new Door(engine);
    var globex = door.globex.id();
    door.invite(door.at("lent"), globex);
    var users = door.users();
    assertThat(door.arrive(person("s1", door.at("lent"))))
        .isEqualTo(door.member(door.at("lent"), Trust.DOMAIN));
    assertThat(door.users()).isEqualTo(users);
    assertThat(door.membership(door.at("lent"))).isEqualTo("ACTIVE jit_using_sso member");
    assertThat(door.membership(door.at("lent"), globex))
        .isEqualTo("PENDING_INVITE invitation admin");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invitation_is_accepted_with_its_role_and_an_expired_one_as_for_the_unknown(
      Engine engine) {
    var door = new Door(engine);
    door.invite(door.at("one"), door.scene.acme);
    door.invite(door.at("two"), door.scene.acme);
    door.arrive(person("s1", door.at("one")));
    assertThat(door.membership(door.at("one"))).isEqualTo("ACTIVE invitation admin");
    assertThat(
            door.scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM invitation_links WHERE organization_id = '"
                        + door.scene.acme.value()
                        + "' AND used_at IS NULL"))
        .as("the link of the one who has come is gone")
        .isEqualTo("1");

    door.scene.it.clock().advance(Duration.ofDays(16));
    door.turn(Switch.JIT_PROVISIONING, false);
    assertThat(door.refusal(person("s2", door.at("two")))).isEqualTo("not_invited");
    door.turn(Switch.JIT_PROVISIONING, true);
    door.arrive(person("s2", door.at("two")));
    assertThat(door.membership(door.at("two")))
        .as("what it gave ended with it")
        .isEqualTo("ACTIVE jit_using_sso member");
    assertThat(
            door.scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE"
                        + " m.accepted_at IS NULL AND m.expires_at IS NULL AND m.inviter_email IS"
                        + " NULL AND u.email = '"
                        + door.at("two")
                        + "'"))
        .isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_the_directory_has_deactivated_stays_out_also_when_they_are_no_member(Engine engine) {
    var door = new Door(engine);
    var core = door.scene.core;
    core.organizations.setFeature(
        Identity.INTERNAL, door.scene.acme.value(), Feature.DIR_SYNC, true);
    var directory =
        core.directories.add(Identity.INTERNAL, door.scene.acme, "OKTA", DirectoryType.SCIM);
    var speaking =
        new Actor.Directory(
            directory.id().value(),
            door.scene.acme,
            Actor.Origin.INSIDE,
            door.scene.it.clock().instant());
    var gone = door.at("gone");
    door.scene
        .it
        .database()
        .useTransaction(
            tx ->
                core.directoryUsers.create(
                    tx,
                    speaking,
                    directory,
                    new DirectoryProfile(gone, null, gone, false, "", "", "", "{}")));
    core.members.remove(Identity.INTERNAL, door.scene.acme, door.scene.it.app().user(gone));
    assertThat(door.refusal(person("s9", gone))).isEqualTo("user_not_active");
    assertThat(door.refusal(person("s9", gone), gone)).isEqualTo("user_not_active");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_the_directory_has_deactivated_stays_out(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.max));
    door.deactivate(door.max);
    assertThat(door.refusal(person("s1", door.max))).isEqualTo("user_not_active");
    assertThat(door.refusal(person("other", door.max))).isEqualTo("user_not_active");
    assertThat(door.refusal(person("other", door.max), door.max)).isEqualTo("user_not_active");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_default_role_is_the_organizations(Engine engine) {
    var door = new Door(engine);
    door.execute(
        "UPDATE organizations SET default_member_role_id = '"
            + door.scene.it.app().role("admin").value()
            + "' WHERE id = '"
            + door.scene.acme.value()
            + "'");
    door.arrive(person("s1", door.at("grace")));
    assertThat(door.membership(door.at("grace"))).endsWith(" admin");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void all_seats_taken_keep_the_unknown_out_and_nobody_else(Engine engine) {
    var door = new Door(engine);
    door.invite(door.at("late"), door.scene.acme);
    door.execute(
        "UPDATE organizations SET max_allowed_users = 1 WHERE id = '"
            + door.scene.acme.value()
            + "'");
    assertThat(door.refusal(person("s1", door.at("grace")))).isEqualTo("seats_taken");
    assertThat(door.arrive(person("s2", door.max))).isEqualTo(door.member(door.max, Trust.DOMAIN));
    door.arrive(person("s3", door.at("late")));
    assertThat(door.membership(door.at("late"))).startsWith("ACTIVE");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void names_follow_the_provider_only_where_that_is_on_and_something_came(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.max, "Maxim", "Neu"));
    assertThat(door.name(door.max)).isEqualTo("Max Member");
    door.turn(Switch.PROFILE_SYNC, true);
    door.arrive(person("s1", door.max, "Maxim", ""));
    assertThat(door.name(door.max)).isEqualTo("Maxim Member");
    assertThat(door.scene.it.eventsOf(() -> door.arrive(person("s1", door.max, "Maxim", "Neu"))))
        .containsExactly("user.profile_updated");
    assertThat(door.scene.it.eventsOf(() -> door.arrive(person("s1", door.max, "Maxim", "Neu"))))
        .isEmpty();
    assertThat(door.name(door.max)).isEqualTo("Maxim Neu");

    // a name where there is none takes nothing away from anybody
    door.turn(Switch.PROFILE_SYNC, false);
    door.invite(door.at("nameless"), door.scene.acme);
    door.arrive(person("s9", door.at("nameless")));
    assertThat(door.name(door.at("nameless"))).isEqualTo("Grace Hopper");
  }

  private static UpstreamPerson mapped(String email, String phone, Map<String, String> custom) {
    return new UpstreamPerson(
        "s1",
        true,
        address(email),
        false,
        "",
        "",
        Map.of("phone_number", phone, "custom_attributes", custom),
        Set.of());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_mapped_beside_the_names_fills_the_profile_and_takes_its_place_where_that_is_on(
      Engine engine) {
    var door = new Door(engine);
    var profile = "SELECT profile FROM users WHERE email = '" + door.max + "'";
    var first = mapped(door.max, "+15550100", Map.of("badge", "17"));
    assertThat(door.scene.it.eventsOf(() -> door.arrive(first))).contains("user.profile_updated");
    assertThat(door.scene.it.app().one(profile))
        .contains("\"phone_number\":\"+15550100\"", "\"custom_attributes\":{\"badge\":\"17\"}");
    door.arrive(mapped(door.max, "+15550199", Map.of("badge", "18", "desk", "B3")));
    assertThat(door.scene.it.app().one(profile))
        .contains("\"phone_number\":\"+15550100\"", "\"badge\":\"17\"", "\"desk\":\"B3\"");
    door.turn(Switch.PROFILE_SYNC, true);
    var last = mapped(door.max, "+15550199", Map.of("badge", "18"));
    door.arrive(last);
    assertThat(door.scene.it.app().one(profile))
        .contains("\"phone_number\":\"+15550199\"", "\"badge\":\"18\"", "\"desk\":\"B3\"");
    assertThat(door.name(door.max)).isEqualTo("Max Member");
    assertThat(door.scene.it.eventsOf(() -> door.arrive(last))).isEmpty();
  }

  private static UpstreamPerson grouped(String email, String... groups) {
    return new UpstreamPerson(
        "s1",
        true,
        address(email),
        false,
        "Grace",
        "Hopper",
        Map.of("groups", List.of(groups), "custom_attributes", Map.of("badge", "17")),
        Set.of());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void groups_are_there_from_the_first_event_on_and_follow_where_that_is_on(Engine engine) {
    var door = new Door(engine);
    var grace = door.at("grace");
    var groups = "SELECT profile FROM users WHERE email = '" + grace + "'";
    assertThat(door.scene.it.eventsOf(() -> door.arrive(grouped(grace, "Staff", "Admins"))))
        .containsExactly("user.organization_membership_created", "user.sso_account_linked");
    assertThat(
            door.scene
                .it
                .app()
                .one(
                    "SELECT after_state FROM events WHERE type ="
                        + " 'user.organization_membership_created' ORDER BY id DESC LIMIT 1"))
        .contains("\"groups\":[\"Staff\",\"Admins\"]", "\"badge\":\"17\"");
    door.arrive(grouped(grace));
    assertThat(door.scene.it.app().one(groups)).contains("[\"Staff\",\"Admins\"]");
    door.turn(Switch.PROFILE_SYNC, true);
    door.arrive(grouped(grace, "Staff"));
    assertThat(door.scene.it.app().one(groups)).contains("\"groups\":[\"Staff\"]");
    // who has left the last group keeps nothing of it
    door.arrive(grouped(grace));
    assertThat(door.scene.it.app().one(groups)).doesNotContain("groups").contains("badge");
  }

  // ------------------------------------------------------------------ the subject comes first

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_that_changed_at_the_provider_makes_nobody_else(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.max));
    var users = door.users();
    assertThat(door.arrive(person("s1", door.at("maxim"))))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.arrive(person("s1", null))).isEqualTo(door.member(door.max, Trust.DOMAIN));
    // the address is an admin's by now: still Max
    assertThat(door.arrive(person("s1", door.ada))).isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.arrive(person("s1", door.gus))).isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.users()).isEqualTo(users);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whose_new_address_has_an_account_of_its_own_comes_by_that_once_it_is_shown_to_be_theirs(
      Engine engine) {
    var door = new Door(engine);
    var maxim = door.at("maxim");
    door.arrive(person("s1", door.max));
    // as directories change an address that they may not change
    door.deactivate(door.max);
    door.scene.it.member(door.scene.organization, maxim, "member");
    assertThat(door.arrive(person("s1", maxim))).isEqualTo(door.proofOf(maxim));
    assertThat(door.arrive(person("s1", maxim), door.max)).isEqualTo(door.proofOf(maxim));
    assertThat(
            door.scene.it.eventsOf(
                () ->
                    assertThat(door.arrive(person("s1", maxim), maxim))
                        .isEqualTo(door.member(maxim, Trust.DOMAIN))))
        .contains("user.sso_account_linked");
    // known as that from then on, and as nobody else
    assertThat(door.arrive(person("s1", null))).isEqualTo(door.member(maxim, Trust.DOMAIN));
    assertThat(door.links()).isEqualTo(1);
    // the same where an admin has let in the new address
    door.deactivate(maxim);
    door.invite(door.at("m"), door.scene.acme);
    assertThat(door.arrive(person("s1", door.at("m")))).isEqualTo(door.proofOf(door.at("m")));
    assertThat(door.arrive(person("s1", door.at("m")), door.at("m")))
        .isEqualTo(door.member(door.at("m"), Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_kept_out_gets_around_it_by_no_address_that_they_write_at_the_provider(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.max));
    door.deactivate(door.max);
    // a colleague, also one who has never come by the provider, and whatever else was shown
    for (var proven : new String[] {null, door.max, door.gus})
      assertThat(door.arrive(person("s1", door.ada), proven)).isEqualTo(door.proofOf(door.ada));
    // somebody new, whom the connection would let in; nobody at all; a member of another domain
    door.invite(door.gus, door.scene.acme);
    for (var email : new String[] {door.at("fresh"), null, door.max, door.gus})
      assertThat(door.refusal(person("s1", email), email)).as(email).isEqualTo("user_not_active");
    // somebody who is kept out as well, or whose invitation is over
    door.invite(door.at("late"), door.scene.acme);
    door.scene.it.clock().advance(Duration.ofDays(16));
    assertThat(door.refusal(person("s1", door.at("late")), door.at("late")))
        .isEqualTo("user_not_active");
    door.deactivate(door.ada);
    assertThat(door.refusal(person("s1", door.ada), door.ada)).isEqualTo("user_not_active");
    // they are still known as who they are
    door.execute("UPDATE memberships SET status = 'ACTIVE' WHERE status = 'INACTIVE'");
    assertThat(door.arrive(person("s1", door.ada))).isEqualTo(door.member(door.max, Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void another_subject_with_a_known_address_has_to_prove_it_each_time_until_linked(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("ada", door.ada));
    // somebody who can write their own address at the provider
    assertThat(door.arrive(person("mallory", door.ada))).isEqualTo(door.proofOf(door.ada));
    assertThat(door.arrive(person("mallory", door.ada), door.max))
        .isEqualTo(door.proofOf(door.ada));
    assertThat(door.links()).isEqualTo(1);
    // Ada herself, whose account there was made anew
    assertThat(door.arrive(person("ada2", door.ada), door.ada))
        .isEqualTo(door.member(door.ada, Trust.DOMAIN));
    assertThat(door.arrive(person("ada2", door.ada)))
        .isEqualTo(door.member(door.ada, Trust.DOMAIN));
    // having proven it once says nothing for the next subject
    assertThat(door.arrive(person("mallory", door.ada))).isEqualTo(door.proofOf(door.ada));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_subject_means_nothing_at_another_connection(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.ada));
    var second = door.scene.enabled(Protocol.OIDC);
    assertThat(door.arrive(door.scene.route(second), person("s1", door.max), null))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    var initech = door.scene.organization("Initech").id();
    door.scene.verify(initech, "initech" + door.scene.number + ".example");
    var third = door.scene.enabled(initech, Protocol.SAML);
    var ivy = "ivy@initech" + door.scene.number + ".example";
    assertThat(door.arrive(door.scene.route(third), person("s1", ivy), null))
        .isEqualTo(door.member(ivy, Trust.DOMAIN));
    assertThat(door.links()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_subject_means_nothing_at_another_provider_of_the_same_connection(Engine engine) {
    var door = new Door(engine);
    door.invite(door.gus, door.scene.acme);
    door.arrive(person("u1", door.ada));
    door.arrive(person("u2", door.gus), door.gus);

    door.change(Settings.saml("https://other.example/entity"));
    assertThat(door.arrive(person("u1", door.max))).isEqualTo(door.member(door.max, Trust.DOMAIN));
    // whom this connection knows by another name, and who has shown their mailbox for another
    assertThat(door.arrive(person("u3", door.ada))).isEqualTo(door.proofOf(door.ada));
    assertThat(door.arrive(transientPerson("t1", door.gus))).isEqualTo(door.proofOf(door.gus));
    assertThat(door.arrive(person("u2", door.gus))).isEqualTo(door.proofOf(door.gus));

    // the first one again
    door.change(Settings.saml());
    assertThat(door.arrive(person("u1", door.at("x"))))
        .isEqualTo(door.member(door.ada, Trust.DOMAIN));
    assertThat(door.arrive(person("u2", door.gus))).isEqualTo(door.member(door.gus, Trust.MAILBOX));

    // by OpenID Connect as well
    door.connection = door.scene.enabled(Protocol.OIDC);
    door.arrive(person("u1", door.ada));
    door.change(Settings.oidc("https://other.example"));
    assertThat(door.arrive(person("u1", door.max))).isEqualTo(door.member(door.max, Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_subject_means_nothing_among_those_of_another_attribute(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("1001", door.ada));
    var numbers = Settings.saml().with(new AttributeMapping(Map.of("sub", "emp")));
    door.change(numbers);
    assertThat(door.arrive(person("1001", door.max)))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.arrive(person("1001", door.ada)))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    // forms write down that it is the subject
    door.change(numbers.with(new AttributeMapping(Map.of("sub", AttributeMapping.SUBJECT))));
    assertThat(door.arrive(person("1001", door.max)))
        .isEqualTo(door.member(door.ada, Trust.DOMAIN));
    door.change(numbers.with(new AttributeMapping(Map.of("sub", "sub"))));
    assertThat(door.arrive(person("1001", door.max)))
        .isEqualTo(door.member(door.ada, Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_transient_subject_links_nobody(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.ada));
    assertThat(door.arrive(transientPerson("s1", door.max)))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.arrive(transientPerson("t2", door.max)))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.links()).isEqualTo(1);
    assertThat(
            door.refusal(
                new UpstreamPerson("t3", false, null, false, "", "", Map.of(), Set.of("cn"))))
        .isEqualTo("mandatory_attribute_missing");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_transient_subject_does_not_get_around_whom_an_address_belongs_to(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("ada", door.ada));
    // somebody who can write their own address at the provider, and asks to be called otherwise
    assertThat(door.arrive(transientPerson("t1", door.ada))).isEqualTo(door.proofOf(door.ada));
    assertThat(door.arrive(transientPerson("t2", door.ada), door.max))
        .isEqualTo(door.proofOf(door.ada));
    // Ada herself, each time: nothing that lasts is known of who came
    assertThat(door.arrive(transientPerson("t3", door.ada), door.ada))
        .isEqualTo(door.member(door.ada, Trust.DOMAIN));
    assertThat(door.arrive(transientPerson("t4", door.ada))).isEqualTo(door.proofOf(door.ada));
    assertThat(door.links()).isEqualTo(1);
    assertThat(door.arrive(person("ada", door.ada))).isEqualTo(door.member(door.ada, Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_comes_without_an_address_is_told_what_came(Engine engine) {
    var door = new Door(engine);
    var problem = door.scene.it.refusal(() -> door.arrive(person("s1", null)));
    assertThat(problem.code()).isEqualTo("mandatory_attribute_missing");
    assertThat(problem.faults().get(0).arguments().get(0).toString()).contains("mail", "cn");
    assertThat(door.refusal(person(" ", door.ada))).isEqualTo("subject_malformed");
    assertThat(door.refusal(person("x".repeat(513), door.ada))).isEqualTo("subject_malformed");
  }

  // ------------------------------------------------------------------ people of other domains

  @ParameterizedTest
  @EnumSource(Engine.class)
  void no_provider_reaches_strangers_or_members_of_another_organization(Engine engine) {
    var door = new Door(engine);
    var users = door.users();
    for (var email :
        List.of(door.gus, "nobody@nowhere.example", "somebody@eu." + door.scene.domain))
      for (var proven : new String[] {null, email})
        assertThat(door.refusal(person("s1", email), proven))
            .as(email)
            .isEqualTo("invalid_user_domain");
    // nor by a domain that the other organization has verified
    var initech = door.scene.organization("Initech").id();
    door.scene.verify(initech, "initech" + door.scene.number + ".example");
    var ivy = "ivy@initech" + door.scene.number + ".example";
    assertThat(door.refusal(person("s1", ivy))).isEqualTo("invalid_user_domain");
    assertThat(door.users()).isEqualTo(users);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invited_person_of_another_domain_proves_the_mailbox_once(Engine engine) {
    var door = new Door(engine);
    door.invite(door.gus, door.scene.acme);
    assertThat(
            door.scene.it.eventsOf(
                () ->
                    assertThat(door.arrive(person("s1", door.gus)))
                        .isEqualTo(door.proofOf(door.gus))))
        .isEmpty();
    assertThat(door.membership(door.gus)).startsWith("PENDING_INVITE");
    assertThat(door.arrive(person("s1", door.gus), "other@nowhere.example"))
        .isEqualTo(door.proofOf(door.gus));
    assertThat(door.arrive(person("s1", door.gus), door.gus))
        .isEqualTo(door.member(door.gus, Trust.MAILBOX));
    assertThat(door.membership(door.gus)).isEqualTo("ACTIVE invitation admin");
    assertThat(door.arrive(person("s1", door.gus))).isEqualTo(door.member(door.gus, Trust.MAILBOX));
    // the provider is not theirs, so their name is not either
    door.turn(Switch.PROFILE_SYNC, true);
    door.arrive(person("s1", door.gus));
    assertThat(door.name(door.gus)).isNotEqualTo("Grace Hopper");

    // another connection has to ask for itself
    var second = door.scene.enabled(Protocol.OIDC);
    assertThat(door.arrive(door.scene.route(second), person("s1", door.gus), null))
        .isEqualTo(door.proofOf(door.gus));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_that_the_provider_itself_does_not_believe_is_proven_first(Engine engine) {
    var door = new Door(engine);
    assertThat(door.arrive(denied("s1", door.max))).isEqualTo(door.proofOf(door.max));
    assertThat(door.arrive(denied("s2", door.at("new")))).isEqualTo(door.proofOf(door.at("new")));
    assertThat(door.arrive(denied("s1", door.max), door.max))
        .isEqualTo(door.member(door.max, Trust.DOMAIN));
    assertThat(door.arrive(denied("s1", door.max))).isEqualTo(door.member(door.max, Trust.DOMAIN));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_that_is_lost_speaks_for_nobody_any_more(Engine engine) {
    var door = new Door(engine);
    door.arrive(person("s1", door.max));
    door.execute("DELETE FROM email_domains WHERE domain = '" + door.scene.domain + "'");
    assertThat(door.arrive(person("s1", door.max))).isEqualTo(door.proofOf(door.max));
    assertThat(door.refusal(person("s2", door.at("grace")))).isEqualTo("invalid_user_domain");
    assertThat(door.arrive(person("s1", door.max), door.max))
        .isEqualTo(door.member(door.max, Trust.MAILBOX));
    assertThat(door.arrive(person("s1", door.max))).isEqualTo(door.member(door.max, Trust.MAILBOX));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_that_leads_to_another_connection_is_not_spoken_for(Engine engine) {
    var door = new Door(engine);
    var contractors = door.scene.enabled(Protocol.SAML);
    var route = door.scene.route(contractors);
    door.arrive(route, person("c1", door.max), null);
    door.attach(door.connection, door.scene.domain);

    assertThat(door.arrive(route, person("c2", door.ada), null)).isEqualTo(door.proofOf(door.ada));
    // whom it has named before the domain was given to the other
    assertThat(door.arrive(route, person("c1", door.max), null)).isEqualTo(door.proofOf(door.max));
    assertThat(
            door.scene
                .it
                .refusal(() -> door.arrive(route, person("c3", door.at("new")), null))
                .code())
        .isEqualTo("invalid_user_domain");
    // who has shown the mailbox comes in as from any domain that is not theirs
    assertThat(door.arrive(route, person("c1", door.max), door.max))
        .isEqualTo(door.member(door.max, Trust.MAILBOX));
    assertThat(door.arrive(person("s1", door.ada))).isEqualTo(door.member(door.ada, Trust.DOMAIN));

    // nor while nobody is sent to the other
    door.scene.core.connections.disable(Identity.INTERNAL, door.scene.acme, door.connection.id());
    assertThat(door.arrive(route, person("c2", door.ada), null)).isEqualTo(door.proofOf(door.ada));
  }

  // ------------------------------------------------------------------ when it ends

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_known_ends_with_the_membership_and_with_the_connection(Engine engine) {
    var door = new Door(engine);
    door.invite(door.gus, door.scene.acme);
    door.arrive(person("gus", door.gus), door.gus);
    door.arrive(person("max", door.max));
    var members = door.scene.it.members();
    members.remove(Identity.INTERNAL, door.scene.acme, door.scene.it.app().user(door.gus));
    members.remove(Identity.INTERNAL, door.scene.acme, door.scene.it.app().user(door.max));
    assertThat(door.links()).isZero();
    assertThat(door.refusal(person("gus", door.gus))).isEqualTo("invalid_user_domain");
    // invited anew: the mailbox has to be shown anew
    door.scene.it.clock().advance(Duration.ofMinutes(2));
    door.invite(door.gus, door.scene.acme);
    assertThat(door.arrive(person("gus", door.gus))).isEqualTo(door.proofOf(door.gus));
    // somebody of the organization's own domain comes back as a newcomer
    door.arrive(person("max", door.max));
    assertThat(door.membership(door.max)).isEqualTo("ACTIVE jit_using_sso member");
    door.scene.core.connections.delete(Identity.INTERNAL, door.scene.acme, door.connection.id());
    assertThat(door.links()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_arrives_through_a_connection_that_was_switched_off_meanwhile(Engine engine) {
    var door = new Door(engine);
    var route = door.scene.route(door.connection);
    door.arrive(person("s1", door.max));
    door.scene.feature(door.scene.acme, false);
    assertThat(door.scene.it.refusal(() -> door.arrive(route, person("s1", door.max), null)).code())
        .isEqualTo("connection_not_active");
    door.scene.feature(door.scene.acme, true);
    door.scene.core.connections.disable(Identity.INTERNAL, door.scene.acme, door.connection.id());
    assertThat(door.scene.it.refusal(() -> door.arrive(route, person("s1", door.max), null)).code())
        .isEqualTo("connection_not_active");
    // nor through one that is said to be another organization's
    var forged =
        new RoutedConnection(
            route.id(),
            door.scene.organization("Initech").id(),
            route.provider(),
            route.protocol(),
            route.version());
    assertThat(
            door.scene.it.refusal(() -> door.arrive(forged, person("s1", door.max), null)).code())
        .isEqualTo("connection_not_active");
  }

  // ------------------------------------------------------------------ at once

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_first_sign_ins_of_one_person_make_one_member(Engine engine) {
    var door = new Door(engine);
    var users = door.users();
    var route = door.scene.route(door.connection);
    var outcome =
        Race.between(
            () -> door.arrive(route, person("s1", door.at("grace")), null),
            () -> door.arrive(route, person("s1", door.at("grace")), null),
            () -> door.arrive(route, person("s1", door.at("grace")), null));
    assertThat(outcome.done()).isEqualTo(3);
    assertThat(door.users()).isEqualTo(users + 1);
    assertThat(door.links()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_answers_with_one_id_one_is_used(Engine engine) {
    var door = new Door(engine);
    var used = door.scene.core.usedAnswers;
    var ends = door.scene.it.clock().instant().plus(Duration.ofMinutes(8));
    var id = door.connection.id();
    var outcome =
        Race.between(() -> use(door, id, "_answer", true), () -> use(door, id, "_answer", true));
    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.codes()).containsExactly("over");

    // what led to nothing may come again
    assertThat(door.scene.it.refusal(() -> use(door, id, "_other", false)).code())
        .isEqualTo("rolled_back");
    use(door, id, "_other", true);
    // ids are the provider's own
    use(door, door.scene.enabled(Protocol.SAML).id(), "_answer", true);

    used.forgetOld();
    assertThat(door.scene.it.app().count("used_answers")).isEqualTo(3);
    door.scene.it.clock().advance(Duration.between(door.scene.it.clock().instant(), ends));
    assertThat(used.forgetOld()).isPositive();
    assertThat(door.scene.it.app().count("used_answers")).isZero();
  }

  private static Object use(Door door, ConnectionId id, String answer, boolean commit) {
    var ends = door.scene.it.clock().instant().plus(Duration.ofMinutes(8));
    door.scene
        .it
        .database()
        .useTransaction(
            tx -> {
              if (!door.scene.core.usedAnswers.use(tx, id, answer, ends))
                throw Problem.conflict("over");
              if (!commit) throw Problem.conflict("rolled_back");
            });
    return "used";
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_arrival_and_the_end_of_the_connection_do_not_miss_each_other(Engine engine) {
    var door = new Door(engine);
    var route = door.scene.route(door.connection);
    var outcome =
        Race.between(
            () -> door.arrive(route, person("s1", door.at("grace")), null),
            () ->
                door.scene.core.connections.disable(
                    Identity.INTERNAL, door.scene.acme, door.connection.id()));
    // either somebody came before, or nobody came
    assertThat(outcome.done() == 2 ? 1 : 0).isEqualTo((int) door.links());
    assertThat(outcome.codes()).allMatch("connection_not_active"::equals);
  }
}
