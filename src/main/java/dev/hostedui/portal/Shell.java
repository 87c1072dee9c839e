package dev.hostedui.portal;

import dev.hostedui.identity.user.User;
import dev.hostedui.web.Avatar;
import dev.hostedui.web.Look;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import gg.jte.Content;
import org.jspecify.annotations.Nullable;

/**
 * A whole page of the portal: header, navigation and the widget.
 *
 * @param organizationName the active organization, or null
 * @param canSwitch whether there is another to turn to
 */
public record Shell(
    Look look,
    String title,
    User user,
    Avatar avatar,
    @Nullable String organizationName,
    boolean canSwitch,
    Menu menu,
    @Nullable Toast toast,
    Content widget)
    implements View {}
