package dev.hostedui.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A time as people say it, with the exact one beside it.
 *
 * @param words like "5 minutes ago"
 */
public record Ago(String words, Instant time) {

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  public static Ago of(Instant then, Instant now) {
    var between = Duration.between(then, now);
    var words =
        between.isNegative()
            ? "in " + left(between.negated())
            : between.toSeconds() < 60 ? "just now" : span(between) + " ago";
    return new Ago(words, then);
  }

  /** Like "23 Nov 2026, 10:15 UTC". */
  public String exact() {
    return exact(time);
  }

  /** For the {@code datetime} attribute. */
  public String iso() {
    return time.toString();
  }

  public static String exact(Instant time) {
    return EXACT.format(time);
  }

  /** A length of time in its largest unit. */
  public static String span(Duration length) {
    var minutes = length.toMinutes();
    if (minutes < 1) return "less than a minute";
    if (minutes < 60) return count(minutes, "minute");
    if (minutes < 60 * 24) return count(minutes / 60, "hour");
    var days = minutes / (60 * 24);
    if (days < 60) return count(days, "day");
    if (days < 730) return count(days / 30, "month");
    return count(days / 365, "year");
  }

  /** A length of time to the minute: 90 minutes are not "an hour". */
  public static String exactly(Duration length) {
    var minutes = length.toMinutes();
    if (minutes % 1_440 == 0) return count(minutes / 1_440, "day");
    if (minutes % 60 == 0) return count(minutes / 60, "hour");
    if (minutes < 60) return count(minutes, "minute");
    return minutes < 1_440
        ? count(minutes / 60, "hour") + " and " + count(minutes % 60, "minute")
        : count(minutes / 1_440, "day") + " and " + exactly(Duration.ofMinutes(minutes % 1_440));
  }

  /** What is left of a time: the moment since it began takes no day away from it. */
  public static String left(Duration length) {
    return span(length.plusSeconds(30));
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
