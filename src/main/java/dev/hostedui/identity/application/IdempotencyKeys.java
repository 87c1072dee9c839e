package dev.hostedui.identity.application;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what applications were answered to requests with a key of their own, so that a request
 * that is sent again changes nothing more. Answers may hold secrets, so they are sealed.
 *
 * <p>A key is taken before the request runs and keeps its answer after it. When nothing was changed
 * it is free again. Where nobody knows how the request ended, because the program stopped in
 * between or the storage failed after a change, the key is refused until it is forgotten, and
 * nothing is done twice.
 */
public final class IdempotencyKeys {

  /** So long an answer is kept. */
  public static final Duration KEPT = Duration.ofHours(24);

  /** After so long the first request has most likely an answer. */
  private static final Duration RUNNING = Duration.ofSeconds(1);

  /**
   * An answer that was given.
   *
   * @param body a JSON object
   * @param etag the version of what it shows, as the header writes it, or null when it has none
   */
  public record Answer(int status, String body, @Nullable String etag) {

    /** Tag and body in one text: a tag begins with a quotation mark, a body never does. */
    private String kept() {
      return etag == null ? body : etag + "\n" + body;
    }

    private static Answer of(int status, String kept) {
      var end = kept.startsWith("\"") ? kept.indexOf('\n') : -1;
      return end < 0
          ? new Answer(status, kept, null)
          : new Answer(status, kept.substring(end + 1), kept.substring(0, end));
    }
  }

  private record Row(String requestHash, @Nullable Long status, @Nullable String sealedAnswer) {}

  private record Key(String clientId, String keyHash) {
    String place() {
      return "idempotency " + clientId + " " + keyHash;
    }
  }

  /** So many keys at most are remembered for when they can be freed. */
  private static final int MOST_OWED = 10_000;

  private final Database database;
  private final Vault vault;
  private final Clock clock;

  /** Keys that the storage could not free when it failed, with the time they were taken at. */
  private final Map<Key, Instant> owed = new ConcurrentHashMap<>();

  public IdempotencyKeys(Database database, Vault vault, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Does some work once for a key of an application.
   *
   * @param request what tells this request from others: its verb, address and body, and what
   *     whoever sends it may do
   * @param work what is done unless it was done before; when it throws and has changed nothing, the
   *     key is free again
   * @throws Problem CONFLICT when the key was sent with another request, and while the first one
   *     runs or when nobody knows how it ended
   */
  public Answer once(String clientId, String key, String request, Supplier<Answer> work) {
    var wanted = new Key(clientId, Ids.hash(key));
    var requestHash = Ids.hash(request);
    // what this process was to free is its own already
    var own = owed.remove(wanted);
    var since = own != null ? own : clock.instant();
    if (!take(wanted, requestHash, since, own != null)) return before(wanted, requestHash);
    try {
      var answer = answer(wanted, since, work);
      keep(wanted, answer);
      return answer;
    } catch (StorageUnavailable e) {
      if (!e.mayHaveChanged()) owe(wanted, since);
      throw e;
    }
  }

  private Answer answer(Key key, Instant since, Supplier<Answer> work) {
    try {
      return work.get();
    } catch (Problem refused) {
      // nothing has changed, so the same key may try again
      free(key, since);
      throw refused;
    }
  }

  /**
   * It is only noted: what is done under the key lies behind it in the log of the database, and is
   * not on the disk without it. So it is no change of the request either.
   */
  private boolean take(Key key, String requestHash, Instant since, boolean own) {
    var made = new AtomicBoolean();
    try {
      database.note(
          tx -> {
            if (own) delete(tx, key, since);
            tx.createUpdate(
                    "DELETE FROM idempotency_keys WHERE client_id = :client AND key_hash = :key AND"
                        + " created_at <= :old")
                .bind("client", key.clientId)
                .bind("key", key.keyHash)
                .bind("old", clock.instant().minus(KEPT))
                .execute();
            made.set(
                tx.createUpdate(
                            """
                            INSERT INTO idempotency_keys (client_id, key_hash, request_hash, created_at)
                            VALUES (:client, :key, :request, :since) ON CONFLICT DO NOTHING
                            """)
                        .bind("client", key.clientId)
                        .bind("key", key.keyHash)
                        .bind("request", requestHash)
                        .bind("since", since)
                        .execute()
                    > 0);
          });
      return made.get();
    } catch (StorageUnavailable e) {
      // its row may be there or not, and nothing was done under it
      if (own || made.get()) owe(key, since);
      throw e;
    }
  }

  private Answer before(Key key, String requestHash) {
    var row = find(key).orElseThrow(IdempotencyKeys::running);
    if (!row.requestHash.equals(requestHash)) throw Problem.conflict("idempotency_other_request");
    if (row.status == null || row.sealedAnswer == null) throw running();
    return Answer.of(row.status.intValue(), vault.open(key.place(), row.sealedAnswer));
  }

  private static Problem running() {
    return Problem.conflict("idempotency_running", RUNNING);
  }

  private Optional<Row> find(Key key) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT request_hash, status, sealed_answer FROM idempotency_keys WHERE"
                        + " client_id = :client AND key_hash = :key")
                .bind("client", key.clientId)
                .bind("key", key.keyHash)
                .map(
                    (row, context) ->
                        new Row(
                            Columns.text(row, "request_hash"),
                            Columns.longOrNull(row, "status"),
                            row.getString("sealed_answer")))
                .findOne());
  }

  private void keep(Key key, Answer answer) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE idempotency_keys SET status = :status, sealed_answer = :answer WHERE"
                        + " client_id = :client AND key_hash = :key")
                .bind("status", answer.status)
                .bind("answer", vault.seal(key.place(), answer.kept()))
                .bind("client", key.clientId)
                .bind("key", key.keyHash)
                .execute());
  }

  /** Frees a key, now or when the storage can; returns whether it is free. */
  private boolean free(Key key, Instant since) {
    try {
      database.note(tx -> delete(tx, key, since));
      return true;
    } catch (StorageUnavailable e) {
      owe(key, since);
      return false;
    }
  }

  private static void delete(Handle tx, Key key, Instant since) {
    tx.createUpdate(
            "DELETE FROM idempotency_keys WHERE client_id = :client AND key_hash = :key AND"
                + " created_at = :since")
        .bind("client", key.clientId)
        .bind("key", key.keyHash)
        .bind("since", since)
        .execute();
  }

  /** The storage has just failed: whoever waits for an answer does not wait for it once more. */
  private void owe(Key key, Instant since) {
    if (owed.size() < MOST_OWED) owed.put(key, since);
  }

  /** Frees the keys that the storage has kept while it failed. A job of the timetable. */
  public int freeOwed() {
    var freed = 0;
    for (var key : List.copyOf(owed.keySet())) {
      var since = owed.remove(key);
      // whoever came back with it has it now
      if (since == null) continue;
      if (!free(key, since)) break;
      freed++;
    }
    return freed;
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
