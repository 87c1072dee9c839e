package dev.hostedui.identity.connection;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Arrival.Trust;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpstreamAccountsTest {

  private static final Actor BROWSER =
      new Actor.Newcomer("lat_1", "", new Actor.Origin("203.0.113.9", "test", "r1"));

  private static UpstreamPerson person(String subject, @Nullable String email) {
    return person(subject, email, "Grace", "Hopper");
  }

  private static UpstreamPerson person(
      String subject, @Nullable String email, String given, String family) {
    return new UpstreamPerson(
        subject, true, address(email), false, given, family, List.of(), Set.of("mail", "cn"));
  }

  private static UpstreamPerson transientPerson(String subject, String email) {
    return new UpstreamPerson(
        subject, false, address(email), false, "", "", List.of(), Set.of("mail"));
  }

  private static UpstreamPerson denied(String subject, String email) {
    return new UpstreamPerson(subject, true, address(email), true, "", "", List.of(), Set.of());
  }

  private static @Nullable EmailAddress address(@Nullable String email) {
    return email == null ? null : new EmailAddress(email);
  }

  /** A connection, those who arrive through it, and what is in the database then. */
  private static final class Door implements AutoCloseable {
    final Scene scene;
    Connection connection;

    Door(Engine engine) {
      scene = new Scene(engine);
      connection = scene.enabled(Protocol.SAML);
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

    void turn(Switch which, boolean on) {
      connection =
          scene.core.connections.turn(
              Identity.INTERNAL, connection.organization(), connection.id(), which, on);
    }

    String membership(String email, OrganizationId organization) {
      return String.join(
          "",
          scene
              .it
              .app()
              .all(
                  "SELECT m.status || ' ' || m.provisioning_method || ' ' || r.name FROM memberships"
                      + " m JOIN membership_roles mr ON mr.user_id = m.user_id AND"
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
      return count("SELECT COUNT(*) FROM upstream_accounts");
    }

    private long count(String sql) {
      return Long.parseLong(scene.it.app().one(sql));
    }

    void execute(String sql) {
      scene.it.database().useTransaction(tx -> tx.execute(sql));
    }

    void invite(String email, OrganizationId organization) {
      scene
          .it
          .invitations()
          .invite(Identity.INTERNAL, organization, email, scene.it.app().role("admin").value());
    }

    @Override
    public void close() {
      scene.close();
    }
  }

  // ------------------------------------------------------------------ the organization's own
  // people

  @ParameterizedTest
  @EnumSource(Engine.class)
  void somebody_unknown_of_a_verified_domain_becomes_a_member(Engine engine) {
    try (var door = new Door(engine)) {
      var arrival = new Arrival[1];
      assertThat(
              door.scene.it.eventsOf(
                  () -> arrival[0] = door.arrive(person("s1", "grace@acmecorp.example"))))
          .containsExactlyInAnyOrder(
              "user.organization_membership_created", "user.sso_account_linked");
      assertThat(arrival[0]).isEqualTo(door.member("grace@acmecorp.example", Trust.DOMAIN));
      assertThat(door.membership("grace@acmecorp.example"))
          .isEqualTo("ACTIVE jit_using_sso member");
      assertThat(door.name("grace@acmecorp.example")).isEqualTo("Grace Hopper");
      assertThat(
              door.scene
                  .it
                  .app()
                  .one(
                      "SELECT COUNT(*) FROM users WHERE email = 'grace@acmecorp.example' AND"
                          + " email_verified_at IS NOT NULL"))
          .isEqualTo("1");
      // and is known from then on
      var users = door.users();
      assertThat(door.arrive(person("s1", "grace@acmecorp.example"))).isEqualTo(arrival[0]);
      assertThat(door.users()).isEqualTo(users);
      assertThat(door.scene.core.upstreamAccounts.find(door.connection.id(), "s1"))
          .contains(door.scene.it.app().user("grace@acmecorp.example"));
      assertThat(door.scene.core.upstreamAccounts.find(door.connection.id(), "S1")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void without_just_in_time_provisioning_nobody_unknown_gets_in(Engine engine) {
    try (var door = new Door(engine)) {
      door.turn(Switch.JIT_PROVISIONING, false);
      var users = door.users();
      assertThat(door.refusal(person("s1", "grace@acmecorp.example"))).isEqualTo("not_invited");
      assertThat(door.users()).isEqualTo(users);
      // who is a member or invited does
      assertThat(door.arrive(person("s2", MAX))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      door.invite("grace@acmecorp.example", door.scene.acme);
      assertThat(door.arrive(person("s1", "grace@acmecorp.example")))
          .isEqualTo(door.member("grace@acmecorp.example", Trust.DOMAIN));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_keeps_account_role_and_name(Engine engine) {
    try (var door = new Door(engine)) {
      var before = door.membership(ADA);
      var users = door.users();
      assertThat(door.arrive(person("s1", ADA))).isEqualTo(door.member(ADA, Trust.DOMAIN));
      assertThat(door.membership(ADA)).isEqualTo(before);
      assertThat(door.name(ADA)).isEqualTo("Ada Admin");
      assertThat(door.users()).isEqualTo(users);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_account_that_exists_elsewhere_joins_instead_of_a_second_one(Engine engine) {
    try (var door = new Door(engine)) {
      var globex = door.scene.it.app().organization("globex");
      door.invite("lent@acmecorp.example", globex);
      var users = door.users();
      assertThat(door.arrive(person("s1", "lent@acmecorp.example")))
          .isEqualTo(door.member("lent@acmecorp.example", Trust.DOMAIN));
      assertThat(door.users()).isEqualTo(users);
      assertThat(door.membership("lent@acmecorp.example")).isEqualTo("ACTIVE jit_using_sso member");
      assertThat(door.membership("lent@acmecorp.example", globex))
          .isEqualTo("PENDING_INVITE invitation admin");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invitation_is_accepted_with_its_role_and_an_expired_one_as_for_the_unknown(
      Engine engine) {
    try (var door = new Door(engine)) {
      door.invite("one@acmecorp.example", door.scene.acme);
      door.invite("two@acmecorp.example", door.scene.acme);
      door.arrive(person("s1", "one@acmecorp.example"));
      assertThat(door.membership("one@acmecorp.example")).isEqualTo("ACTIVE invitation admin");
      assertThat(
              door.scene
                  .it
                  .app()
                  .one("SELECT COUNT(*) FROM invitation_links WHERE used_at IS NULL"))
          .as("the link of the one who has come is gone")
          .isEqualTo("1");

      door.scene.it.clock().advance(Duration.ofDays(16));
      door.turn(Switch.JIT_PROVISIONING, false);
      assertThat(door.refusal(person("s2", "two@acmecorp.example"))).isEqualTo("not_invited");
      door.turn(Switch.JIT_PROVISIONING, true);
      door.arrive(person("s2", "two@acmecorp.example"));
      assertThat(door.membership("two@acmecorp.example")).isEqualTo("ACTIVE invitation admin");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_the_directory_has_deactivated_stays_out(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("s1", MAX));
      door.execute(
          "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
              + door.scene.it.app().user(MAX).value()
              + "'");
      assertThat(door.refusal(person("s1", MAX))).isEqualTo("user_not_active");
      assertThat(door.refusal(person("other", MAX))).isEqualTo("user_not_active");
      assertThat(door.refusal(person("other", MAX), MAX)).isEqualTo("user_not_active");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_default_role_is_the_organizations(Engine engine) {
    try (var door = new Door(engine)) {
      door.execute(
          "UPDATE organizations SET default_member_role_id = '"
              + door.scene.it.app().role("admin").value()
              + "' WHERE slug = 'acmecorp'");
      door.arrive(person("s1", "grace@acmecorp.example"));
      assertThat(door.membership("grace@acmecorp.example")).endsWith(" admin");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void all_seats_taken_keep_the_unknown_out_and_nobody_else(Engine engine) {
    try (var door = new Door(engine)) {
      door.invite("late@acmecorp.example", door.scene.acme);
      door.execute("UPDATE organizations SET max_allowed_users = 1 WHERE slug = 'acmecorp'");
      assertThat(door.refusal(person("s1", "grace@acmecorp.example"))).isEqualTo("seats_taken");
      assertThat(door.arrive(person("s2", MAX))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      door.arrive(person("s3", "late@acmecorp.example"));
      assertThat(door.membership("late@acmecorp.example")).startsWith("ACTIVE");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void names_follow_the_provider_only_where_that_is_on_and_something_came(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("s1", MAX, "Maxim", "Neu"));
      assertThat(door.name(MAX)).isEqualTo("Max Member");
      door.turn(Switch.PROFILE_SYNC, true);
      door.arrive(person("s1", MAX, "Maxim", ""));
      assertThat(door.name(MAX)).isEqualTo("Maxim Member");
      assertThat(door.scene.it.eventsOf(() -> door.arrive(person("s1", MAX, "Maxim", "Neu"))))
          .containsExactly("user.profile_updated");
      assertThat(door.scene.it.eventsOf(() -> door.arrive(person("s1", MAX, "Maxim", "Neu"))))
          .isEmpty();
      assertThat(door.name(MAX)).isEqualTo("Maxim Neu");

      // a name where there is none takes nothing away from anybody
      door.turn(Switch.PROFILE_SYNC, false);
      door.invite("nameless@acmecorp.example", door.scene.acme);
      door.arrive(person("s9", "nameless@acmecorp.example"));
      assertThat(door.name("nameless@acmecorp.example")).isEqualTo("Grace Hopper");
    }
  }

  // ------------------------------------------------------------------ the subject comes first

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_that_changed_at_the_provider_makes_nobody_else(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("s1", MAX));
      var users = door.users();
      assertThat(door.arrive(person("s1", "maxim@acmecorp.example")))
          .isEqualTo(door.member(MAX, Trust.DOMAIN));
      assertThat(door.arrive(person("s1", null))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      // the address is an admin's by now: still Max
      assertThat(door.arrive(person("s1", ADA))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      assertThat(door.arrive(person("s1", GUS))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      assertThat(door.users()).isEqualTo(users);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void another_subject_with_a_known_address_has_to_prove_it_each_time_until_linked(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("ada", ADA));
      // somebody who can write their own address at the provider
      assertThat(door.arrive(person("mallory", ADA))).isEqualTo(door.proofOf(ADA));
      assertThat(door.arrive(person("mallory", ADA), MAX)).isEqualTo(door.proofOf(ADA));
      assertThat(door.links()).isEqualTo(1);
      // Ada herself, whose account there was made anew
      assertThat(door.arrive(person("ada2", ADA), ADA)).isEqualTo(door.member(ADA, Trust.DOMAIN));
      assertThat(door.arrive(person("ada2", ADA))).isEqualTo(door.member(ADA, Trust.DOMAIN));
      // having proven it once says nothing for the next subject
      assertThat(door.arrive(person("mallory", ADA))).isEqualTo(door.proofOf(ADA));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_subject_means_nothing_at_another_connection(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("s1", ADA));
      var second = door.scene.enabled(Protocol.OIDC);
      assertThat(door.arrive(door.scene.route(second), person("s1", MAX), null))
          .isEqualTo(door.member(MAX, Trust.DOMAIN));
      var initech = door.scene.it.app().organization("initech");
      door.scene.verify(initech, "initech.example");
      var third = door.scene.enabled(initech, Protocol.SAML);
      assertThat(door.arrive(door.scene.route(third), person("s1", "ivy@initech.example"), null))
          .isEqualTo(door.member("ivy@initech.example", Trust.DOMAIN));
      assertThat(door.links()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_transient_subject_links_nobody(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("s1", ADA));
      assertThat(door.arrive(transientPerson("s1", MAX))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      assertThat(door.arrive(transientPerson("t2", MAX))).isEqualTo(door.member(MAX, Trust.DOMAIN));
      assertThat(door.links()).isEqualTo(1);
      assertThat(
              door.refusal(
                  new UpstreamPerson("t3", false, null, false, "", "", List.of(), Set.of("cn"))))
          .isEqualTo("mandatory_attribute_missing");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_comes_without_an_address_is_told_what_came(Engine engine) {
    try (var door = new Door(engine)) {
      var problem = door.scene.it.refusal(() -> door.arrive(person("s1", null)));
      assertThat(problem.code()).isEqualTo("mandatory_attribute_missing");
      assertThat(problem.faults().get(0).arguments().get(0).toString()).contains("mail", "cn");
      assertThat(door.refusal(person(" ", ADA))).isEqualTo("subject_malformed");
      assertThat(door.refusal(person("x".repeat(513), ADA))).isEqualTo("subject_malformed");
    }
  }

  // ------------------------------------------------------------------ people of other domains

  @ParameterizedTest
  @EnumSource(Engine.class)
  void no_provider_reaches_strangers_or_members_of_another_organization(Engine engine) {
    try (var door = new Door(engine)) {
      var users = door.users();
      for (var email : List.of(GUS, "nobody@globex.example", "somebody@eu.acmecorp.example"))
        for (var proven : new String[] {null, email})
          assertThat(door.refusal(person("s1", email), proven))
              .as(email)
              .isEqualTo("invalid_user_domain");
      // nor by a domain that the other organization has verified
      var initech = door.scene.it.app().organization("initech");
      door.scene.verify(initech, "initech.example");
      assertThat(door.refusal(person("s1", "ivy@initech.example")))
          .isEqualTo("invalid_user_domain");
      assertThat(door.users()).isEqualTo(users);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invited_person_of_another_domain_proves_the_mailbox_once(Engine engine) {
    try (var door = new Door(engine)) {
      door.invite(GUS, door.scene.acme);
      assertThat(
              door.scene.it.eventsOf(
                  () -> assertThat(door.arrive(person("s1", GUS))).isEqualTo(door.proofOf(GUS))))
          .isEmpty();
      assertThat(door.membership(GUS)).startsWith("PENDING_INVITE");
      assertThat(door.arrive(person("s1", GUS), "other@globex.example"))
          .isEqualTo(door.proofOf(GUS));
      assertThat(door.arrive(person("s1", GUS), GUS)).isEqualTo(door.member(GUS, Trust.MAILBOX));
      assertThat(door.membership(GUS)).isEqualTo("ACTIVE invitation admin");
      assertThat(door.arrive(person("s1", GUS))).isEqualTo(door.member(GUS, Trust.MAILBOX));
      // the provider is not theirs, so their name is not either
      door.turn(Switch.PROFILE_SYNC, true);
      door.arrive(person("s1", GUS));
      assertThat(door.name(GUS)).isNotEqualTo("Grace Hopper");

      // another connection has to ask for itself
      var second = door.scene.enabled(Protocol.OIDC);
      assertThat(door.arrive(door.scene.route(second), person("s1", GUS), null))
          .isEqualTo(door.proofOf(GUS));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_that_the_provider_itself_does_not_believe_is_proven_first(Engine engine) {
    try (var door = new Door(engine)) {
      assertThat(door.arrive(denied("s1", MAX))).isEqualTo(door.proofOf(MAX));
      assertThat(door.arrive(denied("s2", "new@acmecorp.example")))
          .isEqualTo(door.proofOf("new@acmecorp.example"));
      assertThat(door.arrive(denied("s1", MAX), MAX)).isEqualTo(door.member(MAX, Trust.DOMAIN));
      assertThat(door.arrive(denied("s1", MAX))).isEqualTo(door.member(MAX, Trust.DOMAIN));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_that_is_lost_speaks_for_nobody_any_more(Engine engine) {
    try (var door = new Door(engine)) {
      door.arrive(person("s1", MAX));
      door.execute("DELETE FROM email_domains WHERE domain = 'acmecorp.example'");
      assertThat(door.arrive(person("s1", MAX))).isEqualTo(door.proofOf(MAX));
      assertThat(door.refusal(person("s2", "grace@acmecorp.example")))
          .isEqualTo("invalid_user_domain");
      assertThat(door.arrive(person("s1", MAX), MAX)).isEqualTo(door.member(MAX, Trust.MAILBOX));
      assertThat(door.arrive(person("s1", MAX))).isEqualTo(door.member(MAX, Trust.MAILBOX));
    }
  }

  // ------------------------------------------------------------------ when it ends

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_known_ends_with_the_membership_and_with_the_connection(Engine engine) {
    try (var door = new Door(engine)) {
      door.invite(GUS, door.scene.acme);
      door.arrive(person("gus", GUS), GUS);
      door.arrive(person("max", MAX));
      var members = door.scene.it.members();
      members.remove(Identity.INTERNAL, door.scene.acme, door.scene.it.app().user(GUS));
      members.remove(Identity.INTERNAL, door.scene.acme, door.scene.it.app().user(MAX));
      assertThat(door.links()).isZero();
      assertThat(door.refusal(person("gus", GUS))).isEqualTo("invalid_user_domain");
      // invited anew: the mailbox has to be shown anew
      door.scene.it.clock().advance(Duration.ofMinutes(2));
      door.invite(GUS, door.scene.acme);
      assertThat(door.arrive(person("gus", GUS))).isEqualTo(door.proofOf(GUS));
      // somebody of the organization's own domain comes back as a newcomer
      door.arrive(person("max", MAX));
      assertThat(door.membership(MAX)).isEqualTo("ACTIVE jit_using_sso member");
      door.scene.core.connections.delete(Identity.INTERNAL, door.scene.acme, door.connection.id());
      assertThat(door.links()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_arrives_through_a_connection_that_was_switched_off_meanwhile(Engine engine) {
    try (var door = new Door(engine)) {
      var route = door.scene.route(door.connection);
      door.arrive(person("s1", MAX));
      door.scene.core.organizations.setFeature(Identity.INTERNAL, "acmecorp", Feature.SSO, false);
      assertThat(door.scene.it.refusal(() -> door.arrive(route, person("s1", MAX), null)).code())
          .isEqualTo("connection_not_active");
      door.scene.core.organizations.setFeature(Identity.INTERNAL, "acmecorp", Feature.SSO, true);
      door.scene.core.connections.disable(Identity.INTERNAL, door.scene.acme, door.connection.id());
      assertThat(door.scene.it.refusal(() -> door.arrive(route, person("s1", MAX), null)).code())
          .isEqualTo("connection_not_active");
      // nor through one that is said to be another organization's
      var forged =
          new RoutedConnection(
              route.id(),
              door.scene.it.app().organization("initech"),
              route.provider(),
              route.protocol(),
              route.version());
      assertThat(door.scene.it.refusal(() -> door.arrive(forged, person("s1", MAX), null)).code())
          .isEqualTo("connection_not_active");
    }
  }

  // ------------------------------------------------------------------ at once

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_first_sign_ins_of_one_person_make_one_member(Engine engine) {
    try (var door = new Door(engine)) {
      var users = door.users();
      var route = door.scene.route(door.connection);
      var outcome =
          Race.between(
              () -> door.arrive(route, person("s1", "grace@acmecorp.example"), null),
              () -> door.arrive(route, person("s1", "grace@acmecorp.example"), null),
              () -> door.arrive(route, person("s1", "grace@acmecorp.example"), null));
      assertThat(outcome.done()).isEqualTo(3);
      assertThat(door.users()).isEqualTo(users + 1);
      assertThat(door.links()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_answers_with_one_id_one_is_used(Engine engine) {
    try (var door = new Door(engine)) {
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

      assertThat(used.forgetOld()).isZero();
      door.scene.it.clock().advance(Duration.between(door.scene.it.clock().instant(), ends));
      assertThat(used.forgetOld()).isEqualTo(3);
    }
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
    try (var door = new Door(engine)) {
      var route = door.scene.route(door.connection);
      var outcome =
          Race.between(
              () -> door.arrive(route, person("s1", "grace@acmecorp.example"), null),
              () ->
                  door.scene.core.connections.disable(
                      Identity.INTERNAL, door.scene.acme, door.connection.id()));
      // either somebody came before, or nobody came
      assertThat(outcome.done() == 2 ? 1 : 0).isEqualTo((int) door.links());
      assertThat(outcome.codes()).allMatch("connection_not_active"::equals);
    }
  }
}
