package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever a directory has deactivated comes into the organization by no way at all. */
class ClosedDoorsTest {

  private static final String CALLBACK = "https://app.example/callback";

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private DirectoryScene scene;
  private Organization other;
  private Application application;

  @BeforeEach
  void begin() {
    scene = HOUSE.scene(Engine.SQLITE);
    other = scene.it.organization("Other " + scene.number);
    scene.it.member(other, "boss@other" + scene.number + ".example", "admin");
    application =
        new Applications(
                scene.core.database,
                scene.it.events(),
                scene.it.ids(),
                scene.core.clock,
                /* development= */ true)
            .create(Identity.INTERNAL, Registration.web("App", CALLBACK));
  }

  private String code(Actor.Person person, Organization organization) {
    return scene
        .core
        .authorizationCodes
        .issue(
            new AuthorizationCodes.Authorization(
                application,
                person.session(),
                organization.id(),
                Set.of("openid", "offline_access"),
                null,
                CALLBACK,
                null,
                null))
        .orElseThrow();
  }

  private Optional<String> redeem(String code) {
    return scene
        .core
        .authorizationCodes
        .redeem(application, code, CALLBACK, challenge -> true, Actor.Origin.INSIDE)
        .map(it -> String.valueOf(it.refreshToken()));
  }

  private boolean refreshes(String token) {
    return scene
        .core
        .refreshTokens
        .exchange(application, token, granted -> true, Actor.Origin.INSIDE)
        .isPresent();
  }

  // ------------------------------------------------------------------ what was open

  @Test
  void an_open_session_is_over() {
    var user = scene.create("grace").user();
    assertThat(user.user()).isNotNull();
    var session = scene.it.begin(user.user(), scene.acme);
    assertThat(scene.core.sessions.resume(session.token())).isPresent();
    scene.deactivate(user.id());
    assertThat(scene.core.sessions.resume(session.token())).isEmpty();
    scene.reactivate(user.id());
    assertThat(scene.core.sessions.resume(session.token())).isEmpty();
  }

  @Test
  void what_an_application_holds_is_worth_nothing_and_stays_so() {
    var user = scene.create("grace").user();
    var grace = scene.it.person(scene.at("grace"), scene.acme);
    var elsewhere = scene.it.member(other, scene.at("grace"), "member");
    var unused = code(grace, scene.organization);
    var token = redeem(code(grace, scene.organization)).orElseThrow();
    // a session may sign in to organizations one after the other, and is in the last
    scene.core.sessions.choose(elsewhere, scene.acme);
    var lateCode = code(elsewhere, scene.organization);
    var carried = redeem(code(elsewhere, scene.organization)).orElseThrow();
    scene.core.sessions.choose(elsewhere, other.id());
    var stays = redeem(code(elsewhere, other)).orElseThrow();

    scene.deactivate(user.id());
    assertThat(redeem(unused)).isEmpty();
    assertThat(redeem(lateCode)).isEmpty();
    assertThat(refreshes(token)).isFalse();
    assertThat(refreshes(carried)).isFalse();
    assertThat(refreshes(stays)).isTrue();

    scene.reactivate(user.id());
    assertThat(redeem(unused)).isEmpty();
    assertThat(refreshes(token)).isFalse();
    assertThat(refreshes(carried)).isFalse();
  }

  // ------------------------------------------------------------------ what leads in

  @Test
  void a_session_elsewhere_does_not_turn_to_it() {
    var user = scene.create("grace").user();
    var elsewhere = scene.it.member(other, scene.at("grace"), "member");
    scene.deactivate(user.id());
    assertThat(scene.it.refusal(() -> scene.core.sessions.choose(elsewhere, scene.acme)).code())
        .isEqualTo("organization_not_found");
  }

  @Test
  void no_code_for_it_is_worth_anything_to_a_session_elsewhere() {
    var user = scene.create("grace").user();
    var elsewhere = scene.it.member(other, scene.at("grace"), "member");
    scene.deactivate(user.id());
    assertThat(redeem(code(elsewhere, scene.organization))).isEmpty();
  }

  @Test
  void a_link_of_an_invitation_from_before_leads_nowhere() {
    var role = scene.it.app().role("member").value();
    var invited =
        scene
            .it
            .invitations()
            .invite(scene.ada, scene.acme, scene.at("grace"), List.of(role))
            .user()
            .id();
    var address = scene.it.invitations().copyLink(scene.ada, scene.acme, invited);
    var token = address.substring(address.lastIndexOf('/') + 1);
    assertThat(scene.it.invitations().invitedBy(token)).isPresent();

    scene.create(DirectoryScene.active(scene.profile("grace"), false));

    assertThat(scene.membership(invited)).isEqualTo("INACTIVE member");
    assertThat(scene.it.invitations().invitedBy(token)).isEmpty();
    var newcomer = scene.it.member(other, scene.at("grace"), "member");
    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().acceptPending(newcomer, invited, scene.acme))
                .code())
        .isEqualTo("invitation_not_found");
  }

  @Test
  void the_email_domain_of_the_organization_does_not_let_them_join_again() {
    scene.core.emailDomains.allow(scene.ada, scene.acme, scene.domain);
    var user = scene.create("grace").user();
    var elsewhere = scene.it.member(other, scene.at("grace"), "member");
    scene
        .it
        .app()
        .arrange(
            "UPDATE users SET email_verified_at = 1 WHERE email LIKE '%@" + scene.domain + "'");
    scene.deactivate(user.id());
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene
                            .it
                            .members()
                            .joinByEmailDomain(elsewhere, elsewhere.user(), scene.acme))
                .code())
        .isEqualTo("organization_not_found");
    assertThat(scene.membership(elsewhere.user())).isEqualTo("INACTIVE member");
  }

  @Test
  void an_admin_neither_invites_them_nor_reminds_them() {
    var user = scene.create("grace").user();
    scene.deactivate(user.id());
    scene.it.clock().advance(Duration.ofMinutes(2));
    var role = scene.it.app().role("member").value();
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene
                            .it
                            .invitations()
                            .invite(scene.ada, scene.acme, scene.at("grace"), List.of(role)))
                .code())
        .isEqualTo("deactivated");
    assertThat(user.user()).isNotNull();
    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().resend(scene.ada, scene.acme, user.user()))
                .code())
        .isEqualTo("deactivated");
    assertThat(
            scene
                .it
                .refusal(() -> scene.it.invitations().copyLink(scene.ada, scene.acme, user.user()))
                .code())
        .isEqualTo("deactivated");
    // another role is written down, and lets nobody in
    scene
        .it
        .members()
        .changeRoles(
            scene.ada, scene.acme, user.user(), List.of(scene.it.app().role("admin").value()));
    assertThat(scene.membership(user.user())).isEqualTo("INACTIVE admin");
  }
}
