package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** AcmeCorp and its admin, and what is often done with a connection of theirs. */
final class Scene implements AutoCloseable {

  final Identity it;
  final Core core;
  final OrganizationId acme;
  final Actor.Person ada;

  Scene(Engine engine) {
    it = Identity.on(engine);
    core = it.app().app().core();
    acme = it.app().organization("acmecorp");
    ada = it.person("ada@acmecorp.example", "acmecorp");
  }

  Connection chosen(Protocol protocol) {
    return core.connections.choose(ada, acme, "OKTA", protocol);
  }

  /** Saves settings over whatever is there. */
  ConnectionVersion saved(Connection connection, ConnectionSettings settings) {
    return core.connectionVersions.save(
        ada,
        connection.organization(),
        connection.id(),
        core.connectionVersions.of(connection.id()).base(),
        settings,
        settings.protocol() == Protocol.OIDC ? "a-secret-that-is-long-enough" : null);
  }

  /** A connection of AcmeCorp that people are sent to. */
  Connection enabled(Protocol protocol) {
    return enabled(acme, protocol);
  }

  /** The same of another organization, by the program itself. */
  Connection enabled(OrganizationId organization, Protocol protocol) {
    var made = core.connections.add(Identity.INTERNAL, organization, "OKTA", protocol);
    var version =
        core.connectionVersions.save(
            Identity.INTERNAL,
            organization,
            made.id(),
            0,
            protocol == Protocol.SAML ? Settings.saml() : Settings.oidc(),
            protocol == Protocol.SAML ? null : "a-secret-that-is-long-enough");
    return core.connections.enable(
        Identity.INTERNAL, organization, made.id(), version.number(), true);
  }

  RoutedConnection route(Connection connection) {
    return core.connectionRoutes.find(connection.id()).orElseThrow();
  }

  /** Runs a test as somebody; it passes. */
  void passTest(Actor actor, Connection connection, int version) {
    var test =
        core.connectionTests.begin(actor, connection.organization(), connection.id(), version);
    assertThat(core.connectionTests.conclude(actor, test.id(), passed())).isPresent();
  }

  static Examination passed() {
    return new Examination(
        List.of(Check.passed("issuer", "a", "a")),
        new UpstreamIdentity(
            "subject",
            true,
            Map.of("mail", List.of("ada@acmecorp.example")),
            null,
            "answer",
            Instant.parse("2027-01-01T00:00:00Z"),
            null),
        "<document/>");
  }

  void verify(OrganizationId organization, String domain) {
    it.database()
        .useTransaction(
            tx ->
                it.organizationDomains()
                    .addVerified(
                        tx, Identity.INTERNAL, organization, DomainName.parse("domain", domain)));
  }

  @Override
  public void close() {
    it.close();
  }
}
