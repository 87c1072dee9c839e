package dev.hostedui.portal.colleagues;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import org.jspecify.annotations.Nullable;

/**
 * Asks whom to ask, and for what.
 *
 * @param module what the page is called
 * @param whole what somebody who is asked for all of it may do, as a sentence
 * @param step the one step they can be asked for instead, or null
 * @param onlyStep whether that is ticked
 * @param error what is wrong with the whole, or null
 */
public record AskForm(
    Spot spot,
    Look look,
    String module,
    String whole,
    @Nullable Step step,
    boolean onlyStep,
    String email,
    @Nullable String emailError,
    @Nullable String error)
    implements Dialog {

  /**
   * One step.
   *
   * @param value as addresses write it
   * @param words what is to be done, like "Publish the record of acme.example"
   */
  public record Step(String value, String words) {}

  @Override
  public String title() {
    return "Ask a colleague";
  }
}
