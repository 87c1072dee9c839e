package dev.hostedui.portal;

import dev.hostedui.web.Look;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import gg.jte.Content;
import org.jspecify.annotations.Nullable;

/** A whole page of the portal: header, navigation and the widget. */
public record Shell(
    Look look, String title, AccountMenu account, Menu menu, @Nullable Toast toast, Content widget)
    implements View {}
