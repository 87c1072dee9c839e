package dev.hostedui.portal.scim;

import dev.hostedui.web.Ago;
import dev.hostedui.web.View;
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
    implements View {

  /**
   * A group.
   *
   * @param role what it gives, or empty
   */
  public record Line(String id, String name, String members, String role, Ago updated) {}
}
