package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.connection.Certificates.Entry;
import dev.hostedui.identity.connection.Certificates.Use;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceProviderKeysTest {

  @RegisterExtension static final Scene.House HOUSE = new Scene.House();

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_first_key_is_made_once_and_its_private_half_is_sealed(Engine engine)
      throws GeneralSecurityException {
    var scene = HOUSE.scene(engine);
    var connection = scene.chosen(Protocol.SAML);
    var keys = scene.core.serviceProviderKeys;
    Race.between(() -> keys.of(connection.id()), () -> keys.of(connection.id()));
    var key = keys.of(connection.id()).current();
    assertThat(keys.of(connection.id()).published()).containsExactly(key);
    assertThat(keys.of(connection.id()).opening()).containsExactly(key);
    assertThat(keys.of(scene.enabled(Protocol.SAML).id()).current().certificate())
        .isNotEqualTo(key.certificate());

    var credential =
        Credential.read(
            keys.privateKey(key), Base64.getDecoder().decode(key.certificate().base64()));
    var signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(credential.key());
    signature.update(new byte[] {7});
    var signed = signature.sign();
    signature.initVerify(key.certificate().x509().getPublicKey());
    signature.update(new byte[] {7});
    assertThat(signature.verify(signed)).isTrue();
    assertThat(scene.it.app().all("SELECT sealed_private_key FROM service_provider_keys"))
        .allSatisfy(
            row ->
                assertThat(row)
                    .doesNotContain(Base64.getEncoder().encodeToString(keys.privateKey(key))));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_next_key_is_published_long_before_its_turn_and_a_former_one_still_opens(Engine engine) {
    var scene = HOUSE.scene(engine);
    var clock = scene.it.clock();
    var connection = scene.chosen(Protocol.SAML);
    var keys = scene.core.serviceProviderKeys;
    var first = keys.of(connection.id()).current();
    clock.advance(ServiceProviderKeys.TURN.minus(ServiceProviderKeys.LEAD).minusMinutes(1));
    rotate(keys);
    assertThat(keys.of(connection.id()).published()).containsExactly(first);

    clock.advance(Duration.ofMinutes(1));
    assertThat(scene.it.eventsOf(() -> rotate(keys))).contains("organization.sso_key_created");
    rotate(keys);
    var both = keys.of(connection.id());
    assertThat(both.current()).isEqualTo(first);
    assertThat(both.published()).hasSize(2).startsWith(first);
    var next = both.published().get(1);
    assertThat(next.currentFrom()).isEqualTo(first.currentFrom().plus(ServiceProviderKeys.TURN));
    assertThat(scene.core.certificates.calendar(scene.acme, connection.id()))
        .extracting(Entry::use, Entry::ends)
        .containsExactly(
            tuple(Use.OURS_CURRENT, next.currentFrom()),
            tuple(Use.OURS_NEXT, next.certificate().endsAt()));

    clock.advance(ServiceProviderKeys.LEAD);
    var turned = keys.of(connection.id());
    assertThat(turned.current()).isEqualTo(next);
    assertThat(turned.published()).containsExactly(next);
    assertThat(turned.opening()).containsExactly(next, first);
    clock.advance(ServiceProviderKeys.OVERLAP);
    rotate(keys);
    assertThat(keys.of(connection.id()).opening()).containsExactly(next);
    // whoever looks at dates finds it valid for all of its turn
    assertThat(next.certificate().endsAt())
        .isAfter(next.currentFrom().plus(ServiceProviderKeys.TURN));
  }

  private static void rotate(ServiceProviderKeys keys) {
    for (var i = 0; i < 20 && keys.rotateDue() > 0; i++) assertThat(i).isLessThan(19);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_operator_prepares_a_turn_and_brings_it_forward(Engine engine) {
    var scene = HOUSE.scene(engine);
    var id = scene.enabled(Protocol.SAML).id();
    var keys = scene.core.serviceProviderKeys;
    var first = keys.of(id).current();
    var next = keys.next(Identity.INTERNAL, id, Duration.ofDays(30));
    assertThat(keys.of(id).published()).containsExactly(first, next);
    assertThat(scene.it.eventsOf(() -> keys.next(Identity.INTERNAL, id, Duration.ZERO)))
        .containsExactly("organization.sso_key_turn_changed");
    assertThat(keys.of(id).current().id()).isEqualTo(next.id());
    assertThat(keys.of(id).opening()).hasSize(2);

    var stolen = keys.of(id).current();
    var fresh = keys.replaceStolen(Identity.INTERNAL, id);
    assertThat(keys.of(id).opening()).containsExactly(fresh);
    assertThat(scene.it.refusal(() -> keys.privateKey(stolen)).code())
        .isEqualTo("connection_not_found");

    var link = scene.it.portalLink(scene.acme, PortalModule.SSO);
    for (var actor : new Actor[] {scene.ada, link}) {
      assertThat(scene.it.refusal(() -> keys.next(actor, id, Duration.ZERO)).code())
          .isEqualTo("operator_only");
      assertThat(scene.it.refusal(() -> keys.replaceStolen(actor, id)).code())
          .isEqualTo("operator_only");
    }
    var oidc = scene.enabled(Protocol.OIDC).id();
    assertThat(scene.it.refusal(() -> keys.next(Identity.INTERNAL, oidc, Duration.ZERO)).code())
        .isEqualTo("connection_has_no_keys");
  }
}
