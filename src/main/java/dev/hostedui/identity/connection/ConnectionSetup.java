package dev.hostedui.identity.connection;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets up connections in one step, as applications do that were told everything: settings, switches
 * and domains at once, where people on the page go step by step and test.
 *
 * <p>Every verb needs {@link Permission#SSO_MANAGE} and the feature.
 */
public final class ConnectionSetup {

  private final Database database;
  private final Connections connections;
  private final ConnectionVersions versions;
  private final Events events;

  public ConnectionSetup(
      Database database, Connections connections, ConnectionVersions versions, Events events) {
    this.database = database;
    this.connections = connections;
    this.versions = versions;
    this.events = events;
  }

  /**
   * What a connection is to be.
   *
   * @param base the number of the version whose settings these were, 0 when there was none
   * @param settings null leaves them as they are
   * @param clientSecret a new secret, or null
   * @param switches what is to be on or off; what is not named stays
   */
  public record Wanted(
      int base,
      @Nullable ConnectionSettings settings,
      @Nullable String clientSecret,
      Map<Switch, Boolean> switches) {
    public Wanted {
      switches = Map.copyOf(switches);
    }

    /** The same settings, and these switches on or off. */
    public static Wanted turned(Map<Switch, Boolean> switches) {
      return new Wanted(0, null, null, switches);
    }

    /** Never with the secret. */
    @Override
    public String toString() {
      return settings + " " + switches;
    }
  }

  /** How a version of a connection is named: by the time it changed, and what it is set to. */
  public static String version(Connection connection, @Nullable ConnectionVersion used) {
    return Version.of(connection.updatedAt()) + "." + (used == null ? 0 : used.number());
  }

  /**
   * Sets a connection to what is wanted, all of it or nothing. Sign-ins use it from then on if a
   * version is live, without a test, which the event says; otherwise it is the draft.
   *
   * @param seen the {@link #version} that the caller has seen, or null when any will do
   * @throws Problem CONFLICT {@code version_changed}, {@code connection_changed} or {@code
   *     connection_incomplete}; INVALID with all that is wrong; FORBIDDEN for a switch that only
   *     the operator may turn; NOT_FOUND; or what {@link Actor#must} and a feature that is off
   *     refuse
   */
  public void set(
      Actor actor,
      OrganizationId organization,
      ConnectionId id,
      @Nullable String seen,
      Wanted wanted) {
    database.useTransaction(
        tx -> {
          Connections.must(tx, actor, organization);
          var connection = ConnectionTable.find(tx, organization, id);
          Version.mustBe(seen, version(connection, ConnectionVersions.used(tx, id)));
          for (var one : Switch.values()) {
            var on = wanted.switches.get(one);
            if (on != null) connection = connections.turn(tx, actor, connection, one, on);
          }
          if (wanted.settings == null) return;
          if (wanted.settings.protocol() != connection.protocol())
            throw Problem.conflict("connection_changed");
          versions.set(tx, actor, connection, wanted.base, wanted.settings, wanted.clientSecret);
        });
  }

  /**
   * Attaches domains of the organization to a connection: their people are sent to it, and not to
   * the organization's first connection. It counts once a domain is verified. Those that were
   * attached and are not named lead to the first connection again.
   *
   * @throws Problem INVALID {@code domain_not_found} for a domain that the organization does not
   *     have; CONFLICT {@code version_changed}; NOT_FOUND; or what {@link Actor#must} and a feature
   *     that is off refuse
   */
  public void attach(
      Actor actor,
      OrganizationId organization,
      ConnectionId id,
      @Nullable String seen,
      Set<EmailDomainId> domains) {
    database.useTransaction(
        tx -> {
          Connections.must(tx, actor, organization);
          var connection = ConnectionTable.find(tx, organization, id);
          Version.mustBe(seen, version(connection, ConnectionVersions.used(tx, id)));
          var before = ConnectionDomains.attached(tx, connection);
          for (var domain : domains)
            if (!ConnectionDomains.isOwn(tx, organization, domain))
              throw Problem.invalid("unknown_domain").at("domain_ids").with(domain.value());
          ConnectionDomains.attach(tx, connection, domains);
          var after = ConnectionDomains.attached(tx, connection);
          if (Objects.equals(before, after)) return;
          events.record(
              tx,
              actor,
              EventType.SSO_DOMAINS_ATTACHED,
              organization,
              id,
              Change.from(snapshot(connection, before), snapshot(connection, after)));
        });
  }

  private static Map<String, Object> snapshot(Connection connection, List<String> domains) {
    Snapshot snapshot = ConnectionSnapshot.of(connection);
    return snapshot.with("domains", domains).values();
  }
}
