package dev.hostedui.identity.connection;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Remembers which answers of identity providers were taken, so that each is good once. */
public final class UsedAnswers {

  private final Database database;
  private final Clock clock;

  public UsedAnswers(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Uses an answer up, in the transaction of what it leads to. Of several who bring the same one at
   * once, on whichever node, one succeeds; if that transaction is rolled back the next may.
   *
   * @param answerId the id of the assertion or token
   * @param endsAt until when it could be sent again
   * @return false when it was used before, and then the caller must refuse it
   */
  public boolean use(Handle tx, ConnectionId connection, String answerId, Instant endsAt) {
    return tx.createUpdate(
                """
                INSERT INTO used_answers (connection_id, answer_hash, ends_at) VALUES (:connection, :hash, :ends)
                ON CONFLICT (connection_id, answer_hash) DO NOTHING
                """)
            .bind("connection", connection)
            .bind("hash", Ids.hash(answerId))
            .bind("ends", endsAt)
            .execute()
        == 1;
  }

  /** Whether an answer was used before. */
  public boolean isUsed(Handle handle, ConnectionId connection, String answerId) {
    return handle
        .createQuery(
            "SELECT 1 FROM used_answers WHERE connection_id = :connection AND answer_hash = :hash")
        .bind("connection", connection)
        .bind("hash", Ids.hash(answerId))
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Forgets a bounded batch of answers that nobody would take any more. A job of the timetable. */
  public int forgetOld() {
    var now = clock.instant();
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM used_answers WHERE (connection_id, answer_hash) IN (SELECT"
                        + " connection_id, answer_hash FROM used_answers WHERE ends_at <= :now"
                        + " LIMIT 1000)")
                .bind("now", now)
                .execute());
  }
}
