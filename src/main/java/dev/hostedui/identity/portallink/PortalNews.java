package dev.hostedui.identity.portallink;

import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes to whom a link is bound, inside the change. */
public interface PortalNews {

  /**
   * What somebody is asked to do.
   *
   * @param asker the address of who asks, or null when no person does
   * @param path where the link leads, below the address of this installation
   * @param record what is to be published, when that is the step; else null
   */
  record Ask(
      Organization organization,
      @Nullable String asker,
      PortalLink link,
      String path,
      @Nullable Challenge record) {

    /** Never with the path, which is a secret. */
    @Override
    public String toString() {
      return link.toString();
    }
  }

  /** Somebody is asked to set something up. */
  void asked(Handle tx, EmailAddress to, Ask ask);

  /**
   * A code by which they prove that the address is theirs.
   *
   * @param path of the link they want to open
   */
  void portalCode(
      Handle tx,
      EmailAddress to,
      Organization organization,
      String path,
      String code,
      Instant until);
}
