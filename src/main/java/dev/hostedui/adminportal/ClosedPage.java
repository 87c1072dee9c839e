package dev.hostedui.adminportal;

import dev.hostedui.web.Look;
import dev.hostedui.web.SentForm;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sees to whom the portal does not open, and whom to ask.
 *
 * @param ask an address to write to, or null when none is known
 * @param told what the page around it is told, as JSON
 * @param again what was sent when the session was over already, to be sent again, or null
 */
public record ClosedPage(
    Look look,
    String title,
    String message,
    @Nullable String ask,
    Around around,
    String told,
    @Nullable SentForm again)
    implements View {}
