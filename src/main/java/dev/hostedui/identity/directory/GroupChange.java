package dev.hostedui.identity.directory;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What became of what a directory said about a group.
 *
 * @param group as it is now; of a removed one, as it was
 * @param effect CREATED, UPDATED, UNCHANGED or REMOVED
 * @param joined who came in
 * @param left who went out
 * @param pending the values of this call that name nobody yet; each comes in when it arrives
 * @param foreign the addresses of those who came in and get no role by it, because their domain is
 *     verified no longer
 */
public record GroupChange(
    DirectoryGroup group,
    Effect effect,
    Moved joined,
    Moved left,
    List<String> pending,
    List<String> foreign) {

  /** So many are named. */
  private static final int NAMED = 5;

  /**
   * People who came in, or went out.
   *
   * @param count how many they are
   * @param addresses those of a few of them
   */
  public record Moved(int count, List<String> addresses) {

    public Moved {
      addresses = List.copyOf(addresses);
    }

    /** These users, whom the directory knows. */
    static Moved of(Handle handle, Collection<DirectoryUserId> users) {
      var few = users.stream().limit(NAMED).toList();
      return new Moved(
          users.size(), few.isEmpty() ? List.of() : GroupMembers.addresses(handle, few));
    }
  }

  public GroupChange {
    pending = List.copyOf(pending);
    foreign = List.copyOf(foreign);
  }
}
