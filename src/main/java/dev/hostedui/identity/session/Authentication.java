package dev.hostedui.identity.session;

import dev.hostedui.identity.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How somebody has just shown who they are.
 *
 * @param method by which means, as {@code amr} writes it: one of RFC 8176, or the id of the
 *     connection whose identity provider said so
 * @param voucher the word of that provider, or null when it was proven here
 * @param onlyIn the only organization that the proof counts in, or null when it counts everywhere:
 *     a provider speaks for the people of its organization's own domains, and for others only there
 * @param provenAt when they had proven it to that provider, as it says, or null when that is not
 *     known: then it is now. A time before the year 2000 is what an unset date of its program looks
 *     like (0001-01-01, 1970-01-01) and says as little as none
 * @param until when the provider wants its word and what rests on it alone to end, or null
 */
public record Authentication(
    String method,
    @Nullable Voucher voucher,
    @Nullable OrganizationId onlyIn,
    @Nullable Instant provenAt,
    @Nullable Instant until) {

  /** Older than both standards; {@code auth_time} must not be negative, and 0 is none either. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  /** By a code or link that was mailed. */
  public static final Authentication MAIL = by(Sessions.BY_MAIL);

  /** By what was proven here. */
  public static Authentication by(String method) {
    return by(method, null);
  }

  /**
   * By what was proven before, as by the word of a provider for everybody.
   *
   * @param provenAt when they had proven it, or null when that is not known
   */
  public static Authentication by(String method, @Nullable Instant provenAt) {
    return new Authentication(method, null, null, provenAt, null);
  }

  /**
   * When it was proven, by the time that it is here: nothing was proven later than now, nor before
   * there was single sign-on.
   */
  Instant provenBy(Instant now) {
    return provenAt == null || provenAt.isBefore(EARLIEST) || provenAt.isAfter(now)
        ? now
        : provenAt;
  }
}
