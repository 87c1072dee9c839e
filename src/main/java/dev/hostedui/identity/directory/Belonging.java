package dev.hostedui.identity.directory;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.role.RoleId;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Which groups the users of a directory belong to, and what that gives them; asked in the
 * transaction of a change, while the organization is held.
 */
public interface Belonging {

  /**
   * A user has come, or goes by another user name or external id: groups that have named it before
   * take it in. The events of the user itself are not this one's matter.
   */
  void arrived(Handle tx, Actor.Directory actor, DirectoryUser user);

  /** A user is about to be removed, and is in no group any more. */
  void leaving(Handle tx, Actor.Directory actor, DirectoryUser user);

  /**
   * What the groups of a user give together.
   *
   * @return empty while no group of the directory gives a role: then roles are given by hand; no
   *     roles where the user is only in others
   */
  Optional<Set<RoleId>> roles(Handle tx, DirectoryUser user);
}
