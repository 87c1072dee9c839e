package dev.hostedui.portal.users;

import dev.hostedui.identity.user.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The addresses in a text that somebody pasted, or in the rows of a CSV file. */
final class AddressList {
  private AddressList() {}

  private static final String BREAKS = "\n\r\u000B\f\u0085\u2028\u2029";

  /** What ends a cell, beside the end of its line. */
  private static final String SEPARATORS = ",;\t";

  /**
   * Reads addresses that stand one to a line, or between commas, semicolons or tabs; within quotes
   * these and line breaks end nothing (RFC 4180 §2). In a line with other cells, as a CSV file has
   * them, those with an {@code @} are the addresses; a line without any that names its columns is
   * the heading, also where a file follows what was typed. What is no address at all is kept, for
   * whoever checks the list to say so.
   */
  static List<String> read(String text) {
    var found = new ArrayList<String>();
    var first = true;
    for (var line : lines(text)) {
      var cells = new ArrayList<String>();
      for (var cell : line) {
        for (var one : apart(cell)) {
          var bare = bare(one);
          if (!bare.isEmpty()) cells.add(bare);
        }
      }
      if (cells.isEmpty()) continue;
      var addresses = cells.stream().filter(it -> it.contains("@")).toList();
      var heading = (first || cells.size() > 1) && cells.stream().anyMatch(AddressList::isHeading);
      if (!addresses.isEmpty()) found.addAll(addresses);
      else if (!heading) found.add(String.join(", ", cells));
      first = false;
    }
    return found;
  }

  /** The cells of the lines, with their quotes. */
  private static List<List<String>> lines(String text) {
    var lines = new ArrayList<List<String>>();
    var cells = new ArrayList<String>();
    var from = 0;
    while (from <= text.length()) {
      var end = quotesEnd(text, from);
      while (end < text.length() && !isOneOf(SEPARATORS + BREAKS, text, end)) end++;
      cells.add(text.substring(from, end));
      if (end == text.length() || isOneOf(BREAKS, text, end)) {
        lines.add(cells);
        cells = new ArrayList<>();
      }
      from = end + 1;
    }
    return lines;
  }

  /**
   * Where the quotes end in which a cell begins, or where it begins itself when they do not: their
   * end is followed by that of the cell, or by an address in brackets, and any other quotation mark
   * is one like any letter. So one that was forgotten reaches no further than to the next.
   */
  private static int quotesEnd(String text, int from) {
    var open = afterBlanks(text, from);
    if (!isOneOf("\"", text, open)) return from;
    var close = open + 1;
    while (close < text.length()) {
      if (!isOneOf("\"", text, close)) close++;
      else if (isOneOf("\"", text, close + 1)) close += 2;
      else {
        var next = afterBlanks(text, close + 1);
        return next >= text.length() || isOneOf(SEPARATORS + BREAKS + "<", text, next)
            ? next
            : from;
      }
    }
    return from;
  }

  private static int afterBlanks(String text, int from) {
    var at = from;
    while (isOneOf(" \u00A0", text, at)) at++;
    return at;
  }

  private static boolean isOneOf(String signs, String text, int at) {
    return at < text.length() && signs.indexOf(text.charAt(at)) >= 0;
  }

  /**
   * Several addresses with nothing but blanks or separators between them, each with its name or
   * alone.
   */
  private static List<String> apart(String cell) {
    if (cell.indexOf('@') == cell.lastIndexOf('@')) return List.of(cell);
    var between = cell.contains("<") ? "(?<=>)" : "[\\s\\p{Z}" + SEPARATORS + "]+";
    var parts = List.of(cell.strip().split(between));
    return parts.stream().allMatch(AddressList::holdsOne) ? parts : List.of(cell);
  }

  private static boolean holdsOne(String part) {
    var hasOne = part.indexOf('@') >= 0 && part.indexOf('@') == part.lastIndexOf('@');
    return hasOne || EmailAddress.parse(part).isPresent();
  }

  private static boolean isHeading(String cell) {
    var word = cell.toLowerCase(Locale.ROOT);
    return word.contains("mail") || word.equals("address");
  }

  /** The address that is meant, or what stands there without the quotes of CSV. */
  private static String bare(String cell) {
    return EmailAddress.parse(cell)
        .map(EmailAddress::value)
        .orElseGet(() -> cell.replace("\"", "").replaceAll("\\R", " ").strip());
  }
}
