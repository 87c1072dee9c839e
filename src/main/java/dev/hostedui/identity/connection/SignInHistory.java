package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.NotedRows;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.LogPosition;
import dev.hostedui.identity.LogText;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.connection.SignInAttempt.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who tried to sign in through a connection, for the customer: thirty days of it.
 *
 * <p>A sign-in only notes its end in memory, and a job writes what was noted, many at once. So the
 * history costs a sign-in nothing, and a flood of answers cannot stop the others by writing. What
 * is noted while the memory is full is counted and lost; what is noted when the program ends in
 * order is written.
 */
public final class SignInHistory implements AutoCloseable {

  /** How long an entry is kept. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** So many wait in memory at most. */
  static final int ROOM = 2_000;

  /** So many are written at once. */
  public static final int BATCH = 200;

  private static final int LONGEST_DOCUMENT = 20_000;
  private static final int LONGEST_TEXT = 500;
  private static final String PREFIX = "sia_";

  private record Noted(String id, SignInAttempt attempt, Instant at) {}

  /** What a list is narrowed to; a part that is null does not narrow it. */
  public record Filter(@Nullable Outcome outcome, @Nullable String person) {
    public static final Filter ALL = new Filter(null, null);
  }

  /** An entry as the customer sees it. */
  public record Entry(String id, SignInAttempt attempt, Outcome outcome, Instant at) {

    /** Where the list goes on after this entry. */
    String position() {
      return new LogPosition(at, id).toString();
    }
  }

  /**
   * A part of the list, the newest first.
   *
   * @param next where the next part begins, or null after the last one
   */
  public record Page(List<Entry> entries, @Nullable String next) {}

  private final Database database;
  private final Ids ids;
  private final Clock clock;
  private final NotedRows<Noted> noted;

  public SignInHistory(Database database, Ids ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
    this.noted =
        new NotedRows<>(
            database,
            new NotedRows.Room(ROOM, 0, BATCH),
            weightless -> 0,
            batch -> tx -> batch.forEach(one -> insert(tx, one)),
            "sign-ins are missing from the history");
  }

  // ------------------------------------------------------------------ writing

  /** Notes how an attempt ended. It never fails and never waits for the database. */
  public void note(SignInAttempt attempt) {
    noted.add(new Noted(ids.next(PREFIX), attempt, clock.instant()), one -> one);
  }

  /** How many attempts were not kept since the program began. */
  public long lost() {
    return noted.lost();
  }

  /**
   * Writes a bounded batch of what was noted. A job of the timetable.
   *
   * @return how many entries were written
   */
  public int writeNoted() {
    return noted.write();
  }

  /** Writes all that is still only in memory, before the program ends. */
  @Override
  public void close() {
    noted.close();
  }

  /** A connection that is gone meanwhile has no history. */
  private static void insert(Handle tx, Noted noted) {
    var attempt = noted.attempt;
    tx.createUpdate(
            """
            INSERT INTO sign_in_history (id, organization_id, connection_id, outcome, person, user_id, code, cause,
                                         document, ip, user_agent, at)
            SELECT :id, organization_id, id, :outcome, :person, :user, :code, :cause, :document, :ip, :userAgent, :at
              FROM connections WHERE id = :connection
            ON CONFLICT (id) DO NOTHING
            """)
        .bind("id", noted.id)
        .bind("connection", attempt.connection())
        .bind("outcome", attempt.outcome().name())
        .bind("person", LogText.folded(attempt.person(), LONGEST_TEXT))
        .bind("user", attempt.user())
        .bind("code", LogText.cut(attempt.code(), LONGEST_TEXT))
        .bind("cause", LogText.cut(attempt.cause(), LONGEST_TEXT))
        .bind("document", LogText.cut(attempt.document(), LONGEST_DOCUMENT))
        .bind("ip", attempt.ip())
        .bind("userAgent", LogText.cut(attempt.userAgent(), LONGEST_TEXT))
        .bind("at", noted.at)
        .execute();
  }

  // ------------------------------------------------------------------ reading

  /**
   * A part of an organization's list, the newest first.
   *
   * @param position {@link Page#next} of the part before, or null for the first; one that is none
   *     begins at the first as well
   * @param most how many entries at most
   */
  public Page page(
      OrganizationId organization, Filter filter, @Nullable String position, int most) {
    var sql =
        new StringBuilder(
            "SELECT id, connection_id, outcome, person, user_id, code, cause, document, ip,"
                + " user_agent, at FROM sign_in_history WHERE organization_id = :organization");
    var after = LogPosition.parse(PREFIX, position).orElse(null);
    if (after != null) sql.append(LogPosition.FURTHER);
    if (filter.outcome() != null) sql.append(" AND outcome = :outcome");
    if (filter.person() != null) sql.append(" AND person = :person");
    sql.append(" ORDER BY at DESC, id DESC LIMIT :most");
    var found =
        database.read(
            handle -> {
              var query =
                  handle
                      .createQuery(sql.toString())
                      .bind("organization", organization)
                      .bind("most", most + 1);
              if (after != null) query.bind("at", after.at()).bind("id", after.id());
              if (filter.outcome() != null) query.bind("outcome", filter.outcome().name());
              if (filter.person() != null)
                query.bind("person", LogText.folded(filter.person(), LONGEST_TEXT));
              return new ArrayList<>(query.map((row, context) -> entry(row)).list());
            });
    if (found.size() <= most) return new Page(List.copyOf(found), null);
    var shown = List.copyOf(found.subList(0, most));
    return new Page(shown, shown.get(most - 1).position());
  }

  private static Entry entry(ResultSet row) throws SQLException {
    var user = row.getString("user_id");
    return new Entry(
        Columns.text(row, "id"),
        new SignInAttempt(
            new ConnectionId(Columns.text(row, "connection_id")),
            row.getString("person"),
            user == null ? null : new UserId(user),
            row.getString("code"),
            row.getString("cause"),
            row.getString("document"),
            Columns.text(row, "ip"),
            Columns.text(row, "user_agent")),
        Outcome.valueOf(Columns.text(row, "outcome")),
        Columns.time(row, "at"));
  }

  /**
   * Forgets a bounded batch of entries that are older than {@link #KEPT}. A job of the timetable.
   */
  public int forgetOld() {
    var before = clock.instant().minus(KEPT);
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM sign_in_history WHERE id IN (SELECT id FROM sign_in_history WHERE"
                        + " at < :before LIMIT 1000)")
                .bind("before", before)
                .execute());
  }
}
