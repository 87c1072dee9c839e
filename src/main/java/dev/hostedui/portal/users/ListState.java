package dev.hostedui.portal.users;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.MemberList;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where in the list somebody is: what they search and which page they have open. It travels in the
 * address and in hidden fields, so that every answer shows the list as they left it.
 *
 * @param search what was typed, or empty
 * @param page a page token, or empty for the first page
 */
public record ListState(String search, String page) {

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
  static ListState of(String search, String page) {
    var state = new ListState(search.strip(), page);
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
    return new ListState(search, token);
  }

  /** The part of an address after the path: empty, or beginning with {@code ?}. */
  public String query() {
    // most lists are not searched, and each row of one asks several times
    if (search.isEmpty() && page.isEmpty()) return "";
    var query = new StringBuilder();
    if (!search.isEmpty())
      query.append("?q=").append(URLEncoder.encode(search, StandardCharsets.UTF_8));
    if (!page.isEmpty()) query.append(query.isEmpty() ? "?" : "&").append("page=").append(page);
    return query.toString();
  }
}
