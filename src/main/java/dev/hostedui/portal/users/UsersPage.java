package dev.hostedui.portal.users;

import dev.hostedui.identity.member.MemberList;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The widget.
 *
 * @param organizationWord what the app calls an organization, with a capital
 * @param total how many members the organization has, in all states
 * @param seats how many there may be, for who can invite and where there is a limit, or null
 * @param roles those to filter by
 * @param start the number of the first row on this page, counted from 1
 * @param previous address of the page before, or empty
 * @param next address of the page after, or empty
 * @param export where below the widget what is listed is to be had as a table, or empty for who may
 *     not and where there are more than a table holds
 */
public record UsersPage(
    Spot spot,
    String organizationWord,
    long total,
    MemberList.@Nullable Seats seats,
    ListState state,
    List<RoleChoice> roles,
    List<ListedUser> users,
    long start,
    String previous,
    String next,
    String export,
    boolean canInvite,
    boolean canChangeRole,
    boolean canRemove)
    implements View {

  /**
   * "Showing 11–20 of 43"; a search is not counted to its end, and says how many it found there.
   */
  public String showing() {
    if (users.isEmpty()) return state.isNarrowed() ? "No matches" : "";
    var end = start + users.size() - 1;
    var range = "Showing " + start + "–" + end + " of ";
    if (!state.isNarrowed()) return range + total;
    if (!next.isEmpty()) return range + "those found";
    return start > 1 ? range + end + " found" : end == 1 ? "1 user found" : end + " users found";
  }

  /**
   * How many seats are used. More than there are may be, where a limit came later; how many more is
   * not counted.
   */
  public String seatsUsed() {
    if (seats == null) return "";
    var all = seats.all() + (seats.all() == 1 ? " seat" : " seats");
    if (seats.taken() > seats.all())
      return "No seat is free: more than "
          + seats.all()
          + (seats.all() == 1 ? " is used" : " are used");
    if (seats.taken() == seats.all())
      return seats.all() == 1 ? "The only seat is used" : "All " + all + " are used";
    return seats.taken() + " of " + all + (seats.taken() == 1 ? " is used" : " are used");
  }

  /** Whether the visitor may give this person another role. */
  public boolean offersRole(ListedUser user) {
    return canChangeRole && !user.self() && !user.aboveVisitor();
  }

  /** Whether the visitor may remove this person, or take the invitation back. */
  public boolean offersRemoval(ListedUser user) {
    return canRemove && !user.self() && !user.aboveVisitor();
  }

  /** A reminder gives nothing; a fresh term gives the role once more. */
  public boolean offersInvitation(ListedUser user) {
    return canInvite
        && user.invited()
        && (user.status() == MembershipStatus.PENDING_INVITE || !user.aboveVisitor());
  }

  /** Whether there is a valid invitation to hand on by a link, in place of one copied before. */
  public boolean offersLink(ListedUser user) {
    return canInvite && user.status() == MembershipStatus.PENDING_INVITE && !user.aboveVisitor();
  }

  /** Whether something is missing from the menu only because of what the person's role gives. */
  public boolean withholds(ListedUser user) {
    return user.aboveVisitor()
        && !user.self()
        && (canChangeRole || canRemove || (canInvite && user.invited()));
  }

  /** Whether a row has anything in its menu. */
  public boolean hasActions(ListedUser user) {
    return offersRole(user) || offersRemoval(user) || offersInvitation(user) || withholds(user);
  }
}
