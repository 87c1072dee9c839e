package dev.hostedui.identity.directory;

import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Tells those who manage provisioning of an organization by mail what they have to see to, inside
 * the change that notes it.
 */
public interface DirectoryNews {

  /**
   * A token expires, and the directory is let in no more after that.
   *
   * @param hint the last four characters of the token
   */
  void tokenExpires(Handle tx, Organization organization, User admin, String hint, Instant expires);

  /** The directory has not called for much longer than it usually does. */
  void directoryIsSilent(Handle tx, Organization organization, User admin, Instant lastContact);

  /** Every change that the directory sent has been refused for a day. */
  void directoryIsFailing(Handle tx, Organization organization, User admin, Instant since);

  /**
   * A directory that we read could not be read to the end for a day or longer.
   *
   * @param lastRead when it was last
   */
  void directoryIsUnreadable(Handle tx, Organization organization, User admin, Instant lastRead);

  /**
   * The directory was read, and nothing of it is done before somebody confirms it.
   *
   * @param people how many would lose access
   */
  void directoryIsHeld(Handle tx, Organization organization, User admin, long people);
}
