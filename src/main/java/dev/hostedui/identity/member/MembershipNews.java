package dev.hostedui.identity.member;

import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.user.User;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Tells people by mail what was changed about their membership, inside the change: by others, or by
 * whoever sat at their browser. Who has only been invited is not told.
 */
public interface MembershipNews {

  /** Their roles are other ones now. */
  void rolesChanged(Handle tx, Organization organization, User user, List<Role> roles);

  /** They do not belong to the organization any more, by somebody else's decision. */
  void removed(Handle tx, Organization organization, User user);

  /**
   * They have left the organization.
   *
   * @param withAccount whether their account was removed with it
   */
  void left(Handle tx, Organization organization, User user, boolean withAccount);
}
