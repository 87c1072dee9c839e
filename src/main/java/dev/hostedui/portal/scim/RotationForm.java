package dev.hostedui.portal.scim;

import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Asks for how long the old token lives on beside a new one. Whoever was only asked to connect the
 * directory ends none: theirs stands beside those that are in use.
 *
 * @param provider what the provider is called
 * @param newest the id of the token that is the newest now, or empty
 * @param good whether a token is good now, which can live on
 * @param chosen what is ticked
 */
public record RotationForm(
    Spot spot, Look look, String provider, String newest, boolean good, Grace chosen)
    implements Dialog {

  /** For how long an old token lives on. */
  public enum Grace {
    NONE("Not at all", "It is refused at once. For a token that somebody else may have seen.", 0),
    HOUR("For 1 hour", "If you paste the new one now.", 1),
    DAY("For 24 hours", "", 24),
    WEEK("For 7 days", "If somebody else has to paste it.", 7 * 24);

    private final String title;
    private final String help;
    private final Duration length;

    Grace(String title, String help, int hours) {
      this.title = title;
      this.help = help;
      length = Duration.ofHours(hours);
    }

    static Optional<Grace> named(String name) {
      return Arrays.stream(values()).filter(it -> it.name().equals(name)).findFirst();
    }

    public String title() {
      return title;
    }

    public String help() {
      return help;
    }

    Duration length() {
      return length;
    }
  }

  /** Whether the new token takes the place of others. */
  public boolean replaces() {
    return good && !spot.narrowed();
  }

  @Override
  public String title() {
    return replaces() ? "Regenerate the bearer token?" : "Make a new bearer token?";
  }
}
