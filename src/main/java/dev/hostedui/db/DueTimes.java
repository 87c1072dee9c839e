package dev.hostedui.db;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Looks after the times at which rows are due that are worked on again and again. */
public final class DueTimes {

  /** No such row waits longer, and no lease of one is as long. */
  private static final Duration LONGEST = Duration.ofDays(2);

  /** So many rows of a table are looked for at once. */
  static final int BATCH = 500;

  /**
   * A table whose rows have {@code due_at} and {@code leased_until}.
   *
   * @param key its primary key
   * @param first what its index by {@code due_at} asks first, with AND, or empty
   */
  record Table(String name, String key, String first) {
    Table(String name, String key) {
      this(name, key, "");
    }

    /** Finds the keys of rows that are dated ahead, among those that wait. */
    String ahead() {
      return "SELECT "
          + key
          + " FROM "
          + name
          + " WHERE "
          + first
          + "due_at >= :ever AND (due_at > :ahead OR leased_until > :ahead) LIMIT "
          + BATCH;
    }
  }

  static final List<Table> TABLES =
      List.of(
          new Table("directory_authorizations", "id"),
          new Table("directory_polls", "directory_id"),
          new Table("domain_checks", "domain_id"),
          new Table("letters", "id"),
          new Table("logout_calls", "id"),
          new Table("published_metadata", "connection_id"),
          new Table("webhook_deliveries", "id", "webhook_id IN (SELECT id FROM webhooks) AND "));

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
              tx.createUpdate(
                      "UPDATE "
                          + table.name
                          + " SET due_at = CASE WHEN due_at > :ahead THEN :now ELSE due_at END,"
                          + " leased_until = CASE WHEN leased_until > :ahead THEN NULL ELSE"
                          + " leased_until END WHERE "
                          + table.key
                          + " = :key AND due_at IS NOT NULL")
                  .bind("ahead", ahead)
                  .bind("now", now)
                  .bind("key", key)
                  .execute());
    return keys.size();
  }
}
