package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Acme, an organization of its own in each test, with a verified domain and an admin, beside
 * others. One program for all tests of a class: rows of other tests are there, too.
 */
final class Scene {

  /**
   * The programs that the tests of one class share, one for each engine. A static field with
   * {@code @RegisterExtension}.
   */
  static final class House implements AfterAllCallback {
    private final Map<Engine, Identity> programs = new EnumMap<>(Engine.class);

    Scene scene(Engine engine) {
      return new Scene(programs.computeIfAbsent(engine, Identity::on));
    }

    @Override
    public void afterAll(ExtensionContext context) {
      programs.values().forEach(Identity::close);
    }
  }

  private static final AtomicInteger NUMBER = new AtomicInteger();

  final Identity it;
  final Core core;

  /** The part of the name that no other test has. */
  final int number = NUMBER.incrementAndGet();

  final String domain = "acme" + number + ".example";
  final String adaAddress = at("ada");
  final Organization organization;
  final OrganizationId acme;
  final Actor.Person ada;

  private Scene(Identity it) {
    this.it = it;
    core = it.app().app().core();
    organization = organization("Acme " + number);
    acme = organization.id();
    verify(acme, domain);
    ada = it.member(organization, adaAddress, "admin");
  }

  /** An address of Acme's domain. */
  String at(String name) {
    return name + "@" + domain;
  }

  /** An organization whose single sign-on is switched on. */
  Organization organization(String name) {
    var made = it.organization(name);
    feature(made.id(), true);
    return made;
  }

  void feature(OrganizationId which, boolean on) {
    core.organizations.setFeature(Identity.INTERNAL, which.value(), Feature.SSO, on);
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

  /** A connection of Acme that people are sent to. */
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
            Map.of("mail", List.of("ada@acme.example")),
            null,
            "answer",
            Instant.parse("2027-01-01T00:00:00Z"),
            null,
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
}
