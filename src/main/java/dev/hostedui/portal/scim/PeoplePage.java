package dev.hostedui.portal.scim;

import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Avatar;
import java.util.List;

/**
 * The tab with the people of the directory, who came last first.
 *
 * @param groupName the group whose members alone are listed, or empty
 * @param all the address of the list without that group
 * @param first whether this is the beginning of the list
 * @param next the address of the next part, or empty after the last one
 */
public record PeoplePage(
    Head head,
    Narrowing narrowed,
    String groupName,
    String all,
    List<Line> lines,
    boolean first,
    String next)
    implements Subpage {

  @Override
  public String subtitle() {
    return Tab.USERS.title();
  }

  /**
   * Somebody.
   *
   * @param groups the first groups they are in
   * @param more how many others, as a word, or empty
   */
  public record Line(
      String id,
      Avatar avatar,
      String name,
      String email,
      boolean active,
      String groups,
      String more,
      Ago updated) {}
}
