package dev.hostedui.adminportal;

import dev.hostedui.web.Look;
import dev.hostedui.web.SentForm;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sees to whom the portal does not open, and whom to ask.
 *
 * @param done that the step that was asked for is done, or null
 * @param maker the address of who made the link, or null when it was a program or is not known
 * @param support the address of the people who run the app, or null when none is named
 * @param told what the page around it is told, as JSON
 * @param over whether it does not open because the session is over
 * @param opensAgain whether the same link may open it again
 * @param again what was sent and not taken, to be sent again, or null
 */
public record ClosedPage(
    Look look,
    String title,
    String message,
    @Nullable String done,
    @Nullable String maker,
    @Nullable String support,
    Around around,
    String told,
    boolean over,
    boolean opensAgain,
    @Nullable SentForm again)
    implements View {}
