package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryToken.State;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoriesTest {

  private static final Duration DAY = Duration.ofDays(1);

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static Directory now(DirectoryScene scene) {
    return scene.core.directories.find(scene.acme, scene.directory.id());
  }

  // ------------------------------------------------------------------ directories

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_that_calls_is_listened_to_as_soon_as_it_is_chosen(Engine engine) {
    var scene = HOUSE.scene(engine);
    var other = scene.organization("Other " + scene.number, "other" + scene.number + ".example");
    var boss = scene.it.member(other, "boss@other" + scene.number + ".example", "admin");
    var made = new Directory[1];
    assertThat(
            scene.it.eventsOf(
                () ->
                    made[0] =
                        scene.core.directories.choose(
                            boss, other.id(), "MICROSOFT_AD", DirectoryType.SCIM)))
        .containsExactly("organization.directory_created", "organization.directory_enabled");
    assertThat(made[0].enabled()).isTrue();
    assertThat(made[0].contacted()).isFalse();
    assertThat(scene.core.directories.of(other.id())).contains(made[0]);
    assertThat(scene.core.directories.find(made[0].id())).contains(made[0]);

    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.core.directories.choose(boss, other.id(), "OKTA", DirectoryType.SCIM))
                .code())
        .isEqualTo("directory_exists");
    var second =
        scene.core.directories.add(Identity.INTERNAL, other.id(), "OKTA", DirectoryType.SCIM);
    assertThat(scene.core.directories.all(other.id())).containsExactly(made[0], second);
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.core.directories.add(
                            Identity.INTERNAL, other.id(), "okta", DirectoryType.SCIM))
                .code())
        .isEqualTo("directory_provider_unknown");
  }

  @Test
  void one_that_is_asked_waits_until_it_is_set_up() {
    var scene = HOUSE.scene(Engine.SQLITE);
    scene.core.directories.delete(Identity.INTERNAL, scene.acme, scene.directory.id());
    var google = scene.core.directories.choose(scene.ada, scene.acme, "GOOGLE", DirectoryType.POLL);
    assertThat(google.enabled()).isFalse();
    assertThat(google.everEnabled()).isFalse();
    // it was never in use, so even a person may take the choice back
    scene.core.directories.delete(scene.ada, scene.acme, google.id());
    assertThat(scene.core.directories.of(scene.acme)).isEmpty();

    var again = scene.core.directories.choose(scene.ada, scene.acme, "GOOGLE", DirectoryType.POLL);
    assertThat(
            scene
                .it
                .refusal(() -> scene.core.directories.enable(scene.ada, scene.acme, again.id()))
                .code())
        .isEqualTo("directory_not_authorized");
    assertThat(scene.core.directories.find(scene.acme, again.id()).enabled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_provider_changes_until_the_directory_has_called(Engine engine) {
    var scene = HOUSE.scene(engine);
    var token = scene.core.directoryTokens.issue(scene.ada, scene.acme, scene.directory.id());
    assertThat(
            scene.it.eventsOf(
                () ->
                    assertThat(
                            scene
                                .core
                                .directories
                                .changeProvider(
                                    scene.ada,
                                    scene.acme,
                                    scene.directory.id(),
                                    null,
                                    "ONELOGIN",
                                    DirectoryType.SCIM)
                                .provider())
                        .isEqualTo("ONELOGIN")))
        .containsExactly("organization.directory_provider_changed");
    var presented = scene.core.directoryTokens.find(token.text()).orElseThrow();
    scene.core.directoryTokens.noteUse(presented);
    assertThat(now(scene).firstContactAt()).isEqualTo(scene.it.clock().instant());
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.core.directories.changeProvider(
                            scene.ada,
                            scene.acme,
                            scene.directory.id(),
                            null,
                            "OKTA",
                            DirectoryType.SCIM))
                .code())
        .isEqualTo("directory_in_use");
  }

  @Test
  void one_that_was_chosen_to_be_asked_is_listened_to_when_it_is_to_call() {
    var scene = HOUSE.scene(Engine.SQLITE);
    scene.core.directories.delete(Identity.INTERNAL, scene.acme, scene.directory.id());
    var google = scene.core.directories.choose(scene.ada, scene.acme, "GOOGLE", DirectoryType.POLL);
    var changed =
        scene.core.directories.changeProvider(
            scene.ada, scene.acme, google.id(), null, "OKTA", DirectoryType.SCIM);
    assertThat(changed.enabled()).isTrue();
    var token = scene.core.directoryTokens.issue(scene.ada, scene.acme, google.id());
    // and the other way round it waits until it is set up, and nothing lets anybody call
    var back =
        scene.core.directories.changeProvider(
            scene.ada, scene.acme, google.id(), null, "GOOGLE", DirectoryType.POLL);
    assertThat(back.enabled()).isFalse();
    assertThat(scene.core.directoryTokens.find(token.text())).isEmpty();
    assertThat(
            scene
                .it
                .refusal(() -> scene.core.directoryTokens.issue(scene.ada, scene.acme, google.id()))
                .code())
        .isEqualTo("directory_takes_no_token");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void it_is_disabled_and_enabled_with_an_event_each_and_deleted_by_no_person(Engine engine) {
    var scene = HOUSE.scene(engine);
    var directories = scene.core.directories;
    var id = scene.directory.id();
    assertThat(
            scene.it.eventsOf(
                () -> {
                  directories.disable(scene.ada, scene.acme, id);
                  directories.disable(scene.ada, scene.acme, id);
                }))
        .containsExactly("organization.directory_disabled");
    assertThat(now(scene).enabled()).isFalse();
    scene.it.clock().advance(Duration.ofSeconds(1));
    assertThat(
            scene.it.eventsOf(
                () -> {
                  directories.enable(scene.ada, scene.acme, id);
                  directories.enable(scene.ada, scene.acme, id);
                }))
        .containsExactly("organization.directory_enabled");
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT after_state FROM events WHERE type = 'organization.directory_enabled' AND before_state IS NOT NULL AND object_id = '"
                        + id.value()
                        + "'"))
        .isEqualTo(
            "{\"id\":\"%s\",\"organization_id\":\"%s\",\"directory_type\":\"SCIM\",\"provider\":\"OKTA\",\"enabled\":true,\"updated_at\":\"%s\"}"
                .formatted(id.value(), scene.acme.value(), scene.it.clock().instant()));

    assertThat(scene.it.refusal(() -> directories.delete(scene.ada, scene.acme, id)).code())
        .isEqualTo("directory_not_deleted_by_people");
    var grace = scene.create("grace").user();
    var link = scene.it.portalLink(scene.acme, PortalModule.SCIM);
    assertThat(scene.it.eventsOf(() -> directories.delete(link, scene.acme, id)))
        .containsExactly("organization.directory_disabled", "organization.directory_deleted");
    assertThat(scene.core.directoryUsers.find(scene.directory, grace.id())).isEmpty();
    // who came in through it stays
    assertThat(grace.user()).isNotNull();
    assertThat(scene.membership(grace.user())).isEqualTo("ACTIVE member");
  }

  // ------------------------------------------------------------------ tokens

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_is_shown_once_opens_its_directory_and_lasts_a_year(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var issued = tokens.issue(scene.ada, scene.acme, scene.directory.id());
    assertThat(issued.text()).matches("[A-Za-z0-9]{64}").endsWith(issued.token().hint());
    assertThat(issued.toString()).doesNotContain(issued.text());
    assertThat(issued.token().createdBy()).isEqualTo(scene.at("ada"));
    assertThat(scene.it.app().contents()).doesNotContain(issued.text());

    var presented = tokens.find(issued.text()).orElseThrow();
    assertThat(presented.directory()).isEqualTo(now(scene));
    assertThat(presented.token()).isEqualTo(issued.token());
    assertThat(presented.state()).isEqualTo(State.ACTIVE);
    assertThat(presented.featureOn()).isTrue();
    for (var none :
        List.of("", issued.text().toLowerCase(), issued.text() + "x", issued.text().substring(1)))
      assertThat(tokens.find(none)).isEmpty();

    scene.core.organizations.setFeature(
        Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, false);
    assertThat(tokens.find(issued.text()).orElseThrow().featureOn()).isFalse();
    scene.it.clock().advance(Duration.ofDays(365).minusMillis(1));
    assertThat(tokens.find(issued.text()).orElseThrow().state()).isEqualTo(State.ACTIVE);
    scene.it.clock().advance(Duration.ofMillis(1));
    assertThat(tokens.find(issued.text()).orElseThrow().state()).isEqualTo(State.EXPIRED);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_that_is_replaced_lives_on_for_the_time_that_was_set(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    var first = tokens.issue(scene.ada, scene.acme, id);
    var second = new DirectoryToken.Issued[1];
    assertThat(scene.it.eventsOf(() -> second[0] = tokens.rotate(scene.ada, scene.acme, id, DAY)))
        .containsExactly(
            "organization.directory_token_replaced", "organization.directory_token_created");
    assertThat(state(scene, first)).isEqualTo(State.ENDING);
    assertThat(state(scene, second[0])).isEqualTo(State.ACTIVE);
    assertThat(tokens.of(scene.acme, id))
        .extracting(DirectoryToken::id)
        .containsExactly(second[0].token().id(), first.token().id());
    assertThat(tokens.of(scene.acme, id).get(1).goodUntil())
        .isEqualTo(scene.it.clock().instant().plus(DAY));

    // a later replacement with more time does not lengthen what was set to end
    var third = tokens.rotate(scene.ada, scene.acme, id, Duration.ofDays(7));
    assertThat(tokens.of(scene.acme, id).get(2).goodUntil())
        .isEqualTo(scene.it.clock().instant().plus(DAY));
    scene.it.clock().advance(DAY);
    assertThat(state(scene, first)).isEqualTo(State.ENDED);
    assertThat(state(scene, second[0])).isEqualTo(State.ENDING);

    var fourth = tokens.rotate(scene.ada, scene.acme, id, Duration.ZERO);
    assertThat(state(scene, second[0])).isEqualTo(State.ENDED);
    assertThat(state(scene, third)).isEqualTo(State.ENDED);
    assertThat(state(scene, fourth)).isEqualTo(State.ACTIVE);
    for (var wrong : List.of(Duration.ofSeconds(-1), Duration.ofDays(31)))
      assertThat(scene.it.refusal(() -> tokens.rotate(scene.ada, scene.acme, id, wrong)).code())
          .isEqualTo("grace_out_of_range");
  }

  /** A form that is sent twice, or by two, shows no token that is dead already. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_those_who_saw_the_same_token_one_makes_the_next(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    var first = tokens.issue(scene.ada, scene.acme, id, "").token().id().value();
    for (var instead : List.of(true, false)) {
      var seen = newest(scene);
      var outcome =
          Race.between(
              Collections.nCopies(
                  4,
                  (Callable<?>)
                      () ->
                          instead
                              ? tokens.rotate(scene.ada, scene.acme, id, Duration.ZERO, seen)
                              : tokens.issue(scene.ada, scene.acme, id, seen)));
      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsOnly("directory_token_changed");
    }
    assertThat(scene.it.refusal(() -> tokens.issue(scene.ada, scene.acme, id, first)).code())
        .isEqualTo("directory_token_changed");
    assertThat(tokens.of(scene.acme, id)).hasSize(3);
  }

  private static String newest(DirectoryScene scene) {
    var all = scene.core.directoryTokens.of(scene.acme, scene.directory.id());
    return DirectoryTokens.newest(all, scene.it.clock().instant()).orElseThrow().id().value();
  }

  private static State state(DirectoryScene scene, DirectoryToken.Issued issued) {
    return scene.core.directoryTokens.find(issued.text()).orElseThrow().state();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_that_is_revoked_is_over_at_once_and_stays_so(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    var issued = tokens.issue(scene.ada, scene.acme, id);
    assertThat(
            scene.it.eventsOf(() -> tokens.revoke(scene.ada, scene.acme, id, issued.token().id())))
        .containsExactly("organization.directory_token_revoked");
    assertThat(state(scene, issued)).isEqualTo(State.ENDED);
    var ended = tokens.of(scene.acme, id).get(0).endsAt();
    scene.it.clock().advance(DAY);
    assertThat(
            scene.it.eventsOf(() -> tokens.revoke(scene.ada, scene.acme, id, issued.token().id())))
        .isEmpty();
    assertThat(tokens.of(scene.acme, id).get(0).endsAt()).isEqualTo(ended);
  }

  @Test
  void a_token_is_ended_however_many_came_after_it() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    var first = tokens.issue(scene.ada, scene.acme, id);
    for (var i = 0; i < 201; i++)
      tokens.revoke(
          scene.ada, scene.acme, id, tokens.issue(scene.ada, scene.acme, id).token().id());
    tokens.rotate(scene.ada, scene.acme, id, Duration.ZERO);
    assertThat(state(scene, first)).isEqualTo(State.ENDED);
    assertThat(tokens.revoke(scene.ada, scene.acme, id, first.token().id()).id())
        .isEqualTo(first.token().id());

    scene.it.clock().advance(DirectoryTokens.KEPT);
    tokens.forgetOld();
    assertThat(tokens.find(first.text())).isPresent();
    scene.it.clock().advance(Duration.ofMillis(1));
    tokens.forgetOld();
    assertThat(tokens.find(first.text())).isEmpty();
    assertThat(tokens.of(scene.acme, id)).hasSize(1);
  }

  @Test
  void so_many_tokens_are_good_at_the_same_time_and_no_more() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    for (var i = 0; i < DirectoryTokens.MOST; i++) tokens.issue(scene.ada, scene.acme, id);
    assertThat(scene.it.refusal(() -> tokens.issue(scene.ada, scene.acme, id)).code())
        .isEqualTo("too_many_directory_tokens");
    assertThat(scene.it.refusal(() -> tokens.rotate(scene.ada, scene.acme, id, DAY)).code())
        .isEqualTo("too_many_directory_tokens");
    // whoever is in a hurry is not held up
    tokens.rotate(scene.ada, scene.acme, id, Duration.ZERO);
  }

  /** The one that the directory calls with stays good for as long as was said. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_can_be_replaced_as_often_as_one_likes(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    var first = tokens.issue(scene.ada, scene.acme, id);
    tokens.noteUse(tokens.find(first.text()).orElseThrow());
    var second = tokens.rotate(scene.ada, scene.acme, id, DAY);
    for (var i = 2; i < DirectoryTokens.MOST; i++) tokens.rotate(scene.ada, scene.acme, id, DAY);
    assertThat(state(scene, second)).isEqualTo(State.ENDING);

    assertThat(scene.it.eventsOf(() -> tokens.rotate(scene.ada, scene.acme, id, DAY)))
        .containsExactlyInAnyOrder(
            "organization.directory_token_replaced",
            "organization.directory_token_replaced",
            "organization.directory_token_created");

    assertThat(state(scene, second)).isEqualTo(State.ENDED);
    assertThat(state(scene, first)).isEqualTo(State.ENDING);
    assertThat(tokens.of(scene.acme, id))
        .filteredOn(it -> it.state(scene.it.clock().instant()).good())
        .hasSize(DirectoryTokens.MOST);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_last_use_of_a_token_is_written_once_a_minute(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var issued = tokens.issue(scene.ada, scene.acme, scene.directory.id());
    var first = scene.it.clock().instant();
    use(scene, issued);
    assertThat(tokens.of(scene.acme, scene.directory.id()).get(0).lastUsedAt()).isEqualTo(first);
    assertThat(now(scene).lastContactAt()).isEqualTo(first);

    scene.it.clock().advance(Duration.ofSeconds(59));
    use(scene, issued);
    assertThat(now(scene).lastContactAt()).isEqualTo(first);
    scene.it.clock().advance(Duration.ofSeconds(1));
    use(scene, issued);
    assertThat(now(scene).lastContactAt()).isEqualTo(first.plusSeconds(60));
    assertThat(now(scene).firstContactAt()).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whether_a_token_that_was_replaced_is_still_used_shows_soon(Engine engine) {
    var scene = HOUSE.scene(engine);
    var tokens = scene.core.directoryTokens;
    var issued = tokens.issue(scene.ada, scene.acme, scene.directory.id());
    use(scene, issued);
    tokens.rotate(scene.ada, scene.acme, scene.directory.id(), DAY);
    scene.it.clock().advance(Duration.ofSeconds(5));
    use(scene, issued);
    assertThat(tokens.find(issued.text()).orElseThrow().token().lastUsedAt())
        .isEqualTo(scene.it.clock().instant());
  }

  private static void use(DirectoryScene scene, DirectoryToken.Issued issued) {
    scene.core.directoryTokens.noteUse(
        scene.core.directoryTokens.find(issued.text()).orElseThrow());
  }

  // ------------------------------------------------------------------ who may

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_of_another_organization_is_not_found_by_any_verb(Engine engine) {
    var scene = HOUSE.scene(engine);
    var theirs = scene.organization("Other " + scene.number, "other" + scene.number + ".example");
    var foreign =
        scene.core.directories.add(Identity.INTERNAL, theirs.id(), "OKTA", DirectoryType.SCIM);
    var token =
        scene.core.directoryTokens.issue(Identity.INTERNAL, theirs.id(), foreign.id()).token();
    var person =
        scene.create(
            foreign,
            DirectoryScene.with(
                scene.profile("grace"), "grace", "grace@other" + scene.number + ".example"));
    var directories = scene.core.directories;
    var tokens = scene.core.directoryTokens;
    var users = scene.core.directoryUsers;
    var tries = new HashMap<String, ThrowingCallable>();
    tries.put("find", () -> directories.find(scene.acme, foreign.id()));
    tries.put("enable", () -> directories.enable(scene.ada, scene.acme, foreign.id()));
    tries.put("disable", () -> directories.disable(scene.ada, scene.acme, foreign.id()));
    tries.put("delete", () -> directories.delete(scene.ada, scene.acme, foreign.id()));
    tries.put(
        "change",
        () ->
            directories.changeProvider(
                scene.ada, scene.acme, foreign.id(), null, "AUTH0", DirectoryType.SCIM));
    tries.put("tokens", () -> tokens.of(scene.acme, foreign.id()));
    tries.put("issue", () -> tokens.issue(scene.ada, scene.acme, foreign.id()));
    tries.put("rotate", () -> tokens.rotate(scene.ada, scene.acme, foreign.id(), DAY));
    tries.put("revoke", () -> tokens.revoke(scene.ada, scene.acme, foreign.id(), token.id()));
    tries.put(
        "a token of theirs in a directory of ours",
        () -> tokens.revoke(scene.ada, scene.acme, scene.directory.id(), token.id()));
    // a directory that speaks of another's people, and one that speaks for another
    var ours = scene.speaking(scene.directory);
    tries.put(
        "change a user",
        () -> tx(scene, it -> users.change(it, ours, scene.directory, id(person), null, x -> x)));
    tries.put(
        "remove a user",
        () -> tx(scene, it -> users.remove(it, ours, scene.directory, id(person), null)));
    tries.put(
        "create for another",
        () -> tx(scene, it -> users.create(it, ours, foreign, scene.profile("x"))));
    tries.put(
        "change for another",
        () -> tx(scene, it -> users.change(it, ours, foreign, id(person), null, x -> x)));
    tries.put(
        "remove for another",
        () -> tx(scene, it -> users.remove(it, ours, foreign, id(person), null)));
    tries.put(
        "another organization's name on it",
        () ->
            tx(
                scene,
                it ->
                    users.remove(
                        it,
                        new Actor.Directory(
                            foreign.id().value(),
                            scene.acme,
                            Actor.Origin.INSIDE,
                            scene.it.clock().instant()),
                        foreign,
                        id(person),
                        null)));
    for (Map.Entry<String, ThrowingCallable> it : tries.entrySet())
      assertThat(scene.it.refusal(it.getValue()).kind())
          .as(it.getKey())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(users.find(scene.directory, id(person))).isEmpty();
    assertThat(scene.core.directoryReceipts.of(scene.acme, foreign.id(), id(person), 5)).isEmpty();
  }

  private static DirectoryUserId id(Provisioned provisioned) {
    return provisioned.user().id();
  }

  private static void tx(DirectoryScene scene, Function<Handle, Provisioned> it) {
    scene.it.database().inTransaction(it);
  }

  @Test
  void only_who_manages_provisioning_changes_a_directory_and_only_with_the_feature() {
    var scene = HOUSE.scene(Engine.SQLITE);
    var max = scene.it.member(scene.organization, scene.at("max"), "member");
    var reader =
        scene.it.member(
            scene.organization,
            scene.at("reader"),
            scene.it.role(scene.organization, "reader", "sk_org_scim_read", "sk_org_sso_manage"));
    var directories = scene.core.directories;
    var tokens = scene.core.directoryTokens;
    var id = scene.directory.id();
    var token = tokens.issue(scene.ada, scene.acme, id).token().id();
    for (var actor : List.of(max, reader, scene.speaking(scene.directory))) {
      for (ThrowingCallable verb :
          List.<ThrowingCallable>of(
              () -> directories.choose(actor, scene.acme, "OKTA", DirectoryType.SCIM),
              () -> directories.add(actor, scene.acme, "OKTA", DirectoryType.SCIM),
              () -> directories.enable(actor, scene.acme, id),
              () -> directories.disable(actor, scene.acme, id),
              () -> directories.delete(actor, scene.acme, id),
              () ->
                  directories.changeProvider(
                      actor, scene.acme, id, null, "AUTH0", DirectoryType.SCIM),
              () -> tokens.issue(actor, scene.acme, id),
              () -> tokens.rotate(actor, scene.acme, id, DAY),
              () -> tokens.revoke(actor, scene.acme, id, token)))
        assertThat(scene.it.refusal(verb).code()).isEqualTo("permission_missing");
    }
    scene.core.organizations.setFeature(
        Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, false);
    assertThat(scene.it.refusal(() -> tokens.issue(scene.ada, scene.acme, id)).code())
        .isEqualTo("feature_off");
    assertThat(scene.it.refusal(() -> directories.enable(scene.ada, scene.acme, id)).code())
        .isEqualTo("feature_off");
    // what makes things safer needs no feature
    tokens.revoke(scene.ada, scene.acme, id, token);
    directories.disable(scene.ada, scene.acme, id);
  }

  // ------------------------------------------------------------------ at the same moment

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_many_who_create_the_same_user_one_does(Engine engine) {
    var scene = HOUSE.scene(engine);
    var outcome = Race.between(Collections.nCopies(8, () -> scene.create(scene.profile("grace"))));
    assertThat(outcome.done()).isEqualTo(1);
    assertThat(outcome.codes()).containsOnly("directory_user_name_taken").hasSize(7);
    assertThat(now(scene).userCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_invited_elsewhere_at_the_moment_they_come_has_one_account(Engine engine) {
    var scene = HOUSE.scene(engine);
    var other = scene.it.organization("Other " + scene.number);
    var boss = scene.it.member(other, "boss@other" + scene.number + ".example", "admin");
    var member = scene.it.app().role("member").value();
    for (var round = 0; round < 5; round++) {
      var name = "person" + round;
      var outcome =
          Race.between(
              () -> scene.create(name),
              () ->
                  scene.it.invitations().invite(boss, other.id(), scene.at(name), List.of(member)));
      assertThat(outcome.done()).isEqualTo(2);
      assertThat(
              scene
                  .it
                  .app()
                  .all(
                      "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = '"
                          + scene.at(name)
                          + "' ORDER BY m.status"))
          .containsExactly("ACTIVE", "PENDING_INVITE");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whatever_else_is_said_at_the_same_moment_who_is_removed_is_out(Engine engine) {
    var scene = HOUSE.scene(engine);
    for (var round = 0; round < 5; round++) {
      var user = scene.create("grace" + round).user();
      var person = user.user();
      assertThat(person).isNotNull();
      Race.between(
          () -> scene.deactivate(user.id()),
          () -> scene.change(user.id(), it -> DirectoryScene.named(it, "New", "Name")),
          () -> scene.remove(user.id()));
      assertThat(scene.membership(person)).isEqualTo("INACTIVE member");
      assertThat(scene.it.app().sessionsOf(person)).isEmpty();
    }
  }
}
