package dev.hostedui.db;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often something that failed is tried again, and how long before each time.
 *
 * @param waits the time before the second try, before the third, and so on
 */
public record Patience(List<Duration> waits) {

  public Patience {
    waits = List.copyOf(waits);
  }

  public static Patience of(Duration... waits) {
    return new Patience(List.of(waits));
  }

  /** How long to wait after so many failed tries (from 1); empty when that was the last one. */
  public Optional<Duration> after(int tries) {
    return tries <= waits.size() ? Optional.of(waits.get(tries - 1)) : Optional.empty();
  }
}
