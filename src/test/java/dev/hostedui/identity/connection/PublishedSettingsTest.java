package dev.hostedui.identity.connection;

import static dev.hostedui.identity.connection.Settings.CERTIFICATE;
import static dev.hostedui.identity.connection.Settings.certificate;
import static dev.hostedui.identity.connection.Settings.oidc;
import static dev.hostedui.identity.connection.Settings.saml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.connection.OidcSettings.Endpoints;
import dev.hostedui.identity.connection.PublishedSettings.Reader;
import dev.hostedui.identity.connection.PublishedSettings.Unreadable;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedSettingsTest {

  private static final Instant LATER = Instant.parse("2033-01-01T00:00:00Z");
  private static final IdpCertificate NEXT = certificate("next", LATER);

  @RegisterExtension static final Scene.House HOUSE = new Scene.House();

  private static PublishedSettings published(Scene scene, Reader reader) {
    return new PublishedSettings(scene.it.database(), scene.it.events(), reader, scene.it.clock());
  }

  private static void readAll(PublishedSettings settings) {
    for (var i = 0; settings.readDue() > 0; i++) assertThat(i).isLessThan(30);
  }

  private static SettingsDifference difference(PublishedSettings settings, Connection connection) {
    return settings.of(connection.id()).orElseThrow().difference();
  }

  private static SamlSettings live(Scene scene, Connection connection) {
    return (SamlSettings)
        Objects.requireNonNull(scene.core.connectionVersions.of(connection.id()).live()).settings();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_new_certificate_is_accepted_beside_the_old_ones_once_a_day(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var before = scene.route(connection).version();
    var calls = Collections.synchronizedList(new ArrayList<ConnectionSettings>());
    var settings =
        published(
            scene,
            live -> {
              calls.add(live);
              return saml().with(List.of(NEXT));
            });
    readAll(settings);
    assertThat(settings.of(connection.id()).orElseThrow().readAt()).as("not due yet").isNull();

    scene.it.clock().advance(PublishedSettings.PERIOD);
    assertThat(scene.it.eventsOf(() -> readAll(settings)))
        .contains("organization.sso_certificate_changed");
    assertThat(live(scene, connection).certificates()).containsExactly(CERTIFICATE, NEXT);
    assertThat(scene.route(connection).version()).isGreaterThan(before);
    // it says what is gone, and nothing is taken away by itself
    assertThat(difference(settings, connection))
        .isEqualTo(new SettingsDifference(List.of(), List.of(), List.of(CERTIFICATE)));
    // whoever was sent away before can come back; it was nobody's change that could be put back
    assertThat(scene.core.connectionVersions.find(connection.id(), before)).isPresent();
    assertThat(scene.core.connectionVersions.of(connection.id()).former()).isNull();
    assertThat(scene.core.connectionVersions.of(connection.id()).accepted()).containsExactly(NEXT);

    assertThat(scene.it.eventsOf(() -> readAll(settings))).isEmpty();
    scene.it.clock().advance(PublishedSettings.PERIOD);
    calls.clear();
    assertThat(scene.it.eventsOf(() -> readAll(settings)))
        .as("known already")
        .doesNotContain("organization.sso_certificate_changed");
    assertThat(calls).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void putting_back_undoes_what_somebody_changed_and_keeps_what_was_accepted_since(Engine engine) {
    var scene = HOUSE.scene(engine);
    var versions = scene.core.connectionVersions;
    var connection = scene.enabled(Protocol.SAML);
    var good = scene.route(connection).version();
    var bad =
        scene.saved(connection, saml().with(new AttributeMapping(Map.of("email", "nonsense"))));
    versions.makeLive(scene.ada, scene.acme, connection.id(), bad.number(), true);
    scene.it.clock().advance(PublishedSettings.PERIOD);
    readAll(published(scene, live -> saml().with(List.of(NEXT))));
    assertThat(live(scene, connection).mapping().of("email")).isEqualTo("nonsense");
    assertThat(versions.of(connection.id()).former().number()).isEqualTo(good);

    assertThat(
            scene
                .it
                .refusal(
                    () -> versions.putBack(scene.ada, scene.acme, connection.id(), bad.number()))
                .code())
        .isEqualTo("connection_changed");
    versions.putBack(scene.ada, scene.acme, connection.id(), good);

    assertThat(live(scene, connection)).isEqualTo(saml().with(List.of(CERTIFICATE, NEXT)));
    // and that in turn
    var former = versions.of(connection.id()).former();
    assertThat(former.settings().mapping().of("email")).isEqualTo("nonsense");
    versions.putBack(scene.ada, scene.acme, connection.id(), former.number());
    assertThat(live(scene, connection).certificates()).containsExactly(CERTIFICATE, NEXT);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_draft_of_the_same_provider_gets_the_certificate_too_and_its_editor_is_told(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var draft =
        scene.saved(connection, saml().with(new AttributeMapping(Map.of("email", "edited"))));
    scene.it.clock().advance(PublishedSettings.PERIOD);
    readAll(published(scene, live -> saml().with(List.of(NEXT, CERTIFICATE))));
    var after = scene.core.connectionVersions.of(connection.id()).draft();
    assertThat(after.number()).isGreaterThan(draft.number());
    assertThat(((SamlSettings) after.settings()).certificates()).containsExactly(CERTIFICATE, NEXT);
    assertThat(after.settings().mapping().of("email")).isEqualTo("edited");
    assertThat(
            scene
                .it
                .refusal(
                    () ->
                        scene.core.connectionVersions.save(
                            scene.ada, scene.acme, connection.id(), draft.number(), saml(), null))
                .code())
        .isEqualTo("connection_changed");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void everything_else_is_only_shown(Engine engine) {
    var scene = HOUSE.scene(engine);
    var moved =
        new SamlSettings(
            saml().metadataUrl(),
            "https://evil.example/entity",
            new SamlSettings.SignOn("https://evil.example/sso", SamlSettings.Binding.HTTP_POST),
            saml().logout(),
            List.of(CERTIFICATE, NEXT),
            saml().nameIdFormat(),
            saml().signing(),
            true,
            false,
            false,
            saml().mapping());
    var connection = scene.enabled(Protocol.SAML);
    var version = scene.route(connection).version();
    scene.it.clock().advance(PublishedSettings.PERIOD);
    var settings = published(scene, live -> moved);
    assertThat(scene.it.eventsOf(() -> readAll(settings))).isEmpty();
    assertThat(scene.route(connection).version()).isEqualTo(version);
    var difference = difference(settings, connection);
    assertThat(difference.added()).containsExactly(NEXT);
    assertThat(difference.changed())
        .extracting(SettingsDifference.Changed::field)
        .containsExactly(
            "idp_entity_id", "idp_sso_url", "idp_sso_request_binding", "want_request_signed");
    assertThat(difference.changed().get(1).published()).isEqualTo("https://evil.example/sso");

    // an admin has looked at it and made it live: what was said before is forgotten
    var draft = scene.saved(connection, moved);
    scene.core.connectionVersions.makeLive(
        scene.ada, scene.acme, connection.id(), draft.number(), true);
    assertThat(settings.of(connection.id()).orElseThrow().difference()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void metadata_that_anybody_on_the_way_can_change_is_not_trusted(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var plain =
        new SamlSettings(
            "http://idp.example/metadata",
            saml().entityId(),
            saml().signOn(),
            saml().logout(),
            saml().certificates(),
            saml().nameIdFormat(),
            saml().signing(),
            false,
            false,
            false,
            saml().mapping());
    var draft = scene.saved(connection, plain);
    scene.core.connectionVersions.makeLive(
        scene.ada, scene.acme, connection.id(), draft.number(), true);
    scene.it.clock().advance(PublishedSettings.PERIOD);
    var settings = published(scene, live -> plain.with(List.of(CERTIFICATE, NEXT)));
    assertThat(scene.it.eventsOf(() -> readAll(settings))).isEmpty();
    assertThat(live(scene, connection).certificates()).containsExactly(CERTIFICATE);
    assertThat(difference(settings, connection).added()).containsExactly(NEXT);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void more_certificates_than_there_is_room_for_push_out_only_those_that_ended(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var many = new ArrayList<IdpCertificate>();
    many.add(certificate("ended", Instant.parse("2021-01-01T00:00:00Z")));
    for (var i = 1; i < SamlSettings.MOST_CERTIFICATES; i++) many.add(certificate("c" + i, LATER));
    var draft = scene.saved(connection, saml().with(many));
    scene.core.connectionVersions.makeLive(
        scene.ada, scene.acme, connection.id(), draft.number(), true);
    scene.it.clock().advance(PublishedSettings.PERIOD);
    readAll(published(scene, live -> saml().with(List.of(NEXT))));
    var kept = live(scene, connection).certificates();
    assertThat(kept).hasSize(SamlSettings.MOST_CERTIFICATES).contains(NEXT);
    assertThat(kept).doesNotContain(many.get(0)).containsAll(many.subList(1, many.size()));

    var another = certificate("another", LATER);
    scene.it.clock().advance(PublishedSettings.PERIOD);
    var settings = published(scene, live -> saml().with(List.of(another)));
    readAll(settings);
    assertThat(live(scene, connection).certificates()).isEqualTo(kept);
    assertThat(difference(settings, connection).added()).containsExactly(another);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_document_that_cannot_be_read_is_tried_again_and_says_since_when(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.OIDC);
    var fails = new boolean[] {true};
    var moved =
        new OidcSettings(
            oidc().issuer(),
            true,
            new Endpoints(
                "https://op.example/authorize",
                "https://op.example/token2",
                "https://op.example/userinfo",
                "https://op.example/keys",
                ""),
            oidc().clientId(),
            oidc().scopes(),
            oidc().clientAuthentication(),
            true,
            false,
            false,
            oidc().mapping());
    var settings =
        published(
            scene,
            live -> {
              if (fails[0]) throw new Unreadable("fetch_timed_out");
              if (live instanceof SamlSettings) throw new IllegalStateException("our own fault");
              return moved;
            });
    scene.it.clock().advance(PublishedSettings.PERIOD);
    var since = scene.it.clock().instant();
    readAll(settings);
    scene.it.clock().advance(PublishedSettings.AGAIN);
    readAll(settings);
    assertThat(settings.of(connection.id()).orElseThrow())
        .isEqualTo(new PublishedSettings.Published(null, null, "fetch_timed_out", since));
    fails[0] = false;
    scene.it.clock().advance(PublishedSettings.AGAIN);
    readAll(settings);
    var after = settings.of(connection.id()).orElseThrow();
    assertThat(after.fault()).isNull();
    assertThat(after.failingSince()).isNull();
    assertThat(after.readAt()).isEqualTo(scene.it.clock().instant());
    assertThat(after.difference().changed())
        .containsExactly(
            new SettingsDifference.Changed(
                "token_uri", "https://op.example/token", "https://op.example/token2"));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_nodes_share_the_work_and_settings_without_a_document_are_left_alone(Engine engine) {
    var scene = HOUSE.scene(engine);
    var read = Collections.synchronizedList(new ArrayList<ConnectionSettings>());
    Reader reader =
        live -> {
          read.add(live);
          return live;
        };
    var one = published(scene, reader);
    var other = published(scene, reader);
    readAll(one);
    var mark = "mark" + scene.number;
    for (var i = 0; i < 3; i++) {
      var connection = scene.enabled(Protocol.SAML);
      var marked =
          scene.saved(connection, saml().with(new AttributeMapping(Map.of("email", mark))));
      scene.core.connectionVersions.makeLive(
          scene.ada, scene.acme, connection.id(), marked.number(), true);
    }
    var byHand = scene.enabled(Protocol.SAML);
    var draft =
        scene.saved(
            byHand,
            new SamlSettings(
                "",
                saml().entityId(),
                saml().signOn(),
                saml().logout(),
                saml().certificates(),
                saml().nameIdFormat(),
                saml().signing(),
                false,
                false,
                false,
                saml().mapping()));
    scene.core.connectionVersions.makeLive(
        scene.ada, scene.acme, byHand.id(), draft.number(), true);
    assertThat(one.of(byHand.id())).isEmpty();
    scene.it.clock().advance(PublishedSettings.PERIOD.minusHours(2));
    readAll(one);
    read.clear();
    scene.it.clock().advance(Duration.ofHours(2));
    Race.between(one::readDue, other::readDue);
    readAll(one);
    assertThat(read).filteredOn(it -> it.mapping().of("email").equals(mark)).hasSize(3);
    // a connection that went away meanwhile
    var gone = scene.enabled(Protocol.SAML);
    scene.it.clock().advance(PublishedSettings.PERIOD);
    readAll(
        published(
            scene,
            live -> {
              if (scene.core.connections.find(gone.id()).isPresent())
                scene.core.connections.delete(Identity.INTERNAL, scene.acme, gone.id());
              return saml().with(List.of(NEXT));
            }));
    assertThat(one.of(gone.id())).isEmpty();
  }
}
