package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the directory should be read at once.
 *
 * @param succeeded when it was last read to the end, or null
 */
public record SyncConfirmation(Spot spot, @Nullable Ago succeeded) implements Dialog {

  @Override
  public String title() {
    return "Sync now?";
  }
}
