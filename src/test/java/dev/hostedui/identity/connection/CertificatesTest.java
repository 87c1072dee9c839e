package dev.hostedui.identity.connection;

import static dev.hostedui.identity.connection.Settings.CERTIFICATE;
import static dev.hostedui.identity.connection.Settings.certificate;
import static dev.hostedui.identity.connection.Settings.saml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.connection.Certificates.Entry;
import dev.hostedui.identity.connection.Certificates.Use;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertificatesTest {

  @RegisterExtension static final Scene.House HOUSE = new Scene.House();

  private static Connection ending(Scene scene, Instant... ends) {
    var connection = scene.enabled(Protocol.SAML);
    live(scene, connection, ends);
    return connection;
  }

  private static void live(Scene scene, Connection connection, Instant... ends) {
    var all = Arrays.stream(ends).map(it -> certificate("c", it)).toList();
    var draft = scene.saved(connection, saml().with(all));
    scene.core.connectionVersions.makeLive(
        scene.ada, scene.acme, connection.id(), draft.number(), true);
  }

  private static long letters(Scene scene, String to) {
    return Long.parseLong(
        scene.it.app().one("SELECT COUNT(*) FROM letters WHERE recipient = '" + to + "'"));
  }

  private static void warn(Scene scene) {
    for (var i = 0; scene.core.certificates.warnDue() > 0; i++) assertThat(i).isLessThan(30);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void those_who_manage_it_are_warned_three_times_before_the_last_one_ends(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.it.member(scene.organization, scene.at("second"), "admin");
    scene.it.member(scene.organization, scene.at("max"), "member");
    var now = scene.it.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    ending(scene, now.plus(Duration.ofDays(10)), now.plus(Duration.ofDays(100)));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).as("another one lasts").isZero();

    scene.it.clock().advance(Duration.ofDays(41));
    warn(scene);
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isEqualTo(1);
    assertThat(letters(scene, scene.at("second"))).isEqualTo(1);
    assertThat(letters(scene, scene.at("max"))).isZero();
    var mail = scene.it.app().mailTo(scene.adaAddress);
    assertThat(mail.subject()).contains("certificate").contains("ends soon");
    assertThat(mail.text())
        .contains("59 days", scene.organization.displayName(), "/ui/organization/sso");

    scene.it.clock().advance(Duration.ofDays(30));
    Race.between(scene.core.certificates::warnDue, scene.core.certificates::warnDue);
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isEqualTo(2);
    scene.it.clock().advance(Duration.ofDays(23));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isEqualTo(3);
    scene.it.clock().advance(Duration.ofDays(20));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).as("it has ended").isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_was_missed_is_said_once_and_a_new_certificate_begins_anew(Engine engine) {
    var scene = HOUSE.scene(engine);
    var now = scene.it.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    var connection = ending(scene, now.plus(Duration.ofDays(5)));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isEqualTo(1);
    live(scene, connection, now.plus(Duration.ofDays(300)));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isEqualTo(1);
    scene.it.clock().advance(Duration.ofDays(240));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isEqualTo(2);
    scene.core.connections.disable(Identity.INTERNAL, scene.acme, connection.id());
    scene.it.clock().advance(Duration.ofDays(30));
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).as("nobody is sent there").isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_is_warned_while_single_sign_on_is_switched_off(Engine engine) {
    var scene = HOUSE.scene(engine);
    ending(
        scene, scene.it.clock().instant().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(5)));
    var organizations = scene.core.organizations;
    organizations.setFeature(Identity.INTERNAL, scene.acme.value(), Feature.SSO, false);
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).isZero();
    organizations.setFeature(Identity.INTERNAL, scene.acme.value(), Feature.SSO, true);
    warn(scene);
    assertThat(letters(scene, scene.adaAddress)).as("what was missed is said").isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_calendar_has_all_of_them_in_order(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var sooner = certificate("sooner", Instant.parse("2029-05-01T00:00:00Z"));
    scene.saved(connection, saml().with(List.of(CERTIFICATE, sooner)));
    scene.core.serviceProviderKeys.of(connection.id());
    var calendar = scene.core.certificates.calendar(scene.acme, connection.id());
    assertThat(calendar)
        .extracting(Entry::use)
        .containsExactlyInAnyOrder(Use.PROVIDER_DRAFT, Use.OURS_CURRENT, Use.PROVIDER_LIVE);
    assertThat(calendar).extracting(Entry::ends).isSorted();
    assertThat(calendar.stream().filter(it -> it.use() == Use.PROVIDER_DRAFT).toList())
        .extracting(Entry::certificate)
        .containsExactly(sooner);
    assertThat(sooner.subject()).isEqualTo("CN=sooner");
    assertThat(sooner.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(
            scene
                .it
                .refusal(
                    () -> {
                      scene.core.certificates.calendar(
                          scene.it.app().organization("initech"), connection.id());
                    })
                .code())
        .isEqualTo("connection_not_found");
  }
}
