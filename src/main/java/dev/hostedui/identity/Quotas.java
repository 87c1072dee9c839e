package dev.hostedui.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How often something may be done for one mailbox, organization or person. It is counted in the
 * database, so that a limit holds across processes and for requests that come at the same moment.
 */
public final class Quotas {

  /** No limit looks further back. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * What is dated later than this from now was done by a clock that was wrong, and counts for
   * nothing: else nobody could go on until the right one has come so far. Clocks of several nodes
   * differ by less.
   */
  public static final Duration AHEAD = Duration.ofMinutes(1);

  /** At most so often within any span of that length, up to a day. */
  public record Limit(int most, Duration within) {
    public Limit {
      if (within.compareTo(LONGEST) > 0) throw new IllegalArgumentException("longer than a day");
    }
  }

  private final Ids ids;
  private final Clock clock;

  public Quotas(Ids ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Counts one more use, inside the change that uses it; until that is over, others who use the
   * same wait.
   *
   * @param kind what is done
   * @param subject for whom
   * @return how long to wait when a limit is reached, no longer than its span, and then nothing was
   *     counted; the caller must refuse
   */
  public Optional<Duration> use(Handle tx, String kind, String subject, List<Limit> limits) {
    var now = clock.instant();
    tx.createUpdate(
            """
            INSERT INTO quotas (kind, subject, touched_at) VALUES (:kind, :subject, :now)
            ON CONFLICT (kind, subject) DO UPDATE SET touched_at = excluded.touched_at
            """)
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("now", now)
        .execute();
    var over = untilFree(tx, kind, subject, limits, 1);
    if (over.isPresent()) return over;
    tx.createUpdate(
            "INSERT INTO quota_uses (kind, subject, at, id) VALUES (:kind, :subject, :now, :id)")
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("now", now)
        .bind("id", ids.next("use_"))
        .execute();
    return Optional.empty();
  }

  /**
   * Holds what was used before until the transaction ends: whoever holds the same waits, and then
   * sees what this one has written.
   */
  public static void hold(Handle tx, String kind, String subject) {
    tx.createUpdate(
            "UPDATE quotas SET touched_at = touched_at WHERE kind = :kind AND subject = :subject")
        .bind("kind", kind)
        .bind("subject", subject)
        .execute();
  }

  /**
   * How long to wait until so many more uses, all at once, are within the first limit they are
   * over; empty when they are within all. Counts nothing and holds nobody up, so that {@link #use}
   * may still refuse.
   *
   * @param more no more than the smallest limit, or they never are
   */
  public Optional<Duration> untilFree(
      Handle handle, String kind, String subject, List<Limit> limits, int more) {
    return limits.stream()
        .flatMap(limit -> waitFor(handle, kind, subject, limit, more).stream())
        .findFirst();
  }

  private Optional<Duration> waitFor(
      Handle handle, String kind, String subject, Limit limit, int more) {
    var now = clock.instant();
    if (more > limit.most) return Optional.of(limit.within);
    return handle
        .createQuery(
            """
            SELECT at FROM quota_uses WHERE kind = :kind AND subject = :subject AND at > :since
               AND at <= :latest
             ORDER BY at DESC LIMIT 1 OFFSET :others
            """)
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("since", now.minus(limit.within))
        .bind("latest", now.plus(AHEAD))
        .bind("others", limit.most - more)
        .mapTo(Instant.class)
        .findOne()
        .map(at -> Duration.between(now, at.isAfter(now) ? now : at).plus(limit.within));
  }

  /**
   * Forgets a bounded batch of what no limit looks at any more. A job of the timetable.
   *
   * @param latest {@link dev.hostedui.db.Database#latestNow}: a node whose clock is behind must not
   *     forget what the others count
   */
  public int forgetOld(Handle tx, Instant latest) {
    var before = clock.instant().minus(LONGEST);
    var after = latest.plus(LONGEST);
    return tx.createUpdate(
                "DELETE FROM quota_uses WHERE (kind, subject, at, id) IN (SELECT kind, subject, at,"
                    + " id FROM quota_uses WHERE at <= :before OR at > :after LIMIT 1000)")
            .bind("before", before)
            .bind("after", after)
            .execute()
        + tx.createUpdate(
                "DELETE FROM quotas WHERE (kind, subject) IN (SELECT kind, subject FROM quotas"
                    + " WHERE touched_at <= :before OR touched_at > :after LIMIT 1000)")
            .bind("before", before)
            .bind("after", after)
            .execute();
  }
}
