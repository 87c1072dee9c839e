package dev.hostedui.login;

import dev.hostedui.identity.Names;
import dev.hostedui.login.OrganizationQueries.Choice;
import java.util.List;

/**
 * The organizations of a person on the chooser: all of them, or the first of many or of those that
 * were searched for.
 *
 * @param search what was searched for, or empty
 * @param found how many there are of them
 * @param total how many there are, whatever was searched for
 */
public record OwnOrganizations(List<Choice> shown, String search, int found, int total) {

  /** More are to be searched: a list of two hundred is as long as twenty screens. */
  private static final int MOST_SHOWN = 20;

  public OwnOrganizations {
    shown = List.copyOf(shown);
  }

  /**
   * Those to show.
   *
   * @param whole whether to show all that are found
   */
  public static OwnOrganizations of(List<Choice> all, String search, boolean whole) {
    var part = Names.folded(search);
    var found = all.stream().filter(it -> Names.folded(it.name()).contains(part)).toList();
    var shown = whole ? found : found.subList(0, Math.min(found.size(), MOST_SHOWN));
    return new OwnOrganizations(shown, search, found.size(), all.size());
  }

  /** Whether there are so many that somebody would search them. */
  public boolean isLong() {
    return total > MOST_SHOWN;
  }

  /** Whether some that were found are not shown. */
  public boolean hasMore() {
    return shown.size() < found;
  }
}
