package dev.hostedui.coffeedesk;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What somebody sees who is signed in: the desk, and who the provider says they are. */
public record DeskPage(SignedIn who, URI settings, Clock clock) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public String time(Instant instant) {
    return TIME.format(instant);
  }

  /** How long something is still good, such as "in 4 minutes". */
  public String in(Instant instant) {
    var left = Duration.between(clock.instant(), instant).toSeconds();
    if (left <= 0) return "expired";
    if (left < 120) return "in " + left + (left == 1 ? " second" : " seconds");
    return "in " + (left + 30) / 60 + " minutes";
  }
}
