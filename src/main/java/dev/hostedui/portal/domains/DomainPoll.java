package dev.hostedui.portal.domains;

import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * The line that says when name servers were asked last, and asks for news by itself.
 *
 * @param address where it asks the next time
 * @param round how often it has asked
 * @param looked when name servers were asked last, in words
 * @param onward how it goes on, in words
 * @param announcement what is said to who does not see the page, or null
 * @param fresh what is new, or null
 */
public record DomainPoll(
    String address,
    int round,
    String looked,
    String onward,
    @Nullable String announcement,
    @Nullable DomainFindings fresh)
    implements View {

  /** Half an hour, all pauses together. */
  static final int MOST_ROUNDS = 40;

  /** Whether it asks once more. */
  public boolean goesOn() {
    return round < MOST_ROUNDS;
  }

  /** The pause before it asks again: news is most likely soon. */
  public int seconds() {
    return round < 8 ? 15 : round < 20 ? 30 : 60;
  }
}
