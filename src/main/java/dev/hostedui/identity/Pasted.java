package dev.hostedui.identity;

import java.util.regex.Pattern;

/** What comes along when an address is copied out of a text, and is no part of it. */
public final class Pasted {

  /** What a word processor writes for a hyphen, inside a word. */
  private static final Pattern DASH =
      Pattern.compile(
          "(?<=[\\p{L}\\p{M}\\p{N}])[\\u2010-\\u2013\\u2212\\uFE63](?=[\\p{L}\\p{M}\\p{N}])");

  /** What a line of a list begins with. */
  private static final Pattern BULLET =
      Pattern.compile(
          "^[\\s\\p{Z}]{0,200}(?:[-*+>]{1,3}|\\d{1,3}[.)]|\\(\\d{1,3}\\))[\\s\\p{Z}]{1,200}");

  /**
   * Blanks, quotes, and all punctuation that is not ASCII, as it is written in a class of a
   * pattern: no address begins or ends with any of it.
   */
  public static final String MARKS = "\\s\\p{Z}\"\u00B4[\\p{P}&&[^\\p{ASCII}]]";

  private static final Pattern AROUND =
      Pattern.compile("^[" + MARKS + "]{1,200}|[" + MARKS + "]{1,200}$");

  /** What stands around a text to set it off, and may begin an address but never ends one. */
  private static final String PAIRED = "'`*_~";

  /** How a page writes what would be its own signs. */
  private static final Pattern ESCAPED = Pattern.compile("&(lt|gt|quot|amp|nbsp);");

  private Pasted() {}

  /** A text that was copied out of the source of a page. */
  public static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            it ->
                switch (it.group(1)) {
                  case "lt" -> "<";
                  case "gt" -> ">";
                  case "quot" -> "\"";
                  case "amp" -> "&";
                  default -> " ";
                });
  }

  /** A text with hyphens in place of the dashes that look like them inside a word. */
  public static String withPlainDashes(String text) {
    return DASH.matcher(text).replaceAll("-");
  }

  /** A text without the sign or the number that it has in a list. */
  public static String withoutBullet(String text) {
    return BULLET.matcher(text).replaceFirst("");
  }

  /** A text without the blanks and the quotes, of whatever language, around it. */
  public static String withoutQuotes(String text) {
    return withoutPairs(AROUND.matcher(text).replaceAll(""));
  }

  /**
   * A text without the apostrophes, backticks or asterisks that it ends with, or stands between.
   */
  public static String withoutPairs(String text) {
    var begin = 0;
    var end = text.length();
    while (end - begin > 1 && PAIRED.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
      if (text.charAt(begin) == text.charAt(end)) begin++;
    }
    return text.substring(begin, end);
  }
}
