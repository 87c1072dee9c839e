package dev.hostedui.identity;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rows of a table for spreadsheets (RFC 4180). */
public final class Csv {

  /**
   * Where a cell begins that spreadsheets take for a formula: its sign may stand behind blanks or
   * quotes, or be a wide one. In countries that write commas in numbers cells end at semicolons
   * instead, and our quotes hold nothing together, so that one may begin in the midst of ours.
   */
  private static final Pattern FORMULA =
      Pattern.compile("(^|[;\\t\\r\\n])(?=[\\s\\p{Z}\"]*[=+\\-@|%\\uFF1D\\uFF0B\\uFF0D\\uFF20])");

  private static final Pattern MARKED = Pattern.compile("^([\\s\"]*)'(?=[=+\\-@|%])");

  private Csv() {}

  /**
   * The first row, which names the columns; spreadsheets read a file as UTF-8 by its first sign.
   */
  public static String heading(List<String> columns) {
    return '\uFEFF' + row(columns);
  }

  /** A row with its end. */
  public static String row(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  /** Names and browsers' names are what strangers chose: an apostrophe in front makes them text. */
  private static String cell(String value) {
    var text = FORMULA.matcher(value).replaceAll("$1'");
    return text.chars().anyMatch(it -> ",\"\r\n".indexOf(it) >= 0)
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  /** What a cell of a table that we wrote says, without the apostrophe that makes it text. */
  public static String said(String cell) {
    return MARKED.matcher(cell).replaceFirst("$1");
  }
}
