package dev.hostedui.adminportal;

import dev.hostedui.web.Look;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What htmx gets in place of a whole page. */
public record PortalFragment(
    Look look,
    String title,
    PortalShell.Guest guest,
    PortalShell.Tabs tabs,
    List<String> told,
    @Nullable Toast toast,
    Content widget)
    implements View {}
