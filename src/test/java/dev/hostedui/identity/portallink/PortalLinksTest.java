package dev.hostedui.identity.portallink;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.GroupProfile;
import dev.hostedui.identity.directory.RoleAssignment;
import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.DnsAnswer;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.portallink.PortalLink.Kind;
import dev.hostedui.identity.portallink.PortalLink.State;
import dev.hostedui.identity.portallink.PortalLinks.Terms;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.mail.ManagerLetters;
import dev.hostedui.mail.PortalLetters;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PortalLinksTest {

  private static final Actor.Origin ORIGIN = new Actor.Origin("203.0.113.9", "A browser", "req_1");
  private static final EmailAddress CARLA = new EmailAddress("carla@dns.example");

  /** The program, AcmeCorp with all features, and Ada, its admin. */
  private static final class World implements AutoCloseable {
    final Identity it;
    final Core core;
    final Actor.Person ada;
    final OrganizationId acme;

    World(Engine engine) {
      it = Identity.on(engine);
      core = it.app().app().core();
      ada = it.person(ADA, "acmecorp");
      acme = it.in(ada);
    }

    PortalLinks.Made made(Kind kind, PortalModule... modules) {
      return core.portalLinks.make(ada, acme, new Terms(kind, Set.of(modules), null, false, null));
    }

    PortalLinks.Made step(PortalStep step, EmailAddress boundTo) {
      return core.portalLinks.make(
          ada, acme, new Terms(Kind.SHAREABLE, Set.of(), step, false, boundTo));
    }

    /** A directory in place of whatever there was. */
    Directory directory() {
      for (var old : core.directories.all(acme))
        core.directories.delete(Identity.INTERNAL, acme, old.id());
      return core.directories.add(ada, acme, "OKTA", DirectoryType.SCIM);
    }

    /** A group that it has told of. */
    DirectoryGroupId group(Directory of) {
      var speaks = new Actor.Directory(of.id().value(), acme, ORIGIN, it.clock().instant());
      var told = new GroupProfile("IT", null, "{}");
      return core.database
          .inTransaction(tx -> core.directoryGroups.create(tx, speaks, of, told, List.of()))
          .group()
          .id();
    }

    PortalSession.Opened open(PortalLinks.Made made) {
      return core.portalSessions.open(made.uuid(), ORIGIN, null);
    }

    String refused(Runnable verb) {
      return it.refusal(verb::run).code();
    }

    String outcome(Runnable verb) {
      try {
        verb.run();
        return "done";
      } catch (Problem problem) {
        return problem.code();
      }
    }

    List<String> uses(PortalLinks.Made made) {
      return core.portalLinkUses.of(acme, made.link().id()).stream()
          .map(use -> use.kind() + (use.reason() == null ? "" : " " + use.reason()))
          .toList();
    }

    void feature(Feature feature, boolean on) {
      core.organizations.setFeature(Identity.INTERNAL, acme.value(), feature, on);
    }

    @Override
    public void close() {
      it.close();
    }
  }

  // ------------------------------------------------------------------ making and opening

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_shareable_link_opens_sessions_of_six_hours_for_seven_days(Engine engine) {
    try (var world = new World(engine)) {
      var mades = new ArrayList<PortalLinks.Made>();
      assertThat(world.it.eventsOf(() -> mades.add(world.made(Kind.SHAREABLE, PortalModule.SSO))))
          .containsExactly("organization.portal_link_created");
      var made = mades.get(0);
      assertThat(made.path()).matches("/magicLink/[0-9a-f-]{36}_p");
      assertThat(made.link().id().value()).startsWith("lnk_");
      assertThat(made.link().expiresAt())
          .isEqualTo(world.it.clock().instant().plus(Duration.ofDays(7)));
      var uuid = made.uuid().replace("_p", "");
      assertThat(made.toString()).doesNotContain(uuid);
      assertThat(world.it.app().contents()).as("only its hash is stored").doesNotContain(uuid);

      // looking, as scanners of mail do, uses nothing up
      for (var i = 0; i < 3; i++)
        assertThat(world.core.portalLinks.find(made.uuid()).state()).isEqualTo(State.OPEN);
      assertThat(world.core.portalLinks.find(made.uuid()).organizationName()).isEqualTo("AcmeCorp");

      var opened = world.open(made);
      assertThat(world.it.app().contents()).doesNotContain(opened.token());
      assertThat(opened.toString()).doesNotContain(opened.token());
      var visitor = world.core.portalSessions.resolve(opened.token()).orElseThrow();
      assertThat(visitor.organization()).isEqualTo(world.acme);
      assertThat(visitor.organizationName()).isEqualTo("AcmeCorp");
      assertThat(visitor.modules()).containsExactly(PortalModule.SSO);
      assertThat(visitor.step()).isNull();
      assertThat(visitor.email()).isNull();
      assertThat(visitor.endsAt()).isEqualTo(world.it.clock().instant().plus(Duration.ofHours(6)));
      // as often as one likes
      assertThat(world.open(made).token()).isNotEqualTo(opened.token());

      world.it.clock().advance(Duration.ofHours(6).minusMillis(1));
      assertThat(world.core.portalSessions.resolve(opened.token())).isPresent();
      world.it.clock().advance(Duration.ofMillis(1));
      assertThat(world.core.portalSessions.resolve(opened.token())).isEmpty();

      world.it.clock().advance(Duration.ofDays(7));
      assertThat(world.core.portalLinks.find(made.uuid()).state()).isEqualTo(State.EXPIRED);
      assertThat(world.outcome(() -> world.open(made))).isEqualTo("portal_link_expired");
      assertThat(world.uses(made))
          .containsExactly("REFUSED portal_link_expired", "OPENED", "OPENED");
      assertThat(world.core.portalLinkUses.ofAll(world.acme, Kind.SHAREABLE))
          .containsOnly(
              entry(made.link().id(), world.core.portalLinkUses.of(world.acme, made.link().id())));
      assertThat(world.core.portalLinkUses.ofAll(world.acme, Kind.EMBED)).isEmpty();
      assertThat(world.core.portalLinks.list(world.acme, Kind.SHAREABLE)).hasSize(1);
      assertThat(world.core.portalLinks.list(world.acme, Kind.EMBED)).isEmpty();
      assertThat(
              world.core.portalLinks.newest(
                  world.acme, step(PortalStep.Kind.PUBLISH_RECORD, "dom_1")))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_embed_link_opens_once_within_a_minute_also_on_two_nodes_at_once(Engine engine) {
    try (var world = new World(engine)) {
      var made = world.made(Kind.EMBED);
      assertThat(made.path()).matches("/magicLink/[0-9a-f-]{36}");
      assertThat(made.link().modules()).isEqualTo(EnumSet.allOf(PortalModule.class));
      var other =
          new PortalSessions(
              world.core.database,
              world.core.portalLinkUses,
              new PortalCodes(
                  world.core.environments,
                  new PortalLetters(world.core.post),
                  world.core.vault,
                  world.it.ids(),
                  world.it.clock()),
              world.it.events(),
              world.it.ids(),
              world.it.clock());
      var race =
          Race.between(
              () -> world.open(made),
              () -> other.open(made.uuid(), ORIGIN, null),
              () -> world.open(made),
              () -> other.open(made.uuid(), ORIGIN, null));
      assertThat(race.done()).isEqualTo(1);
      assertThat(race.codes()).containsOnly("portal_link_used");
      assertThat(world.core.portalLinks.find(made.uuid()).state()).isEqualTo(State.USED);

      var late = world.made(Kind.EMBED);
      world.it.clock().advance(Duration.ofMinutes(1));
      assertThat(world.core.portalLinks.find(late.uuid()).state()).isEqualTo(State.EXPIRED);
      assertThat(world.outcome(() -> world.open(late))).isEqualTo("portal_link_expired");
    }
  }

  @Test
  void what_is_no_address_of_a_link_is_unknown() {
    try (var world = new World(Engine.SQLITE)) {
      var shareable = world.made(Kind.SHAREABLE).uuid();
      var embed = world.made(Kind.EMBED).uuid();
      for (var none :
          List.of(
              "",
              "_p",
              shareable.replace("_p", ""),
              embed + "_p",
              shareable.toUpperCase(Locale.ROOT),
              shareable + "_p",
              "00000000-0000-4000-8000-000000000000",
              "00000000-0000-4000-8000-000000000000_p",
              "' OR 1=1 --",
              "x".repeat(10_000))) {
        assertThat(world.core.portalLinks.find(none).state()).as(none).isEqualTo(State.UNKNOWN);
        assertThat(world.refused(() -> world.core.portalSessions.open(none, ORIGIN, null)))
            .isEqualTo("portal_link_not_found");
        assertThat(world.refused(() -> world.core.portalSessions.sendCode(none, ORIGIN)))
            .isEqualTo("portal_link_not_found");
        assertThat(world.core.portalSessions.resolve(none)).isEmpty();
      }
    }
  }

  // ------------------------------------------------------------------ who may make and end one

  @Test
  void only_who_may_do_it_themselves_makes_and_revokes_a_link() {
    try (var world = new World(Engine.SQLITE)) {
      var links = world.core.portalLinks;
      var made = world.made(Kind.SHAREABLE, PortalModule.SSO, PortalModule.DOMAINS);
      var max = world.it.person(MAX, "acmecorp");
      var gus = world.it.person(GUS, "globex");
      var link = world.it.opened(made);
      var sso = new Actor.Client("c", Set.of(Permission.SSO_MANAGE), ORIGIN);
      var terms = Terms.of(Kind.SHAREABLE);
      for (var actor : List.of(max, new Actor.Client("c", ORIGIN), link)) {
        assertThat(world.refused(() -> links.make(actor, world.acme, terms)))
            .isEqualTo("permission_missing");
        assertThat(world.refused(() -> links.revoke(actor, world.acme, made.link().id())))
            .isEqualTo("permission_missing");
        assertThat(world.refused(() -> links.revokeAll(actor, world.acme)))
            .isEqualTo("permission_missing");
      }
      assertThat(world.refused(() -> links.make(gus, world.acme, terms)))
          .isEqualTo("organization_not_found");
      assertThat(world.refused(() -> links.revoke(gus, world.acme, made.link().id())))
          .isEqualTo("organization_not_found");
      var globex = world.it.in(gus);
      assertThat(world.refused(() -> links.revoke(gus, globex, made.link().id())))
          .isEqualTo("portal_link_not_found");
      assertThat(links.list(globex)).isEmpty();
      assertThat(world.core.portalLinkUses.of(globex, made.link().id())).isEmpty();

      // who may do a part of it may hand on that part
      assertThat(links.make(sso, world.acme, terms).link().modules())
          .containsExactly(PortalModule.SSO);
      assertThat(
              world.refused(
                  () ->
                      links.make(
                          sso,
                          world.acme,
                          new Terms(
                              Kind.EMBED,
                              EnumSet.of(PortalModule.SSO, PortalModule.SCIM),
                              null,
                              false,
                              null))))
          .isEqualTo("permission_missing");
      assertThat(world.refused(() -> links.revoke(sso, world.acme, made.link().id())))
          .isEqualTo("permission_missing");
      assertThat(links.revokeAll(sso, world.acme)).isEqualTo(1);
      assertThat(links.find(world.acme, made.link().id()).revokedAt()).isNull();
    }
  }

  @Test
  void a_link_opens_what_is_on_and_none_is_made_for_what_is_off() {
    try (var world = new World(Engine.SQLITE)) {
      world.feature(Feature.DIR_SYNC, false);
      assertThat(world.made(Kind.EMBED).link().modules())
          .containsExactlyInAnyOrder(PortalModule.SSO, PortalModule.DOMAINS);
      assertThat(world.refused(() -> world.made(Kind.EMBED, PortalModule.SCIM)))
          .isEqualTo("feature_off");
      // an app asks for the same everywhere
      var made = world.made(Kind.SHAREABLE, PortalModule.SSO, PortalModule.SCIM);
      var token = world.open(made).token();
      var sessions = world.core.portalSessions;
      assertThat(sessions.resolve(token).orElseThrow().modules()).containsExactly(PortalModule.SSO);
      world.feature(Feature.DIR_SYNC, true);
      assertThat(sessions.resolve(token).orElseThrow().modules())
          .containsExactlyInAnyOrder(PortalModule.SSO, PortalModule.SCIM);
      world.feature(Feature.DIR_SYNC, false);
      world.feature(Feature.SSO, false);
      assertThat(sessions.resolve(token)).isEmpty();
      assertThat(world.core.portalLinks.find(made.uuid()).state()).isEqualTo(State.FEATURE_OFF);
      assertThat(world.outcome(() -> world.open(made))).isEqualTo("portal_link_feature_off");
    }
  }

  @Test
  void only_so_many_are_open_at_once() {
    try (var world = new World(Engine.SQLITE)) {
      for (var i = 0; i < PortalLinks.MOST_OPEN; i++) world.made(Kind.SHAREABLE);
      assertThat(world.refused(() -> world.made(Kind.SHAREABLE)))
          .isEqualTo("too_many_portal_links");
      world.made(Kind.EMBED);
      assertThat(world.core.portalLinks.revokeAll(world.ada, world.acme))
          .isEqualTo(PortalLinks.MOST_OPEN + 1);
      world.made(Kind.SHAREABLE);
    }
  }

  // ------------------------------------------------------------------ ended while it is used

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_that_is_revoked_while_it_is_used_changes_nothing_any_more(Engine engine) {
    try (var world = new World(engine)) {
      var made = world.made(Kind.SHAREABLE);
      var token = world.open(made).token();
      var visitor = world.core.portalSessions.resolve(token).orElseThrow();
      var actor = visitor.actor(ORIGIN);
      var domains = world.core.organizationDomains;
      domains.add(actor, world.acme, "first.example", false);
      assertThat(
              world.it.eventsOf(
                  () -> {
                    world.core.portalLinks.revoke(world.ada, world.acme, made.link().id());
                    world.core.portalLinks.revoke(world.ada, world.acme, made.link().id());
                  }))
          .containsExactly("organization.portal_link_revoked");
      assertThat(world.core.portalSessions.resolve(token)).isEmpty();
      // its request began before that
      assertThat(world.refused(() -> domains.add(actor, world.acme, "late.example", false)))
          .isEqualTo("portal_session_over");
      assertThat(
              world.refused(
                  () -> world.core.connections.choose(actor, world.acme, "OKTA", Protocol.SAML)))
          .isEqualTo("portal_session_over");
      assertThat(world.core.portalLinks.find(made.uuid()).state()).isEqualTo(State.REVOKED);
      assertThat(world.outcome(() -> world.open(made))).isEqualTo("portal_link_revoked");

      var again = world.made(Kind.SHAREABLE);
      var left = world.core.portalSessions.resolve(world.open(again).token()).orElseThrow();
      world.core.portalSessions.leave(left, ORIGIN);
      world.core.portalSessions.leave(left, ORIGIN);
      assertThat(
              world.refused(
                  () -> domains.add(left.actor(ORIGIN), world.acme, "left.example", false)))
          .isEqualTo("portal_session_over");
      assertThat(world.uses(again)).containsExactly("LEFT", "OPENED");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_opens_no_more_than_whoever_made_it_may_change_themselves_at_that_moment(
      Engine engine) {
    try (var world = new World(engine)) {
      var core = world.core;
      var max = world.it.person(MAX, "acmecorp");
      var roles =
          (Consumer<String>)
              role ->
                  world
                      .it
                      .members()
                      .changeRoles(
                          Identity.INTERNAL,
                          world.acme,
                          max.user(),
                          List.of(world.it.app().role(role).value()));
      roles.accept("admin");
      var made =
          core.portalLinks.make(
              max, world.acme, new Terms(Kind.SHAREABLE, Set.of(), null, true, null));
      var others = core.portalLinks.make(Identity.INTERNAL, world.acme, Terms.of(Kind.SHAREABLE));
      var token = world.open(made).token();
      var actor = core.portalSessions.resolve(token).orElseThrow().actor(ORIGIN);
      var domains = core.organizationDomains;
      domains.add(actor, world.acme, "first.example", false);

      roles.accept("member");
      assertEnded(world, made, token, actor);
      // whoever may again what they asked for has asked for it
      roles.accept("admin");
      assertThat(core.portalSessions.resolve(token)).isPresent();
      domains.add(actor, world.acme, "again.example", false);

      // a role that may still do a part hands on that part
      world.it.role(
          core.database.read(handle -> Organizations.get(handle, world.acme)),
          "sso_only",
          "sk_org_sso_manage");
      world
          .it
          .app()
          .arrange(
              "UPDATE membership_roles SET role_id = (SELECT id FROM roles WHERE name = 'sso_only')"
                  + " WHERE user_id = '"
                  + max.user().value()
                  + "'");
      var less = core.portalSessions.resolve(token).orElseThrow();
      assertThat(less.modules()).containsExactly(PortalModule.SSO);
      assertThat(less.mappable()).containsExactly(Permission.SSO_MANAGE);
      assertThat(less.held()).containsExactly(Permission.SSO_MANAGE);
      assertThat(world.refused(() -> domains.add(actor, world.acme, "late.example", false)))
          .isEqualTo("permission_missing");

      world.it.members().remove(world.ada, world.acme, max.user());
      assertEnded(world, made, token, actor);
      world.open(others);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_of_an_application_opens_nothing_once_that_may_not_use_the_api_any_more(
      Engine engine) {
    try (var world = new World(engine)) {
      var core = world.core;
      var client = new Actor.Client("skc_sample", Set.of(Permission.values()), true, ORIGIN);
      var made =
          core.portalLinks.make(
              client, world.acme, new Terms(Kind.SHAREABLE, Set.of(), null, true, null));
      var token = world.open(made).token();
      var actor = core.portalSessions.resolve(token).orElseThrow().actor(ORIGIN);
      core.organizationDomains.add(actor, world.acme, "first.example", false);

      world.it.app().arrange("UPDATE applications SET management_api = 'denied'");
      assertEnded(world, made, token, actor);
      world.it.app().arrange("UPDATE applications SET management_api = 'allowed'");
      assertThat(core.portalSessions.resolve(token)).isPresent();

      world.it.app().arrange("DELETE FROM applications");
      assertEnded(world, made, token, actor);
    }
  }

  private static void assertEnded(
      World world, PortalLinks.Made made, String token, Actor.PortalLink actor) {
    var core = world.core;
    assertThat(core.portalSessions.resolve(token)).isEmpty();
    assertThat(core.portalLinks.find(made.uuid()).state()).isEqualTo(State.ORPHANED);
    assertThat(world.outcome(() -> world.open(made))).isEqualTo("portal_link_orphaned");
    assertThat(world.uses(made)).contains("REFUSED portal_link_orphaned");
    // its request began before that
    assertThat(
            world.refused(
                () -> core.organizationDomains.add(actor, world.acme, "late.example", false)))
        .isEqualTo("permission_missing");
    assertThat(
            world.refused(() -> core.connections.choose(actor, world.acme, "OKTA", Protocol.SAML)))
        .isEqualTo("permission_missing");
  }

  @Test
  void links_that_ended_with_their_makers_rights_take_nobodys_place() {
    try (var world = new World(Engine.SQLITE)) {
      for (var i = 0; i < PortalLinks.MOST_OPEN; i++) world.made(Kind.SHAREABLE);
      var max = world.it.person(MAX, "acmecorp");
      var admin = List.of(world.it.app().role("admin").value());
      world.it.members().changeRoles(Identity.INTERNAL, world.acme, max.user(), admin);
      world.it.members().remove(Identity.INTERNAL, world.acme, world.ada.user());
      world.core.portalLinks.make(max, world.acme, Terms.of(Kind.SHAREABLE));
    }
  }

  @Test
  void it_ends_with_its_organization() {
    try (var world = new World(Engine.SQLITE)) {
      var gone = world.it.organization("Gone");
      var actor = world.it.portalLink(gone.id(), PortalModule.SSO);
      var made =
          world.core.portalLinks.make(Identity.INTERNAL, gone.id(), Terms.of(Kind.SHAREABLE));
      var token = world.open(made).token();
      world.core.memberAdministration.deleteOrganization(Identity.INTERNAL, gone.id());
      assertThat(world.core.portalSessions.resolve(token)).isEmpty();
      assertThat(world.core.portalLinks.find(made.uuid()).state()).isEqualTo(State.UNKNOWN);
      assertThat(world.outcome(() -> world.open(made))).isEqualTo("portal_link_not_found");
      assertThat(
              world.refused(
                  () -> world.core.connections.choose(actor, gone.id(), "OKTA", Protocol.SAML)))
          .isEqualTo("organization_not_found");
    }
  }

  // ------------------------------------------------------------------ one step

  @Test
  void a_link_to_one_step_does_that_and_nothing_else() {
    try (var world = new World(Engine.SQLITE)) {
      var core = world.core;
      var acme = world.acme;
      for (var old : core.connections.all(acme))
        core.connections.delete(Identity.INTERNAL, acme, old.id());
      for (var old : core.directories.all(acme))
        core.directories.delete(Identity.INTERNAL, acme, old.id());
      var one = core.connections.add(Identity.INTERNAL, acme, "OKTA", Protocol.OIDC);
      var other = core.connections.add(Identity.INTERNAL, acme, "OKTA", Protocol.OIDC);
      var directory = core.directories.add(world.ada, acme, "OKTA", DirectoryType.SCIM);
      var domain = core.organizationDomains.add(world.ada, acme, "step.example", false);
      var made = world.step(step(PortalStep.Kind.ENTER_METADATA, one.id().value()), CARLA);
      assertThat(made.link().modules()).containsExactly(PortalModule.SSO);
      core.portalSessions.sendCode(made.uuid(), ORIGIN);
      var code = world.it.app().mailTo(CARLA.value()).code();
      var token = core.portalSessions.open(made.uuid(), ORIGIN, code).token();
      var actor = core.portalSessions.resolve(token).orElseThrow().actor(ORIGIN);

      List<Runnable> others =
          List.of(
              () -> core.connections.choose(actor, acme, "OKTA", Protocol.SAML),
              () -> core.connections.add(actor, acme, "OKTA", Protocol.SAML),
              () -> core.connections.enable(actor, acme, one.id(), 1, true),
              () -> core.connections.disable(actor, acme, one.id()),
              () -> core.connections.delete(actor, acme, one.id()),
              () -> core.connectionVersions.makeLive(actor, acme, one.id(), 1, true),
              () -> core.connectionVersions.discard(actor, acme, one.id(), 1),
              () -> core.connectionVersions.save(actor, acme, other.id(), 0, settings(), "secret"),
              () -> core.connectionTests.begin(actor, acme, other.id(), 1),
              () -> core.directories.add(actor, acme, "OKTA", DirectoryType.SCIM),
              () -> core.directoryTokens.issue(actor, acme, directory.id()),
              () -> core.organizationDomains.add(actor, acme, "more.example", false),
              () -> core.organizationDomains.verify(actor, acme, domain.id()),
              () -> core.organizationDomains.delete(actor, acme, domain.id()),
              () -> core.organizations.rename(actor, acme, "Pwned"),
              () -> core.emailDomains.allow(actor, acme, "evil.example"),
              () -> core.portalLinks.make(actor, acme, Terms.of(Kind.SHAREABLE)));
      for (var verb : others) assertThat(world.refused(verb)).isEqualTo("permission_missing");

      // what is not complete is not done
      core.connectionVersions.save(actor, acme, one.id(), 0, settings(), null);
      assertThat(core.portalLinks.find(acme, made.link().id()).done()).isNull();
      var base = core.connectionVersions.of(one.id()).base();
      core.connectionVersions.save(actor, acme, one.id(), base, settings(), "a secret");
      assertThat(core.portalLinks.find(acme, made.link().id()).done())
          .isEqualTo(new PortalLink.Done(world.it.clock().instant(), CARLA));
      assertThat(world.uses(made)).containsExactly("STEP_DONE", "OPENED", "CODE_SENT");
      assertThat(
              world
                  .it
                  .app()
                  .all(
                      "SELECT DISTINCT actor_type || ' ' || actor_id || ' ' || actor_email FROM"
                          + " events WHERE type IN ('organization.sso_draft_saved',"
                          + " 'organization.portal_link_opened')"))
          .containsExactly("portal_link " + made.link().id().value() + " " + CARLA.value());
    }
  }

  private static PortalStep step(PortalStep.Kind kind, String object) {
    return new PortalStep(kind, object);
  }

  private static OidcSettings settings() {
    return new OidcSettings(
        "https://op.example",
        false,
        new OidcSettings.Endpoints(
            "https://op.example/authorize",
            "https://op.example/token",
            "",
            "https://op.example/keys",
            ""),
        "client",
        List.of("openid"),
        OidcSettings.ClientAuthentication.BASIC_AUTH,
        true,
        false,
        false,
        AttributeMapping.BLANK);
  }

  @Test
  void a_directory_is_connected_and_a_record_published_by_whom_was_asked() {
    try (var world = new World(Engine.SQLITE)) {
      var core = world.core;
      var acme = world.acme;
      for (var old : core.directories.all(acme))
        core.directories.delete(Identity.INTERNAL, acme, old.id());
      var directory = core.directories.add(world.ada, acme, "OKTA", DirectoryType.SCIM);
      var other = core.directories.add(world.ada, acme, "OKTA", DirectoryType.SCIM);
      var made = world.step(step(PortalStep.Kind.CONNECT_DIRECTORY, directory.id().value()), null);
      var actor = world.it.opened(made);
      for (var verb :
          List.<Runnable>of(
              () -> core.directoryTokens.issue(actor, acme, other.id()),
              () -> core.directoryTokens.rotate(actor, acme, directory.id(), Duration.ZERO),
              () -> core.directories.disable(actor, acme, directory.id()),
              () -> core.directories.delete(actor, acme, directory.id())))
        assertThat(world.refused(verb)).isEqualTo("permission_missing");
      var token = core.directoryTokens.issue(actor, acme, directory.id()).text();
      // a token in somebody's hands connects nothing: the directory has to call with it
      assertThat(core.portalLinks.find(acme, made.link().id()).done()).isNull();
      core.directoryTokens.noteUse(core.directoryTokens.find(token).orElseThrow());
      assertThat(core.portalLinks.find(acme, made.link().id()).done().by()).isNull();
      assertThat(world.it.app().events()).endsWith("organization.directory_connected");

      var published = new ArrayList<String>();
      var domains =
          new OrganizationDomains(
              core.database,
              challenge -> CompletableFuture.completedFuture(List.of(answer(challenge, published))),
              new ManagerLetters(core.post, core.environments, world.it.clock()),
              Members::managing,
              core.events,
              core.ids,
              world.it.clock());
      var domain = domains.add(world.ada, acme, "step.example", false);
      var asked = world.step(step(PortalStep.Kind.PUBLISH_RECORD, domain.id().value()), null);
      var too = world.step(step(PortalStep.Kind.PUBLISH_RECORD, domain.id().value()), CARLA);
      var publisher = world.it.opened(asked);
      assertThat(world.refused(() -> domains.delete(publisher, acme, domain.id())))
          .isEqualTo("permission_missing");
      assertThat(domains.verify(publisher, acme, domain.id()).isVerified()).isFalse();
      published.add(domain.challenge().value());
      assertThat(domains.verify(publisher, acme, domain.id()).isVerified()).isTrue();
      for (var done : List.of(asked, too))
        assertThat(core.portalLinks.find(acme, done.link().id()).done()).isNotNull();
    }
  }

  @Test
  void a_step_counts_as_done_as_long_as_whoever_was_asked_is_in() {
    try (var world = new World(Engine.SQLITE)) {
      var core = world.core;
      for (var old : core.directories.all(world.acme))
        core.directories.delete(Identity.INTERNAL, world.acme, old.id());
      var directory = core.directories.add(world.ada, world.acme, "OKTA", DirectoryType.SCIM);
      var terms =
          new Terms(
              Kind.EMBED,
              Set.of(),
              step(PortalStep.Kind.CONNECT_DIRECTORY, directory.id().value()),
              false,
              null);
      var made = core.portalLinks.make(world.ada, world.acme, terms);
      var unused = core.portalLinks.make(world.ada, world.acme, terms);
      var actor = world.it.opened(made);
      // the link has expired by then, the session that it opened has not
      world.it.clock().advance(Duration.ofMinutes(5));
      var token = core.directoryTokens.issue(actor, world.acme, directory.id()).text();
      core.directoryTokens.noteUse(core.directoryTokens.find(token).orElseThrow());
      assertThat(core.portalLinks.find(world.acme, made.link().id()).done()).isNotNull();
      assertThat(core.portalLinks.find(world.acme, unused.link().id()).done()).isNull();
    }
  }

  @Test
  void a_connection_is_tested_by_whom_was_asked_to_and_by_a_test_that_passed() {
    try (var world = new World(Engine.SQLITE)) {
      var core = world.core;
      var acme = world.acme;
      for (var old : core.connections.all(acme))
        core.connections.delete(Identity.INTERNAL, acme, old.id());
      var id = core.connections.add(Identity.INTERNAL, acme, "OKTA", Protocol.OIDC).id();
      core.connectionVersions.save(world.ada, acme, id, 0, settings(), "a secret");
      var made = world.step(step(PortalStep.Kind.TEST_CONNECTION, id.value()), null);
      var entering =
          world.it.opened(world.step(step(PortalStep.Kind.ENTER_METADATA, id.value()), null));
      var actor = world.it.opened(made);
      for (var verb :
          List.<Runnable>of(
              () -> core.connectionVersions.save(actor, acme, id, 1, settings(), "other"),
              () -> core.connections.enable(actor, acme, id, 1, true)))
        assertThat(world.refused(verb)).isEqualTo("permission_missing");

      var failed = core.connectionTests.begin(actor, acme, id, 1);
      core.connectionTests.conclude(
          actor,
          failed.id(),
          new Examination(List.of(Check.failed("Signature", "", "", "bad", "")), null, ""));
      assertThat(core.portalLinks.find(acme, made.link().id()).done()).isNull();
      // who may enter settings may try them
      var passed = core.connectionTests.begin(entering, acme, id, 1);
      core.connectionTests.conclude(
          entering,
          passed.id(),
          new Examination(
              List.of(),
              new UpstreamIdentity(
                  "subject", true, Map.of(), null, "answer", Instant.MAX, null, null),
              ""));
      assertThat(core.portalLinks.find(acme, made.link().id()).done()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void groups_are_mapped_only_where_the_link_lets_and_only_to_what_its_maker_held(Engine engine) {
    try (var world = new World(engine)) {
      var core = world.core;
      var acme = world.acme;
      var directory = world.directory();
      var group = world.group(directory);
      var admin = List.of(new RoleAssignment(group, world.it.app().role("admin")));
      var member = List.of(new RoleAssignment(group, world.it.app().role("member")));
      Consumer<Actor> map = actor -> core.roleAssignments.save(actor, acme, directory.id(), admin);

      var plain = world.it.opened(world.made(Kind.SHAREABLE, PortalModule.SCIM));
      assertThat(world.refused(() -> map.accept(plain))).isEqualTo("role_exceeds_own");
      var step = step(PortalStep.Kind.MAP_GROUPS, directory.id().value());
      var made = world.step(step, null);
      var asked = world.it.opened(made);
      for (var verb :
          List.<Runnable>of(
              () -> core.directoryTokens.issue(asked, acme, directory.id()),
              () -> core.directories.enable(asked, acme, directory.id())))
        assertThat(world.refused(verb)).isEqualTo("permission_missing");
      map.accept(asked);
      assertThat(core.portalLinks.find(acme, made.link().id()).done()).isNotNull();

      var whole =
          core.portalLinks.make(
              world.ada,
              acme,
              new Terms(Kind.SHAREABLE, Set.of(PortalModule.SCIM), null, true, null));
      core.roleAssignments.save(world.it.opened(whole), acme, directory.id(), member);
      // what opens another module, or another step, maps nothing
      var connect = step(PortalStep.Kind.CONNECT_DIRECTORY, directory.id().value());
      for (var other :
          List.of(
              new Terms(Kind.SHAREABLE, Set.of(PortalModule.SSO), null, true, null),
              new Terms(Kind.SHAREABLE, Set.of(), connect, true, null)))
        assertThat(world.refused(() -> core.portalLinks.make(world.ada, acme, other)))
            .isEqualTo("map_groups_needless");
      // a maker who holds less lets do less
      world
          .it
          .app()
          .arrange(
              "UPDATE portal_links SET mappable = 'sk_org_scim_manage' WHERE id = '"
                  + made.link().id().value()
                  + "'");
      assertThat(world.refused(() -> map.accept(asked))).isEqualTo("role_exceeds_own");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_is_let_in_only_as_far_as_the_maker_of_the_link_held_what_its_groups_give(
      Engine engine) {
    try (var world = new World(engine)) {
      var core = world.core;
      var acme = world.acme;
      var directory = world.directory();
      var group = world.group(directory);
      core.roleAssignments.save(
          world.ada,
          acme,
          directory.id(),
          List.of(new RoleAssignment(group, world.it.app().role("admin"))));
      var connect = step(PortalStep.Kind.CONNECT_DIRECTORY, directory.id().value());
      var clerk =
          new Actor.Client("skc_sample", Set.of(Permission.SCIM_MANAGE), Actor.Origin.INSIDE);

      var ofClerk =
          world.it.opened(
              core.portalLinks.make(
                  clerk, acme, new Terms(Kind.SHAREABLE, Set.of(), connect, false, null)));
      assertThat(world.refused(() -> core.directoryTokens.issue(ofClerk, acme, directory.id())))
          .isEqualTo("directory_exceeds_own");
      core.directoryTokens.issue(world.it.opened(world.step(connect, null)), acme, directory.id());
      // also where the link maps no groups itself
      var whole = world.it.opened(world.made(Kind.SHAREABLE, PortalModule.SCIM));
      core.directoryTokens.rotate(whole, acme, directory.id(), Duration.ZERO);
    }
  }

  private static DnsAnswer answer(Challenge challenge, List<String> published) {
    return new DnsAnswer(
        DnsAnswer.Role.RESOLVER,
        "",
        challenge.domain().value(),
        published.isEmpty() ? DnsAnswer.Outcome.NO_DATA : DnsAnswer.Outcome.FOUND,
        List.copyOf(published),
        null,
        List.of(),
        60L,
        null);
  }

  @Test
  void a_step_is_about_something_of_the_organization() {
    try (var world = new World(Engine.SQLITE)) {
      var ivy = world.it.person(IVY, "initech");
      var theirs =
          world.core.organizationDomains.add(ivy, world.it.in(ivy), "theirs.example", false);
      assertThat(
              world.refused(
                  () ->
                      world.step(step(PortalStep.Kind.PUBLISH_RECORD, theirs.id().value()), null)))
          .isEqualTo("domain_not_found");
      assertThat(
              world.refused(() -> world.step(step(PortalStep.Kind.ENTER_METADATA, "conn_1"), null)))
          .isEqualTo("connection_not_found");
      assertThat(
              world.refused(
                  () -> world.step(step(PortalStep.Kind.CONNECT_DIRECTORY, "dir_1"), null)))
          .isEqualTo("directory_not_found");
      var confirmed =
          world.core.database.inTransaction(
              tx ->
                  world.core.organizationDomains.addVerified(
                      tx,
                      Identity.INTERNAL,
                      world.acme,
                      DomainName.parse("domain", "word.example")));
      assertThat(
              world.refused(
                  () -> world.step(step(PortalStep.Kind.PUBLISH_RECORD, confirmed.value()), null)))
          .isEqualTo("portal_step_needless");
    }
  }

  // ------------------------------------------------------------------ bound to an address

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_bound_to_an_address_opens_with_the_code_that_was_mailed_there(Engine engine) {
    try (var world = new World(engine)) {
      var core = world.core;
      var terms = new Terms(Kind.SHAREABLE, Set.of(PortalModule.SSO), null, false, CARLA);
      core.portalLinks.ask(world.ada, world.acme, terms);
      var letter = world.it.app().mailTo(CARLA.value());
      assertThat(letter.text())
          .contains(ADA + " asks you to set up single sign-on for the organization AcmeCorp");
      var uuid = letter.link().replace("/magicLink/", "");
      assertThat(core.portalLinks.find(uuid).state()).isEqualTo(State.OPEN);
      assertThat(world.outcome(() -> core.portalSessions.open(uuid, ORIGIN, null)))
          .isEqualTo("code_missing");

      core.portalSessions.sendCode(uuid, ORIGIN);
      var first = world.it.app().mailTo(CARLA.value()).code();
      core.portalSessions.sendCode(uuid, ORIGIN);
      var second = world.it.app().mailTo(CARLA.value()).code();
      assertThat(world.refused(() -> core.portalSessions.sendCode(uuid, ORIGIN)))
          .isEqualTo("too_many_mails");
      if (!first.equals(second))
        assertThat(world.outcome(() -> core.portalSessions.open(uuid, ORIGIN, first)))
            .isEqualTo("wrong_code");
      var pasted = second.substring(0, 3) + " " + second.substring(3);
      var token = core.portalSessions.open(uuid, ORIGIN, pasted).token();
      assertThat(core.portalSessions.resolve(token).orElseThrow().email()).isEqualTo(CARLA);
      // a code opens once
      assertThat(world.outcome(() -> core.portalSessions.open(uuid, ORIGIN, second)))
          .isEqualTo("too_many_portal_guesses");

      world.it.clock().advance(Duration.ofMinutes(2));
      core.portalSessions.sendCode(uuid, ORIGIN);
      var old = world.it.app().mailTo(CARLA.value()).code();
      world.it.clock().advance(core.environments.current().codeLifetime());
      assertThat(world.outcome(() -> core.portalSessions.open(uuid, ORIGIN, old)))
          .isEqualTo("code_expired");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_guesses_a_code_by_patience_or_all_at_once(Engine engine) {
    try (var world = new World(engine)) {
      var core = world.core;
      var made =
          core.portalLinks.make(
              world.ada, world.acme, new Terms(Kind.SHAREABLE, Set.of(), null, false, CARLA));
      core.portalSessions.sendCode(made.uuid(), ORIGIN);
      var code = world.it.app().mailTo(CARLA.value()).code();
      var guesses = new ArrayList<Callable<?>>();
      for (var i = 0; i < 12; i++) {
        var guess = "%06d".formatted((Integer.parseInt(code) + 1 + i) % 1_000_000);
        guesses.add(() -> core.portalSessions.open(made.uuid(), ORIGIN, guess));
      }
      var race = Race.between(guesses);
      assertThat(race.done()).isZero();
      assertThat(race.codes().stream().filter("wrong_code"::equals)).hasSize(5);
      assertThat(world.outcome(() -> core.portalSessions.open(made.uuid(), ORIGIN, code)))
          .isEqualTo("too_many_portal_guesses");

      // with one new code after the other the guesses of the address are used up
      for (var round = 0; round < 4; round++) {
        world.it.clock().advance(Duration.ofMinutes(1));
        core.portalSessions.sendCode(made.uuid(), ORIGIN);
        var next = world.it.app().mailTo(CARLA.value()).code();
        var wrong = "%06d".formatted((Integer.parseInt(next) + 1) % 1_000_000);
        for (var i = 0; i < 5; i++)
          world.outcome(() -> core.portalSessions.open(made.uuid(), ORIGIN, wrong));
      }
      world.it.clock().advance(Duration.ofMinutes(1));
      core.portalSessions.sendCode(made.uuid(), ORIGIN);
      var last = world.it.app().mailTo(CARLA.value()).code();
      assertThat(world.outcome(() -> core.portalSessions.open(made.uuid(), ORIGIN, last)))
          .isEqualTo("too_many_portal_guesses_for_address");
      // what is written of refusals has an end
      assertThat(world.it.app().count("portal_link_uses"))
          .isLessThanOrEqualTo(PortalLinkUses.REFUSALS_AN_HOUR + 10L);
    }
  }

  @Test
  void whoever_has_a_link_does_not_fill_the_database_with_sessions() {
    try (var world = new World(Engine.SQLITE)) {
      var made = world.made(Kind.SHAREABLE);
      for (var i = 0; i < 20; i++) world.open(made);
      for (var i = 0; i < 100; i++)
        assertThat(world.outcome(() -> world.open(made))).isEqualTo("too_many_portal_openings");
      assertThat(world.it.app().count("portal_sessions")).isEqualTo(20);
      assertThat(world.it.app().count("portal_link_uses"))
          .isEqualTo(20 + PortalLinkUses.REFUSALS_AN_HOUR);
      world.it.clock().advance(Duration.ofMinutes(1));
      world.open(made);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_asked_by_the_same_form_twice_gets_one_link(Engine engine) {
    try (var world = new World(engine)) {
      var links = world.core.portalLinks;
      var terms = new Terms(Kind.SHAREABLE, Set.of(), null, false, CARLA);
      Callable<?> ask = () -> links.ask(world.ada, world.acme, terms);
      assertThat(Race.between(Collections.nCopies(4, ask)).done()).isEqualTo(4);
      assertThat(world.it.app().count("portal_links")).isEqualTo(1);
      assertThat(world.it.app().count("letters")).isEqualTo(1);
      // for something else, or somebody else's, it is another one
      var narrower = new Terms(Kind.SHAREABLE, Set.of(PortalModule.SSO), null, false, CARLA);
      links.ask(world.ada, world.acme, narrower);
      assertThat(world.it.app().count("portal_links")).isEqualTo(2);
    }
  }

  @Test
  void only_so_many_mails_ask_for_help() {
    try (var world = new World(Engine.SQLITE)) {
      var links = world.core.portalLinks;
      var terms = new Terms(Kind.SHAREABLE, Set.of(), null, false, CARLA);
      for (var i = 0; i < 2; i++) {
        links.ask(world.ada, world.acme, terms);
        world.it.clock().advance(PortalLinks.SENT_TWICE);
      }
      assertThat(world.refused(() -> links.ask(world.ada, world.acme, terms)))
          .isEqualTo("too_many_portal_mails");
      var tagged = new EmailAddress(CARLA.value().replace("@", "+again@"));
      assertThat(
              world.refused(
                  () ->
                      links.ask(
                          world.ada,
                          world.acme,
                          new Terms(Kind.SHAREABLE, Set.of(), null, false, tagged))))
          .as("which is the same mailbox")
          .isEqualTo("too_many_portal_mails");
      for (var i = 2; i < 10; i++)
        links.ask(
            world.ada,
            world.acme,
            new Terms(
                Kind.SHAREABLE, Set.of(), null, false, new EmailAddress("c" + i + "@dns.example")));
      assertThat(
              world.refused(
                  () ->
                      links.ask(
                          world.ada,
                          world.acme,
                          new Terms(
                              Kind.SHAREABLE,
                              Set.of(),
                              null,
                              false,
                              new EmailAddress("x@dns.example")))))
          .isEqualTo("too_many_portal_mails");
    }
  }

  @Test
  void a_link_that_is_past_is_forgotten_with_what_became_of_it() {
    try (var world = new World(Engine.SQLITE)) {
      world.open(world.made(Kind.EMBED));
      world.open(world.made(Kind.SHAREABLE));
      for (var step : new int[][] {{6, 2}, {2, 1}, {80, 1}, {10, 0}}) {
        world.it.clock().advance(Duration.ofDays(step[0]));
        world.core.portalLinks.forgetOld();
        assertThat(world.it.app().count("portal_link_uses")).isEqualTo(step[1]);
        assertThat(world.it.app().count("portal_sessions")).isEqualTo(step[1]);
      }
    }
  }
}
