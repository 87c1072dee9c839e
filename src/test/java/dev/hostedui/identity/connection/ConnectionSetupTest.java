package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.SamlConnection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionSetupTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_connection_is_set_up_at_once_and_its_domains_lead_to_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      var core = it.app().app().core();
      var acme = it.app().organization("acmecorp");
      SamlConnection.enabled(it.app(), "acmecorp");
      var first = core.connections.of(acme).orElseThrow();
      var used = core.connectionVersions.of(first.id()).used();
      var second = core.connections.add(Identity.INTERNAL, acme, "OKTA", Protocol.SAML);
      core.connectionSetup.set(
          Identity.INTERNAL,
          acme,
          second.id(),
          ConnectionSetup.version(second, null),
          new ConnectionSetup.Wanted(0, used.settings(), null, Map.of(Switch.PROFILE_SYNC, true)));
      var draft = core.connectionVersions.of(second.id()).base();
      core.connections.enable(Identity.INTERNAL, acme, second.id(), draft, true);
      assertThat(core.connections.find(acme, second.id()).has(Switch.PROFILE_SYNC)).isTrue();
      assertThat(route(it)).isEqualTo(first.id());

      var domain = core.organizationDomains.list(acme).get(0).id();
      attach(it, second, Set.of(domain));
      attach(it, second, Set.of(domain));
      assertThat(route(it)).isEqualTo(second.id());
      assertThat(core.connections.routedDomains(first)).isEmpty();
      attach(it, first, Set.of(domain));
      assertThat(route(it)).isEqualTo(first.id());
      attach(it, first, Set.of());
      assertThat(core.connections.routedDomains(second)).containsExactly("acmecorp.example");
      assertThat(
              it.refusal(
                      () ->
                          core.connectionSetup.attach(
                              Identity.INTERNAL, acme, first.id(), "1.1", Set.of(domain)))
                  .code())
          .isEqualTo("version_changed");
    }
  }

  private static ConnectionId route(Identity it) {
    return it.app().app().core().connectionRoutes.ofDomain("acmecorp.example").orElseThrow().id();
  }

  private static void attach(Identity it, Connection to, Set<EmailDomainId> domains) {
    it.app()
        .app()
        .core()
        .connectionSetup
        .attach(Identity.INTERNAL, to.organization(), to.id(), null, domains);
  }
}
