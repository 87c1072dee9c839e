package dev.hostedui.identity.connection;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.RsaPairs;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes our keys for SAML and replaces them. Each SAML connection has its own.
 *
 * <p>Why not one for all: many providers do not read our metadata again, so a new key means that
 * somebody there has to act. That happens at a time which suits this customer, nobody else notices,
 * and what was encrypted for one connection cannot be opened as another's.
 */
public final class ServiceProviderKeys {

  /** How long a key signs. */
  static final Duration TURN = Duration.ofDays(3 * 365);

  /** How long before its turn a key is in the metadata. */
  public static final Duration LEAD = Duration.ofDays(90);

  /** How long after its turn a key still opens what was encrypted for it. */
  static final Duration OVERLAP = Duration.ofDays(90);

  private static final int MOST_AT_ONCE = 10;
  private static final Actor MAKER = new Actor.Internal("service-provider-keys");

  /** Writes certificates; the protocol does. */
  public interface CertificateMaker {
    /**
     * A certificate that a key pair makes out to itself.
     *
     * @param serial a positive number that no other of ours has
     */
    X509Certificate make(KeyPair pair, String name, long serial, Instant begins, Instant ends);
  }

  /**
   * The keys of a connection.
   *
   * @param current signs now
   * @param published those in the metadata: the current one, then the next when there is one
   * @param opening those that what comes may be encrypted for: the published ones, then former ones
   */
  public record Keys(
      ServiceProviderKey current,
      List<ServiceProviderKey> published,
      List<ServiceProviderKey> opening) {}

  private final Database database;
  private final ServiceProviderKeyTable table;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random;
  private final CertificateMaker certificates;

  public ServiceProviderKeys(
      Database database,
      Vault vault,
      Events events,
      Ids ids,
      Clock clock,
      SecureRandom random,
      CertificateMaker certificates) {
    this.database = database;
    this.table = new ServiceProviderKeyTable(vault);
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
    this.certificates = certificates;
  }

  /**
   * The keys of a connection; its first one is made when they are first asked for.
   *
   * @throws Problem NOT_FOUND when there is no such connection
   */
  public Keys of(ConnectionId connection) {
    var all = all(connection);
    if (all.isEmpty()) {
      var now = clock.instant();
      var pair = RsaPairs.make(random);
      database.useTransaction(
          tx -> {
            hold(tx, connection);
            if (all(tx, connection).isEmpty()) make(tx, MAKER, connection, pair, now);
          });
      all = all(connection);
    }
    return keys(all);
  }

  /** The key of a connection that signs now; empty when none was needed yet. Makes none. */
  public Optional<ServiceProviderKey> current(ConnectionId connection) {
    var all = all(connection);
    return all.isEmpty() ? Optional.empty() : Optional.of(keys(all).current());
  }

  private Keys keys(List<ServiceProviderKey> newestFirst) {
    // not before: making the first key takes a while, and it signs from then on
    var now = clock.instant();
    var current =
        newestFirst.stream()
            .filter(it -> !it.currentFrom().isAfter(now))
            .findFirst()
            // the clock of the node that made the only one may be ahead of ours
            .orElse(newestFirst.get(newestFirst.size() - 1));
    var next =
        newestFirst.stream()
            .filter(it -> it.currentFrom().isAfter(now) && !it.equals(current))
            .toList();
    var published = new ArrayList<>(List.of(current));
    published.addAll(next);
    var opening = new ArrayList<>(published);
    for (var i = newestFirst.indexOf(current) + 1; i < newestFirst.size(); i++)
      if (newestFirst.get(i - 1).currentFrom().plus(OVERLAP).isAfter(now))
        opening.add(newestFirst.get(i));
    return new Keys(current, List.copyOf(published), List.copyOf(opening));
  }

  /**
   * The private half of a key in its PKCS #8 form.
   *
   * @throws Problem NOT_FOUND when it was forgotten meanwhile
   */
  public byte[] privateKey(ServiceProviderKey key) {
    return database
        .read(handle -> table.privateKey(handle, key.id()))
        .orElseThrow(() -> Problem.notFound("connection_not_found"));
  }

  // ------------------------------------------------------------------ replacing

  /**
   * Makes the next key of those connections whose current one ends its turn soon, and forgets keys
   * that open nothing any more. A bounded batch; a job of the timetable.
   */
  public int rotateDue() {
    var now = clock.instant();
    var due =
        database.read(
            handle ->
                ServiceProviderKeyTable.newestFrom(
                    handle, now.minus(TURN).plus(LEAD), MOST_AT_ONCE));
    for (var connection : due) {
      var pair = RsaPairs.make(random);
      database.useTransaction(
          tx -> {
            hold(tx, connection);
            var newest = all(tx, connection).get(0).currentFrom();
            if (newest.isAfter(now.minus(TURN).plus(LEAD))) return;
            // never a key that was not shown for a while, even when the program was off at its time
            var next = newest.plus(TURN);
            var soonest = now.plus(LEAD);
            make(tx, MAKER, connection, pair, next.isBefore(soonest) ? soonest : next);
          });
    }
    return due.size() + forgetFormer();
  }

