package dev.hostedui.db;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Looks after the times at which rows are due that are worked on again and again. */
public final class DueTimes {

  /** No such row waits longer, and no lease of one is as long. */
  private static final Duration LONGEST = Duration.ofDays(2);

  /** The tables whose rows have {@code due_at} and {@code leased_until}. */
  static final List<String> TABLES =
      List.of(
          "directory_authorizations",
          "directory_polls",
          "domain_checks",
          "letters",
          "logout_calls",
          "published_metadata",
          "webhook_deliveries");

  private final Database database;
  private final Clock clock;

  public DueTimes(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes due what is dated later than any row is: a clock that was ahead has done that, and it
   * would wait until the right one has come so far. A job of the timetable.
   *
   * @return how many rows there were
   */
  public int bringBack() {
    return TABLES.stream().mapToInt(this::bringBack).sum();
  }

  private int bringBack(String table) {
    var now = clock.instant();
    var ahead = now.plus(LONGEST);
    // a look costs the writer nothing, and next to always there is none
    var none =
        database.read(
            handle ->
                handle
                    .createQuery(
                        "SELECT 1 FROM "
                            + table
                            + " WHERE due_at > :ahead OR (due_at >= 0 AND leased_until > :ahead)"
                            + " LIMIT 1")
                    .bind("ahead", ahead)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty());
    if (none) return 0;
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE "
                        + table
                        + " SET due_at = CASE WHEN due_at > :ahead THEN :now ELSE due_at END,"
                        + " leased_until = NULL"
                        + " WHERE due_at > :ahead OR (due_at >= 0 AND leased_until > :ahead)")
                .bind("ahead", ahead)
                .bind("now", now)
                .execute());
  }
}
