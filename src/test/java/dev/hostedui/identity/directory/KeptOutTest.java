package dev.hostedui.identity.directory;

import static dev.hostedui.identity.directory.DirectoryScene.active;
import static dev.hostedui.identity.directory.DirectoryScene.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.member.MemberAdministration;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a directory has said of somebody counts also where no membership says it. */
class KeptOutTest {

  private static final MemberAdministration.Entry AT_ONCE =
      new MemberAdministration.Entry(List.of(), Metadata.NONE, null, false);

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static Actor.Person elsewhere(DirectoryScene scene, String name) {
    var other = scene.it.organization("Other " + name + scene.number);
    scene.it.member(other, "boss@" + name + scene.number + ".example", "admin");
    return scene.it.member(other, scene.at(name), "member");
  }

  private static String role(DirectoryScene scene, String name) {
    return scene.it.app().role(name).value();
  }

  private static void allowTheDomain(DirectoryScene scene) {
    scene.core.emailDomains.allow(scene.ada, scene.acme, scene.domain);
    scene
        .it
        .app()
        .arrange(
            "UPDATE users SET email_verified_at = 1 WHERE email LIKE '%@" + scene.domain + "'");
  }

  // ------------------------------------------------------------------ while a directory says so

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_left_before_they_were_deactivated_does_not_join_again(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    var grace = elsewhere(scene, "grace");
    allowTheDomain(scene);
    scene.core.members.leave(grace, scene.acme, grace.user(), true, null);
    scene.deactivate(user.id());

    assertThat(
            scene
                .it
                .refusal(
                    () -> scene.it.members().joinByEmailDomain(grace, grace.user(), scene.acme))
                .code())
        .isEqualTo("organization_not_found");

    scene.reactivate(user.id());
    assertThat(scene.membership(grace.user())).isEqualTo("ACTIVE member");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_was_removed_here_after_they_were_deactivated_comes_in_by_no_way(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    scene.deactivate(user.id());
    scene.core.members.remove(scene.ada, scene.acme, user.user());

    var administration = scene.core.memberAdministration;
    var roles = List.of(role(scene, "member"));
    for (var way :
        List.<Runnable>of(
            () ->
                administration.create(
                    Identity.INTERNAL,
                    scene.acme,
                    scene.at("grace"),
                    UnaryOperator.identity(),
                    AT_ONCE),
            () ->
                scene.core.members.provision(
                    Identity.INTERNAL, scene.acme.value(), scene.at("grace"), "", "", "member"),
            () -> scene.it.invitations().invite(scene.ada, scene.acme, scene.at("grace"), roles))) {
      var refused = scene.it.refusal(way::run);
      assertThat(refused.code()).isEqualTo("deactivated");
      assertThat(refused.field()).isEqualTo("email");
    }
    var grace = elsewhere(scene, "grace");
    assertThat(
            scene
                .it
                .refusal(
                    () -> administration.add(Identity.INTERNAL, scene.acme, grace.user(), AT_ONCE))
                .code())
        .isEqualTo("deactivated");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void it_counts_while_the_directory_is_disabled(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    scene.deactivate(user.id());
    scene.core.members.remove(scene.ada, scene.acme, user.user());
    scene.core.directories.disable(scene.ada, scene.acme, scene.directory.id());
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene
                            .it
                            .invitations()
                            .invite(
                                scene.ada,
                                scene.acme,
                                scene.at("grace"),
                                List.of(role(scene, "member"))))
                .code())
        .isEqualTo("deactivated");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_invitation_from_before_leads_nowhere(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    var grace = elsewhere(scene, "grace");
    scene.deactivate(user.id());
    // as an earlier version let it be made
    scene
        .it
        .app()
        .arrange(
            "UPDATE directory_users SET deactivated_at = NULL WHERE id = '"
                + user.id().value()
                + "'");
    scene.core.members.remove(scene.ada, scene.acme, grace.user());
    scene
        .it
        .invitations()
        .invite(scene.ada, scene.acme, scene.at("grace"), List.of(role(scene, "member")));
    var address = scene.it.invitations().copyLink(scene.ada, scene.acme, grace.user());
    var token = address.substring(address.lastIndexOf('/') + 1);
    scene
        .it
        .app()
        .arrange(
            "UPDATE directory_users SET deactivated_at = 1 WHERE id = '" + user.id().value() + "'");

    assertThat(
            scene
                .it
                .refusal(
                    () -> scene.it.invitations().acceptPending(grace, grace.user(), scene.acme))
                .code())
        .isEqualTo("invitation_not_found");
    assertThat(scene.it.invitations().invitedBy(token).orElseThrow().state().name())
        .isEqualTo("WITHDRAWN");
    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().resend(scene.ada, scene.acme, grace.user()))
                .code())
        .isEqualTo("deactivated");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_two_directories_the_one_counts_that_spoke_last(Engine engine) {
    var scene = HOUSE.scene(engine);
    var second = scene.core.directories.add(scene.ada, scene.acme, "OKTA", DirectoryType.SCIM);
    var user = scene.create("grace").user();
    scene.deactivate(user.id());
    scene.it.clock().advance(Duration.ofSeconds(1));
    scene.create(second, scene.profile("grace"));
    assertThat(scene.membership(user.user())).isEqualTo("ACTIVE member");
    scene.core.members.remove(scene.ada, scene.acme, user.user());

    scene
        .it
        .invitations()
        .invite(scene.ada, scene.acme, scene.at("grace"), List.of(role(scene, "member")));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void another_title_is_no_word_on_whom_another_directory_keeps_out_or_lets_in(Engine engine) {
    var scene = HOUSE.scene(engine);
    var second = scene.core.directories.add(scene.ada, scene.acme, "OKTA", DirectoryType.SCIM);
    var user = scene.create("grace").user();
    var again = scene.create(second, scene.profile("grace")).user();
    scene.it.clock().advance(Duration.ofSeconds(1));
    scene.deactivate(user.id());
    scene.it.clock().advance(Duration.ofSeconds(1));

    assertThat(scene.change(second, again.id(), it -> named(it, "Grace", "")).effect())
        .isEqualTo(Effect.UPDATED);
    assertThat(scene.change(second, again.id(), it -> it).effect()).isEqualTo(Effect.UNCHANGED);
    assertThat(scene.membership(user.user())).isEqualTo("INACTIVE member");
    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().resend(scene.ada, scene.acme, user.user()))
                .code())
        .isEqualTo("deactivated");

