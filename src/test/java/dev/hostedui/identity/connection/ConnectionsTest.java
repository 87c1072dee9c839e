package dev.hostedui.identity.connection;

import static dev.hostedui.identity.connection.Settings.oidc;
import static dev.hostedui.identity.connection.Settings.saml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.OidcSettings.Endpoints;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionsTest {

  @RegisterExtension static final Scene.House HOUSE = new Scene.House();

  // ------------------------------------------------------------------ the way to an enabled one

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_connection_is_chosen_filled_in_tested_and_enabled(Engine engine) {
    var scene = HOUSE.scene(engine);
    var core = scene.core;
    var id = scene.chosen(Protocol.SAML).id();
    assertThat(core.connections.of(scene.acme).orElseThrow().status())
        .isEqualTo(ConnectionStatus.DRAFT);
    assertThat(core.connections.find(id).orElseThrow().switches())
        .containsExactly(Switch.JIT_PROVISIONING);

    var connection = core.connections.find(scene.acme, id);
    var first = scene.saved(connection, saml().with(List.of()));
    assertThat(core.connections.find(scene.acme, id).status())
        .isEqualTo(ConnectionStatus.IN_PROGRESS);
    assertThat(enable(scene, connection, first.number(), true)).isEqualTo("connection_incomplete");
    var second = scene.saved(connection, saml());
    assertThat(second.settings()).isEqualTo(saml());
    assertThat(second.savedBy()).isEqualTo(scene.adaAddress);
    assertThat(core.connections.find(scene.acme, id).status())
        .isEqualTo(ConnectionStatus.COMPLETED);
    assertThat(core.connectionRoutes.ofDomain(scene.domain)).isEmpty();

    assertThat(enable(scene, connection, second.number(), false)).isEqualTo("test_needed");
    scene.passTest(scene.ada, connection, second.number());
    assertThat(enable(scene, connection, first.number(), false)).isEqualTo("connection_changed");
    assertThat(
            scene.it.eventsOf(
                () ->
                    assertThat(enable(scene, connection, second.number(), false))
                        .isEqualTo("done")))
        .containsExactly("organization.sso_enabled");

    assertThat(core.connections.find(scene.acme, id).everEnabled()).isTrue();
    assertThat(core.connectionVersions.of(id).live()).isNotNull();
    assertThat(core.connectionVersions.of(id).draft()).isNull();
    var route = new RoutedConnection(id, scene.acme, "OKTA", Protocol.SAML, second.number());
    assertThat(core.connectionRoutes.ofDomain(scene.domain)).contains(route);
    assertThat(core.connectionRoutes.ofDomain("eu." + scene.domain)).isEmpty();
    assertThat(core.connectionRoutes.ofOrganization(scene.acme)).contains(route);
    assertThat(core.connectionRoutes.find(id)).contains(route);
    assertThat(core.connections.routedDomains(core.connections.find(scene.acme, id)))
        .containsExactly(scene.domain);
  }

  private static String enable(Scene scene, Connection connection, int number, boolean untested) {
    return outcome(
        () ->
            scene.core.connections.enable(
                scene.ada, connection.organization(), connection.id(), number, untested));
  }

  private static String outcome(Runnable verb) {
    try {
      verb.run();
      return "done";
    } catch (Problem problem) {
      return problem.code();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_override_stands_in_the_event_with_the_domains(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.OIDC);
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT after_state FROM events WHERE type = 'organization.sso_enabled' AND organization_id = '"
                        + scene.acme.value()
                        + "'"))
        .contains(
            "\"id\":\"" + connection.id().value() + "\"",
            "\"organization_id\":\"" + scene.acme.value() + "\"",
            "\"connection_type\":\"OIDC\"",
            "\"provider\":\"OKTA\"",
            "\"enabled\":true",
            "\"status\":\"COMPLETED\"",
            "\"untested\":true",
            "\"domains\":[\"" + scene.domain + "\"]");
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT after_state FROM events WHERE type = 'organization.sso_created' AND organization_id = '"
                        + scene.acme.value()
                        + "'"))
        .contains("\"enabled\":false", "\"status\":\"DRAFT\"");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void only_a_recent_test_of_ones_own_of_exactly_that_version_speaks_for_it(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var version = scene.saved(connection, saml()).number();
    var other = scene.it.member(scene.organization, scene.at("second"), "admin");
    scene.passTest(other, connection, version);
    assertThat(enable(scene, connection, version, false)).isEqualTo("test_needed");

    // a failed one
    var failed = scene.core.connectionTests.begin(scene.ada, scene.acme, connection.id(), version);
    var bad =
        new Examination(
            List.of(Check.failed("issuer", "a", "b", "invalid_saml_response", "issuer_differs")),
            Scene.passed().claimed(),
            "");
    var done = scene.core.connectionTests.conclude(scene.ada, failed.id(), bad).orElseThrow();
    assertThat(done.status()).isEqualTo(ConnectionTest.Status.FAILURE);
    assertThat(done.code()).isEqualTo("invalid_saml_response");
    assertThat(done.cause()).isEqualTo("issuer_differs");
    assertThat(done.examination()).isEqualTo(bad);
    assertThat(done.description()).as("the provider refuses nothing").isNull();
    assertThat(enable(scene, connection, version, false)).isEqualTo("test_needed");

    // one of an earlier draft
    scene.passTest(scene.ada, connection, version);
    var next = scene.saved(connection, saml().with(new AttributeMapping(Map.of("email", "x"))));
    assertThat(enable(scene, connection, next.number(), false)).isEqualTo("test_needed");

    // one of yesterday
    scene.passTest(scene.ada, connection, next.number());
    scene.it.clock().advance(Duration.ofHours(24));
    assertThat(enable(scene, connection, next.number(), false)).isEqualTo("test_needed");
    scene.passTest(scene.ada, connection, next.number());
    scene.it.clock().advance(Duration.ofHours(23));
    assertThat(scene.core.connectionTests.passed(scene.ada, next)).isTrue();
    assertThat(enable(scene, connection, next.number(), false)).isEqualTo("done");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_provider_itself_says_of_a_test_is_kept(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var version = scene.saved(connection, saml()).number();
    var words = "Responder > AuthnFailed: Not assigned.";
    var test = scene.core.connectionTests.begin(scene.ada, scene.acme, connection.id(), version);
    var answer =
        new Examination(
            List.of(
                Check.failed("status", "Success", words, "invalid_status", "status_authn_failed"),
                Check.failed("assertion", "", "", "invalid_saml_response", "no_assertion")),
            null,
            "");
    scene.core.connectionTests.conclude(scene.ada, test.id(), answer);
    assertThat(scene.core.connectionTests.find(scene.acme, test.id()).description())
        .isEqualTo(words);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_test_ends_once_and_fails_without_an_answer(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var version = scene.saved(connection, saml()).number();
    var tests = scene.core.connectionTests;
    var initech = scene.organization("Initech").id();
    var one = tests.begin(scene.ada, scene.acme, connection.id(), version);
    assertThat(tests.pending(one.id())).contains(one);
    var race =
        Race.between(
            () ->
                tests
                    .conclude(scene.ada, one.id(), Scene.passed())
                    .orElseThrow(() -> Problem.conflict("over")),
            () ->
                tests
                    .conclude(scene.ada, one.id(), Scene.passed())
                    .orElseThrow(() -> Problem.conflict("over")));
    assertThat(race.done()).isEqualTo(1);
    assertThat(tests.pending(one.id())).isEmpty();
    assertThat(tests.conclude(scene.ada, one.id(), Scene.passed())).isEmpty();

    var two = tests.begin(scene.ada, scene.acme, connection.id(), version);
    scene.it.clock().advance(ConnectionTest.PATIENCE);
    var late = tests.find(scene.acme, two.id());
    assertThat(late.status()).isEqualTo(ConnectionTest.Status.FAILURE);
    assertThat(late.code()).isEqualTo("authentication_not_completed");
    assertThat(tests.conclude(scene.ada, two.id(), Scene.passed())).isEmpty();
    assertThat(tests.newest(scene.acme, connection.id(), scene.ada).orElseThrow().id())
        .isEqualTo(two.id());
    assertThat(tests.newest(initech, connection.id(), scene.ada)).isEmpty();
    assertThat(scene.it.refusal(() -> tests.find(initech, two.id())).code())
        .isEqualTo("test_not_found");

    var somebodyElse = new Actor.Internal("colleague");
    var theirs = tests.begin(somebodyElse, scene.acme, connection.id(), version);
    assertThat(tests.newest(scene.acme, connection.id(), scene.ada).orElseThrow().id())
        .isEqualTo(two.id());
    scene.it.clock().advance(ConnectionTest.RECENT);
    assertThat(tests.newest(scene.acme, connection.id(), scene.ada).orElseThrow().id())
        .isEqualTo(theirs.id());

    scene.it.clock().advance(Duration.ofDays(30));
    assertThat(tests.forgetOld()).isPositive();
    assertThat(tests.forgetOld()).isZero();
    assertThat(tests.newest(scene.acme, connection.id(), scene.ada)).isEmpty();
  }

  // ------------------------------------------------------------------ drafts and versions

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_live_connection_is_edited_as_a_draft_and_what_was_before_can_be_put_back(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var versions = scene.core.connectionVersions;
    var before = scene.route(connection).version();
    var changed = saml().with(new AttributeMapping(Map.of("email", "other")));
    var draft = scene.saved(connection, changed);
    assertThat(scene.route(connection).version()).isEqualTo(before);

    // an incomplete draft does no harm to what is live
    scene.saved(connection, saml().with(List.of()));
    assertThat(scene.core.connections.find(scene.acme, connection.id()).status())
        .isEqualTo(ConnectionStatus.COMPLETED);
    draft = scene.saved(connection, changed);
    var number = draft.number();
    assertThat(
            outcome(() -> versions.makeLive(scene.ada, scene.acme, connection.id(), number, false)))
        .isEqualTo("test_needed");
    scene.passTest(scene.ada, connection, number);
    var live = versions.makeLive(scene.ada, scene.acme, connection.id(), number, false);
    assertThat(live.state()).isEqualTo(ConnectionVersion.State.LIVE);
    assertThat(scene.route(connection).version()).isEqualTo(number);
    // somebody who was sent away with the old one can still be examined by it
    assertThat(versions.find(connection.id(), before).orElseThrow().state())
        .isEqualTo(ConnectionVersion.State.FORMER);

    var shown = versions.of(connection.id());
    assertThat(shown.draft()).isNull();
    assertThat(shown.former().number()).isEqualTo(before);
    assertThat(
            scene.it.eventsOf(
                () -> versions.putBack(scene.ada, scene.acme, connection.id(), before)))
        .containsExactly("organization.sso_put_back");
    assertThat(scene.route(connection).version()).isEqualTo(before);
    assertThat(versions.of(connection.id()).former().number()).isEqualTo(number);
    assertThat(outcome(() -> versions.putBack(scene.ada, scene.acme, connection.id(), before)))
        .isEqualTo("connection_changed");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_draft_is_discarded_and_saving_nothing_new_makes_no_version(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var versions = scene.core.connectionVersions;
    var draft = scene.saved(connection, saml());
    assertThat(
            scene.it.eventsOf(() -> assertThat(scene.saved(connection, saml())).isEqualTo(draft)))
        .isEmpty();
    assertThat(outcome(() -> versions.discard(scene.ada, scene.acme, connection.id(), 77)))
        .isEqualTo("connection_changed");
    versions.discard(scene.ada, scene.acme, connection.id(), draft.number());
    assertThat(versions.of(connection.id()).base()).isZero();
    assertThat(scene.core.connections.find(scene.acme, connection.id()).status())
        .isEqualTo(ConnectionStatus.DRAFT);
    // its number is not given again, so no test of it speaks for another
    assertThat(scene.saved(connection, saml()).number()).isGreaterThan(draft.number());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void former_versions_are_kept_up_to_a_number(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    for (var i = 0; i < ConnectionVersions.FORMER_KEPT + 3; i++) {
      var draft =
          scene.saved(connection, saml().with(new AttributeMapping(Map.of("email", "m" + i))));
      scene.it.clock().advance(Duration.ofMinutes(1));
      scene.core.connectionVersions.makeLive(
          scene.ada, scene.acme, connection.id(), draft.number(), true);
    }
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM connection_versions WHERE connection_id = '"
                        + connection.id().value()
                        + "'"))
        .isEqualTo(Integer.toString(ConnectionVersions.FORMER_KEPT + 1));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_two_who_edit_at_once_the_second_is_told(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var versions = scene.core.connectionVersions;
    var other = scene.it.member(scene.organization, scene.at("second"), "admin");
    var saved =
        Race.between(
            () -> versions.save(scene.ada, scene.acme, connection.id(), 0, saml(), null),
            () ->
                versions.save(
                    other,
                    scene.acme,
                    connection.id(),
                    0,
                    saml().with(new AttributeMapping(Map.of("email", "theirs"))),
                    null));
    assertThat(saved.done()).isEqualTo(1);
    assertThat(saved.codes()).containsExactly("connection_changed");

    var number = versions.of(connection.id()).draft().number();
    var live =
        Race.between(
            () -> versions.makeLive(scene.ada, scene.acme, connection.id(), number, true),
            () -> versions.makeLive(other, scene.acme, connection.id(), number, true));
    assertThat(live.done()).isEqualTo(1);
    assertThat(live.codes()).containsExactly("connection_changed");

    var initech = scene.organization("Initech").id();
    var chosen =
        Race.between(
            () -> scene.core.connections.choose(Identity.INTERNAL, initech, "OKTA", Protocol.SAML),
            () ->
                scene.core.connections.choose(
                    Identity.INTERNAL, initech, "PING_IDENTITY", Protocol.OIDC));
    assertThat(chosen.codes()).containsExactly("connection_exists");
  }

  // ------------------------------------------------------------------ the secret

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_client_secret_is_sealed_kept_and_never_sent_elsewhere(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.OIDC);
    var versions = scene.core.connectionVersions;
    var id = connection.id();
    var first = versions.save(scene.ada, scene.acme, id, 0, oidc(), null);
    assertThat(first.complete()).isFalse();
    assertThat(versions.clientSecret(id, first.number())).isEmpty();

    var secret = "wE8~0123456789abcdefgh";
    var second = versions.save(scene.ada, scene.acme, id, first.number(), oidc(), secret);
    assertThat(second.complete()).isTrue();
    assertThat(second.clientSecretHint()).isEqualTo("efgh");
    assertThat(versions.clientSecret(id, second.number())).contains(secret);
    assertThat(
            scene
                .it
                .app()
                .all(
                    "SELECT COALESCE(sealed_client_secret, '') || settings FROM connection_versions"))
        .allSatisfy(row -> assertThat(row).doesNotContain(secret));
    assertThat(scene.it.app().all("SELECT COALESCE(after_state, '') FROM events"))
        .allSatisfy(row -> assertThat(row).doesNotContain(secret));

    // other attributes: it stays
    var third =
        versions.save(
            scene.ada,
            scene.acme,
            id,
            second.number(),
            oidc().with(new AttributeMapping(Map.of("email", "mail"))),
            null);
    assertThat(versions.clientSecret(id, third.number())).contains(secret);

    // an admin who cannot read it cannot have it sent to themselves either
    var elsewhere =
        new OidcSettings(
            oidc().issuer(),
            true,
            new Endpoints(
                oidc().endpoints().authorization(),
                "https://mine.example/token",
                "",
                oidc().endpoints().jwks(),
                ""),
            oidc().clientId(),
            oidc().scopes(),
            oidc().clientAuthentication(),
            true,
            false,
            false,
            AttributeMapping.BLANK);
    var fourth = versions.save(scene.ada, scene.acme, id, third.number(), elsewhere, null);
    assertThat(fourth.clientSecretHint()).isNull();
    assertThat(versions.clientSecret(id, fourth.number())).isEmpty();

    var shortOne = versions.save(scene.ada, scene.acme, id, fourth.number(), oidc(), "short");
    assertThat(shortOne.clientSecretHint()).isEmpty();
    assertThat(shortOne.complete()).isTrue();
  }

  // ------------------------------------------------------------------ off, other provider, end

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_has_a_session_left_can_disable_and_the_operator_too(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var id = connection.id();
    assertThat(
            scene.it.eventsOf(
                () -> {
                  scene.core.connections.disable(scene.ada, scene.acme, id);
                  scene.core.connections.disable(scene.ada, scene.acme, id);
                }))
        .containsExactly("organization.sso_disabled");
    assertThat(scene.core.connectionRoutes.find(id)).isEmpty();
    var version = scene.core.connectionVersions.of(id).live().number();
    assertThat(enable(scene, connection, version, true)).isEqualTo("done");

    scene.feature(scene.acme, false);
    assertThat(scene.core.connectionRoutes.find(id)).as("the feature is off").isEmpty();
    assertThat(scene.core.connectionRoutes.ofDomain(scene.domain)).isEmpty();
    assertThat(scene.core.connectionRoutes.ofOrganization(scene.acme)).isEmpty();
    assertThat(enable(scene, connection, version, true)).isEqualTo("feature_off");
    assertThat(scene.core.connections.find(scene.acme, id).enabled()).as("kept").isTrue();
    scene.feature(scene.acme, true);
    assertThat(scene.core.connectionRoutes.find(id)).isPresent();
    scene.feature(scene.acme, false);
    scene.core.connections.disable(Identity.INTERNAL, scene.acme, id);
    assertThat(scene.core.connections.find(scene.acme, id).enabled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_provider_changes_only_before_it_was_ever_enabled(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    scene.saved(connection, saml());
    var other =
        scene.core.connections.changeProvider(
            scene.ada, scene.acme, connection.id(), "MICROSOFT_AD", Protocol.OIDC);
    assertThat(other.id()).isEqualTo(connection.id());
    assertThat(other.status()).isEqualTo(ConnectionStatus.DRAFT);
    assertThat(scene.core.connectionVersions.of(connection.id()).draft()).isNull();
    assertThat(scene.it.refusal(() -> scene.saved(connection, saml())).code())
        .isEqualTo("connection_changed");
    var version = scene.saved(other, oidc());
    assertThat(enable(scene, other, version.number(), true)).isEqualTo("done");
    scene.core.connections.disable(scene.ada, scene.acme, other.id());
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.core.connections.changeProvider(
                            scene.ada, scene.acme, other.id(), "OKTA", Protocol.SAML))
                .code())
        .isEqualTo("connection_was_enabled");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_person_cannot_delete_a_connection_and_a_link_or_the_operator_can(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    assertThat(
            scene
                .it
                .refusal(
                    () -> scene.core.connections.delete(scene.ada, scene.acme, connection.id()))
                .code())
        .isEqualTo("connection_not_deleted_by_people");
    var link = scene.it.portalLink(scene.acme, PortalModule.SSO);
    assertThat(
            scene.it.eventsOf(
                () -> scene.core.connections.delete(link, scene.acme, connection.id())))
        .containsExactly("organization.sso_deleted");
    assertThat(scene.core.connections.of(scene.acme)).isEmpty();
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM connection_versions WHERE connection_id = '"
                        + connection.id().value()
                        + "'"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void switches_turn_at_once_and_some_are_the_operators(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.enabled(Protocol.SAML).id();
    var connections = scene.core.connections;
    assertThat(
            scene.it.eventsOf(
                () -> {
                  turn(scene, scene.ada, id, Switch.PROFILE_SYNC, true);
                  turn(scene, scene.ada, id, Switch.PROFILE_SYNC, true);
                  turn(scene, scene.ada, id, Switch.JIT_PROVISIONING, false);
                }))
        .containsExactly("organization.sso_switch_turned", "organization.sso_switch_turned");
    assertThat(connections.find(scene.acme, id).switches()).containsExactly(Switch.PROFILE_SYNC);
    assertThat(
            scene.it.refusal(() -> turn(scene, scene.ada, id, Switch.SHA1_SIGNATURES, true)).code())
        .isEqualTo("operator_only");
    turn(scene, Identity.INTERNAL, id, Switch.SHA1_SIGNATURES, true);
    assertThat(connections.find(scene.acme, id).has(Switch.SHA1_SIGNATURES)).isTrue();
  }

  private static void turn(Scene scene, Actor actor, ConnectionId id, Switch which, boolean on) {
    scene.core.connectionSetup.set(
        actor, scene.acme, id, null, ConnectionSetup.Wanted.turned(Map.of(which, on)));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nothing_of_another_organization_exists(Engine engine) {
    var scene = HOUSE.scene(engine);
    var foreign = scene.enabled(scene.organization("Initech").id(), Protocol.SAML);
    var core = scene.core;
    for (var verb :
        List.<Runnable>of(
            () -> core.connections.find(scene.acme, foreign.id()),
            () -> core.connections.disable(scene.ada, scene.acme, foreign.id()),
            () -> core.connections.enable(scene.ada, scene.acme, foreign.id(), 1, true),
            () ->
                core.connectionSetup.set(
                    scene.ada,
                    scene.acme,
                    foreign.id(),
                    null,
                    ConnectionSetup.Wanted.turned(Map.of(Switch.PROFILE_SYNC, true))),
            () ->
                core.connections.changeProvider(
                    scene.ada, scene.acme, foreign.id(), "OKTA", Protocol.OIDC),
            () ->
                core.connectionVersions.save(scene.ada, scene.acme, foreign.id(), 1, saml(), null),
            () -> core.connectionVersions.discard(scene.ada, scene.acme, foreign.id(), 1),
            () -> core.connectionVersions.makeLive(scene.ada, scene.acme, foreign.id(), 1, true),
            () -> core.connectionVersions.putBack(scene.ada, scene.acme, foreign.id(), 1),
            () -> core.connectionTests.begin(scene.ada, scene.acme, foreign.id(), 1)))
      assertThat(scene.it.refusal(verb::run).code()).isEqualTo("connection_not_found");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void enabling_and_the_end_of_the_domain_happen_one_after_the_other(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var version = scene.saved(connection, saml()).number();
    var domain =
        EmailDomainId.parse(
                scene
                    .it
                    .app()
                    .one("SELECT id FROM email_domains WHERE domain = '" + scene.domain + "'"))
            .orElseThrow();
    var outcome =
        Race.between(
            () ->
                scene.core.connections.enable(
                    scene.ada, scene.acme, connection.id(), version, true),
            () -> scene.core.organizationDomains.delete(Identity.INTERNAL, scene.acme, domain));
    assertThat(outcome.done()).isEqualTo(2);
    assertThat(scene.core.connectionRoutes.ofDomain(scene.domain)).isEmpty();
    assertThat(scene.core.connectionRoutes.ofOrganization(scene.acme)).isNotEmpty();
    // the event tells of the domain only when it was still there
    var enabled =
        scene
            .it
            .app()
            .one(
                "SELECT after_state FROM events WHERE type = 'organization.sso_enabled' AND"
                    + " organization_id = '"
                    + scene.acme.value()
                    + "'");
    assertThat(enabled).containsAnyOf("\"domains\":[]", "\"domains\":[\"" + scene.domain + "\"]");
  }

  // ------------------------------------------------------------------ what is checked

  @Test
  void every_fault_is_told_at_its_field() {
    var many = new LinkedHashMap<String, String>();
    for (var i = 0; i < 31; i++) many.put("a" + i, "b");
    var saml =
        new SamlSettings(
            "ftp://idp.example/metadata",
            "x".repeat(1025),
            new SamlSettings.SignOn("http://idp.example/sso", SamlSettings.Binding.HTTP_POST),
            new SamlSettings.Logout(
                "https://a@idp.example/slo",
                "https://idp.example/slo#here",
                SamlSettings.Binding.HTTP_POST,
                true),
            List.of(Settings.CERTIFICATE, Settings.CERTIFICATE),
            SamlSettings.NameIdFormat.EMAIL,
            SamlSettings.Signing.SAML_ONLY_ASSERTION_SIGNING,
            true,
            true,
            true,
            new AttributeMapping(many));
    assertThat(faults(saml, false))
        .containsExactly(
            "idp_metadata_url address_malformed",
            "idp_entity_id entity_id_too_long",
            "idp_sso_url address_not_https",
            "idp_slo_url address_with_user",
            "idp_slo_response_url address_with_fragment",
            "idp_certificates certificate_twice",
            "attribute_mapping too_many_attributes");
    assertThat(faults(saml, true)).doesNotContain("idp_sso_url address_not_https");

    assertThat(faults(oidc().with(new AttributeMapping(Map.of("roles", "x"))), false))
        .containsExactly("attribute_mapping attribute_reserved");
    assertThat(faults(ConnectionSettings.blank(Protocol.SAML), false)).isEmpty();
    assertThat(faults(ConnectionSettings.blank(Protocol.OIDC), false)).isEmpty();
  }

  private static List<String> faults(ConnectionSettings settings, boolean plainHttp) {
    var problem = catchThrowableOfType(Problem.class, () -> settings.check(plainHttp));
    return problem == null
        ? List.of()
        : problem.faults().stream().map(it -> it.field() + " " + it.code()).toList();
  }

  @Test
  void settings_come_back_from_their_column_as_they_were() {
    for (var settings : List.of(saml(), oidc(), SamlSettings.BLANK, OidcSettings.BLANK))
      assertThat(Json.settings(settings.protocol(), Json.write(settings))).isEqualTo(settings);
    assertThat(Json.read(Json.write(Scene.passed()), Examination.class)).isEqualTo(Scene.passed());
  }
}
