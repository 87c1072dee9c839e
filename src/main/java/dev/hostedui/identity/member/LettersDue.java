package dev.hostedui.identity.member;

import dev.hostedui.db.Database;

/** Writes the letters by which new members are found, of many at once: {@link MemberSearch}. */
public final class LettersDue {

  /** Writing those of so many takes less time than other changes would notice. */
  private static final int BATCH = 500;

  private final Database database;

  public LettersDue(Database database) {
    this.database = database;
  }

  /**
   * Writes a bounded batch of what is due. A job of the timetable.
   *
   * @return of how many members
   */
  public int write() {
    var nothing =
        database
            .rows(
                "SELECT 1 FROM memberships WHERE letters_due IS NOT NULL LIMIT 1",
                row -> row.getInt(1))
            .isEmpty();
    if (nothing) return 0;
    return database.inTransaction(
        tx -> {
          var due = MemberTable.takeDue(tx, BATCH);
          MemberSearch.put(tx, due);
          return due.size();
        });
  }
}
