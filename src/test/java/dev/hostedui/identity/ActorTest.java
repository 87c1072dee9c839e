package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.core.Core;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.OrganizationDomain;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.passkey.Backup;
import dev.hostedui.identity.passkey.NewCredential;
import dev.hostedui.identity.passkey.Notices;
import dev.hostedui.identity.passkey.PasskeyId;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.identity.session.SessionLimits;
import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.identity.session.SessionPolicy;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of actor against the verbs, and rights that were taken away meanwhile. */
class ActorTest {

  private static final Actor.Origin ORIGIN = Actor.Origin.INSIDE;
  private static final String DONE = "done";

  /** A verb about an organization; prepares what it is done to and returns the call. */
  private interface OrganizationVerb {
    Runnable prepare(Scene scene, Actor actor, OrganizationId where);
  }

  /** A verb about a person's own account. */
  private interface AccountVerb {
    Runnable prepare(Scene scene, Actor actor, Actor.Person whose);
  }

  /** A verb of the operator. */
  private interface OperatorVerb {
    Runnable prepare(Scene scene, Actor actor);
  }

  /** Two organizations, and names that were not used before. */
  private static final class Scene {
    final Identity it;
    final Organization home;
    final Organization foreign;
    private int number;
    private String toProve;
    private final Map<String, Actor> reopened = new HashMap<>();

    Scene(Identity it) {
      this.it = it;
      this.home = it.organization("Home");
      this.foreign = it.organization("Foreign");
      it.member(foreign, "admin@joining.example", "admin");
      it.emailDomains().allow(Identity.INTERNAL, foreign.id(), "joining.example");
      for (var feature : Feature.values())
        for (var organization : List.of(home, foreign))
          it.organizations()
              .setFeature(Identity.INTERNAL, organization.id().value(), feature, true);
    }

    Core core() {
      return it.app().app().core();
    }

    /** The only directory of an organization. */
    Directory directory(OrganizationId where) {
      for (var old : core().directories.all(where))
        core().directories.delete(Identity.INTERNAL, where, old.id());
      return core().directories.add(Identity.INTERNAL, where, "OKTA", DirectoryType.SCIM);
    }

    /** A domain that is to be proven. */
    OrganizationDomain domain(OrganizationId where) {
      return it.organizationDomains()
          .add(Identity.INTERNAL, where, fresh("own", ".example"), false);
    }

    /** The actor, in by a new link when the one it came by was revoked. */
    Actor stillIn(String kind, Actor given) {
      var actor = reopened.getOrDefault(kind, given);
      var revoked = "SELECT COUNT(*) FROM portal_links WHERE revoked_at IS NOT NULL AND id = '";
      if (!(actor instanceof Actor.PortalLink link)
          || it.app().one(revoked + link.id() + "'").equals("0")) return actor;
      var module = PORTAL_LINKS.get(kind);
      var again = module == null ? it.opened(step(home.id())) : it.portalLink(home.id(), module);
      reopened.put(kind, again);
      return again;
    }

    /** A link to one step that no verb here is about. */
    PortalLinks.Made step(OrganizationId where) {
      if (toProve == null) toProve = domain(where).id().value();
      var step = new PortalStep(PortalStep.Kind.PUBLISH_RECORD, toProve);
      return core()
          .portalLinks
          .make(
              Identity.INTERNAL,
              where,
              new PortalLinks.Terms(PortalLink.Kind.SHAREABLE, Set.of(), step, false, null));
    }

    PortalLinks.Made link(OrganizationId where) {
      return core()
          .portalLinks
          .make(Identity.INTERNAL, where, PortalLinks.Terms.of(PortalLink.Kind.EMBED));
    }

    /** The only connection of an organization, and its draft, which is complete. */
    Connection connection(OrganizationId where) {
      var connections = it.app().app().core().connections;
      it.organizations().setFeature(Identity.INTERNAL, where.value(), Feature.SSO, true);
      for (var old : connections.all(where)) connections.delete(Identity.INTERNAL, where, old.id());
      var made = connections.add(Identity.INTERNAL, where, "OKTA", Protocol.OIDC);
      it.app()
          .app()
          .core()
          .connectionVersions
          .save(Identity.INTERNAL, where, made.id(), 0, settings("one"), "a secret of theirs");
      return made;
    }

