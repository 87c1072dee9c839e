package dev.hostedui.protocol.saml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times as SAML writes them: in UTC, which some leave unsaid (SAML Core §1.3.3). */
final class Times {

  /** Java reads nine digits of a second, and some providers write more. */
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)\\d*(Z|[+-]\\d\\d:\\d\\d)?");

  private Times() {}

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static Optional<Instant> read(String text) {
    var found = TIME.matcher(text.strip());
    if (!found.matches()) return Optional.empty();
    var zone = found.group(2);
    try {
      return Optional.of(
          zone == null
              ? LocalDateTime.parse(found.group(1)).toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(found.group(1) + zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** How far a clock that says the first is from one that says the second, in words. */
  static String apart(Instant theirs, Instant ours) {
    var seconds = Duration.between(ours, theirs).toSeconds();
    if (seconds == 0) return "0 s";
    return Math.abs(seconds) + " s " + (seconds > 0 ? "ahead" : "behind");
  }
}
