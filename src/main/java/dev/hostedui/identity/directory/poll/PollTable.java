package dev.hostedui.identity.directory.poll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.poll.Poll.Phase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of polls and of what came of them. What may be done with them is not asked. */
final class PollTable {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          // a newer version of this program may have written more
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private PollTable() {}

  /** Whose people were taken over; empty while none were. */
  static Optional<String> customer(Handle handle, DirectoryId directory) {
    return handle
        .createQuery(
            "SELECT customer FROM directory_polls WHERE directory_id = :directory AND customer IS"
                + " NOT NULL")
        .bind("directory", directory)
        .mapTo(String.class)
        .findOne();
  }

  /**
   * Makes the row of a directory that can be read from now on; it is due at once. A run that reads
   * with what was authorized before ends.
   */
  static void begin(Handle tx, OrganizationId organization, DirectoryId directory, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO directory_polls (directory_id, organization_id, due_at) VALUES (:directory, :organization, :now)
            ON CONFLICT (directory_id) DO UPDATE SET due_at = excluded.due_at, asked = 1, phase = NULL, failures = 0,
                   allowed = NULL, allowed_by = NULL
            """)
        .bind("directory", directory)
        .bind("organization", organization)
        .bind("now", now)
        .execute();
  }

  static Optional<Poll> find(
      Handle handle, OrganizationId organization, DirectoryId directory, Instant now) {
    return handle
        .createQuery(
            """
            SELECT groups_tracked, due_at, leased_until, started_at, phase, done, total, failures, succeeded_at,
                   held, held_at, allowed
              FROM directory_polls WHERE directory_id = :directory AND organization_id = :organization
            """)
        .bind("directory", directory)
        .bind("organization", organization)
        .map((row, context) -> poll(row, now))
        .findOne();
  }

  /** Follows other groups. A run that reads those of before ends, and what it found is dropped. */
  static void setTracking(Handle tx, DirectoryId directory, Tracking tracking, Instant due) {
    tx.createUpdate(
            "UPDATE directory_polls SET groups_tracked = :tracking, due_at = :due, asked = 1, phase"
                + " = NULL, held = NULL, held_at = NULL, allowed = NULL, allowed_by = NULL WHERE"
                + " directory_id = :directory")
        .bind("tracking", tracking.name())
        .bind("due", due)
        .bind("directory", directory)
        .execute();
  }

  /** Has a directory read at once; once more where it is being read. */
  static void ask(Handle tx, DirectoryId directory, Instant now) {
    tx.createUpdate(
            "UPDATE directory_polls SET due_at = :now, asked = 1 WHERE directory_id = :directory")
        .bind("now", now)
        .bind("directory", directory)
        .execute();
  }

  static void allow(Handle tx, DirectoryId directory, long people, String by, Instant now) {
    tx.createUpdate(
            "UPDATE directory_polls SET allowed = :people, allowed_by = :by, due_at = :now, asked ="
                + " 1 WHERE directory_id = :directory")
        .bind("people", people)
        .bind("by", by)
        .bind("now", now)
        .bind("directory", directory)
        .execute();
  }

  /** What was allowed was said of what could be read then. */
  static void disallow(Handle tx, DirectoryId directory) {
    tx.createUpdate(
            "UPDATE directory_polls SET allowed = NULL, allowed_by = NULL WHERE directory_id ="
                + " :directory")
        .bind("directory", directory)
        .execute();
  }

  // ------------------------------------------------------------------ runs

  /**
   * A directory that this run reads until its lease is over.
   *
   * @param allowed how many may lose access without asking anybody
   */
  record Taken(
      DirectoryId directory,
      OrganizationId organization,
      String run,
      Tracking tracking,
      @Nullable String customer,
      long failures,
      @Nullable Long allowed) {}

  /**
   * The directories that may be read. What begins and what goes on ask the same: a run that ends
   * because it may not go on is due at once, and would begin again and again.
   */
  private static final String READABLE =
      """
      FROM directories d
        JOIN organizations o ON o.id = d.organization_id
        JOIN directory_authorizations a ON a.directory_id = d.id AND a.ended_at IS NULL AND a.fault IS NULL
       WHERE d.enabled_at IS NOT NULL AND d.type = 'POLL' AND %s
      """
          .formatted(Feature.DIR_SYNC.isOn("o"));

  private static final String DUE =
      "SELECT p.directory_id FROM directory_polls p WHERE p.due_at <= :now AND (p.leased_until IS"
          + " NULL OR p.leased_until <= :now) AND p.groups_tracked IS NOT NULL AND EXISTS (SELECT 1 "
          + READABLE
          + "AND d.id = p.directory_id) ORDER BY p.due_at LIMIT 1";

  /** Whether a directory is due: a look costs the writer nothing, and mostly there is none. */
  static boolean anyDue(Handle handle, Instant now) {
    return handle.createQuery(DUE).bind("now", now).mapTo(String.class).findOne().isPresent();
  }

  /** Takes a directory that is due and can be read. */
  static Optional<Taken> take(Handle tx, String run, Instant now, Instant lease) {
    return tx.createQuery(
            // asked twice: on PostgreSQL another process may have taken it since it was chosen
            // who asks from now on is not answered by this run
            "UPDATE directory_polls SET leased_until = :lease, run = :run, started_at = :now, asked"
                + " = 0, phase = 'GROUPS', done = 0, total = 0 WHERE directory_id IN ("
                + DUE
                + ") AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)"
                + " RETURNING directory_id, organization_id, groups_tracked, customer, failures,"
                + " allowed")
        .bind("lease", lease)
        .bind("run", run)
        .bind("now", now)
        .map(
            (row, context) ->
                new Taken(
                    new DirectoryId(Columns.text(row, "directory_id")),
                    new OrganizationId(Columns.text(row, "organization_id")),
                    run,
                    Tracking.valueOf(Columns.text(row, "groups_tracked")),
                    row.getString("customer"),
                    row.getLong("failures"),
                    Columns.longOrNull(row, "allowed")))
        .findFirst();
  }

  /**
   * Says how far a run has come, which keeps its lease.
   *
   * @return false when the run is over: the directory was disabled or disconnected, the feature
   *     switched off, its groups were chosen or it was authorized anew, or another run has taken it
   */
  static boolean proceed(
      Handle tx, Taken taken, Phase phase, long done, long total, Instant lease) {
    return tx.createUpdate(
                "UPDATE directory_polls SET leased_until = :lease, phase = :phase, done = :done,"
                    + " total = :total WHERE directory_id = :directory AND run = :run AND phase IS"
                    + " NOT NULL AND EXISTS (SELECT 1 "
                    + READABLE
                    + " AND d.id = :directory)")
            .bind("lease", lease)
            .bind("phase", phase.name())
            .bind("done", done)
            .bind("total", total)
            .bind("directory", taken.directory)
            .bind("run", taken.run)
            .execute()
        > 0;
  }

  /**
   * Lets go of a directory after a run, unless another one has it. Who asked while it ran gets
   * another one.
   *
   * @return whether what it found counts: not when another run has taken the directory, its groups
   *     were chosen or it was authorized anew
   */
  static boolean release(Handle tx, Taken taken, Instant due) {
    if (release(tx, taken, due, " AND phase IS NOT NULL")) return true;
    release(tx, taken, due, "");
    return false;
  }

  private static boolean release(Handle tx, Taken taken, Instant due, String condition) {
    return tx.createUpdate(
                """
                UPDATE directory_polls SET leased_until = NULL, run = NULL, started_at = NULL, phase = NULL, asked = 0,
                       due_at = CASE WHEN asked = 0 THEN :due ELSE due_at END
                 WHERE directory_id = :directory AND run = :run\
                """
                    + condition)
            .bind("due", due)
            .bind("directory", taken.directory)
            .bind("run", taken.run)
            .execute()
        > 0;
  }

  /**
   * Begins to do what was allowed: nothing waits any more, and should it break off, no more may go
   * than are left of these.
   */
  static void narrow(Handle tx, DirectoryId directory, long people) {
    tx.createUpdate(
            "UPDATE directory_polls SET allowed = :people, held = NULL, held_at = NULL WHERE"
                + " directory_id = :directory AND allowed IS NOT NULL")
        .bind("people", people)
        .bind("directory", directory)
        .execute();
  }

  /** Notes that one of those has lost access who were allowed to. */
  static void spend(Handle tx, DirectoryId directory) {
    tx.createUpdate(
            "UPDATE directory_polls SET allowed = allowed - 1 WHERE directory_id = :directory AND"
                + " allowed > 0")
        .bind("directory", directory)
        .execute();
  }

  /** Notes that nothing waits for somebody's word any more. */
  static void settle(Handle tx, DirectoryId directory) {
    tx.createUpdate(
            "UPDATE directory_polls SET held = NULL, held_at = NULL, allowed = NULL, allowed_by ="
                + " NULL WHERE directory_id = :directory")
        .bind("directory", directory)
        .execute();
  }

  static void succeeded(Handle tx, DirectoryId directory, Instant now) {
    tx.createUpdate(
            "UPDATE directory_polls SET failures = 0, succeeded_at = :now WHERE directory_id ="
                + " :directory")
        .bind("now", now)
        .bind("directory", directory)
        .execute();
  }

  /** Remembers whose people are taken over, before the first one is. */
  static void setCustomer(Handle tx, DirectoryId directory, String customer) {
    tx.createUpdate(
            "UPDATE directory_polls SET customer = :customer WHERE directory_id = :directory")
        .bind("customer", customer)
        .bind("directory", directory)
        .execute();
  }

  static void failed(Handle tx, DirectoryId directory) {
    tx.createUpdate(
            "UPDATE directory_polls SET failures = failures + 1 WHERE directory_id = :directory")
        .bind("directory", directory)
        .execute();
  }

  /** Notes how many wait for somebody's word. What was allowed meanwhile is for the next run. */
  static void hold(Handle tx, DirectoryId directory, long people, Instant now) {
    tx.createUpdate(
            "UPDATE directory_polls SET failures = 0, held = :people, held_at = COALESCE(held_at,"
                + " :now) WHERE directory_id = :directory")
        .bind("people", people)
        .bind("now", now)
        .bind("directory", directory)
        .execute();
  }

  // ------------------------------------------------------------------ history

  static void note(Handle tx, String id, DirectoryId directory, PollResult result) {
    tx.createUpdate(
            """
            INSERT INTO directory_poll_history (id, directory_id, started_at, finished_at, outcome, fault, fault_words,
                                                result)
            VALUES (:id, :directory, :started, :finished, :outcome, :fault, :words, :result)
            """)
        .bind("id", id)
        .bind("directory", directory)
        .bind("started", result.startedAt())
        .bind("finished", result.finishedAt())
        .bind("outcome", result.outcome().name())
        .bind("fault", result.fault())
        .bind("words", result.faultWords())
        .bind("result", write(result.counts()))
        .execute();
  }

  static List<PollResult> history(
      Handle handle, OrganizationId organization, DirectoryId directory, int most) {
    return handle
        .createQuery(
            """
            SELECT h.started_at, h.finished_at, h.outcome, h.fault, h.fault_words, h.result
              FROM directory_poll_history h JOIN directories d ON d.id = h.directory_id
             WHERE h.directory_id = :directory AND d.organization_id = :organization
             ORDER BY h.id DESC LIMIT :most
            """)
        .bind("directory", directory)
        .bind("organization", organization)
        .bind("most", most)
        .map((row, context) -> result(row))
        .list();
  }

  /** What the newest run counted that stopped to ask somebody. */
  static Optional<PollResult.Counts> lastHeld(
      Handle handle, OrganizationId organization, DirectoryId directory) {
    return handle
        .createQuery(
            """
            SELECT h.result FROM directory_poll_history h JOIN directories d ON d.id = h.directory_id
             WHERE h.directory_id = :directory AND d.organization_id = :organization AND h.outcome = 'HELD'
             ORDER BY h.id DESC LIMIT 1
            """)
        .bind("directory", directory)
        .bind("organization", organization)
        .map((row, context) -> read(Columns.text(row, "result")))
        .findFirst();
  }

  static int forget(Handle tx, Instant before) {
    return tx.createUpdate(
            "DELETE FROM directory_poll_history WHERE id IN (SELECT id FROM directory_poll_history"
                + " WHERE finished_at < :before LIMIT 500)")
        .bind("before", before)
        .execute();
  }

  // ------------------------------------------------------------------ reading rows

  private static Poll poll(ResultSet row, Instant now) throws SQLException {
    var tracking = row.getString("groups_tracked");
    var lease = Columns.timeOrNull(row, "leased_until");
    var started = Columns.timeOrNull(row, "started_at");
    var phase = row.getString("phase");
    var held = Columns.longOrNull(row, "held");
    var heldAt = Columns.timeOrNull(row, "held_at");
    return new Poll(
        tracking == null ? null : Tracking.valueOf(tracking),
        Columns.time(row, "due_at"),
        lease == null || !lease.isAfter(now) || started == null || phase == null
            ? null
            : new Poll.Running(Phase.valueOf(phase), row.getLong("done"), row.getLong("total")),
        row.getLong("failures"),
        Columns.timeOrNull(row, "succeeded_at"),
        held == null || heldAt == null
            ? null
            : new Poll.Held(held, Columns.longOrNull(row, "allowed") != null));
  }

  private static PollResult result(ResultSet row) throws SQLException {
    return new PollResult(
        Columns.time(row, "started_at"),
        Columns.time(row, "finished_at"),
        PollResult.Outcome.valueOf(Columns.text(row, "outcome")),
        row.getString("fault"),
        Columns.text(row, "fault_words"),
        read(Columns.text(row, "result")));
  }

  private static String write(PollResult.Counts counts) {
    try {
      return JSON.writeValueAsString(counts);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("plain values only", e);
    }
  }

  private static PollResult.Counts read(String json) {
    try {
      return JSON.readValue(json, PollResult.Counts.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored result cannot be read", e);
    }
  }
}
