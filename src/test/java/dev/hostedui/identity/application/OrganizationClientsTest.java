package dev.hostedui.identity.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrganizationClientsTest {

  private static OrganizationClient.Details named(String name, String scope, Duration lifetime) {
    return new OrganizationClient.Details(
        name, "", List.of(scope), List.of(), Map.of("environment", "test"), lifetime);
  }

  private static final OrganizationClient.Details EXPORT =
      named("Export", "read", OrganizationClients.USUAL_LIFETIME);

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_client_is_known_by_its_secrets_until_they_or_its_organization_end(Engine engine) {
    try (var it = Identity.on(engine)) {
      var core = it.app().app().core();
      var clients = core.organizationClients;
      var by = Identity.INTERNAL;
      var acme = it.organization("Acme Programs").id();
      var other = it.organization("Other Programs").id();
      var made = clients.create(by, acme, EXPORT);
      var id = made.client().id();
      var secret = made.secret().value();
      assertThat(it.app().contents().toString()).doesNotContain(secret);
      assertThat(clients.authenticate(id.value(), secret)).contains(made.client());
      assertThat(clients.authenticate(id.value(), secret + "x")).isEmpty();
      assertThat(clients.authenticate(id.value(), null)).isEmpty();
      assertThat(clients.list(acme, false, 0, 5)).containsExactly(made.client());
      assertThat(clients.list(other, false, 0, 5)).isEmpty();
      assertThat(code(() -> clients.find(other, id))).isEqualTo("organization_client_not_found");
      assertThat(code(() -> clients.delete(by, other, id)))
          .isEqualTo("organization_client_not_found");

      assertThat(it.eventsOf(() -> clients.change(by, acme, id, was -> was))).isEmpty();
      var second = clients.addSecret(by, acme, id);
      clients.deleteSecret(by, acme, id, made.secret().id());
      assertThat(clients.authenticate(id.value(), secret)).isEmpty();
      assertThat(clients.authenticate(id.value(), second.value())).isPresent();
      assertThat(code(() -> clients.deleteSecret(by, acme, id, made.secret().id())))
          .isEqualTo("secret_not_found");

      core.memberAdministration.deleteOrganization(by, acme);
      assertThat(clients.authenticate(id.value(), second.value())).isEmpty();
      assertThat(it.app().all("SELECT id FROM organization_client_secrets")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_cannot_be_kept_is_refused_at_its_field(Engine engine) {
    try (var it = Identity.on(engine)) {
      var clients = it.app().app().core().organizationClients;
      var by = Identity.INTERNAL;
      var acme = it.organization("Acme Programs").id();
      var hour = OrganizationClients.USUAL_LIFETIME;
      assertThat(field(() -> clients.create(by, acme, named(" ", "read", hour)))).isEqualTo("name");
      assertThat(field(() -> clients.create(by, acme, named("x", "a b", hour))))
          .isEqualTo("scopes");
      assertThat(field(() -> clients.create(by, acme, named("x", "a", Duration.ofDays(2)))))
          .isEqualTo("expiry");
      for (var i = 0; i < OrganizationClients.MOST; i++) clients.create(by, acme, EXPORT);
      assertThat(code(() -> clients.create(by, acme, EXPORT)))
          .isEqualTo("too_many_organization_clients");
    }
  }

  private static String code(Runnable call) {
    return catchThrowableOfType(Problem.class, call::run).code();
  }

  private static String field(Runnable call) {
    return catchThrowableOfType(Problem.class, call::run).field();
  }
}
