package dev.hostedui.protocol.saml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as SAML writes them: in UTC, which some leave unsaid (SAML Core §1.3.3). */
final class Times {

  /** Some providers write more digits of a second than Java's nine. */
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9})\\d*)?(Z|[+-]\\d\\d:\\d\\d)?");

  private static final int FRACTION = 7;
  private static final int ZONE = 8;

  private Times() {}

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static Optional<Instant> read(String text) {
    if (text.isEmpty()) return Optional.empty();
    var found = TIME.matcher(text.strip());
    if (!found.matches()) return Optional.empty();
    var zone = found.group(ZONE);
    try {
      var time =
          LocalDateTime.of(
              number(found, 1),
              number(found, 2),
              number(found, 3),
              number(found, 4),
              number(found, 5),
              number(found, 6),
              nanoseconds(found.group(FRACTION)));
      return Optional.of(time.toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }

  private static int nanoseconds(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits + "0".repeat(9 - digits.length()));
  }

  /** How far a clock that says the first is from one that says the second, in words. */
  static String apart(Instant theirs, Instant ours) {
    var seconds = Duration.between(ours, theirs).toSeconds();
    if (seconds == 0) return "0 s";
    return Math.abs(seconds) + " s " + (seconds > 0 ? "ahead" : "behind");
  }
}
