package dev.hostedui.portal.users;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The addresses in a text that somebody pasted, or in the rows of a CSV file. */
final class AddressList {
  private AddressList() {}

  /**
   * Reads addresses that stand one to a line, or between commas, semicolons or tabs. In a line with
   * other cells, as a CSV file has them, those with an {@code @} are the addresses; a line without
   * any that names its columns is the heading, also where a file follows what was typed. What is no
   * address at all is kept, for whoever checks the list to say so.
   */
  static List<String> read(String text) {
    var found = new ArrayList<String>();
    var first = true;
    for (var line : text.split("\\R", -1)) {
      var cells = new ArrayList<String>();
      for (var cell : line.split("[,;\t]", -1)) {
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

  /** Several addresses between which there is nothing but blanks, each with its name or alone. */
  private static List<String> apart(String cell) {
    if (cell.indexOf('@') == cell.lastIndexOf('@')) return List.of(cell);
    var between = cell.contains("<") ? "(?<=>)" : "[\\s\\p{Z}]+";
    var parts = List.of(cell.strip().split(between));
    return parts.stream()
            .allMatch(part -> part.indexOf('@') >= 0 && part.indexOf('@') == part.lastIndexOf('@'))
        ? parts
        : List.of(cell);
  }

  private static boolean isHeading(String cell) {
    var word = cell.toLowerCase(Locale.ROOT);
    return word.contains("mail") || word.equals("address");
  }

  /** Without quotes, and of {@code Ada <ada@example.com>} what is between the brackets. */
  private static String bare(String cell) {
    var bare = cell.replace("\"", "").strip();
    var open = bare.lastIndexOf('<');
    if (open >= 0 && bare.endsWith(">")) bare = bare.substring(open + 1, bare.length() - 1).strip();
    return bare.startsWith("mailto:") ? bare.substring(7) : bare;
  }
}
