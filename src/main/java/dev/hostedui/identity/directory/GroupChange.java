package dev.hostedui.identity.directory;

import java.util.List;

/**
 * What became of what a directory said about a group.
 *
 * @param group as it is now; of a removed one, as it was
 * @param effect CREATED, UPDATED, UNCHANGED or REMOVED
 * @param added how many of its users came in
 * @param removed how many went out
 * @param pending the values of this call that name nobody yet; each comes in when it arrives
 * @param foreign the addresses of those who came in and get no role by it, because their domain is
 *     verified no longer
 */
public record GroupChange(
    DirectoryGroup group,
    Effect effect,
    int added,
    int removed,
    List<String> pending,
    List<String> foreign) {

  public GroupChange {
    pending = List.copyOf(pending);
    foreign = List.copyOf(foreign);
  }
}
