package dev.hostedui.portal.scim;

import dev.hostedui.guide.GuideText;
import dev.hostedui.identity.directory.poll.SourceGroup;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.Ago;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tab on which a Google Workspace is set up, step by step.
 *
 * @param connect what to do in step 1
 * @param groups what to do in step 2
 * @param waiting how long it takes until something comes
 * @param authorized who allowed it, or null
 * @param refused why the last try to authorize, or the authorization itself, came to nothing, or
 *     null
 * @param tracking whose people are followed: {@code ALL} or {@code SELECTED}; empty until somebody
 *     has chosen
 * @param tracked the groups that are followed, the first of them
 * @param trackedCount how many there are
 * @param goneCount how many of them Google does not name any more
 * @param roles which groups give which roles
 * @param sync how far reading has come, or null before that
 * @param enabled whether it is read every hour
 * @param noDomain what to do where no domain is verified, so that nobody can be provisioned; null
 *     where one is
 */
public record GooglePage(
    Head head,
    GuideText.Section connect,
    GuideText.Section groups,
    GuideText.Section waiting,
    @Nullable Authorized authorized,
    @Nullable GoogleNotice refused,
    String tracking,
    List<SourceGroup> tracked,
    int trackedCount,
    long goneCount,
    RoleMap roles,
    @Nullable SyncStatus sync,
    boolean enabled,
    @Nullable ToDomains noDomain)
    implements View {

  /**
   * Who allowed it, and when.
   *
   * @param good whether it is of use still
   */
  public record Authorized(String email, String domain, Ago at, boolean good) {}

  /** Whether step 1 is done. */
  public boolean connected() {
    return authorized != null && authorized.good();
  }

  /** Whether step 2 is done. */
  public boolean chosen() {
    return !tracking.isEmpty();
  }

  /** How many groups are followed beyond those that are named. */
  public int more() {
    return trackedCount - tracked.size();
  }
}
