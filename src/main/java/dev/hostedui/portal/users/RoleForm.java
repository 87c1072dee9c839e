package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the new role of a member, or of who is invited.
 *
 * @param byGroups whether groups of a directory give them their roles, in place of what is chosen
 * @param held the ids of the roles they have
 */
public record RoleForm(
    Spot spot,
    ListState state,
    ListedUser user,
    boolean byGroups,
    List<String> held,
    List<RoleChoice> roles,
    @Nullable String roleError)
    implements Dialog {
  @Override
  public String title() {
    return "Change role of " + user.label();
  }
}
