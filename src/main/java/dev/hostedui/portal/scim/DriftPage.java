package dev.hostedui.portal.scim;

import dev.hostedui.portal.Subpage;
import java.util.List;

/**
 * The tab that says where the directory and the organization differ: one list in part, or the
 * beginning of each.
 *
 * @param held whether a sync waits, so that only what was read before it is known
 */
public record DriftPage(Head head, boolean held, List<Table> tables) implements Subpage {

  @Override
  public String subtitle() {
    return Tab.DRIFT.title();
  }

  /**
   * One sort of difference.
   *
   * @param key its name in addresses
   * @param title what it is
   * @param note what it means and what can be done
   * @param none what to say when there is none
   * @param next what leads to the next part behind the address of the widget, or empty after the
   *     last
   * @param first whether this is the beginning of the list
   */
  public record Table(
      String key,
      String title,
      String note,
      String none,
      List<Row> rows,
      String next,
      boolean first) {}

  /**
   * Somebody who is known on one side only.
   *
   * @param name who it is
   * @param why why, or what is known; may be empty
   * @param path where more is shown, after the address of the widget; empty where there is no more
   */
  public record Row(String name, String why, String path) {}
}
