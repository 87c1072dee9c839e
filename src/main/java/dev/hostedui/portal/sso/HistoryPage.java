package dev.hostedui.portal.sso;

import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import java.util.List;

/**
 * The tab that lists who tried to sign in through the connection.
 *
 * @param outcome what the list is narrowed to: {@code SUCCESS}, {@code FAILURE} or empty
 * @param person whom it is narrowed to, or empty
 * @param lines the newest first
 * @param first whether this is the beginning of the list
 * @param next the address of the next part, or empty after the last one
 * @param days how long an attempt is kept
 */
public record HistoryPage(
    Head head,
    String outcome,
    String person,
    List<Line> lines,
    boolean first,
    String next,
    long days)
    implements Subpage {

  @Override
  public String subtitle() {
    return Tab.HISTORY.title();
  }

  /**
   * An attempt.
   *
   * @param person whom the answer named, or empty
   * @param title why it failed, in a few words; empty when it did not
   * @param cause why exactly, or empty
   * @param remedy what to do about it, or empty
   * @param from the network address, and the program that was used
   * @param document the decoded answer without secrets, or empty
   */
  public record Line(
      Ago at,
      String person,
      boolean succeeded,
      String title,
      String cause,
      String remedy,
      String code,
      String from,
      String document) {}

  /** Whether the list is narrowed at all. */
  public boolean narrowed() {
    return !outcome.isEmpty() || !person.isEmpty();
  }
}
