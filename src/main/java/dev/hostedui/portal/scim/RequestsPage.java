package dev.hostedui.portal.scim;

import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import java.util.List;

/**
 * The tab that lists what the directory asked and was answered.
 *
 * @param about whom or what the list is narrowed to, or empty
 * @param outcome {@code refused} or empty
 * @param method an HTTP method or empty
 * @param methods those there are
 * @param lines the newest first
 * @param first whether this is the beginning of the list
 * @param next the address of the next part, or empty after the last one
 * @param days how long a call is kept
 */
public record RequestsPage(
    Head head,
    HealthCard health,
    String about,
    String outcome,
    String method,
    List<String> methods,
    List<Line> lines,
    boolean first,
    String next,
    long days)
    implements Subpage {

  @Override
  public String subtitle() {
    return Tab.REQUESTS.title();
  }

  /**
   * A call.
   *
   * @param about whom or what it was about, or empty
   * @param what what became of it, or why it was refused
   */
  public record Line(String id, Ago at, int status, String call, String about, String what) {

    /** What its pill is called in the style sheet. */
    public String tone() {
      return RequestWords.tone(status);
    }
  }

  /** Whether the list is narrowed at all. */
  public boolean narrowed() {
    return !about.isEmpty() || !outcome.isEmpty() || !method.isEmpty();
  }
}
