package dev.hostedui.identity.role;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Those who hold roles, as the definitions of roles need to know them. */
public interface RoleHolders {

  /** How many memberships hold a role, in all organizations together. */
  long count(Handle handle, RoleId role);

  /** The organizations in which somebody holds a role. */
  Set<OrganizationId> organizations(Handle handle, RoleId role);

  /**
   * Gives all who hold a role in these organizations another one in its place, inside the change
   * that removes the first. If they are few, each has an event.
   *
   * @param held all {@link #organizations} of these, which the change holds
   * @return how many they are in each organization, which is owed an event of all together; none
   *     where each has one
   */
  Map<OrganizationId, Integer> reassign(
      Handle tx, Actor actor, Set<OrganizationId> held, RoleId from, RoleId to);
}
