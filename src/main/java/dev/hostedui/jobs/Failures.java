package dev.hostedui.jobs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What lines of the timetable have failed at, so that the log has a line when that begins and one
 * when it ends, and not one each second. A database that is away stops all of them, and counts
 * once.
 */
final class Failures {

  private final Predicate<Throwable> storage;
  private final Set<String> withoutStorage = new HashSet<>();
  private final Map<String, String> others = new HashMap<>();

  /** Takes what tells a failure of the database. */
  Failures(Predicate<Throwable> storage) {
    this.storage = storage;
  }

  /**
   * What to say of a line that has failed, or nothing when that was said before.
   *
   * @param often whether it is run again soon; by others is not told when the database is back
   */
  synchronized Optional<String> failed(String line, boolean often, Throwable e) {
    if (storage.test(e)) {
      others.remove(line);
      var begins = withoutStorage.isEmpty();
      if (often) withoutStorage.add(line);
      return begins
          ? Optional.of(
              "\"%s\" and what else has to be done waits for the database: %s"
                  .formatted(line, e.getMessage()))
          : Optional.empty();
    }
    withoutStorage.remove(line);
    var what = e.toString();
    return what.equals(others.put(line, what))
        ? Optional.empty()
        : Optional.of("\"%s\" failed and will be tried again: %s".formatted(line, what));
  }

  /** What to say of a line that has done its work, or nothing when it had not failed. */
  synchronized Optional<String> worked(String line) {
    if (withoutStorage.remove(line) && withoutStorage.isEmpty())
      return Optional.of("The database serves again what has to be done without a request.");
    return others.remove(line) != null
        ? Optional.of("\"%s\" works again.".formatted(line))
        : Optional.empty();
  }
}
