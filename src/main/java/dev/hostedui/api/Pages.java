package dev.hostedui.api;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/**
 * A page of a list that is asked for: how many, and from where. A token says after or before which
 * item the page lies, so that what is added or removed meanwhile moves nothing.
 *
 * @param list which list it is of: a token of another one says nothing here
 * @param backwards whether the page before a position is asked for, and not the one after it
 * @param position of the item next to the page; 0 begins at the start
 * @param within its place among those at that position, where there may be several; else 0
 */
record Pages(String list, int size, boolean backwards, long position, long within) {

  static final String SIZE = "page_size";
  static final String TOKEN = "page_token";

  private static final int USUAL = 10;
  private static final Pattern FORM =
      Pattern.compile("([ab])(\\d{1,18})(?:\\.(\\d{1,18}))?@([A-Za-z0-9_-]{12})");

  /**
   * The page a request asks for.
   *
   * @throws Problem INVALID for a token that is none, or one of another list
   */
  static Pages asked(Call call) {
    var list = list(call);
    var size = call.query(SIZE);
    var token = call.query(TOKEN);
    var asked = size.isEmpty() ? USUAL : Integer.parseInt(size);
    if (token.isEmpty()) return new Pages(list, asked, false, 0, 0);
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      var form = FORM.matcher(text);
      if (form.matches() && form.group(4).equals(list))
        return new Pages(
            list,
            asked,
            form.group(1).equals("b"),
            Long.parseLong(form.group(2)),
            form.group(3) == null ? 0 : Long.parseLong(form.group(3)));
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw Problem.invalid("page_token_unknown").at(TOKEN);
  }

  /** Which list a request asks for a page of: where it stands, and what is asked of it. */
  static String list(Call call) {
    var asked = new StringBuilder(call.ctx().path());
    for (var parameter : call.operation().parameters()) {
      var name = parameter.name();
      if (parameter.place() == Operation.Place.QUERY && !name.equals(SIZE) && !name.equals(TOKEN))
        asked.append('\n').append(name).append(call.queries(name));
    }
    return Ids.hash(asked.toString()).substring(0, 12);
  }

  /** How many rows a query has to read: one more tells whether there is another page. */
  int limit() {
    return size + 1;
  }

  /** How a query compares positions with this one. */
  String comparison() {
    return backwards ? "<" : ">";
  }

  /** In which direction a query reads on. */
  String order() {
    return backwards ? "DESC" : "ASC";
  }

  /** The rows that a query would have read from a list that is all in memory, by its positions. */
  <T> List<T> of(List<T> all, ToLongFunction<T> positionOf) {
    var order = Comparator.comparingLong(positionOf);
    return all.stream()
        .filter(
            it ->
                backwards
                    ? positionOf.applyAsLong(it) < position
                    : positionOf.applyAsLong(it) > position)
        .sorted(backwards ? order.reversed() : order)
        .limit(limit())
        .toList();
  }

  /**
   * The answer with a page of rows.
   *
   * @param name what the list is called
   * @param rows as the query read them, up to {@link #limit}
   * @param total how many there are on all pages together
   */
  <T> Reply reply(
      String name,
      List<T> rows,
      ToLongFunction<T> positionOf,
      Function<T, Map<String, Object>> shown,
      long total) {
    return replyByPlace(name, rows, it -> place(positionOf.applyAsLong(it)), shown, total);
  }

  /**
   * The same where an item is told by its {@link #place}.
   *
   * @param placeOf of an item
   */
  <T> Reply replyByPlace(
      String name,
      List<T> rows,
      Function<T, String> placeOf,
      Function<T, Map<String, Object>> shown,
      long total) {
    var more = rows.size() > size;
    var page = new ArrayList<>(more ? rows.subList(0, size) : rows);
    if (backwards) Collections.reverse(page);
    return replyByPlace(
        name, page, placeOf, shown, backwards ? more : position > 0, backwards || more, total);
  }

  /**
   * The answer with a page that was read by its rows already.
   *
   * @param before whether a page precedes it
   * @param after whether one follows
   */
  <T> Reply reply(
      String name,
      List<T> page,
      ToLongFunction<T> positionOf,
      Function<T, Map<String, Object>> shown,
      boolean before,
      boolean after,
      long total) {
    return replyByPlace(
        name, page, it -> place(positionOf.applyAsLong(it)), shown, before, after, total);
  }

  private <T> Reply replyByPlace(
      String name,
      List<T> page,
      Function<T, String> placeOf,
      Function<T, Map<String, Object>> shown,
      boolean before,
      boolean after,
      long total) {
    var next = "";
    var previous = "";
    if (!page.isEmpty()) {
      if (after) next = token("a", placeOf.apply(page.get(page.size() - 1)));
      if (before) previous = token("b", placeOf.apply(page.get(0)));
    }
    return Reply.of(
        new Snapshot()
            .with(name, page.stream().map(shown).toList())
            .with("next_page_token", next)
            .with("prev_page_token", previous)
            .with("total_size", total));
  }

  /** How a token writes a position. */
  private static String place(long position) {
    return Long.toString(position);
  }

  /** How a token writes a position with the place among those at it. */
  static String place(long position, long within) {
    return position + "." + within;
  }

  private String token(String direction, String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((direction + place + "@" + list).getBytes(StandardCharsets.US_ASCII));
  }
}
