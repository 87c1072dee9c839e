package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whom to invite, in which role.
 *
 * @param resendable who is invited already, so that the invitation can be sent again, or null
 */
public record InviteForm(
    Spot spot,
    ListState state,
    String email,
    @Nullable String emailError,
    List<RoleChoice> roles,
    @Nullable String roleError,
    @Nullable String formError,
    @Nullable ListedUser resendable)
    implements Dialog {
  @Override
  public String title() {
    return "Invite User";
  }
}
