package dev.hostedui.portal.scim;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come from a directory so far; it asks for news by itself while one waits for it.
 *
 * @param shown the state that the page showed before, from which {@code state} may differ
 * @param provider what the provider is called
 * @param round how often it has asked
 * @param changed when a user or a group changed last, or null while none has come
 * @param contact when the directory reached us last, or null when it never has
 * @param counts what the tabs have to say now; empty where the page was just drawn, or has none
 */
public record Arrivals(
    Spot spot,
    State state,
    State shown,
    String provider,
    int round,
    long users,
    long groups,
    @Nullable Ago changed,
    @Nullable Ago contact,
    List<Head.TabLink> counts)
    implements View {

  /** Half an hour, all pauses together. */
  static final int MOST_ROUNDS = 160;

  /** Whether it asks once more. */
  public boolean goesOn() {
    return state != State.DISABLED && round < MOST_ROUNDS;
  }

  /** The pause before it asks again: who has just pasted a token looks for news at once. */
  public int seconds() {
    return round < 40 ? 3 : round < 80 ? 10 : 15;
  }

  /** Whether the page has to show another state now. */
  public boolean turned() {
    return state != shown;
  }

  /** What who hears the page is told, or null. */
  public @Nullable String announcement() {
    return turned() && state == State.CONNECTED ? "Your directory has connected." : null;
  }
}
