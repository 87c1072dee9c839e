package dev.hostedui.identity.member;

import dev.hostedui.identity.UserId;
import dev.hostedui.identity.role.RoleId;
import java.util.HashSet;
import java.util.Set;

/**
 * The roles of a member before and after a change.
 *
 * @param after at least one
 */
public record RoleChange(UserId user, Set<RoleId> before, Set<RoleId> after) {

  public RoleChange {
    before = Set.copyOf(before);
    after = Set.copyOf(after);
    if (after.isEmpty()) throw new IllegalArgumentException("a member holds at least one role");
  }

  Set<RoleId> taken() {
    return without(before, after);
  }

  Set<RoleId> given() {
    return without(after, before);
  }

  private static Set<RoleId> without(Set<RoleId> some, Set<RoleId> others) {
    var left = new HashSet<>(some);
    left.removeAll(others);
    return left;
  }
}
