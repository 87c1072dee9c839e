package dev.hostedui.identity.directory.poll;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a directory is read, and how far that has come.
 *
 * @param tracking whose people are followed; null until somebody has chosen
 * @param dueAt when it is read next, once it is enabled
 * @param running what it is doing right now, or null
 * @param failures how often it has failed since it last succeeded
 * @param succeededAt when it was last read to the end, or null
 * @param held while somebody has to say whether it is right that so many lose access, or null
 */
public record Poll(
    @Nullable Tracking tracking,
    Instant dueAt,
    @Nullable Running running,
    long failures,
    @Nullable Instant succeededAt,
    @Nullable Held held) {

  /** What a poll does, in this order. */
  public enum Phase {
    /** Reading which groups there are. */
    GROUPS,
    /** Reading who there is. */
    PEOPLE,
    /** Taking access away from those who are gone. */
    REMOVALS,
    /** Taking people over. */
    PROFILES,
    /** Taking groups over. */
    GROUP_MEMBERS
  }

  /**
   * How far a poll has come.
   *
   * @param done of the things of this phase
   * @param total of them, or 0 while that is not known
   */
  public record Running(Phase phase, long done, long total) {}

  /**
   * People who would lose access.
   *
   * @param allowed whether somebody has said yes, and the next poll will do it
   */
  public record Held(long people, boolean allowed) {}
}