  private int forgetFormer() {
    var before = clock.instant().minus(OVERLAP);
    return database.inTransaction(tx -> ServiceProviderKeyTable.forgetFormer(tx, before));
  }

  /**
   * Lets the next key of a connection take its turn at a time of the operator's choice. When there
   * is none in the metadata yet it is made, and is there from now on.
   *
   * @param in how long until then; nothing for at once, which needs a provider that reads our
   *     metadata again by itself, or does not look at our signatures
   * @return the key
   * @throws Problem NOT_FOUND; CONFLICT for a connection that does not speak SAML
   */
  public ServiceProviderKey next(Actor actor, ConnectionId connection, Duration in) {
    actor.mustOperate();
    var before = of(checked(connection));
    var pair = RsaPairs.make(random);
    var from = clock.instant().plus(in);
    return database.inTransaction(
        tx -> {
          hold(tx, connection);
          var newest = all(tx, connection).get(0);
          if (!newest.currentFrom().isAfter(before.current().currentFrom()))
            return make(tx, actor, connection, pair, from);
          ServiceProviderKeyTable.setTurn(tx, newest.id(), from);
          var owner = ConnectionTable.find(tx, connection).orElseThrow();
          events.record(
              tx,
              actor,
              EventType.SSO_KEY_TURN_CHANGED,
              owner.organization(),
              connection,
              Change.from(turn(owner, newest, newest.currentFrom()), turn(owner, newest, from)));
          return all(tx, connection).get(0);
        });
  }

  private static Map<String, Object> turn(
      Connection owner, ServiceProviderKey key, Instant currentFrom) {
    return ConnectionSnapshot.of(owner)
        .with("key_id", key.id().value())
        .with("fingerprint", key.certificate().fingerprint())
        .at("current_from", currentFrom)
        .values();
  }

  /**
   * Makes a key that signs from now on and forgets all others, because one of them was stolen.
   *
   * @throws Problem NOT_FOUND; CONFLICT for a connection that does not speak SAML
   */
  public ServiceProviderKey replaceStolen(Actor actor, ConnectionId connection) {
    actor.mustOperate();
    checked(connection);
    var pair = RsaPairs.make(random);
    return database.inTransaction(
        tx -> {
          hold(tx, connection);
          ServiceProviderKeyTable.deleteAll(tx, connection);
          return make(tx, actor, connection, pair, clock.instant());
        });
  }

  private ConnectionId checked(ConnectionId id) {
    var connection =
        database
            .read(handle -> ConnectionTable.find(handle, id))
            .orElseThrow(() -> Problem.notFound("connection_not_found"));
    if (connection.protocol() != Protocol.SAML) throw Problem.conflict("connection_has_no_keys");
    return id;
  }

  /** Lets one process at a time see whether a key is missing and make it. */
  private static void hold(Handle tx, ConnectionId connection) {
    if (!ConnectionTable.hold(tx, connection)) throw Problem.notFound("connection_not_found");
  }

  // ------------------------------------------------------------------ making

  private ServiceProviderKey make(
      Handle tx, Actor actor, ConnectionId connection, KeyPair pair, Instant from) {
    var id = new ServiceProviderKey.KeyId(ids.next(ServiceProviderKey.KeyId.PREFIX));
    var now = clock.instant();
    var ends = from.plus(TURN).plus(OVERLAP);
    var certificate =
        IdpCertificate.of(
            certificates.make(
                pair, connection.value(), serial(id), now.minus(Duration.ofDays(1)), ends));
    var made = new ServiceProviderKey(id, connection, certificate, from);
    table.insert(tx, made, pair.getPrivate(), ends, now);
    var owner = ConnectionTable.find(tx, connection).orElseThrow();
    events.record(
        tx,
        actor,
        EventType.SSO_KEY_CREATED,
        owner.organization(),
        connection,
        Change.created(
            ConnectionSnapshot.of(owner)
                .with("key_id", id.value())
                .with("fingerprint", certificate.fingerprint())
                .at("current_from", from)
                .at("ends_at", ends)
                .values()));
    return made;
  }

  private static long serial(ServiceProviderKey.KeyId id) {
    return Long.parseLong(id.value().substring(ServiceProviderKey.KeyId.PREFIX.length()));
  }

  private List<ServiceProviderKey> all(ConnectionId connection) {
    return ServiceProviderKeyTable.all(database, connection);
  }

  private static List<ServiceProviderKey> all(Handle handle, ConnectionId connection) {
    return ServiceProviderKeyTable.all(handle, connection);
  }
}
