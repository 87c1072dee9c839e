package dev.hostedui.portal;

import dev.hostedui.identity.user.User;
import dev.hostedui.web.Avatar;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import org.jspecify.annotations.Nullable;

/**
 * The menu behind the visitor's picture: who they are, where, and the ways out.
 *
 * @param organizationName the active organization, or null
 * @param canSwitch whether there is another to turn to
 * @param swapped whether it is sent along with a fragment, to replace the one on the page
 */
public record AccountMenu(
    User user,
    Avatar avatar,
    @Nullable String organizationName,
    boolean canSwitch,
    String organizationWord,
    boolean swapped)
    implements View {

  static AccountMenu of(Visitor visitor, String organizationWord, boolean swapped) {
    var user = visitor.session().user();
    var active = visitor.active();
    return new AccountMenu(
        user,
        Avatar.of(user),
        active == null ? null : active.displayName(),
        visitor.session().elsewhere(),
        organizationWord,
        swapped);
  }
}
