package dev.hostedui.portal.activity;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import java.util.Locale;

/**
 * The widget.
 *
 * @param topic what the list is narrowed to, as addresses write it, or empty
 * @param person whom it is narrowed to, or empty
 * @param days how far back it goes, or empty for as far as events are kept
 * @param lines the newest first
 * @param first whether this is the beginning of the list
 * @param newest the address of the beginning of the list
 * @param next the address of the next part, or empty after the last one
 * @param csv where the list is to be had as a table
 * @param jsonl where it is to be had as JSON
 * @param keptDays how long an event is kept
 * @param mostExported how many events a file holds at most
 */
public record ActivityPage(
    Spot spot,
    Look look,
    String topic,
    String person,
    String days,
    List<Line> lines,
    boolean first,
    String newest,
    String next,
    String csv,
    String jsonl,
    long keptDays,
    int mostExported)
    implements View {

  /** {@link #mostExported} as people read it. */
  public String mostInFile() {
    return String.format(Locale.ROOT, "%,d", mostExported);
  }

  /** How far back one can look, beside all the way. */
  public static final List<Integer> PERIODS = List.of(1, 7, 30, 90);

  /**
   * An event.
   *
   * @param from the browser and the network address it was asked from, or empty
   */
  public record Line(
      String id,
      Ago at,
      String sentence,
      Topic topic,
      String type,
      String actor,
      String from,
      String request,
      List<Difference> differences) {

    /** Whether anything was there before: of what is new nothing was. */
    public boolean hasBefore() {
      return differences.stream().anyMatch(it -> !it.before().isEmpty());
    }

    /** Whether anything is there afterwards: of what was deleted nothing is. */
    public boolean hasAfter() {
      return differences.stream().anyMatch(it -> !it.after().isEmpty());
    }
  }

  /** What can be looked for. */
  public Topic[] topics() {
    return Topic.values();
  }

  /** Whether the list is narrowed at all. */
  public boolean narrowed() {
    return !topic.isEmpty() || !person.isEmpty() || !days.isEmpty();
  }
}
