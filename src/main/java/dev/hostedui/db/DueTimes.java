package dev.hostedui.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks after the times at which rows are due that are worked on again and again. */
public final class DueTimes {

  /** No such row waits longer, and no lease of one is as long. */
  private static final Duration LONGEST = Duration.ofDays(2);

  /** So many rows of a table are looked for at once. */
  static final int BATCH = 500;

  /**
   * A table whose rows say when they are due.
   *
   * @param key its primary key
   * @param due the column with that time
   * @param lease the column that says until when somebody works on a row, or null where the other
   *     one says that too
   * @param first what its index by time asks first, with AND, or empty
   */
  record Table(String name, String key, String due, @Nullable String lease, String first) {

    /** A table whose rows have {@code due_at} and {@code leased_until}. */
    static Table queue(String name, String key) {
      return queue(name, key, "");
    }

    static Table queue(String name, String key, String first) {
      return new Table(name, key, "due_at", "leased_until", first);
    }

    /** Finds the keys of rows that are dated ahead, among those that wait. */
    String ahead() {
      return "SELECT "
          + key
          + " FROM "
          + name
          + " WHERE "
          + first
          + due
          + " >= :ever AND ("
          + due
          + " > :ahead"
          + (lease == null ? "" : " OR " + lease + " > :ahead")
          + ") LIMIT "
          + BATCH;
    }

    private String bringBack() {
      return "UPDATE "
          + name
          + " SET "
          + due
          + " = CASE WHEN "
          + due
          + " > :ahead THEN :now ELSE "
          + due
          + " END"
          + (lease == null
              ? ""
              : ", %1$s = CASE WHEN %1$s > :ahead THEN NULL ELSE %1$s END".formatted(lease))
          + " WHERE "
          + key
          + " = :key AND "
          + due
          + " IS NOT NULL";
    }
  }

  static final List<Table> TABLES =
      List.of(
          Table.queue("directory_authorizations", "id"),
          Table.queue("directory_polls", "directory_id"),
          Table.queue("domain_checks", "domain_id"),
          Table.queue("letters", "id"),
          Table.queue("logout_calls", "id"),
          new Table("organizations", "id", "logo_due_at", null, ""),
          Table.queue("published_metadata", "connection_id"),
          Table.queue("webhook_deliveries", "id", "webhook_id IN (SELECT id FROM webhooks) AND "),
          // an address that asked to be left alone; there are few, and all are looked at anyway
          new Table("webhooks", "id", "resting_until", null, ""));

  private final Database database;
  private final Clock clock;

  public DueTimes(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes due what is dated later than any row is: a clock that was ahead has done that, and it
   * would wait until the right one has come so far. A job of the timetable, which does a bounded
   * batch.
   *
   * @return how many rows there were
   */
  public int bringBack() {
    var now = database.latestNow(clock);
    return TABLES.stream().mapToInt(table -> bringBack(table, now)).sum();
  }

  private int bringBack(Table table, Instant now) {
    var ahead = now.plus(LONGEST);
    // a look costs the writer nothing, and next to always there is none
    var keys =
        database.read(
            handle ->
                handle
                    .createQuery(table.ahead())
                    .bind("ever", Instant.EPOCH)
                    .bind("ahead", ahead)
                    .mapTo(String.class)
                    .list());
    // one by one: whoever gives up all rows of an address meanwhile takes them in another order
    for (var key : keys)
      database.note(
          tx ->
              tx.createUpdate(table.bringBack())
                  .bind("ahead", ahead)
                  .bind("now", now)
                  .bind("key", key)
                  .execute());
    return keys.size();
  }
}
