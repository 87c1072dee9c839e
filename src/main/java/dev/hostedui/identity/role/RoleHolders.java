package dev.hostedui.identity.role;

import dev.hostedui.identity.OrganizationId;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Those who hold roles, as the definitions of roles need to know them. */
public interface RoleHolders {

  /** How many memberships hold a role, in all organizations together. */
  long count(Handle handle, RoleId role);

  /** Holds the organizations of all who hold a role by now, and answers them. */
  Set<OrganizationId> hold(Handle tx, RoleId role);

  /**
   * Gives all who hold a role in these organizations another one in its place, inside the change
   * that removes the first.
   *
   * @param held what {@link #hold} has answered
   */
  void reassign(Handle tx, Set<OrganizationId> held, RoleId from, RoleId to);
}