    static OidcSettings settings(String clientId) {
      return new OidcSettings(
          "https://op.example",
          false,
          new OidcSettings.Endpoints(
              "https://op.example/authorize",
              "https://op.example/token",
              "",
              "https://op.example/keys",
              ""),
          clientId,
          List.of("openid"),
          OidcSettings.ClientAuthentication.BASIC_AUTH,
          true,
          false,
          false,
          AttributeMapping.BLANK);
    }

    String fresh(String prefix, String suffix) {
      return prefix + ++number + suffix;
    }

    /** Somebody new in the organization of home, signed in there. */
    Actor.Person member(String role) {
      return it.member(home, fresh("p", "@joining.example"), role);
    }

    UserId targetIn(OrganizationId where) {
      var organization = where.equals(foreign.id()) ? foreign : home;
      return it.member(organization, fresh("t", "@target.example"), "member").user();
    }

    String role(String name) {
      return it.app().role(name).value();
    }

    SessionPolicies policies() {
      return new SessionPolicies(
          it.database(), it.environments(), it.sessions(), it.ends(), it.events(), it.clock());
    }

    Passkeys passkeys() {
      var notices =
          new Notices(
              it.database(),
              it.ends(),
              (tx, notice, token) -> {},
              it.events(),
              it.ids(),
              it.clock());
      return new Passkeys(it.database(), notices, it.events(), it.ids(), it.clock());
    }

    /** The client id of a new web application. */
    String client() {
      return it.app()
          .app()
          .core()
          .applications
          .create(Identity.INTERNAL, Registration.web("App", "https://app.example/callback"))
          .clientId();
    }

    private NewCredential credential() {
      return new NewCredential(
          fresh("c", ""),
          "key",
          "00000000-0000-0000-0000-000000000000",
          1,
          Backup.IMPOSSIBLE,
          "platform",
          List.of());
    }

    /** A passkey of somebody, as the program itself adds it. */
    PasskeyId passkeyOf(Actor.Person whose) {
      passkeys().add(Identity.INTERNAL, whose.user(), credential(), Identity.DEVICE);
      return new PasskeyId(
          it.app().one("SELECT id FROM passkeys WHERE user_id = '" + whose.user().value() + "'"));
    }

    /** What came of a call: done, or the code of the refusal, which leaves no event behind. */
    String outcome(Runnable call) {
      var before = it.app().one("SELECT COUNT(*) FROM events");
      try {
        call.run();
        return DONE;
      } catch (Problem problem) {
        assertThat(it.app().one("SELECT COUNT(*) FROM events"))
            .as("a refused verb records nothing")
            .isEqualTo(before);
        return problem.code();
      }
    }
  }

  private static final Map<String, OrganizationVerb> PROVISIONING = new LinkedHashMap<>();
  private static final Map<String, OrganizationVerb> SETTINGS = new LinkedHashMap<>();
  private static final Map<String, OrganizationVerb> CONNECTING = new LinkedHashMap<>();
  private static final Map<String, OrganizationVerb> DIRECTING = new LinkedHashMap<>();
  private static final Map<String, OrganizationVerb> PROVING = new LinkedHashMap<>();
  private static final Map<String, OrganizationVerb> ASKING = new LinkedHashMap<>();
  private static final Map<String, AccountVerb> OWN = new LinkedHashMap<>();
  private static final Map<String, OperatorVerb> OPERATING = new LinkedHashMap<>();

