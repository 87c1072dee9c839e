package dev.hostedui.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are to be sent somewhere: they wait for their time, are taken by one process
 * at once, and are tried again with growing delay until they are done or given up.
 *
 * <p>Rows are inserted by the package that owns the table, in the transaction of the change they
 * tell of. Each row has {@code id}, {@code due_at} (null when there is nothing left to do), {@code
 * leased_until}, {@code tries}, {@code gave_up_at}, {@code last_fault} and {@code created_at}.
 *
 * <p>Delivery is at least once: a process that dies after it sent and before it said so leaves the
 * row to another one when the lease is over.
 */
public final class OutgoingQueue {

  /** So many rows are taken at once. */
  public static final int BATCH = 20;

  private static final Duration KEPT = Duration.ofDays(30);
  private static final int LONGEST_FAULT = 500;

  /**
   * A queue's table.
   *
   * @param doneColumn holds when a row was sent
   * @param secretColumn is emptied as soon as nothing is left to do, or null
   * @param order which of the rows that are due go first
   */
  public record Table(String name, String doneColumn, @Nullable String secretColumn, String order) {

    /** A table of which the longest waiting rows go first. */
    public Table(String name, String doneColumn, @Nullable String secretColumn) {
      this(name, doneColumn, secretColumn, "due_at");
    }
  }

  /**
   * A row that this process may send until its lease is over.
   *
   * @param tries how often it was taken, this time included
   */
  public record Taken(String id, int tries) {}

  private final Database database;
  private final Clock clock;
  private final Table table;
  private final Duration lease;
  private final Patience patience;

  /**
   * Takes how long a process may be busy with what it took.
   *
   * @param lease longer than sending a whole batch can last
   */
  public OutgoingQueue(
      Database database, Clock clock, Table table, Duration lease, Patience patience) {
    this.database = database;
    this.clock = clock;
    this.table = table;
    this.lease = lease;
    this.patience = patience;
  }

  /**
   * Takes at most {@link #BATCH} of the rows that are due, in the order of the table. Until the
   * lease is over, nobody else gets them.
   *
   * @param columns what {@code reader} reads, besides what {@link #taken} does
   */
  public <T> List<T> take(String columns, RowMapper<T> reader) {
    return take("1 = 1", Map.of(), BATCH, columns, reader);
  }

