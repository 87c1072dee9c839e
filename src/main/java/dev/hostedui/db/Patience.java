package dev.hostedui.db;

import java.time.Duration;
import java.util.Collections;
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

  /** How long it is from the first try to the last one. */
  public Duration total() {
    return waits.stream().reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * {@link #after(int)} of one that was asked to wait so long: that counts if it is longer, up to
   * the wait that would follow.
   */
  public Optional<Duration> after(int tries, Duration asked) {
    return after(tries)
        .map(
            wait ->
                Collections.max(
                    List.of(wait, Collections.min(List.of(asked, after(tries + 1).orElse(wait))))));
  }
}
