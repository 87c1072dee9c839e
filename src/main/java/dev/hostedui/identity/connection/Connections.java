package dev.hostedui.identity.connection;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.ProviderName;
import dev.hostedui.identity.connection.ConnectionVersion.State;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections, turns them on and off, and ends them. What they are set to is {@link
 * ConnectionVersions}' matter.
 *
 * <p>Every verb that changes one needs {@link Permission#SSO_MANAGE} and the feature; turning a
 * connection off and deleting it need no feature.
 */
public final class Connections {

  /** So many connections an organization may have; its page shows the first. */
  public static final int MOST = 20;

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final String baseUrl;

  /** It never changes while a connection lasts. */
  private final Cache<ConnectionId, String> baseUrls =
      CacheBuilder.newBuilder().maximumSize(10_000).build();

  /** Takes our public address now. */
  public Connections(Database database, Events events, Ids ids, Clock clock, String baseUrl) {
    this.baseUrl = baseUrl;
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Writes to connections that do not say under which public address they were made that it was
   * this one: ours before, where there was one.
   */
  public void initialize(String before) {
    database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE connections SET base_url = :before WHERE base_url IS NULL")
                .bind("before", before)
                .execute());
  }

  // ------------------------------------------------------------------ finding

  /** The connection that the organization's page shows: its first. */
  public Optional<Connection> of(OrganizationId organization) {
    return database.read(handle -> ConnectionTable.all(handle, organization, 1)).stream()
        .findFirst();
  }

  /** All connections of an organization, the oldest first. */
  public List<Connection> all(OrganizationId organization) {
    return database.read(handle -> ConnectionTable.all(handle, organization, MOST));
  }

  /**
   * A connection of an organization.
   *
   * @throws Problem NOT_FOUND, for another organization's too
   */
  public Connection find(OrganizationId organization, ConnectionId id) {
    return database.read(handle -> ConnectionTable.find(handle, organization, id));
  }

  /**
   * A connection of an organization, in the transaction of who refers to it.
   *
   * @throws Problem NOT_FOUND, for another organization's too
   */
  public static Connection find(Handle tx, OrganizationId organization, ConnectionId id) {
    return ConnectionTable.find(tx, organization, id);
  }

  /** A connection whoever's it is: for those whom its provider sent, and for the operator. */
  public Optional<Connection> find(ConnectionId id) {
    return database.read(handle -> ConnectionTable.find(handle, id));
  }

  /**
   * A connection as the operator sees it.
   *
   * @param slug of its organization, or null when that has none
   */
  public record Listed(Connection connection, @Nullable String slug) {}

  /**
   * The connections of all organizations or of one, the oldest first, for the operator: the first
   * thousand.
   *
   * @param idOrSlug of an organization, or null for all
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public List<Listed> list(Actor actor, @Nullable String idOrSlug) {
    actor.mustOperate();
    return database.read(
        handle -> {
          var only = idOrSlug == null ? null : Organizations.getNamed(handle, idOrSlug).id();
          return ConnectionTable.list(handle, only);
        });
  }

  /**
   * The domains whose people are sent to a connection while it is enabled: those attached to it,
   * and those attached to none, which lead to the organization's first.
   */
  public List<String> routedDomains(Connection connection) {
    return routed(connection).stream().map(RoutedDomain::domain).toList();
  }

  /** The verified domains of its organization that another connection has, enabled or not. */
  public List<String> domainsElsewhere(Connection connection) {
    return database.read(handle -> ConnectionDomains.elsewhere(handle, connection));
  }

  /** A connection with its {@link #routedDomains}. */
  public record Routed(Connection connection, List<String> domains) {}

  /** Connections by their ids, whosever they are, with their domains; for lists. */
  public static List<Routed> routed(Handle handle, List<ConnectionId> ids) {
    return ConnectionDomains.routed(handle, ids);
  }

  /** The same domains, each with its id. */
  public List<RoutedDomain> routed(Connection connection) {
    return database.read(handle -> ConnectionDomains.routed(handle, connection));
  }

  /**
   * Our public address when a connection was made: all that its identity provider knows of us
   * begins with it, also when we have moved since.
   */
  public String baseUrl(ConnectionId id) {
    var known = baseUrls.getIfPresent(id);
    if (known != null) return known;
    var found =
        database
            .rows(
                "SELECT base_url FROM connections WHERE id = ?",
                row -> Columns.text(row, "base_url"),
                id.value())
            .stream()
            .findFirst();
    found.ifPresent(it -> baseUrls.put(id, it));
    return found.orElse(baseUrl);
  }

  // ------------------------------------------------------------------ making and ending

  /**
   * Makes the organization's connection, by choosing a provider and a protocol.
   *
   * @param provider the name of a guide
   * @throws Problem CONFLICT when it has one already; INVALID for the provider; or what {@link
   *     Actor#must} and a feature that is off refuse
   */
  public Connection choose(
      Actor actor, OrganizationId organization, String provider, Protocol protocol) {
    return make(actor, organization, provider, protocol, 1, Problem.conflict("connection_exists"));
  }

  /**
   * Makes one more connection beside those the organization has, as applications may.
   *
   * @throws Problem CONFLICT when it has {@link #MOST}; else as {@link #choose}
   */
  public Connection add(
      Actor actor, OrganizationId organization, String provider, Protocol protocol) {
    return make(
        actor,
        organization,
        provider,
        protocol,
        MOST,
        Problem.conflict("too_many_connections").with(MOST));
  }

  private Connection make(
      Actor actor,
      OrganizationId organization,
      String provider,
      Protocol protocol,
      int most,
      Problem tooMany) {
    return database.inTransaction(
        tx -> {
          must(tx, actor, organization);
          checkProvider(provider);
          if (ConnectionTable.all(tx, organization, most).size() >= most) throw tooMany;
          var now = clock.instant();
          var made =
              new Connection(
                  new ConnectionId(ids.next(ConnectionId.PREFIX)),
                  organization,
                  provider,
                  protocol,
                  ConnectionStatus.DRAFT,
                  null,
                  null,
                  Switch.atFirst(),
                  now,
                  now);
          ConnectionTable.insert(tx, made, baseUrl);
          record(
              tx,
              actor,
              EventType.SSO_CREATED,
              made,
              Change.created(ConnectionSnapshot.values(made)));
          return made;
        });
  }

  /**
   * Chooses another provider or protocol for a connection that was never enabled. What was saved
   * for the old one is forgotten; the values that were given to the provider stay.
   *
   * @throws Problem CONFLICT when it was enabled once; else as {@link #choose}
   */
  public Connection changeProvider(
      Actor actor,
      OrganizationId organization,
      ConnectionId id,
      String provider,
      Protocol protocol) {
    return database.inTransaction(
        tx -> {
          must(tx, actor, organization);
          checkProvider(provider);
          var before = ConnectionTable.find(tx, organization, id);
          if (before.everEnabled()) throw Problem.conflict("connection_was_enabled");
          if (before.provider().equals(provider) && before.protocol() == protocol) return before;
          ConnectionTable.deleteVersions(tx, id);
          var after = before.to(provider, protocol, clock.instant());
          ConnectionTable.update(tx, after);
          record(tx, actor, EventType.SSO_PROVIDER_CHANGED, before, after);
          return after;
        });
  }

  /**
   * Ends a connection for good, with all it was set to and all by whom people were known through
   * it. Their accounts stay.
   *
   * @throws Problem FORBIDDEN for a signed-in person, who can only disable it; NOT_FOUND; or what
   *     {@link Actor#must} refuses
   */
  public void delete(Actor actor, OrganizationId organization, ConnectionId id) {
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SSO_MANAGE);
          if (actor instanceof Actor.Person)
            throw Problem.forbidden("connection_not_deleted_by_people");
          var before = ConnectionTable.find(tx, organization, id);
          ConnectionTable.delete(tx, organization, id);
          record(
              tx,
              actor,
              EventType.SSO_DELETED,
              before,
              Change.deleted(ConnectionSnapshot.values(before)));
        });
  }

  // ------------------------------------------------------------------ on and off

  /**
   * Sends the organization's people to the provider from now on. The live version counts; while
   * there is none, the draft becomes it in the same step.
   *
   * @param number the version that is meant, as whoever asks has seen it
   * @param untested whether to do it without a recent test that passed and that the actor ran
   *     themselves; the event says so
   * @throws Problem NOT_FOUND; CONFLICT when something is missing ({@code connection_incomplete}),
   *     another version would go live by now ({@code connection_changed}), or no such test is known
   *     ({@code test_needed}); or what {@link Actor#must} and a feature that is off refuse
   */
  public Connection enable(
      Actor actor, OrganizationId organization, ConnectionId id, int number, boolean untested) {
    return database.inTransaction(
        tx -> {
          must(tx, actor, organization);
          var before = ConnectionTable.find(tx, organization, id);
          var version =
              ConnectionTable.in(tx, id, State.LIVE)
                  .or(() -> ConnectionTable.in(tx, id, State.DRAFT))
                  .orElseThrow(() -> Problem.conflict("connection_incomplete"));
          if (version.number() != number) throw Problem.conflict("connection_changed");
          if (!version.complete()) throw Problem.conflict("connection_incomplete");
          if (before.enabled()) return before;
          if (!untested) ConnectionTests.mustHavePassed(tx, actor, version, clock.instant());
          var now = clock.instant();
          if (version.state() == State.DRAFT) {
            ConnectionTable.become(tx, id, number, State.LIVE, now);
            PublishedSettings.follow(tx, version, now);
          }
          var after = before.enabled(now);
          ConnectionTable.update(tx, after);
          record(
              tx,
              actor,
              EventType.SSO_ENABLED,
              after,
              Change.from(
                  ConnectionSnapshot.values(before),
                  ConnectionSnapshot.of(after)
                      .with("version", number)
                      .with("untested", untested)
                      .with(
                          "domains",
                          ConnectionDomains.routed(tx, after).stream()
                              .map(RoutedDomain::domain)
                              .toList())
                      .values()));
          return after;
        });
  }

  /**
   * Sends nobody to the provider any more: people sign in as they would without it, and sessions
   * stay. Asked again it does nothing.
   *
   * @throws Problem NOT_FOUND, or what {@link Actor#must} refuses
   */
  public Connection disable(Actor actor, OrganizationId organization, ConnectionId id) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SSO_MANAGE);
          var before = ConnectionTable.find(tx, organization, id);
          if (!before.enabled()) return before;
          var after = before.disabled(clock.instant());
          ConnectionTable.update(tx, after);
          record(tx, actor, EventType.SSO_DISABLED, before, after);
          return after;
        });
  }

  /**
   * Turns a switch, at once and without a test, within a change that may turn several.
   *
   * @throws Problem FORBIDDEN for one that only the operator may turn
   */
  Connection turn(Handle tx, Actor actor, Connection before, Switch which, boolean on) {
    if (which.operatorsOnly()) actor.mustOperate();
    if (before.has(which) == on) return before;
    var switches = EnumSet.noneOf(Switch.class);
    switches.addAll(before.switches());
    if (on) switches.add(which);
    else switches.remove(which);
    var after = before.with(switches, clock.instant());
    ConnectionTable.update(tx, after);
    record(
        tx,
        actor,
        EventType.SSO_SWITCH_TURNED,
        after,
        Change.from(
            new Snapshot().with(which.wireName(), !on).values(),
            ConnectionSnapshot.of(after).with(which.wireName(), on).values()));
    return after;
  }

  // ------------------------------------------------------------------ what verbs share

  /** Refuses whom {@link Actor#must} refuses, and everybody while the feature is off. */
  static void must(Handle tx, Actor actor, OrganizationId organization) {
    actor.must(tx, organization, Permission.SSO_MANAGE);
    Organizations.mustHave(tx, organization, Feature.SSO);
  }

  /**
   * {@link #must(Handle, Actor, OrganizationId)} for a verb that belongs to entering what an
   * identity provider says of itself, which somebody may have been asked to do and nothing beside
   * it.
   */
  static void must(Handle tx, Actor actor, OrganizationId organization, ConnectionId id) {
    must(tx, actor, organization, new PortalStep(PortalStep.Kind.ENTER_METADATA, id.value()));
  }

  /** The same for a verb that belongs to another step. */
  static void must(Handle tx, Actor actor, OrganizationId organization, PortalStep step) {
    actor.must(tx, organization, step);
    Organizations.mustHave(tx, organization, Feature.SSO);
  }

  private static void checkProvider(String provider) {
    if (!ProviderName.isOne(provider)) throw Problem.invalid("provider_unknown").at("provider");
  }

  private void record(Handle tx, Actor actor, EventType type, Connection before, Connection after) {
    record(
        tx,
        actor,
        type,
        after,
        Change.from(ConnectionSnapshot.values(before), ConnectionSnapshot.values(after)));
  }

  private void record(
      Handle tx, Actor actor, EventType type, Connection connection, Change change) {
    events.record(tx, actor, type, connection.organization(), connection.id(), change);
  }
}
