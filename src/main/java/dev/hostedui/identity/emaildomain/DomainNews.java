package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Tells those who manage an organization by mail what is happening to its domain, inside the
 * change.
 */
public interface DomainNews {

  /** So many of them are told at most. */
  int MOST_TOLD = 20;

  /**
   * Another organization has proven the domain, and the record of this one is gone.
   *
   * @param until when the domain becomes the other one's, if the record does not come back
   */
  void contested(Handle tx, Organization holder, User manager, DomainName domain, Instant until);

  /** The domain is another organization's now. */
  void lost(Handle tx, Organization holder, User manager, DomainName domain);

  /** Who manages an organization. */
  @FunctionalInterface
  interface Managers {
    List<User> of(Handle tx, OrganizationId organization, int most);
  }
}
