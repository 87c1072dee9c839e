package dev.hostedui.identity.directory;

import static dev.hostedui.identity.directory.DirectoryScene.active;
import static dev.hostedui.identity.directory.DirectoryScene.named;
import static dev.hostedui.identity.directory.DirectoryScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.apitoken.ApiTokens;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.directory.DirectoryReceipt.EndedToken;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryUsersTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static User user(DirectoryScene scene, String name) {
    return scene
        .it
        .database()
        .read(handle -> Users.find(handle, new EmailAddress(scene.at(name))))
        .orElseThrow();
  }

  // ------------------------------------------------------------------ coming

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_new_person_becomes_an_active_member_with_the_default_role(Engine engine) {
    var scene = HOUSE.scene(engine);
    var made = new Provisioned[1];

    assertThat(scene.it.eventsOf(() -> made[0] = scene.create("grace")))
        .containsExactly(
            "user.organization_membership_created", "organization.directory.user_created");

    var user = made[0].user();
    assertThat(made[0].effect()).isEqualTo(Effect.CREATED);
    assertThat(scene.core.directoryUsers.find(scene.directory, user.id())).contains(user);
    assertThat(user.version()).isEqualTo(1);
    assertThat(user.position()).isEqualTo(1);
    assertThat(user.profile()).isEqualTo(scene.profile("grace"));
    var person = user(scene, "grace");
    assertThat(person.fullName()).isEqualTo("Grace Example");
    assertThat(user.user()).isEqualTo(person.id());
    assertThat(scene.membership(person.id())).isEqualTo("ACTIVE member");
    var directory = scene.core.directories.find(scene.acme, scene.directory.id());
    assertThat(directory.userCount()).isEqualTo(1);
    assertThat(directory.usersChangedAt()).isEqualTo(scene.it.clock().instant());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_who_was_invited_becomes_active_with_the_role_of_the_invitation(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene
        .it
        .invitations()
        .invite(
            scene.ada,
            scene.acme,
            scene.at("grace"),
            List.of(scene.it.app().role("admin").value()));

    var made = new Provisioned[1];
    assertThat(scene.it.eventsOf(() -> made[0] = scene.create("grace")))
        .containsExactlyInAnyOrder(
            "user.profile_updated",
            "user.organization_membership_created",
            "organization.directory.user_created");

    assertThat(made[0].effect()).isEqualTo(Effect.LINKED);
    assertThat(scene.membership(user(scene, "grace").id())).isEqualTo("ACTIVE admin");
    assertThat(
            scene
                .it
                .app()
                .all(
                    "SELECT token_hash FROM invitation_links WHERE used_at IS NULL AND user_id = '"
                        + user(scene, "grace").id().value()
                        + "'"))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_who_was_invited_too_long_ago_comes_like_anybody_else(Engine engine) {
    var scene = HOUSE.scene(engine);
    var admin = List.of(scene.it.app().role("admin").value());
    for (var name : List.of("grace", "heidi"))
      scene.it.invitations().invite(scene.ada, scene.acme, scene.at(name), admin);
    scene.it.clock().advance(Duration.ofDays(16));
    scene
        .it
        .app()
        .arrange(
            "UPDATE memberships SET metadata = '{\"badge\":\"5\"}' WHERE status = 'PENDING_INVITE'");

    scene.create("grace");
    assertThat(scene.membership(user(scene, "grace").id())).isEqualTo("ACTIVE member");

    // nor does it give anything after a time outside
    var heidi = scene.create(active(scene.profile("heidi"), false)).user();
    assertThat(scene.membership(user(scene, "heidi").id())).isEqualTo("INACTIVE member");
    scene.reactivate(heidi.id());
    assertThat(scene.membership(user(scene, "heidi").id())).isEqualTo("ACTIVE member");
    assertThat(
            scene
                .it
                .app()
                .all(
                    "SELECT metadata FROM memberships WHERE organization_id = '"
                        + scene.acme.value()
                        + "'"))
        .isNotEmpty()
        .noneMatch(metadata -> metadata.contains("badge"));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_belongs_already_is_linked_keeps_their_role_and_takes_the_directorys_name(Engine engine) {
    var scene = HOUSE.scene(engine);
    var grace = scene.it.member(scene.organization, scene.at("grace"), "admin");

    var made = scene.create("grace");

    assertThat(made.effect()).isEqualTo(Effect.LINKED);
    assertThat(made.user().user()).isEqualTo(grace.user());
    assertThat(scene.membership(grace.user())).isEqualTo("ACTIVE admin");
    assertThat(user(scene, "grace").fullName()).isEqualTo("Grace Example");
    // whoever was in stays in
    assertThat(scene.it.app().sessionsOf(grace.user())).isNotEmpty();
  }

  @Test
  void who_comes_from_another_organization_belongs_to_both() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var other = scene.it.organization("Other " + scene.number);
    var grace = scene.it.member(other, scene.at("grace"), "member");

    assertThat(scene.create("grace").effect()).isEqualTo(Effect.LINKED);

    assertThat(scene.membership(grace.user())).isEqualTo("ACTIVE member");
    assertThat(
            scene
                .it
                .app()
                .all(
                    "SELECT organization_id FROM memberships WHERE user_id = '"
                        + grace.user().value()
                        + "'"))
        .hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_who_comes_inactive_is_kept_out_until_the_directory_says_otherwise(Engine engine) {
    var scene = HOUSE.scene(engine);
    var made = scene.create(active(scene.profile("grace"), false));
    assertThat(made.effect()).isEqualTo(Effect.CREATED);
    assertThat(made.user().deactivatedAt()).isEqualTo(scene.it.clock().instant());
    assertThat(scene.membership(user(scene, "grace").id())).isEqualTo("INACTIVE member");
    // nothing had to end, so there is nothing to show for it
    assertThat(receipts(scene, made.user())).isEmpty();

    assertThat(scene.reactivate(made.user().id()).effect()).isEqualTo(Effect.REACTIVATED);
    assertThat(scene.membership(user(scene, "grace").id())).isEqualTo("ACTIVE member");
  }

  @Test
  void one_who_belongs_and_comes_inactive_is_out_at_once_with_a_receipt() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var grace = scene.it.member(scene.organization, scene.at("grace"), "member");
    var made = scene.create(active(scene.profile("grace"), false));
    assertThat(scene.membership(grace.user())).isEqualTo("INACTIVE member");
    assertThat(scene.it.app().sessionsOf(grace.user())).isEmpty();
    assertThat(receipt(scene, made.user()).ended().sessions()).hasSize(1);
  }

  @Test
  void a_name_for_both_stands_where_neither_was_sent() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var sent = scene.profile("grace");
    scene.create(
        new DirectoryProfile(
            sent.userName(), null, sent.email(), true, "", "", " Grace  Hopper ", "{}"));
    assertThat(user(scene, "grace").fullName()).isEqualTo("Grace Hopper");
  }

  // ------------------------------------------------------------------ what is refused

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_addresses_of_a_verified_domain_are_taken_in(Engine engine) {
    var scene = HOUSE.scene(engine);
    for (var address :
        List.of(
            "grace@eu." + scene.domain,
            "grace@x" + scene.domain,
            "grace@" + scene.domain + ".evil.example")) {
      var refused =
          scene.it.refusal(() -> scene.create(with(scene.profile("grace"), "grace", address)));
      assertThat(refused.code()).isEqualTo("foreign_domain");
      assertThat(refused.kind()).isEqualTo(Problem.Kind.INVALID);
      assertThat(refused.faults().get(0).arguments())
          .containsExactly(address.substring(address.indexOf('@') + 1));
    }
    assertThat(scene.create(with(scene.profile("grace"), "grace", "GRACE@" + scene.domain)).user())
        .extracting(DirectoryUser::email)
        .isEqualTo(new EmailAddress(scene.at("grace")));
  }

  @ParameterizedTest
  @CsvSource({
    "directory_email_missing,emails,grace,",
    "directory_email_missing,emails,grace,' '",
    "directory_email_malformed,emails,grace,nobody",
    "directory_email_malformed,emails,grace,grace@groß.example",
    "directory_user_name_missing,userName,' ',DEFAULT"
  })
  void what_is_missing_or_no_address_is_refused_at_its_field(
      String code, String field, String userName, String email) {
    var scene = HOUSE.scene(Engine.SQLITE);
    var address = "DEFAULT".equals(email) ? scene.at("grace") : email;
    var refused =
        scene.it.refusal(() -> scene.create(with(scene.profile("grace"), userName, address)));
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.field()).isEqualTo(field);
  }

  @Test
  void what_is_too_long_or_no_text_is_refused_at_its_field() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var it = scene.profile("grace");
    var long256 = "x".repeat(256);
    var tries =
        Map.of(
            "userName",
            with(it, "x".repeat(513), it.email()),
            "name.givenName",
            named(it, long256, ""),
            "name.familyName",
            named(it, "", long256),
            "displayName",
            new DirectoryProfile(
                it.userName(), null, it.email(), true, "", "", "x".repeat(513), "{}"),
            "attributes",
            new DirectoryProfile(
                it.userName(),
                null,
                it.email(),
                true,
                "",
                "",
                "",
                "{\"title\":\"" + "x".repeat(128 * 1024) + "\"}"),
            "externalId",
            new DirectoryProfile(it.userName(), "a\u0000b", it.email(), true, "", "", "", "{}"));
    tries.forEach(
        (field, sent) ->
            assertThat(scene.it.refusal(() -> scene.create(sent)).field()).isEqualTo(field));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_user_name_and_an_address_are_one_users_of_a_directory(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.create("grace");
    var name =
        scene.it.refusal(
            () -> scene.create(with(scene.profile("other"), scene.at("GRACE"), scene.at("other"))));
    assertThat(name.code()).isEqualTo("directory_user_name_taken");
    assertThat(name.kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(
            scene
                .it
                .refusal(
                    () -> scene.create(with(scene.profile("grace"), "other", scene.at("grace"))))
                .code())
        .isEqualTo("directory_email_taken");
    // accents are letters
    scene.create(with(scene.profile("other"), scene.at("gr\u00e4ce"), scene.at("other")));
    assertThat(scene.core.directories.find(scene.acme, scene.directory.id()).userCount())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_comes_in_when_all_seats_are_taken(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene
        .it
        .invitations()
        .invite(
            scene.ada,
            scene.acme,
            scene.at("invited"),
            List.of(scene.it.app().role("member").value()));
    var gone = scene.create("gone").user().id();
    scene.deactivate(gone);
    seats(scene, 2);

    assertThat(scene.it.refusal(() -> scene.create("grace")).code()).isEqualTo("seats_taken");
    assertThat(scene.it.refusal(() -> scene.reactivate(gone)).code()).isEqualTo("seats_taken");
    assertThat(scene.membership(user(scene, "gone").id())).isEqualTo("INACTIVE member");
    // an invitation has its seat, and nobody who is kept out needs one
    scene.create("invited");
    scene.create(active(scene.profile("grace"), false));
    seats(scene, 3);
    scene.reactivate(gone);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_comes_in_from_another_organization_where_people_belong_to_one_only(Engine engine) {
    var scene = HOUSE.scene(engine);
    var gone = scene.create("gone").user().id();
    scene.deactivate(gone);
    for (var name : List.of("gone", "grace"))
      scene.it.members().provision(Identity.INTERNAL, "globex", scene.at(name), "", "", "member");
    scene.it.app().set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "off");

    assertThat(scene.it.refusal(() -> scene.create("grace")).code())
        .isEqualTo("other_organization");
    assertThat(scene.it.refusal(() -> scene.reactivate(gone)).code())
        .isEqualTo("other_organization");
    // who is kept out here may be let in there
    scene.create(active(scene.profile("grace"), false));
    scene.it.app().set(EnvironmentSetting.MULTIPLE_MEMBERSHIPS, "on");
    scene.reactivate(gone);
  }

  private static void seats(DirectoryScene scene, int seats) {
    scene
        .it
        .app()
        .arrange(
            "UPDATE organizations SET max_allowed_users = "
                + seats
                + " WHERE id = '"
                + scene.acme.value()
                + "'");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_that_is_disabled_or_whose_feature_is_off_changes_nothing(Engine engine) {
    var scene = HOUSE.scene(engine);
    var grace = scene.create("grace").user().id();

    scene.core.directories.disable(scene.ada, scene.acme, scene.directory.id());
    for (var problem :
        List.of(
            scene.it.refusal(() -> scene.create("other")),
            scene.it.refusal(() -> scene.deactivate(grace)),
            scene.it.refusal(() -> scene.remove(grace)))) {
      assertThat(problem.code()).isEqualTo("directory_disabled");
      assertThat(problem.kind()).isEqualTo(Problem.Kind.FORBIDDEN);
    }
    scene.core.directories.enable(scene.ada, scene.acme, scene.directory.id());
    scene.core.organizations.setFeature(
        Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, false);
    assertThat(scene.it.refusal(() -> scene.create("other")).code()).isEqualTo("feature_off");
    // who came in through it stays
    assertThat(scene.membership(user(scene, "grace").id())).isEqualTo("ACTIVE member");
  }

  // ------------------------------------------------------------------ changing

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_changes_is_written_once_and_what_is_said_again_changes_nothing(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.create("grace").user().id();
    scene.it.clock().advance(Duration.ofMinutes(1));

    assertThat(scene.it.eventsOf(() -> change(scene, id, "Amazing", "Hopper", Effect.UPDATED)))
        .containsExactly("user.profile_updated", "organization.directory.user_updated");
    var changed = scene.core.directoryUsers.find(scene.directory, id).orElseThrow();
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.updatedAt()).isEqualTo(scene.it.clock().instant());
    assertThat(user(scene, "grace").fullName()).isEqualTo("Amazing Hopper");

    scene.it.clock().advance(Duration.ofMinutes(1));
    assertThat(scene.it.eventsOf(() -> change(scene, id, "Amazing", "Hopper", Effect.UNCHANGED)))
        .isEmpty();
    assertThat(scene.core.directoryUsers.find(scene.directory, id)).contains(changed);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_change_by_a_clock_that_is_behind_is_dated_after_the_one_before(Engine engine) {
    var scene = HOUSE.scene(engine);
    var before = scene.create("grace").user();
    scene.it.clock().advance(Duration.ofMinutes(-1));
    change(scene, before.id(), "Amazing", "Hopper", Effect.UPDATED);
    scene.it.clock().advance(Duration.ofMinutes(1));

    assertThat(
            scene.core.directoryUsers.find(scene.directory, before.id()).orElseThrow().updatedAt())
        .isEqualTo(before.updatedAt().plusMillis(1));
  }

  private static void change(
      DirectoryScene scene, DirectoryUserId id, String given, String family, Effect effect) {
    assertThat(scene.change(id, it -> named(it, given, family)).effect()).isEqualTo(effect);
  }

  @Test
  void the_last_write_wins_over_what_was_written_here() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var id = scene.create("grace").user().id();
    var grace = scene.it.person(scene.at("grace"), scene.acme);
    scene.it.users().rename(grace, grace.user(), "Gracie", "H");

    scene.change(id, it -> named(it, "Grace", "Hopper"));
    assertThat(user(scene, "grace").fullName()).isEqualTo("Grace Hopper");
    // what it does not say takes nothing away
    scene.change(id, it -> named(it, "Grace", ""));
    assertThat(user(scene, "grace").fullName()).isEqualTo("Grace Hopper");
  }

  private static DirectoryProfile saying(DirectoryProfile it, String attributes) {
    return new DirectoryProfile(
        it.userName(),
        it.externalId(),
        it.email(),
        it.active(),
        it.givenName(),
        it.familyName(),
        it.displayName(),
        attributes);
  }

  private static Map<?, ?> profile(DirectoryScene scene, String name) throws Exception {
    return JSON.readValue(
        scene.it.app().one("SELECT profile FROM users WHERE email = '" + scene.at(name) + "'"),
        Map.class);
  }

  private static Map<String, Object> profile(String phone, String picture, String custom) {
    return Map.of(
        "preferred_username",
        "grace.h",
        "phone_number",
        phone,
        "picture",
        picture,
        "locale",
        "de-AT",
        "custom_attributes",
        Map.of("job_title", custom));
  }

  private static String said(String phone, String picture, String title) {
    return """
    {"phoneNumbers":[{"value":"1"},{"value":"%s","primary":true}],"photos":[{"value":"%s"}],
     "locale":"de_AT","title":"%s","urn:vendor:1.0:User":{"plan":"gold"}}
    """
        .formatted(phone, picture, title);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_profile_has_what_the_directory_says_until_somebody_says_otherwise(Engine engine)
      throws Exception {
    var scene = HOUSE.scene(engine);
    scene.core.directoryAttributes.map(
        scene.ada,
        scene.acme,
        scene.directory.id(),
        null,
        new AttributeMap(List.of(new AttributeMap.Entry("title", "job_title"))));
    var photo = "https://acme.example/grace.png";
    var attributes = said("tel:+43-1-(0)555.01", photo, "Engineer");
    var sent =
        saying(
            DirectoryScene.with(scene.profile("grace"), "grace.h", scene.at("grace")), attributes);
    var id = new DirectoryUserId[1];
    assertThat(scene.it.eventsOf(() -> id[0] = scene.create(sent).user().id()))
        .containsExactlyInAnyOrder(
            "user.organization_membership_created", "organization.directory.user_created");
    assertThat(profile(scene, "grace")).isEqualTo(profile("+43155501", photo, "Engineer"));
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT after_state FROM events WHERE type ="
                        + " 'user.organization_membership_created' ORDER BY id DESC LIMIT 1"))
        .contains("\"phone_number\":\"+43155501\"", "\"job_title\":\"Engineer\"");

    // what it changes is changed here, and an event tells it
    assertThat(
            scene.it.eventsOf(
                () -> scene.change(id[0], it -> saying(it, said("+15550100", photo, "Lead")))))
        .containsExactly("user.profile_updated", "organization.directory.user_updated");
    assertThat(profile(scene, "grace")).isEqualTo(profile("+15550100", photo, "Lead"));

    // what it takes back is gone, but for what somebody has written here since
    scene.core.users.change(
        Identity.INTERNAL,
        user(scene, "grace").id(),
        null,
        was ->
            was.told(
                Map.of(
                    "picture",
                    "https://app.example/own.png",
                    "custom_attributes",
                    Map.of("job_title", "Boss", "plan", "free")),
                Map.of(),
                true));
    scene.change(id[0], it -> saying(it, "{\"urn:vendor:1.0:User\":{\"plan\":\"gold\"}}"));
    assertThat(profile(scene, "grace"))
        .isEqualTo(
            Map.of(
                "preferred_username",
                "grace.h",
                "picture",
                "https://app.example/own.png",
                "custom_attributes",
                Map.of("job_title", "Boss", "plan", "free")));

    // what has no form that a profile knows is left out
    scene.change(id[0], it -> saying(it, said("ring me", "photo.png", "")));
    assertThat(profile(scene, "grace").containsKey("phone_number")).isFalse();
    assertThat(profile(scene, "grace").get("picture")).isEqualTo("https://app.example/own.png");

    // without the domain it says nothing any more of who somebody is
    scene.it.app().arrange("DELETE FROM email_domains WHERE domain = '" + scene.domain + "'");
    scene.change(
        id[0],
        it -> active(saying(named(it, "Mallory", "M"), said("+15550199", photo, "")), false));
    assertThat(user(scene, "grace").fullName()).isEqualTo("Grace Example");
    assertThat(profile(scene, "grace").containsKey("phone_number")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_removed_and_comes_again_has_nothing_of_what_was_said_before(Engine engine)
      throws Exception {
    var scene = HOUSE.scene(engine);
    scene.core.directoryAttributes.map(
        scene.ada,
        scene.acme,
        scene.directory.id(),
        null,
        new AttributeMap(List.of(new AttributeMap.Entry("title", "job_title"))));
    var id =
        scene
            .create(
                saying(
                    scene.profile("grace"),
                    said("+43155501", "https://acme.example/g.png", "Engineer")))
            .user()
            .id();
    assertThat(profile(scene, "grace").keySet()).hasSize(5);
    scene.remove(id);
    var name = Map.of("preferred_username", scene.at("grace"));
    assertThat(profile(scene, "grace")).isEqualTo(name);
    assertThat(user(scene, "grace").fullName()).isEqualTo("Grace Example");
    scene.create(saying(scene.profile("grace"), "{}"));
    assertThat(profile(scene, "grace")).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_never_changes_and_all_else_is_refused_with_it(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.create("grace").user().id();
    var refused =
        scene.it.refusal(
            () -> scene.change(id, it -> active(with(it, "new-name", scene.at("hopper")), false)));
    assertThat(refused.code()).isEqualTo("directory_email_immutable");
    assertThat(refused.field()).isEqualTo("emails");
    assertThat(refused.faults().get(0).arguments())
        .containsExactly(scene.at("grace"), scene.at("hopper"));

    assertThat(scene.change(id, it -> with(it, it.userName(), scene.at("GRACE"))).effect())
        .isEqualTo(Effect.UNCHANGED);
    assertThat(scene.change(id, it -> with(it, it.userName(), null)).effect())
        .isEqualTo(Effect.UNCHANGED);
    assertThat(scene.change(id, it -> with(it, "new-name", it.email())).user().userName())
        .isEqualTo("new-name");
  }

  @Test
  void a_user_name_of_another_user_is_refused_and_ones_own_in_other_letters_is_not() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var id = scene.create("grace").user().id();
    scene.create("other");
    assertThat(
            scene
                .it
                .refusal(() -> scene.change(id, it -> with(it, scene.at("OTHER"), it.email())))
                .code())
        .isEqualTo("directory_user_name_taken");
    assertThat(scene.change(id, it -> with(it, scene.at("GRACE"), it.email())).effect())
        .isEqualTo(Effect.UPDATED);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_version_that_is_stale_changes_nothing(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.create("grace").user().id();
    scene.change(id, it -> named(it, "Amazing", "Hopper"));
    var actor = scene.speaking(scene.directory);
    var users = scene.core.directoryUsers;
    var late =
        scene.it.refusal(
            () ->
                scene
                    .it
                    .database()
                    .inTransaction(
                        tx ->
                            users.change(
                                tx, actor, scene.directory, id, 1L, it -> active(it, false))));
    assertThat(late.code()).isEqualTo("directory_version_stale");
    assertThat(late.kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene
                            .it
                            .database()
                            .inTransaction(tx -> users.remove(tx, actor, scene.directory, id, 1L)))
                .code())
        .isEqualTo("directory_version_stale");
    scene.it.database().useTransaction(tx -> users.remove(tx, actor, scene.directory, id, 2L));
  }

  // ------------------------------------------------------------------ going

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_deactivated_is_out_at_once_and_a_receipt_says_what_ended(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    var grace = scene.it.person(scene.at("grace"), scene.acme);
    var other = scene.it.organization("Other " + scene.number);
    scene.it.member(other, "boss@other" + scene.number + ".example", "admin");
    var elsewhere = scene.it.member(other, scene.at("grace"), "member");
    var token = grant(scene, grace);
    var elsewhereToken = grant(scene, elsewhere);

    var actor = scene.speaking(scene.directory);
    scene.it.clock().advance(Duration.ofMillis(12));
    assertThat(
            scene.it.eventsOf(
                () ->
                    scene
                        .it
                        .database()
                        .useTransaction(
                            tx ->
                                assertThat(
                                        scene
                                            .core
                                            .directoryUsers
                                            .change(
                                                tx,
                                                actor,
                                                scene.directory,
                                                user.id(),
                                                null,
                                                it -> active(it, false))
                                            .effect())
                                    .isEqualTo(Effect.DEACTIVATED))))
        .containsExactlyInAnyOrder(
            "user.logout",
            "user.organization_membership_updated",
            "organization.directory.user_deleted");

    assertThat(scene.membership(grace.user())).isEqualTo("INACTIVE member");
    // the session in the other organization goes on
    assertThat(scene.it.app().sessionsOf(grace.user()))
        .containsExactly(elsewhere.session().value());
    assertThat(revoked(scene, elsewhereToken)).isFalse();
    var receipt = receipt(scene, user);
    assertThat(receipt.effect()).isEqualTo(Effect.DEACTIVATED);
    assertThat(receipt.email()).isEqualTo(user.email());
    assertThat(receipt.user()).isEqualTo(grace.user());
    assertThat(receipt.requestId()).isEqualTo("request-" + scene.number);
    assertThat(receipt.took()).isEqualTo(Duration.ofMillis(12));
    assertThat(receipt.ended().membership()).isTrue();
    assertThat(receipt.ended().roles()).containsExactly("Member");
    assertThat(receipt.ended().sessions())
        .extracting(DirectoryReceipt.EndedSession::id)
        .containsExactly(grace.session().value());
    assertThat(receipt.ended().tokens()).extracting(EndedToken::id).containsExactly(token);

    assertThat(scene.it.eventsOf(() -> scene.deactivate(user.id()))).isEmpty();
    assertThat(scene.deactivate(user.id()).effect()).isEqualTo(Effect.UNCHANGED);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_receipt_counts_the_api_tokens_that_rest_meanwhile(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.apiTokens;
    var user = scene.create("grace").user();
    var grace = user.user();
    var later = scene.it.clock().instant().plus(Duration.ofMinutes(1));
    var token = token(scene, grace, null);
    token(scene, grace, later); // over by then
    token(scene, scene.ada.user(), null);
    token(scene, null, null);
    tokens.invalidate(Identity.INTERNAL, token(scene, grace, null));
    scene.it.clock().advance(Duration.ofMinutes(2));

    scene.deactivate(user.id());
    assertThat(tokens.validate(token)).isEmpty();
    assertThat(receipt(scene, user).ended().apiTokens()).isEqualTo(1);
    scene.reactivate(user.id());
    assertThat(tokens.validate(token)).isPresent();
    scene.remove(user.id());
    assertThat(receipt(scene, user).ended().apiTokens()).isEqualTo(1);
    // those of a program that did not count them say none
    scene
        .it
        .app()
        .arrange("UPDATE directory_receipts SET ended = REPLACE(ended, ',\"apiTokens\":1', '')");
    assertThat(receipt(scene, user).ended().apiTokens()).isZero();
    // one that was out already had none that worked
    var again = scene.create(active(scene.profile("grace"), false)).user();
    scene.remove(again.id());
    assertThat(receipt(scene, again).ended().apiTokens()).isZero();
  }

  private static String token(
      DirectoryScene scene, @Nullable UserId user, @Nullable Instant expiresAt) {
    return scene
        .core
        .apiTokens
        .create(Identity.INTERNAL, new ApiTokens.Wanted(scene.acme, user, "", Map.of(), expiresAt))
        .text();
  }

  /** Signs somebody in to an application, and gives it a refresh token. */
  private static String grant(DirectoryScene scene, Actor.Person person) {
    var core = scene.core;
    var applications =
        new Applications(
            core.database, scene.it.events(), scene.it.ids(), core.clock, /* development= */ true);
    var application =
        applications.create(
            Identity.INTERNAL, Registration.web("App", "https://app.example/callback"));
    var code =
        core.authorizationCodes
            .issue(
                new AuthorizationCodes.Authorization(
                    application,
                    person.session(),
                    scene.it.in(person),
                    Set.of("openid", "offline_access"),
                    null,
                    "https://app.example/callback",
                    null,
                    null))
            .orElseThrow();
    return core.authorizationCodes
        .redeem(
            application,
            code,
            "https://app.example/callback",
            challenge -> true,
            Actor.Origin.INSIDE)
        .orElseThrow()
        .granted()
        .id()
        .value();
  }

  private static boolean revoked(DirectoryScene scene, String grant) {
    return !scene
        .it
        .app()
        .all("SELECT revoked_at FROM grants WHERE revoked_at IS NOT NULL AND id = '" + grant + "'")
        .isEmpty();
  }

  private static List<DirectoryReceipt> receipts(DirectoryScene scene, DirectoryUser user) {
    return scene.core.directoryReceipts.of(scene.acme, scene.directory.id(), user.id(), 5);
  }

  private static DirectoryReceipt receipt(DirectoryScene scene, DirectoryUser user) {
    var found = receipts(scene, user);
    assertThat(found).isNotEmpty();
    return found.get(0);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_comes_back_has_the_role_they_had(Engine engine) {
    var scene = HOUSE.scene(engine);
    var grace = scene.it.member(scene.organization, scene.at("grace"), "admin");
    var id = scene.create("grace").user().id();
    scene.deactivate(id);
    assertThat(scene.it.eventsOf(() -> scene.reactivate(id)))
        .containsExactlyInAnyOrder(
            "user.organization_membership_updated", "organization.directory.user_created");
    assertThat(scene.membership(grace.user())).isEqualTo("ACTIVE admin");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_removed_stays_an_inactive_member_and_may_come_again(Engine engine) {
    var scene = HOUSE.scene(engine);
    var first = scene.create("grace").user();
    var grace = scene.it.person(scene.at("grace"), scene.acme);

    assertThat(scene.it.eventsOf(() -> scene.remove(first.id())))
        .containsExactlyInAnyOrder(
            "user.logout",
            "user.organization_membership_updated",
            "organization.directory.user_deleted");
    assertThat(scene.core.directoryUsers.find(scene.directory, first.id())).isEmpty();
    assertThat(scene.it.refusal(() -> scene.remove(first.id())).code())
        .isEqualTo("directory_user_not_found");
    assertThat(scene.it.refusal(() -> scene.deactivate(first.id())).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(scene.membership(grace.user())).isEqualTo("INACTIVE member");
    assertThat(receipt(scene, first).effect()).isEqualTo(Effect.REMOVED);
    assertThat(scene.core.directories.find(scene.acme, scene.directory.id()).userCount()).isZero();

    var again = scene.create("grace");
    assertThat(again.effect()).isEqualTo(Effect.LINKED);
    assertThat(again.user().id()).isNotEqualTo(first.id());
    assertThat(again.user().position()).isEqualTo(2);
    assertThat(again.user().user()).isEqualTo(grace.user());
    assertThat(scene.membership(grace.user())).isEqualTo("ACTIVE member");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_last_admin_may_be_taken_out_and_an_event_says_so(Engine engine) {
    var scene = HOUSE.scene(engine);
    var second = scene.it.member(scene.organization, scene.at("second"), "admin");
    var ada = scene.create("ada").user().id();
    var id = scene.create("second").user().id();
    assertThat(scene.it.eventsOf(() -> scene.deactivate(ada)))
        .doesNotContain("organization.without_admin");
    assertThat(scene.it.eventsOf(() -> scene.deactivate(id)))
        .contains("organization.without_admin");
    assertThat(scene.membership(second.user())).isEqualTo("INACTIVE admin");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void without_its_domain_a_directory_can_only_take_people_out(Engine engine) {
    var scene = HOUSE.scene(engine);
    var grace = scene.create("grace").user().id();
    var other = scene.create("other").user().id();
    scene.it.app().arrange("DELETE FROM email_domains WHERE domain = '" + scene.domain + "'");

    var before = scene.change(grace, it -> it);
    assertThat(before.effect()).isEqualTo(Effect.UNCHANGED);
    assertThat(scene.it.refusal(() -> scene.change(grace, it -> named(it, "Amazing", ""))).code())
        .isEqualTo("foreign_domain");
    // whatever else is said with it
    var out =
        scene.change(
            grace, it -> active(named(with(it, "other", it.email()), "Amazing", ""), false));
    assertThat(out.effect()).isEqualTo(Effect.DEACTIVATED);
    assertThat(out.user().givenName()).isEqualTo("Grace");
    assertThat(out.user().userName()).isEqualTo(before.user().userName());
    assertThat(scene.it.refusal(() -> scene.reactivate(grace)).code()).isEqualTo("foreign_domain");
    // once more says nothing new, and anything else is a change
    assertThat(scene.deactivate(grace).effect()).isEqualTo(Effect.UNCHANGED);
    assertThat(scene.it.refusal(() -> scene.change(grace, it -> named(it, "Amazing", ""))).code())
        .isEqualTo("foreign_domain");
    assertThat(scene.remove(other).effect()).isEqualTo(Effect.REMOVED);
    assertThat(scene.remove(grace).effect()).isEqualTo(Effect.REMOVED);

    scene.verify(scene.acme, scene.domain);
    assertThat(scene.create("grace").effect()).isEqualTo(Effect.LINKED);
  }

  // ------------------------------------------------------------------ where something was changed
  // here

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whom_somebody_removed_here_comes_back_when_the_directory_speaks_of_them(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.create("grace").user().id();
    scene.it.members().remove(scene.ada, scene.acme, user(scene, "grace").id());
    assertThat(scene.core.directoryUsers.find(scene.directory, id).orElseThrow().user()).isNull();

    assertThat(scene.change(id, it -> it).effect()).isEqualTo(Effect.REACTIVATED);

    var person = user(scene, "grace");
    assertThat(scene.membership(person.id())).isEqualTo("ACTIVE member");
    assertThat(scene.core.directoryUsers.find(scene.directory, id).orElseThrow().user())
        .isEqualTo(person.id());
  }

  @Test
  void whom_somebody_removed_here_can_be_taken_out_by_the_directory_all_the_same() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var grace = scene.create("grace").user();
    var other = scene.create("other").user();
    scene.it.members().remove(scene.ada, scene.acme, user(scene, "grace").id());
    scene.it.members().remove(scene.ada, scene.acme, user(scene, "other").id());

    assertThat(scene.deactivate(grace.id()).effect()).isEqualTo(Effect.DEACTIVATED);
    assertThat(scene.remove(other.id()).effect()).isEqualTo(Effect.REMOVED);
    // neither made anybody
    assertThat(scene.it.app().all("SELECT id FROM users WHERE email LIKE '%@" + scene.domain + "'"))
        .containsExactly(scene.ada.user().value());
  }

  // ------------------------------------------------------------------ what is told of it

  @Test
  void an_event_shows_the_whole_person_in_the_words_of_the_reference() throws Exception {
    var scene = HOUSE.scene(Engine.SQLITE);
    var it = scene.profile("grace");
    var made =
        scene
            .create(
                new DirectoryProfile(
                    it.userName(),
                    it.externalId(),
                    it.email(),
                    true,
                    "Grace",
                    "Hopper",
                    "Amazing Grace",
                    """
                    {"title":"Admiral","userType":"Employee","preferredLanguage":"en-US","locale":"en-GB",
                     "timezone":"America/New_York","nickName":"Gracie","profileUrl":"https://x.example/g",
                     "phoneNumbers":[{"value":"+1 1","type":"home"},{"value":"+1 2","primary":true}],
                     "photos":[{"value":"https://x.example/g.png"}],
                     "addresses":[{"locality":"Arlington","country":"US"}],
                     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                       {"employeeNumber":"7","department":"R&D","division":"Navy","costCenter":"42","organization":"USN"},
                     "urn:example:2.0:User":{"shirt":"L","badges":[1,2]}}
                    """))
            .user();
    var event =
        JSON.readTree(
            scene
                .it
                .app()
                .one(
                    "SELECT after_state FROM events WHERE type ="
                        + " 'organization.directory.user_created' AND object_id = '"
                        + made.id().value()
                        + "'"));
    assertThat(event.toString())
        .contains(
            "\"id\":\"" + made.id().value() + "\"",
            "\"organization_id\":\"" + scene.acme.value() + "\"",
            "\"dp_id\":\"external-grace\"",
            "\"active\":true",
            "\"email\":\"" + scene.at("grace") + "\"",
            "\"preferred_username\":\"" + scene.at("grace") + "\"",
            "\"name\":\"Amazing Grace\"",
            "\"given_name\":\"Grace\",\"family_name\":\"Hopper\"",
            "\"title\":\"Admiral\",\"user_type\":\"Employee\"",
            "\"employee_id\":\"7\",\"department\":\"R&D\",\"division\":\"Navy\",\"cost_center\":\"42\"",
            "\"organization\":\"USN\"",
            "\"phone_number\":\"+1 2\"",
            "\"language\":\"en-US\",\"locale\":\"en-GB\",\"zoneinfo\":\"America/New_York\"",
            "\"nickname\":\"Gracie\",\"profile\":\"https://x.example/g\"",
            "\"picture\":\"https://x.example/g.png\"",
            "\"address\":{\"locality\":\"Arlington\",\"country\":\"US\"}",
            "\"groups\":[]",
            "\"roles\":[{\"role_name\":\"member\"}]",
            "\"custom_attributes\":{\"shirt\":\"L\",\"badges\":[1,2]}");
    assertThat(event.path("raw_attributes").path("title").asText()).isEqualTo("Admiral");

    scene.remove(made.id());
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT before_state FROM events WHERE type ="
                        + " 'organization.directory.user_deleted' AND object_id = '"
                        + made.id().value()
                        + "'"))
        .isEqualTo(
            "{\"id\":\"%s\",\"organization_id\":\"%s\",\"dp_id\":\"external-grace\",\"email\":\"%s\"}"
                .formatted(made.id().value(), scene.acme.value(), scene.at("grace")));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_only_rehearsed_leaves_nothing_behind(Engine engine) {
    var scene = HOUSE.scene(engine);
    var grace = scene.create("grace").user();
    var person = scene.it.person(scene.at("grace"), scene.acme);
    var before = scene.it.app().contents();

    var effect =
        scene
            .it
            .database()
            .rehearse(
                tx ->
                    scene
                        .core
                        .directoryUsers
                        .change(
                            tx,
                            scene.speaking(scene.directory),
                            scene.directory,
                            grace.id(),
                            null,
                            it -> active(it, false))
                        .effect());

    assertThat(effect).isEqualTo(Effect.DEACTIVATED);
    assertThat(scene.it.app().contents()).isEqualTo(before);
    assertThat(scene.it.app().sessionsOf(person.user())).hasSize(1);
    // the writer is free again
    assertThat(scene.deactivate(grace.id()).effect()).isEqualTo(Effect.DEACTIVATED);
  }

  @Test
  void receipts_are_forgotten_after_ninety_days() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var user = scene.create("grace").user();
    scene.deactivate(user.id());
    scene.it.clock().advance(Duration.ofDays(90));
    scene.core.directoryReceipts.forgetOld();
    assertThat(receipt(scene, user)).isNotNull();
    scene.it.clock().advance(Duration.ofSeconds(1));
    scene.core.directoryReceipts.forgetOld();
    assertThat(receipts(scene, user)).isEmpty();
  }
}
