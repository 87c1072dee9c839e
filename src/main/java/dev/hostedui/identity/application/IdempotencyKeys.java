package dev.hostedui.identity.application;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what applications were answered to requests with a key of their own, so that a request
 * that is sent again changes nothing more. Answers may hold secrets, so they are sealed.
 *
 * <p>A key is taken before the request runs and keeps its answer after it. Should the program stop
 * in between, nobody knows how the request ended: its key is refused until it is forgotten, and
 * nothing is done twice.
 */
public final class IdempotencyKeys {

  /** So long an answer is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** An answer that was given. */
  public record Answer(int status, String body) {}

  private record Row(String requestHash, @Nullable Long status, @Nullable String sealedAnswer) {}

  private final Database database;
  private final Vault vault;
  private final Clock clock;

  public IdempotencyKeys(Database database, Vault vault, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Does some work once for a key of an application.
   *
   * @param request what tells this request from others: its verb, address and body
   * @param work what is done unless it was done before; when it throws, the key is free again
   * @throws Problem CONFLICT when the key was sent with another request, and while the first one
   *     runs or when nobody knows how it ended
   */
  public Answer once(String clientId, String key, String request, Supplier<Answer> work) {
    var keyHash = Ids.hash(key);
    var requestHash = Ids.hash(request);
    var first =
        database.inTransaction(
            tx -> {
              tx.createUpdate(
                      "DELETE FROM idempotency_keys WHERE client_id = :client AND key_hash = :key AND created_at <= :old")
                  .bind("client", clientId)
                  .bind("key", keyHash)
                  .bind("old", clock.instant().minus(KEPT))
                  .execute();
              return tx.createUpdate(
                          """
                          INSERT INTO idempotency_keys (client_id, key_hash, request_hash, created_at)
                          VALUES (:client, :key, :request, :now) ON CONFLICT DO NOTHING
                          """)
                      .bind("client", clientId)
                      .bind("key", keyHash)
                      .bind("request", requestHash)
                      .bind("now", clock.instant())
                      .execute()
                  > 0;
            });
    if (!first) return before(clientId, keyHash, requestHash);
    Answer answer;
    try {
      answer = work.get();
    } catch (Problem refused) {
      // nothing has changed, so the same key may try again
      forget(clientId, keyHash);
      throw refused;
    }
    keep(clientId, keyHash, answer);
    return answer;
  }

  private Answer before(String clientId, String keyHash, String requestHash) {
    var row = find(clientId, keyHash).orElseThrow(() -> Problem.conflict("idempotency_running"));
    if (!row.requestHash.equals(requestHash)) throw Problem.conflict("idempotency_other_request");
    if (row.status == null || row.sealedAnswer == null)
      throw Problem.conflict("idempotency_running");
    var text = vault.open(place(clientId, keyHash), row.sealedAnswer);
    return new Answer(row.status.intValue(), text);
  }

  private Optional<Row> find(String clientId, String keyHash) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT request_hash, status, sealed_answer FROM idempotency_keys WHERE"
                        + " client_id = :client AND key_hash = :key")
                .bind("client", clientId)
                .bind("key", keyHash)
                .map(
                    (row, context) ->
                        new Row(
                            Columns.text(row, "request_hash"),
                            Columns.longOrNull(row, "status"),
                            row.getString("sealed_answer")))
                .findOne());
  }

  private void keep(String clientId, String keyHash, Answer answer) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE idempotency_keys SET status = :status, sealed_answer = :answer WHERE"
                        + " client_id = :client AND key_hash = :key")
                .bind("status", answer.status)
                .bind("answer", vault.seal(place(clientId, keyHash), answer.body))
                .bind("client", clientId)
                .bind("key", keyHash)
                .execute());
  }

  private void forget(String clientId, String keyHash) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM idempotency_keys WHERE client_id = :client AND key_hash = :key")
                .bind("client", clientId)
                .bind("key", keyHash)
                .execute());
  }

  private static String place(String clientId, String keyHash) {
    return "idempotency " + clientId + " " + keyHash;
  }

  /** Removes a bounded batch of answers that are kept no longer. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    """
                    DELETE FROM idempotency_keys WHERE (client_id, key_hash) IN (
                      SELECT client_id, key_hash FROM idempotency_keys WHERE created_at <= :old LIMIT 1000)
                    """)
                .bind("old", clock.instant().minus(KEPT))
                .execute());
  }
}
