package dev.hostedui.portal.scim;

import dev.hostedui.identity.directory.poll.SourceGroup;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page on which one chooses whose people are followed.
 *
 * @param seen the choice that the ticks began with
 * @param tracking what is ticked: {@code ALL}, {@code SELECTED} or empty
 * @param search what the list is narrowed to, or empty
 * @param anew whether somebody asked for the list, and not for the page
 * @param chosen the groups that are ticked
 * @param found others that match, the first of them
 * @param more whether there are others still
 * @param any whether there is any group at all
 * @param error why this cannot be saved, or null
 */
public record SelectionPage(
    Head head,
    String seen,
    String tracking,
    String search,
    boolean anew,
    List<SourceGroup> chosen,
    List<SourceGroup> found,
    boolean more,
    boolean any,
    @Nullable String error)
    implements View {

  /** What stands above the groups that are not ticked. */
  public String othersTitle() {
    if (!search.isEmpty()) return chosen.isEmpty() ? "Groups that match" : "Others that match";
    return chosen.isEmpty() ? "Groups" : "Others";
  }
}
