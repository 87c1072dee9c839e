package dev.hostedui.portal;

import dev.hostedui.web.Ago;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That somebody may ask a colleague without an account to set up what a widget shows, and what has
 * come of it.
 *
 * @param steps what the page is about and can be asked for alone, as addresses write it
 * @param answer what has come of asking for one of them, or null when nobody was asked
 */
public record Asking(Spot spot, List<String> steps, @Nullable Answer answer) {

  /** Where colleagues are asked, below the address of a widget. */
  public static final String PATH = "/colleagues";

  /**
   * What has come of asking for a step.
   *
   * @param words like "carla@acme.example has published the record"
   * @param when it was done, or null
   * @param until when the link ends that waits for it, or null
   */
  public record Answer(String words, @Nullable Ago when, @Nullable String until) {}

  /** Where the links are listed. */
  public String list() {
    return spot.path() + PATH;
  }

  /** Where one is asked for. */
  public String form() {
    return spot.here(
        PATH + "/new" + (steps.isEmpty() ? "" : "?step=" + String.join("&step=", steps)));
  }
}
