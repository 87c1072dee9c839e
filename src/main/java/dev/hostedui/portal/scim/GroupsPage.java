package dev.hostedui.portal.scim;

import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import java.util.List;

/**
 * The tab with the groups of the directory, by name.
 *
 * @param note what makes a group come, as a sentence
 * @param first whether this is the beginning of the list
 * @param next the address of the next part, or empty after the last one
 */
public record GroupsPage(
    Head head, String search, String note, List<Line> lines, boolean first, String next)
    implements Subpage {

  @Override
  public String subtitle() {
    return Tab.GROUPS.title();
  }

  /**
   * A group.
   *
   * @param role what it gives, or empty
   */
  public record Line(String id, String name, String members, String role, Ago updated) {}
}
