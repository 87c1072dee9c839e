package dev.hostedui.adminportal;

import dev.hostedui.portal.Way;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import gg.jte.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole page of the admin portal: whom it is for, tabs, and the widget.
 *
 * @param leaving where the session is ended
 */
public record PortalShell(
    Look look,
    String title,
    Guest guest,
    String leaving,
    Tabs tabs,
    Ending ending,
    Around around,
    List<String> told,
    @Nullable Toast toast,
    Content widget)
    implements View {

  /**
   * Who is here, and what for.
   *
   * @param welcome what they can do here, as a sentence
   * @param email the address they have proven, or null
   * @param done what became of the one step they were asked for, or null while it is to be done
   */
  public record Guest(
      String organization, String welcome, @Nullable String email, @Nullable String done) {}

  /**
   * The tabs of what the link opens; none when it is narrowed to one step.
   *
   * @param swapped whether they are sent along with a fragment, to replace those on the page
   */
  public record Tabs(List<Way> ways, @Nullable Way current, boolean swapped) {}

  /**
   * When the session ends.
   *
   * @param seconds until then, by our clock: that of a browser may be wrong
   * @param soon whether people are warned of it already
   * @param warning what the page around is told then, as JSON
   * @param over what it is told at the end
   */
  public record Ending(Ago at, long seconds, boolean soon, String warning, String over) {}
}