    scene.change(second, again.id(), it -> active(it, false));
    scene.it.clock().advance(Duration.ofSeconds(1));
    assertThat(scene.change(second, again.id(), it -> active(it, true)).effect())
        .isEqualTo(Effect.REACTIVATED);
    assertThat(scene.membership(user.user())).isEqualTo("ACTIVE member");
    scene.it.clock().advance(Duration.ofSeconds(1));

    assertThat(scene.change(user.id(), it -> named(it, "Amazing", "")).effect())
        .isEqualTo(Effect.UPDATED);
    assertThat(scene.membership(user.user())).isEqualTo("ACTIVE member");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_was_removed_here_gets_no_account_by_a_title_either(Engine engine) {
    var scene = HOUSE.scene(engine);
    var second = scene.core.directories.add(scene.ada, scene.acme, "OKTA", DirectoryType.SCIM);
    var user = scene.create("grace").user();
    var again = scene.create(second, scene.profile("grace")).user();
    scene.deactivate(user.id());
    scene.core.members.remove(scene.ada, scene.acme, user.user());

    assertThat(scene.change(second, again.id(), it -> named(it, "Grace", "")).effect())
        .isEqualTo(Effect.UPDATED);
    assertThat(scene.it.app().all("SELECT id FROM users WHERE email = '" + scene.at("grace") + "'"))
        .isEmpty();
  }

  // ------------------------------------------------------------------ when none does any more

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_admin_lets_in_whom_no_directory_knows_any_more(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    var second = scene.create("second").user();
    scene.core.memberAdministration.change(
        Identity.INTERNAL,
        scene.acme,
        second.user(),
        null,
        null,
        new Metadata(Map.of("desk", "7")));
    scene.deactivate(user.id());
    scene.deactivate(second.id());
    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().resend(scene.ada, scene.acme, user.user()))
                .code())
        .isEqualTo("deactivated");
    scene.core.directories.delete(Identity.INTERNAL, scene.acme, scene.directory.id());

    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().resend(scene.ada, scene.acme, user.user()))
                .code())
        .isEqualTo("deactivated_once");
    assertThat(
            scene.it.eventsOf(
                () ->
                    scene
                        .it
                        .invitations()
                        .invite(
                            scene.ada,
                            scene.acme,
                            scene.at("grace"),
                            List.of(role(scene, "admin")))))
        .containsExactly("user.organization_invitation");
    assertThat(scene.membership(user.user())).isEqualTo("PENDING_INVITE admin");

    scene.core.memberAdministration.add(Identity.INTERNAL, scene.acme, second.user(), AT_ONCE);
    assertThat(scene.membership(second.user())).isEqualTo("ACTIVE member");
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT metadata FROM memberships WHERE user_id = '"
                        + second.user().value()
                        + "'"))
        .contains("desk");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_who_may_take_the_roles_away_that_somebody_had_lets_them_in_with_others(Engine engine) {
    var scene = HOUSE.scene(engine);
    var user = scene.create("grace").user();
    scene.core.members.changeRoles(
        scene.ada, scene.acme, user.user(), List.of(role(scene, "admin")));
    scene.deactivate(user.id());
    scene.core.directories.delete(Identity.INTERNAL, scene.acme, scene.directory.id());
    var inviter =
        new Actor.Client("skc_inviter", Set.of(Permission.USERS_INVITE), Actor.Origin.INSIDE);
    var plain = scene.it.role(scene.organization, "plain").id().value();
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene
                            .it
                            .invitations()
                            .invite(inviter, scene.acme, scene.at("grace"), List.of(plain)))
                .code())
        .isEqualTo("member_exceeds_own");
  }
}
