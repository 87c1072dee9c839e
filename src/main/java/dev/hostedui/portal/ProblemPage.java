package dev.hostedui.portal;

import dev.hostedui.web.SentForm;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * A refusal where the widget would stand.
 *
 * @param way where to go from here, or null
 * @param again the form that could not be taken just now, to be sent again, or null
 */
public record ProblemPage(
    int status, String title, String message, @Nullable Way way, @Nullable SentForm again)
    implements View {}
