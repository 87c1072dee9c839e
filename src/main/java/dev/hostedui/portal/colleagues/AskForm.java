package dev.hostedui.portal.colleagues;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whom to ask, and for what.
 *
 * @param module what the page is called
 * @param whole what somebody who is asked for all of it may do, as a sentence
 * @param steps those that they can be asked for instead
 * @param offersMapping whether somebody who is asked for all of it can be let map groups to roles
 * @param mapsGroups whether that is ticked
 * @param mappingError why that cannot be, or null
 * @param error what is wrong with the whole, or null
 */
public record AskForm(
    Spot spot,
    Look look,
    String module,
    String whole,
    List<Step> steps,
    boolean offersMapping,
    boolean mapsGroups,
    @Nullable String mappingError,
    String email,
    @Nullable String emailError,
    @Nullable String error)
    implements Dialog {

  /**
   * One step.
   *
   * @param value as addresses write it
   * @param words what is to be done, like "Publish the record of acme.example"
   * @param chosen whether it is ticked
   */
  public record Step(String value, String words, boolean chosen) {}

  /** Whether the whole is ticked. */
  public boolean all() {
    return steps.stream().noneMatch(Step::chosen);
  }

  @Override
  public String title() {
    return "Ask a colleague";
  }
}
