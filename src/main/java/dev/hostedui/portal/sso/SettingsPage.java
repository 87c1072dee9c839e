package dev.hostedui.portal.sso;

import dev.hostedui.portal.Subpage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tab of what can be set beside the configuration.
 *
 * @param seen what the first form was filled in from
 * @param base the version that the second form was filled in from
 * @param switches what counts at once
 * @param switchesError what is wrong with the first form, or null
 * @param ticks what belongs to a version, to be ticked; empty while nothing is saved
 * @param choices what belongs to a version, with several values to choose from
 * @param draftNote what saving the second form does, as a sentence
 * @param error what is wrong with the second form, or null
 */
public record SettingsPage(
    Head head,
    String seen,
    int base,
    List<Tick> switches,
    @Nullable String switchesError,
    List<Tick> ticks,
    List<Choice> choices,
    String draftNote,
    @Nullable String error)
    implements Subpage {

  @Override
  public String subtitle() {
    return Tab.SETTINGS.title();
  }

  /**
   * Something that is on or off.
   *
   * @param saved whether it is on as it is saved
   */
  public record Tick(
      String name, String label, String help, boolean on, boolean saved, boolean disabled) {}

  /** Something with several values. */
  public record Choice(
      String name, String label, String help, List<Option> options, String chosen, String saved) {}

  /** A value to choose. */
  public record Option(String value, String label) {}
}
