package dev.hostedui.identity.directory.poll;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a poll.
 *
 * @param fault why it failed, or what somebody should see to although it did not, a code that pages
 *     have words for; or null
 * @param faultWords what belongs to it, such as the other system's own words, or empty
 */
public record PollResult(
    Instant startedAt,
    Instant finishedAt,
    Outcome outcome,
    @Nullable String fault,
    String faultWords,
    Counts counts) {

  /** How it ended. */
  public enum Outcome {
    SUCCESS,
    FAILURE,
    /** It stopped before anybody lost access, and asks. */
    HELD
  }

  /**
   * What happened to how many.
   *
   * @param people who are followed
   * @param groups that are followed
   * @param external members of groups who are none of the customer's people: they are left out
   * @param removed who are not there any more, or in no group that is followed
   * @param refusedPeople how many could not be taken over
   * @param refused the first of those
   * @param managers who manages the directory and would lose access, by address: of who waits for
   *     somebody's word; else empty
   * @param lastAdmin whether nobody would be an admin without those who wait
   * @param losing the ids of the users who would lose access, the first of them: as of {@code
   *     managers}
   */
  public record Counts(
      long people,
      long groups,
      long external,
      long created,
      long linked,
      long updated,
      long reactivated,
      long deactivated,
      long removed,
      long refusedPeople,
      List<Refused> refused,
      List<String> managers,
      boolean lastAdmin,
      List<String> losing) {

    public static final Counts NONE =
        new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of(), false, List.of());

    public Counts {
      refused = refused == null ? List.of() : List.copyOf(refused);
      managers = managers == null ? List.of() : List.copyOf(managers);
      losing = losing == null ? List.of() : List.copyOf(losing);
    }

    /** How many people something happened to. */
    public long changed() {
      return created + linked + updated + reactivated + deactivated + removed;
    }
  }

  /**
   * Somebody who could not be taken over.
   *
   * @param person their address
   * @param code why, with the arguments of its words
   */
  public record Refused(String person, String code, List<String> arguments) {
    public Refused {
      arguments = List.copyOf(arguments);
    }
  }
}
