package dev.hostedui.identity;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which version of something is meant: that of the time of its last change. Nothing has two
 * versions of one time, because whoever writes one uses {@link #NEXT}.
 */
public final class Version {
  private Version() {}

  /**
   * What {@code updated_at} becomes with a change at {@code :now}: also within one millisecond, or
   * when the clock went back, another time than before.
   */
  public static final String NEXT = "CASE WHEN updated_at < :now THEN :now ELSE updated_at + 1 END";

  /** {@link #NEXT} for whoever has read the time of the last change; by the millisecond too. */
  public static Instant next(Instant updatedAt, Instant now) {
    return updatedAt.toEpochMilli() < now.toEpochMilli() ? now : updatedAt.plusMillis(1);
  }

  /** How a version is written for whoever shows it. */
  public static String of(Instant updatedAt) {
    return Long.toString(updatedAt.toEpochMilli());
  }

  /** Stands between versions of which any will do. */
  public static final String OR = ",";

  /**
   * Refuses a change of something else than its caller has seen.
   *
   * @param seen the version they have seen, or several with {@link #OR} between them, or null when
   *     any will do
   * @throws Problem CONFLICT when it is another one by now
   */
  public static void mustBe(@Nullable String seen, String now) {
    mustBeOneOf(seen, Set.of(now));
  }

  /** {@link #mustBe} for what is shown in several ways, each of which has a version of its own. */
  public static void mustBeOneOf(@Nullable String seen, Set<String> now) {
    if (seen != null && Collections.disjoint(now, List.of(seen.split(OR))))
      throw Problem.conflict("version_changed");
  }
}
