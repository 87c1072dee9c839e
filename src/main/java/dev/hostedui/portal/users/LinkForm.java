package dev.hostedui.portal.users;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a link to an invitation should be made, then shows it, this once.
 *
 * @param link its address, or null before it was made
 */
public record LinkForm(Spot spot, ListState state, ListedUser user, @Nullable String link)
    implements Dialog {
  @Override
  public String title() {
    return link == null ? "Copy a link to this invitation?" : "Link to the invitation";
  }
}