  static {
    PROVISIONING.put(
        "invite",
        (it, actor, where) -> {
          var email = it.fresh("i", "@target.example");
          return () -> it.it.invitations().invite(actor, where, email, List.of(it.role("member")));
        });
    PROVISIONING.put(
        "resend",
        (it, actor, where) -> {
          var invited =
              it.it
                  .invitations()
                  .invite(
                      Identity.INTERNAL,
                      where,
                      it.fresh("i", "@target.example"),
                      List.of(it.role("member")))
                  .user()
                  .id();
          it.it.clock().advance(Duration.ofMinutes(1));
          return () -> it.it.invitations().resend(actor, where, invited);
        });
    PROVISIONING.put(
        "copy link",
        (it, actor, where) -> {
          var invited =
              it.it
                  .invitations()
                  .invite(
                      Identity.INTERNAL,
                      where,
                      it.fresh("l", "@target.example"),
                      List.of(it.role("member")))
                  .user()
                  .id();
          return () -> it.it.invitations().copyLink(actor, where, invited);
        });
    PROVISIONING.put(
        "change role",
        (it, actor, where) -> {
          var target = it.targetIn(where);
          return () -> it.it.members().changeRoles(actor, where, target, List.of(it.role("admin")));
        });
    PROVISIONING.put(
        "remove",
        (it, actor, where) -> {
          var target = it.targetIn(where);
          return () -> it.it.members().remove(actor, where, target);
        });
    SETTINGS.put(
        "rename organization",
        (it, actor, where) ->
            () -> it.it.organizations().rename(actor, where, it.fresh("Name ", "")));
    SETTINGS.put(
        "allow domain",
        (it, actor, where) ->
            () -> it.it.emailDomains().allow(actor, where, it.fresh("d", ".example")));
    SETTINGS.put(
        "forget domain",
        (it, actor, where) -> {
          var domain =
              it.it.emailDomains().allow(Identity.INTERNAL, where, it.fresh("f", ".example"));
          return () -> it.it.emailDomains().forget(actor, where, domain.id());
        });
    SETTINGS.put(
        "save session policy",
        (it, actor, where) -> {
          var policy =
              new SessionPolicy(
                  SessionPolicy.Source.CUSTOM,
                  new SessionLimits(Duration.ofMinutes(1000 + ++it.number), null));
          return () -> it.policies().save(actor, where, policy, false);
        });
    OWN.put(
        "rename",
        (it, actor, whose) ->
            () -> it.it.users().rename(actor, whose.user(), it.fresh("Name ", ""), ""));
    OWN.put(
        "add passkey",
        (it, actor, whose) ->
            () -> it.passkeys().add(actor, whose.user(), it.credential(), Identity.DEVICE));
    OWN.put(
        "rename passkey",
        (it, actor, whose) -> {
          var passkey = it.passkeyOf(whose);
          return () -> it.passkeys().rename(actor, whose.user(), passkey, it.fresh("Key ", ""));
        });
    OWN.put(
        "delete passkey",
        (it, actor, whose) -> {
          var passkey = it.passkeyOf(whose);
          return () -> it.passkeys().delete(actor, whose.user(), passkey, Identity.DEVICE);
        });
    OWN.put(
        "revoke session",
        (it, actor, whose) -> {
          var other = it.it.begin(whose.user(), it.home.id());
          return () -> it.it.ends().revoke(actor, whose.user(), other.id());
        });
    OWN.put(
        "revoke other sessions",
        (it, actor, whose) -> () -> it.it.ends().revokeOthers(actor, whose.user()));
    OWN.put(
        "join by email domain",
        (it, actor, whose) ->
            () -> it.it.members().joinByEmailDomain(actor, whose.user(), it.foreign.id()));
    OWN.put(
        "accept invitation",
        (it, actor, whose) -> {
          it.it
              .invitations()
              .invite(
                  Identity.INTERNAL, it.foreign.id(), whose.email(), List.of(it.role("member")));
          return () -> it.it.invitations().acceptPending(actor, whose.user(), it.foreign.id());
        });
    OWN.put(
        "create organization",
        (it, actor, whose) ->
            () -> it.it.members().createOrganization(actor, whose.user(), it.fresh("Own ", "")));
    OPERATING.put(
        "create organization",
        (it, actor) -> () -> it.it.organizations().create(actor, it.fresh("Made ", ""), null));
    OPERATING.put(
        "switch feature",
        (it, actor) ->
            () ->
                it.it
                    .organizations()
                    .setFeature(actor, it.home.id().value(), Feature.SSO, ++it.number % 2 == 0));
    OPERATING.put(
        "define role",
        (it, actor) ->
            () ->
                it.it
                    .roleDefinitions()
                    .create(
                        actor,
                        new RoleDefinition(null, it.fresh("role", ""), "A role", null, Set.of())));
    OPERATING.put(
        "add verified domain",
        (it, actor) ->
            () ->
                it.it
                    .database()
                    .useTransaction(
                        tx ->
                            it.it
                                .organizationDomains()
                                .addVerified(
                                    tx,
                                    actor,
                                    it.home.id(),
                                    DomainName.parse("domain", it.fresh("v", ".example")))));
    OPERATING.put(
        "import members",
        (it, actor) ->
            () ->
                it.it
                    .app()
                    .app()
                    .core()
                    .memberImport
                    .importAll(
                        actor,
                        it.home,
                        0,
                        number -> {
                          throw new AssertionError();
                        }));
  }