  /**
   * {@link #take(String, RowMapper)} of those rows alone for which a condition holds.
   *
   * @param values what its named parameters are bound to
   * @param most how many at most
   */
  public <T> List<T> take(
      String condition, Map<String, ?> values, int most, String columns, RowMapper<T> reader) {
    var now = clock.instant();
    // a look costs the writer nothing, and mostly there is nothing to do
    var nothing =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT 1 FROM " + table.name + " WHERE " + due(condition) + " LIMIT 1")
                    .bindMap(values)
                    .bind("now", now)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty());
    if (nothing) return List.of();
    return database.inTransaction(tx -> take(tx, condition, values, most, columns, reader));
  }

  private static String due(String condition) {
    return condition + " AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)";
  }

  private <T> List<T> take(
      Handle tx,
      String condition,
      Map<String, ?> values,
      int most,
      String columns,
      RowMapper<T> reader) {
    var now = clock.instant();
    var due = due(condition);
    // asked twice: on PostgreSQL another process may have taken the rows since they were chosen
    var sql =
        "UPDATE "
            + table.name
            + " SET leased_until = :lease, tries = tries + 1 WHERE id IN (SELECT id FROM "
            + table.name
            + " WHERE "
            + due
            + " ORDER BY "
            + table.order
            + " LIMIT :batch) AND "
            + due
            + " RETURNING id, tries, "
            + columns;
    return tx.createQuery(sql)
        .bindMap(values)
        .bind("lease", now.plus(lease))
        .bind("now", now)
        .bind("batch", most)
        .map(reader)
        .list();
  }

  /**
   * Takes a row that this transaction has inserted: whoever sends it themselves takes it before
   * anybody else sees it.
   */
  public Taken takeInserted(Handle tx, String id) {
    return tx.createQuery(
            "UPDATE "
                + table.name
                + " SET leased_until = :lease, tries = tries + 1 WHERE id = :id"
                + " RETURNING id, tries")
        .bind("lease", clock.instant().plus(lease))
        .bind("id", id)
        .map((row, context) -> taken(row))
        .one();
  }

  /** How many rows are still to be sent, also those that somebody is sending just now. */
  public long waiting() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM " + table.name + " WHERE due_at >= :ever")
                .bind("ever", Instant.EPOCH)
                .mapTo(Long.class)
                .one());
  }

  /** Reads which row was taken. */
  public static Taken taken(ResultSet row) throws SQLException {
    return new Taken(Columns.text(row, "id"), row.getInt("tries"));
  }

  /** Notes that a row was sent. */
  public void done(Taken row) {
    database.useTransaction(tx -> done(tx, row));
  }

  /** {@link #done(Taken)} beside other changes. */
  public void done(Handle tx, Taken row) {
    close(tx, row, true, null);
  }

  /**
   * Notes that sending failed.
   *
   * @param fault a few words for the operator; shortened to 500 characters
   * @param givenUp what else belongs to the change when this was the last try
   * @return how long until the next try; empty when the row was given up
   */
  public Optional<Duration> failed(Taken row, String fault, Consumer<Handle> givenUp) {
    return database.inTransaction(tx -> failed(tx, row, fault, Duration.ZERO, givenUp));
  }

  /**
   * {@link #failed(Taken, String, Consumer)} beside other changes.
   *
   * @param asked how long whoever was called wants to be left alone, see {@link Patience#after(int,
   *     Duration)}
   */
  public Optional<Duration> failed(
      Handle tx, Taken row, String fault, Duration asked, Consumer<Handle> givenUp) {
    var wait = patience.after(row.tries, asked);
    if (wait.isEmpty()) {
      giveUp(tx, row, fault, givenUp);
      return wait;
    }
    // whoever took the row after this lease was over decides about it
    tx.createUpdate(
            "UPDATE "
                + table.name
                + " SET due_at = :due, leased_until = NULL, last_fault = :fault"
                + " WHERE id = :id AND tries = :tries AND due_at IS NOT NULL")
        .bind("due", clock.instant().plus(wait.get()))
        .bind("fault", shortened(fault))
        .bind("id", row.id)
        .bind("tries", row.tries)
        .execute();
    return wait;
  }

  /** Gives back a row that was not tried after all. */
  public void giveBack(Taken row) {
    database.note(
        tx ->
            tx.createUpdate(
                    "UPDATE "
                        + table.name
                        + " SET leased_until = NULL, tries = tries - 1"
                        + " WHERE id = :id AND tries = :tries AND due_at IS NOT NULL")
                .bind("id", row.id)
                .bind("tries", row.tries)
                .execute());
  }

  /** Notes that sending failed for good and need not be tried again. */
  public void giveUp(Taken row, String fault, Consumer<Handle> alongside) {
    database.useTransaction(tx -> giveUp(tx, row, fault, alongside));
  }

  /** {@link #giveUp(Taken, String, Consumer)} beside other changes. */
  public void giveUp(Handle tx, Taken row, String fault, Consumer<Handle> alongside) {
    if (close(tx, row, false, shortened(fault))) alongside.accept(tx);
  }

  /** A row that is done with is kept for a while, but not what was secret in it. */
  private boolean close(Handle tx, Taken row, boolean sent, @Nullable String fault) {
    var now = clock.instant();
    var wiped = table.secretColumn == null ? "" : table.secretColumn + " = '', ";
    // what was sent was sent, whoever holds the row now; only its holder may give it up
    var holder = sent ? "" : " AND tries = :tries AND due_at IS NOT NULL";
    var closed =
        tx.createUpdate(
                "UPDATE "
                    + table.name
                    + " SET "
                    + wiped
                    + "due_at = NULL, leased_until = NULL, "
                    + table.doneColumn
                    + " = :done, gave_up_at = :gaveUp, last_fault = :fault WHERE id = :id"
                    + holder)
            .bind("done", sent ? now : null)
            .bind("gaveUp", sent ? null : now)
            .bind("fault", fault)
            .bind("id", row.id);
    if (!sent) closed.bind("tries", row.tries);
    return closed.execute() == 1;
  }

  /** A fault as far as it is kept. */
  public static String shortened(String fault) {
    return fault.length() <= LONGEST_FAULT ? fault : fault.substring(0, LONGEST_FAULT - 1) + "…";
  }

  /** Removes a bounded batch of rows that were done with 30 days ago. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM "
                        + table.name
                        + " WHERE id IN (SELECT id FROM "
                        + table.name
                        + " WHERE created_at < :before AND due_at IS NULL LIMIT 500)")
                .bind("before", clock.instant().minus(KEPT))
                .execute());
  }
}
