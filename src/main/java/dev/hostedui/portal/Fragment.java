package dev.hostedui.portal;

import dev.hostedui.web.Look;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import gg.jte.Content;
import org.jspecify.annotations.Nullable;

/** What htmx gets in place of a whole page: title, widget, both menus as they now are, a toast. */
public record Fragment(
    Look look, String title, AccountMenu account, Menu menu, @Nullable Toast toast, Content widget)
    implements View {}
