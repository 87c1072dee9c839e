package dev.hostedui.portal.users;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.MemberList;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.protocol.Query;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where in the list somebody is: what they search and which page they have open. It travels in the
 * address and in hidden fields, so that every answer shows the list as they left it.
 *
 * @param search what was typed, or empty
 * @param status how members must stand, as a constant of {@link MemberList.Standing} in small
 *     letters, or empty
 * @param role the id of the role they must hold, or empty
 * @param page a page token, or empty for the first page
 */
public record ListState(String search, String status, String role, String page) {

  private static final Pattern TOKEN = Pattern.compile("([ab])([0-9a-z]{1,12})-([0-9]{1,9})");

  /**
   * The edge a page begins at.
   *
   * @param after whether the page follows the edge in the list; else it precedes it
   * @param position the position at the edge, which is not on the page
   * @param start the number of the page's first row, counted from 1; shown, never used to find rows
   */
  record Edge(boolean after, long position, long start) {
    static final Edge FIRST = new Edge(true, Long.MAX_VALUE, 1);

    MemberList.Edge inList() {
      return new MemberList.Edge(after, position);
    }

    String token() {
      return (after ? "a" : "b") + Long.toString(position, 36) + "-" + start;
    }
  }

  /**
   * The place that a request names, checked before anything is done on behalf of it.
   *
   * @throws Problem INVALID for a page token that this list never gave out
   */
  static ListState of(String search, String status, String role, String page) {
    var state = new ListState(search.strip(), known(status), role, page);
    state.edge();
    return state;
  }

  /**
   * The edge that the page token names.
   *
   * @throws Problem INVALID for a token that this list never gave out
   */
  Edge edge() {
    if (page.isEmpty()) return Edge.FIRST;
    var match = TOKEN.matcher(page);
    if (!match.matches()) {
      throw Problem.invalid("bad_page_token");
    }
    return new Edge(
        match.group(1).equals("a"),
        Long.parseLong(match.group(2), 36),
        Math.max(1, Long.parseLong(match.group(3))));
  }

  ListState at(String token) {
    return new ListState(search, status, role, token);
  }

  /** The whole list, from its beginning. */
  static final ListState ALL = new ListState("", "", "", "");

  /** Whether not everybody is shown. */
  public boolean isNarrowed() {
    return !search.isEmpty() || isFiltered();
  }

  /** Whether only a status or a role is shown. */
  public boolean isFiltered() {
    return !status.isEmpty() || !role.isEmpty();
  }

  /** Lets through any role where the one asked for is not known. */
  ListState among(List<RoleChoice> known) {
    return known.stream().anyMatch(it -> it.id().equals(role))
        ? this
        : new ListState(search, status, "", page);
  }

  MemberList.Filter filter() {
    return new MemberList.Filter(
        status.isEmpty() ? null : MemberList.Standing.valueOf(status.toUpperCase(Locale.ROOT)),
        RoleId.parse(role).orElse(null));
  }

  private static String known(String status) {
    for (var standing : MemberList.Standing.values())
      if (standing.name().toLowerCase(Locale.ROOT).equals(status)) return status;
    return "";
  }

  /** The part of an address after the path: empty, or beginning with {@code ?}. */
  public String query() {
    // most lists are neither searched nor filtered, and each row of one asks several times
    if (!isNarrowed() && page.isEmpty()) return "";
    return new Query()
        .with("q", search)
        .with("status", status)
        .with("has_role", role)
        .with("page", page)
        .toString();
  }
}
