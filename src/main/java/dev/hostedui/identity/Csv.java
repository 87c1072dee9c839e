package dev.hostedui.identity;

import java.util.List;
import java.util.stream.Collectors;

/** Rows of a table for spreadsheets (RFC 4180). */
public final class Csv {

  private Csv() {}

  /** A row with its end. */
  public static String row(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  /**
   * Spreadsheets take what begins with one of these signs for a formula, and names and browsers'
   * names are what strangers chose: a quotation mark in front makes it text.
   */
  private static String cell(String value) {
    var text =
        !value.isEmpty() && "=+-@\t\r\n|%".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    return text.chars().anyMatch(it -> ",\"\r\n".indexOf(it) >= 0)
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
