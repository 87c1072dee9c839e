package dev.hostedui.portal;

import dev.hostedui.web.SentForm;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal where the widget would stand.
 *
 * @param way where to go from here, or null
 * @param again the form that could not be taken just now, to be sent again, or null
 * @param elsewhere the id of the organization that must be chosen again before, or null
 * @param lost what was typed and cannot be sent any more
 */
public record ProblemPage(
    int status,
    String title,
    String message,
    @Nullable Way way,
    @Nullable SentForm again,
    @Nullable String elsewhere,
    List<SentForm.Typed> lost)
    implements View {

  public ProblemPage {
    lost = List.copyOf(lost);
  }
}