  static {
    CONNECTING.put(
        "choose connection",
        (it, actor, where) -> {
          var connections = it.it.app().app().core().connections;
          connections.delete(Identity.INTERNAL, where, it.connection(where).id());
          return () -> connections.choose(actor, where, "OKTA", Protocol.SAML);
        });
    CONNECTING.put(
        "add connection",
        (it, actor, where) -> {
          it.connection(where);
          return () ->
              it.it.app().app().core().connections.add(actor, where, "OKTA", Protocol.SAML);
        });
    CONNECTING.put(
        "change provider",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () ->
              it.it
                  .app()
                  .app()
                  .core()
                  .connections
                  .changeProvider(actor, where, id, "CUSTOM", Protocol.OIDC);
        });
    CONNECTING.put(
        "enable connection",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () -> it.it.app().app().core().connections.enable(actor, where, id, 1, true);
        });
    CONNECTING.put(
        "disable connection",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          it.it.app().app().core().connections.enable(Identity.INTERNAL, where, id, 1, true);
          return () -> it.it.app().app().core().connections.disable(actor, where, id);
        });
    CONNECTING.put(
        "turn switch",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () ->
              it.it
                  .app()
                  .app()
                  .core()
                  .connectionSetup
                  .set(
                      actor,
                      where,
                      id,
                      null,
                      ConnectionSetup.Wanted.turned(Map.of(Switch.PROFILE_SYNC, true)));
        });
    CONNECTING.put(
        "save draft",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () ->
              it.it
                  .app()
                  .app()
                  .core()
                  .connectionVersions
                  .save(actor, where, id, 1, Scene.settings("two"), null);
        });
    CONNECTING.put(
        "discard draft",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () -> it.it.app().app().core().connectionVersions.discard(actor, where, id, 1);
        });
    CONNECTING.put(
        "make draft live",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () ->
              it.it.app().app().core().connectionVersions.makeLive(actor, where, id, 1, true);
        });
    CONNECTING.put(
        "put version back",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          var versions = it.it.app().app().core().connectionVersions;
          versions.makeLive(Identity.INTERNAL, where, id, 1, true);
          versions.save(Identity.INTERNAL, where, id, 1, Scene.settings("two"), "another secret");
          versions.makeLive(Identity.INTERNAL, where, id, 2, true);
          return () -> versions.putBack(actor, where, id, 1);
        });
    CONNECTING.put(
        "test connection",
        (it, actor, where) -> {
          var id = it.connection(where).id();
          return () -> it.it.app().app().core().connectionTests.begin(actor, where, id, 1);
        });
    OPERATING.put(
        "list connections",
        (it, actor) -> () -> it.it.app().app().core().connections.list(actor, null));
    OPERATING.put(
        "replace key for SAML",
        (it, actor) -> {
          var connections = it.it.app().app().core().connections;
          it.connection(it.home.id());
          var id = connections.add(Identity.INTERNAL, it.home.id(), "OKTA", Protocol.SAML).id();
          return () ->
              it.it.app().app().core().serviceProviderKeys.next(actor, id, Duration.ofDays(1));
        });
    OPERATING.put(
        "add client key",
        (it, actor) -> {
          var client = it.client();
          return () ->
              it.it.app().app().core().clientKeys.add(actor, client, Map.of("key_1", "{}"));
        });
    OPERATING.put(
        "revoke client key",
        (it, actor) -> {
          var keys = it.it.app().app().core().clientKeys;
          var client = it.client();
          keys.add(Identity.INTERNAL, client, Map.of("key_1", "{}"));
          return () -> keys.revoke(actor, client, "key_1");
        });
    OPERATING.put(
        "add client secret",
        (it, actor) -> {
          var client = it.client();
          return () -> it.it.app().app().core().clientSecrets.add(actor, client);
        });
    OPERATING.put(
        "create client",
        (it, actor) ->
            () ->
                it.it
                    .app()
                    .app()
                    .core()
                    .applications
                    .create(actor, Registration.web("App", "https://app.example/callback")));
    OPERATING.put(
        "replace signing key",
        (it, actor) -> () -> it.it.app().app().core().signingKeys.replace(actor, false));
  }

  static {
    DIRECTING.put(
        "choose directory",
        (it, actor, where) -> {
          it.core().directories.delete(Identity.INTERNAL, where, it.directory(where).id());
          return () -> it.core().directories.choose(actor, where, "OKTA", DirectoryType.SCIM);
        });
    DIRECTING.put(
        "change provider of directory",
        (it, actor, where) -> {
          var id = it.directory(where).id();
          return () ->
              it.core()
                  .directories
                  .changeProvider(actor, where, id, null, "CUSTOM", DirectoryType.SCIM);
        });
    DIRECTING.put(
        "disable directory",
        (it, actor, where) -> {
          var id = it.directory(where).id();
          return () -> it.core().directories.disable(actor, where, id);
        });
    DIRECTING.put(
        "enable directory",
        (it, actor, where) -> {
          var id = it.directory(where).id();
          it.core().directories.disable(Identity.INTERNAL, where, id);
          return () -> it.core().directories.enable(actor, where, id);
        });
    DIRECTING.put(
        "issue token",
        (it, actor, where) -> {
          var id = it.directory(where).id();
          return () -> it.core().directoryTokens.issue(actor, where, id);
        });
    DIRECTING.put(
        "rotate token",
        (it, actor, where) -> {
          var id = it.directory(where).id();
          return () -> it.core().directoryTokens.rotate(actor, where, id, Duration.ZERO);
        });
    DIRECTING.put(
        "revoke token",
        (it, actor, where) -> {
          var id = it.directory(where).id();
          var token = it.core().directoryTokens.issue(Identity.INTERNAL, where, id).token().id();
          return () -> it.core().directoryTokens.revoke(actor, where, id, token);
        });
    PROVING.put(
        "add domain",
        (it, actor, where) -> {
          var name = it.fresh("new", ".example");
          return () -> it.it.organizationDomains().add(actor, where, name, false);
        });
    PROVING.put(
        "add domain again",
        (it, actor, where) -> {
          var id = it.domain(where).id();
          return () -> it.it.organizationDomains().addAgain(actor, where, id);
        });
    PROVING.put(
        "verify domain",
        (it, actor, where) -> {
          // one that needs no look at the DNS
          var name = it.fresh("sure", ".example");
          it.it.organizationDomains().confirm(Identity.INTERNAL, where, name);
          var id =
              it.it
                  .organizationDomains()
                  .find(where, DomainName.parse("domain", name))
                  .orElseThrow()
                  .id();
          return () -> it.it.organizationDomains().verify(actor, where, id);
        });
    PROVING.put(
        "delete domain",
        (it, actor, where) -> {
          var id = it.domain(where).id();
          return () -> it.it.organizationDomains().delete(actor, where, id);
        });
    ASKING.put(
        "make portal link",
        (it, actor, where) ->
            () ->
                it.core()
                    .portalLinks
                    .make(actor, where, PortalLinks.Terms.of(PortalLink.Kind.EMBED)));
    ASKING.put(
        "revoke portal link",
        (it, actor, where) -> {
          var id = it.link(where).link().id();
          return () -> it.core().portalLinks.revoke(actor, where, id);
        });
    ASKING.put(
        "revoke portal links",
        (it, actor, where) -> {
          it.link(where);
          return () -> it.core().portalLinks.revokeAll(actor, where);
        });
  }

  private static Map<String, OrganizationVerb> organizationVerbs() {
    var all = new LinkedHashMap<>(PROVISIONING);
    all.putAll(SETTINGS);
    all.putAll(CONNECTING);
    all.putAll(DIRECTING);
    all.putAll(PROVING);
    // last: it revokes what others came by
    all.putAll(ASKING);
    return all;
  }

  private static final Map<String, PortalModule> PORTAL_LINKS =
      Map.of(
          "portal link to single sign-on",
          PortalModule.SSO,
          "portal link to provisioning",
          PortalModule.SCIM,
          "portal link to domains",
          PortalModule.DOMAINS);

  /** What a link to a whole module does. */
  private static Map<String, OrganizationVerb> verbsOf(PortalModule module) {
    return switch (module) {
      case SSO -> CONNECTING;
      case SCIM -> DIRECTING;
      case DOMAINS -> PROVING;
    };
  }

  private static Map<String, Actor> programs(Scene scene) {
    var all = EnumSet.allOf(Permission.class);
    var home = scene.home.id();
    var actors = new LinkedHashMap<String, Actor>();
    actors.put("client with all permissions", new Actor.Client("c1", all, ORIGIN));
    actors.put("client that only signs people in", new Actor.Client("c2", ORIGIN));
    actors.put("directory", new Actor.Directory("dir_1", home, ORIGIN, Instant.EPOCH));
    PORTAL_LINKS.forEach((kind, module) -> actors.put(kind, scene.it.portalLink(home, module)));
    actors.put("portal link to one step", scene.it.opened(scene.step(home)));
    actors.put("the program", Identity.INTERNAL);
    actors.put("newcomer", new Actor.Newcomer("n", "n@new.example", ORIGIN));
    return actors;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void each_kind_of_actor_does_what_it_may_where_it_may(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      it.member(scene.foreign, "a@foreign.example", "admin");
      var actors = programs(scene);
      actors.put("admin", scene.member("admin"));
      actors.put("member", scene.member("member"));
      var elsewhere = "organization_not_found";
      actors.forEach(
          (kind, given) ->
              organizationVerbs()
                  .forEach(
                      (name, verb) -> {
                        // others revoke all links there are
                        var actor = scene.stillIn(kind, given);
                        var provisioning = PROVISIONING.containsKey(name);
                        var own =
                            switch (kind) {
                              case "admin", "the program", "client with all permissions" -> DONE;
                              case "directory" -> provisioning ? DONE : "permission_missing";
                              case "portal link to single sign-on",
                                  "portal link to provisioning",
                                  "portal link to domains" ->
                                  verbsOf(PORTAL_LINKS.get(kind)).containsKey(name)
                                      ? DONE
                                      : "permission_missing";
                              case "newcomer" -> elsewhere;
                              default -> "permission_missing";
                            };
                        var there =
                            switch (kind) {
                              case "the program", "client with all permissions" -> DONE;
                              case "client that only signs people in" -> "permission_missing";
                              default -> elsewhere;
                            };
                        assertThat(scene.outcome(verb.prepare(scene, actor, scene.home.id())))
                            .as(kind + ": " + name)
                            .isEqualTo(own);
                        assertThat(scene.outcome(verb.prepare(scene, actor, scene.foreign.id())))
                            .as(kind + ": " + name + " elsewhere")
                            .isEqualTo(there);
                      }));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_account_is_changed_by_the_person_themself_and_by_the_program(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      var actors = programs(scene);
      actors.put("an admin of their organization", scene.member("admin"));
      OWN.forEach(
          (name, verb) -> {
            var person = scene.member("member");
            assertThat(scene.outcome(verb.prepare(scene, person, person))).as(name).isEqualTo(DONE);
            actors.forEach(
                (kind, actor) ->
                    assertThat(scene.outcome(verb.prepare(scene, actor, scene.member("member"))))
                        .as(kind + ": " + name)
                        .isEqualTo(kind.equals("the program") ? DONE : "account_not_found"));
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_the_operator_operates(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      var actors = programs(scene);
      actors.put("admin", scene.member("admin"));
      OPERATING.forEach(
          (name, verb) ->
              actors.forEach(
                  (kind, actor) ->
                      assertThat(scene.outcome(verb.prepare(scene, actor)))
                          .as(kind + ": " + name)
                          .isEqualTo(kind.equals("the program") ? DONE : "operator_only")));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_gives_each_role_of_its_own_organization_and_others_what_they_hold(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      var all = EnumSet.allOf(Permission.class);
      var some = EnumSet.of(Permission.USERS_READ);
      var directory = new Actor.Directory("dir_1", scene.home.id(), ORIGIN, Instant.EPOCH);
      var client = new Actor.Client("c", some, ORIGIN);
      var member = scene.member("member");
      it.database()
          .useTransaction(
              tx -> {
                assertThat(directory.mayGive(tx, scene.home.id(), all)).isTrue();
                assertThat(directory.mayGive(tx, scene.foreign.id(), some)).isFalse();
                assertThat(client.mayGive(tx, scene.home.id(), some)).isTrue();
                assertThat(client.mayGive(tx, scene.home.id(), all)).isFalse();
                assertThat(member.mayGive(tx, scene.home.id(), some)).isTrue();
                assertThat(member.mayGive(tx, scene.home.id(), all)).isFalse();
              });
    }
  }

  // ------------------------------------------------------------------ taken away meanwhile

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_person_was_allowed_when_the_request_began_does_not_count(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      var home = scene.home.id();
      scene.member("admin");
      organizationVerbs()
          .forEach(
              (name, verb) -> {
                var demoted = scene.member("admin");
                it.members()
                    .changeRoles(
                        Identity.INTERNAL, home, demoted.user(), List.of(scene.role("member")));
                assertThat(scene.outcome(verb.prepare(scene, demoted, home)))
                    .as("demoted: " + name)
                    .isEqualTo("permission_missing");
                var revoked = scene.member("admin");
                it.ends().revoke(Identity.INTERNAL, revoked.user(), revoked.session());
                assertThat(scene.outcome(verb.prepare(scene, revoked, home)))
                    .as("session revoked: " + name)
                    .isEqualTo("session_over");
                var removed = scene.member("admin");
                it.members().remove(Identity.INTERNAL, home, removed.user());
                assertThat(scene.outcome(verb.prepare(scene, removed, home)))
                    .as("removed: " + name)
                    .isEqualTo("session_over");
                var deactivated = scene.member("admin");
                it.app()
                    .arrange(
                        "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
                            + deactivated.user().value()
                            + "'");
                assertThat(scene.outcome(verb.prepare(scene, deactivated, home)))
                    .as("deactivated: " + name)
                    .isEqualTo("membership_over");
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_ended_session_changes_nothing_of_ones_own(Engine engine) {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      var verbs = new LinkedHashMap<>(OWN);
      verbs.put(
          "choose organization",
          (s, actor, whose) -> () -> s.it.sessions().choose(whose, s.home.id()));
      verbs.put(
          "prove who one is",
          (s, actor, whose) ->
              () ->
                  s.it
                      .database()
                      .inTransaction(
                          tx -> s.it.sessions().reauthenticate(tx, whose, Authentication.MAIL)));
      verbs.forEach(
          (name, verb) -> {
            var person = scene.member("member");
            var call = verb.prepare(scene, person, person);
            it.ends().revoke(Identity.INTERNAL, person.user(), person.session());
            assertThat(scene.outcome(call)).as(name).isEqualTo("session_over");
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_change_that_waited_finds_the_rights_as_they_are_when_its_turn_comes(Engine engine)
      throws Exception {
    try (var it = Identity.on(engine)) {
      var scene = new Scene(it);
      var home = scene.home.id();
      var threads = Executors.newSingleThreadExecutor();
      try {
        for (var taken :
            List.of(
                "UPDATE sessions SET status = 'revoked' WHERE user_id = ",
                "DELETE FROM membership_roles WHERE user_id = ")) {
          var admin = scene.member("admin");
          var change = PROVISIONING.get("remove").prepare(scene, admin, home);
          var begun = new CountDownLatch(1);
          // whoever holds the organization makes each other change of its members wait
          var waiting =
              it.database()
                  .inTransaction(
                      tx -> {
                        Locks.organization(tx, home);
                        var later =
                            threads.submit(
                                () -> {
                                  begun.countDown();
                                  change.run();
                                });
                        await(begun);
                        tx.execute(taken + "'" + admin.user().value() + "'");
                        return later;
                      });
          assertThat(refusalOf(waiting))
              .isEqualTo(taken.startsWith("UPDATE") ? "session_over" : "permission_missing");
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String refusalOf(Future<?> change) throws InterruptedException {
    try {
      change.get();
      return DONE;
    } catch (ExecutionException e) {
      return e.getCause() instanceof Problem problem ? problem.code() : String.valueOf(e);
    }
  }
}
