package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.connection.ConnectionVersion.State;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every day what providers publish about themselves and compares it with the live settings.
 *
 * <p>One thing is trusted by itself: a new certificate, when the address of the metadata is https
 * and the provider's entity id is the one that was configured. It is accepted beside those that
 * were known, so that nobody is locked out in whichever order the provider changes things. All else
 * is only shown, for an admin to look at, test and make live.
 */
public final class PublishedSettings {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedSettings.class);

  /** How often a document is read. */
  static final Duration PERIOD = Duration.ofDays(1);

  /** When it is tried again after it could not be read. */
  static final Duration AGAIN = Duration.ofHours(1);

  /** Longer than a batch of documents can take. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final int BATCH = 5;
  private static final Actor READER = new Actor.Internal("published-settings");

  /** Reads the documents of providers; whoever may call them does. */
  public interface Reader {
    /**
     * The live settings with what the provider publishes now in place of what it published before.
     *
     * @throws Unreadable when there is nothing to compare with
     */
    ConnectionSettings read(ConnectionSettings live) throws Unreadable;
  }

  /** A document that could not be had or understood. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final String code;

    /** Takes the reason, a code that the pages have words for. */
    public Unreadable(String code) {
      super(code, null, false, false);
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /**
   * What came of reading a connection's document.
   *
   * @param readAt when it was read last, or null
   * @param difference what it says otherwise than the live settings, or null when nothing
   * @param fault why it could not be read the last time, a code, or null
   * @param failingSince since when it cannot be read, or null
   */
  public record Published(
      @Nullable Instant readAt,
      @Nullable SettingsDifference difference,
      @Nullable String fault,
      @Nullable Instant failingSince) {}

  private final Database database;
  private final Events events;
  private final Reader reader;
  private final Clock clock;

  public PublishedSettings(Database database, Events events, Reader reader, Clock clock) {
    this.database = database;
    this.events = events;
    this.reader = reader;
    this.clock = clock;
  }

  /** What came of reading a connection's document; empty when it publishes none. */
  public Optional<Published> of(ConnectionId connection) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT read_at, difference, fault, failing_since FROM published_metadata WHERE"
                        + " connection_id = :connection")
                .bind("connection", connection)
                .map((row, context) -> published(row))
                .findOne());
  }

  private static Published published(ResultSet row) throws SQLException {
    var difference = row.getString("difference");
    return new Published(
        Columns.timeOrNull(row, "read_at"),
        difference == null ? null : Json.read(difference, SettingsDifference.class),
        row.getString("fault"),
        Columns.timeOrNull(row, "failing_since"));
  }

  // ------------------------------------------------------------------ reading

  /**
   * Lets the document of what has just become live be read a day from now, and forgets what was
   * said about the settings before.
   */
  static void follow(Handle tx, ConnectionVersion live, Instant now) {
    tx.createUpdate("DELETE FROM published_metadata WHERE connection_id = :connection")
        .bind("connection", live.connection())
        .execute();
    if (!publishes(live.settings())) return;
    tx.createUpdate(
            "INSERT INTO published_metadata (connection_id, due_at) VALUES (:connection, :due)")
        .bind("connection", live.connection())
        .bind("due", now.plus(PERIOD))
        .execute();
  }

  private static boolean publishes(ConnectionSettings settings) {
    if (settings instanceof SamlSettings saml) return !saml.metadataUrl().isEmpty();
    return settings instanceof OidcSettings oidc && oidc.discovered();
  }

  /**
   * Reads a bounded batch of the documents that are due. A job of the timetable; nodes share the
   * work.
   */
  public int readDue() {
    var due = take();
    for (var connection : due) read(connection);
    return due.size();
  }

  private List<ConnectionId> take() {
    var now = clock.instant();
    var free = "due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)";
    return database.inTransaction(
        tx ->
            tx.createQuery(
                    "UPDATE published_metadata SET leased_until = :lease WHERE connection_id IN"
                        + " (SELECT connection_id FROM published_metadata WHERE "
                        + free
                        + " ORDER BY due_at LIMIT :batch) AND "
                        + free
                        + " RETURNING connection_id")
                .bind("lease", now.plus(LEASE))
                .bind("now", now)
                .bind("batch", BATCH)
                .mapTo(ConnectionId.class)
                .list());
  }

  private void read(ConnectionId id) {
    var live = database.read(handle -> ConnectionTable.in(handle, id, State.LIVE)).orElse(null);
    if (live == null) return;
    ConnectionSettings published;
    try {
      published = reader.read(live.settings());
    } catch (Unreadable e) {
      failed(id, e.code());
      return;
    } catch (RuntimeException e) {
      // a fault of ours with one document must not keep the others from being read
      LOG.error("what the provider of {} publishes cannot be read: {}", id.value(), e.toString());
      failed(id, "server_error");
      return;
    }
    database.useTransaction(tx -> compare(tx, live, published));
  }

  private void failed(ConnectionId id, String code) {
    var now = clock.instant();
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE published_metadata SET leased_until = NULL, due_at = :due, fault = :fault,
                           failing_since = COALESCE(failing_since, :now)
                     WHERE connection_id = :connection
                    """)
                .bind("due", now.plus(AGAIN))
                .bind("fault", code)
                .bind("now", now)
                .bind("connection", id)
                .execute());
  }

  /** Compares with what was live when the document was read, if it still is. */
  private void compare(Handle tx, ConnectionVersion read, ConnectionSettings published) {
    var connection = ConnectionTable.find(tx, read.connection()).orElse(null);
    if (connection == null) return;
    Locks.organization(tx, connection.organization());
    var live = ConnectionTable.in(tx, read.connection(), State.LIVE).orElse(null);
    if (live == null || live.number() != read.number()) return;
    var now = clock.instant();
    var after = accept(tx, connection, live, published).orElse(live);
    var difference = SettingsDifference.between(after.settings(), published);
    tx.createUpdate(
            """
            UPDATE published_metadata SET leased_until = NULL, due_at = :due, read_at = :now, difference = :difference,
                   fault = NULL, failing_since = NULL
             WHERE connection_id = :connection
            """)
        .bind("due", now.plus(PERIOD))
        .bind("now", now)
        .bind("difference", difference.isEmpty() ? null : Json.write(difference))
        .bind("connection", connection.id())
        .execute();
  }

  // ------------------------------------------------------------------ accepting certificates

  /** Makes a version with the new certificates live; empty when there is none to be trusted. */
  private Optional<ConnectionVersion> accept(
      Handle tx, Connection connection, ConnectionVersion live, ConnectionSettings published) {
    if (!(live.settings() instanceof SamlSettings before)
        || !(published instanceof SamlSettings said)
        || !before.metadataUrl().startsWith("https:")
        || !before.entityId().equals(said.entityId())) return Optional.empty();
    var added = new ArrayList<>(said.certificates());
    added.removeAll(before.certificates());
    if (added.isEmpty()) return Optional.empty();
    var together = with(before, added);
    if (together.isEmpty()) return Optional.empty();
    var now = clock.instant();
    var made = successor(tx, live, State.LIVE, together.get());
    var draft = ConnectionTable.in(tx, connection.id(), State.DRAFT).orElse(null);
    if (draft != null
        && draft.settings() instanceof SamlSettings edited
        && edited.metadataUrl().equals(before.metadataUrl())
        && edited.entityId().equals(before.entityId()))
      // else it would take the certificate away again when it becomes live
      with(edited, added).ifPresent(it -> replaceDraft(tx, draft, it));
    events.record(
        tx,
        READER,
        EventType.SSO_CERTIFICATE_CHANGED,
        connection.organization(),
        connection.id(),
        Change.from(
            ConnectionSnapshot.of(connection, live),
            ConnectionSnapshot.of(connection)
                .with("version", made.number())
                .with("accepted", added.stream().map(IdpCertificate::fingerprint).toList())
                .at("read_at", now)
                .values()));
    return Optional.of(made);
  }

  private void replaceDraft(Handle tx, ConnectionVersion draft, SamlSettings settings) {
    ConnectionTable.deleteVersion(tx, draft.connection(), draft.number());
    successor(tx, draft, State.DRAFT, settings);
  }

  /** The settings with certificates more, those that ended long ago making room; empty if none. */
  private Optional<SamlSettings> with(SamlSettings settings, List<IdpCertificate> added) {
    var all = new ArrayList<>(settings.certificates());
    for (var one : added) if (!all.contains(one)) all.add(one);
    if (all.size() > SamlSettings.MOST_CERTIFICATES)
      all.removeIf(it -> !added.contains(it) && it.endsAt().isBefore(clock.instant()));
    return all.size() > SamlSettings.MOST_CERTIFICATES || all.equals(settings.certificates())
        ? Optional.empty()
        : Optional.of(settings.with(all));
  }

  private ConnectionVersion successor(
      Handle tx, ConnectionVersion of, State state, SamlSettings settings) {
    var now = clock.instant();
    var id = of.connection();
    var number = ConnectionTable.nextNumber(tx, id);
    ConnectionTable.insert(
        tx,
        new ConnectionVersion(
            id,
            number,
            State.FORMER,
            settings,
            null,
            // a draft stays somebody's; what becomes live here is nobody's change
            state == State.DRAFT ? of.savedBy() : null,
            now,
            null,
            null),
        null);
    ConnectionTable.become(tx, id, number, state, now);
    ConnectionTable.forgetFormer(tx, id, ConnectionVersions.FORMER_KEPT);
    return ConnectionTable.version(tx, id, number).orElseThrow();
  }
}
