package dev.hostedui.portal.users;

import dev.hostedui.identity.Pasted;
import dev.hostedui.identity.user.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The addresses in a text that somebody pasted, or in the rows of a CSV file. */
final class AddressList {
  private AddressList() {}

  private static final String BREAKS = "\n\r\u000B\f\u0085\u2028\u2029";

  /** What ends a cell, beside the end of its line. */
  private static final String SEPARATORS = ",;\t";

  /** What a column of addresses is called; before letters that are one word here stands no e-. */
  private static final Set<String> MAIL =
      Set.of(
          "email",
          "emails",
          "mail",
          "mails",
          "emailaddress",
          "mailaddress",
          "emailadresse",
          "mailadresse",
          "emailadres",
          "mailadres",
          "epostadress",
          "epostadresse",
          "courriel",
          "correo",
          "epost");

  private static final Set<String> ADDRESS =
      Set.of("address", "addresses", "adresse", "adres", "indirizzo");

  private static final Pattern HYPHENED = Pattern.compile("\\be-(?=\\p{L})");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");

  /** Where a word begins that is written together with the one before: {@code userEmail}. */
  private static final Pattern HUMP = Pattern.compile("(?<=\\p{Ll}{2})(?=\\p{Lu})");

  /**
   * An address that lost its sign: {@code ada.example.com}, {@code ada at example.com}. Neither is
   * a web site, {@code www.example.com}, nor what goes on with a capital: {@code St.Gallen}.
   */
  private static final Pattern WITHOUT_SIGN =
      Pattern.compile(
          "(?!(?i:www)\\.)[^\\s@]{1,200}\\.(?!\\p{Lu}\\p{Ll})\\p{L}{2,}"
              + "|[^\\s@]{1,200}\\s{1,5}[(\\[]?(?i:at)[)\\]]?\\s{1,5}[^\\s@]{1,200}");

  /**
   * Reads addresses that stand one to a line, or between commas, semicolons or tabs; within quotes
   * these and line breaks end nothing (RFC 4180 §2). In a line with other cells, as a CSV file has
   * them, those that are meant as an address are taken: one that lost its sign only where the whole
   * line is a list of addresses, for a place or a login may look the same. A line without any that
   * names its columns is the heading, also where a file follows what was typed: of several columns
   * of addresses in the rows below it, the first is that of the person. What is no address at all
   * is kept, for whoever checks the list to say so.
   */
  static List<String> read(String text) {
    var found = new ArrayList<String>();
    var first = true;
    var heading = Heading.NONE;
    for (var line : lines(Pasted.unescaped(text))) {
      var bare = line.stream().map(AddressList::bare).toList();
      var filled = bare.stream().filter(it -> !it.isEmpty()).toList();
      if (filled.isEmpty()) continue;
      if ((first || filled.size() > 1) && Heading.isOne(filled)) heading = Heading.of(bare);
      else found.addAll(addresses(line, heading));
      first = false;
    }
    return found;
  }

  /** What is meant as an address in a line, or else the whole of it. */
  private static List<String> addresses(List<String> line, Heading heading) {
    var found = new ArrayList<String>();
    var others = new ArrayList<String>();
    var known = line.size() == heading.size();
    var all = line.stream().allMatch(AddressList::looksLikeOnes);
    for (var column = 0; column < line.size(); column++) {
      if (known && heading.isSomebodyElses(column)) continue;
      for (var one : apart(line.get(column))) {
        var bare = bare(one);
        var meant =
            bare.contains("@")
                || (known ? column == heading.mail() : all && WITHOUT_SIGN.matcher(bare).matches());
        if (!bare.isEmpty()) (meant ? found : others).add(bare);
      }
    }
    if (!found.isEmpty()) return found;
    return others.isEmpty() ? List.of() : List.of(String.join(", ", others));
  }

  /** Whether a cell holds nothing, addresses, or some that lost their sign. */
  private static boolean looksLikeOnes(String cell) {
    var bare = bare(cell);
    return bare.isEmpty() || bare.contains("@") || WITHOUT_SIGN.matcher(bare).matches();
  }

  /**
   * What the columns of a CSV file are called.
   *
   * @param names of each column; none where there was no heading
   * @param mail the column of the address, or -1
   */
  private record Heading(List<String> names, int mail) {

    private static final Heading NONE = new Heading(List.of(), -1);

    /** Whether a line names columns, one of them that of addresses, and nobody. */
    static boolean isOne(List<String> cells) {
      return cells.stream().noneMatch(it -> it.contains("@") || WITHOUT_SIGN.matcher(it).matches())
          && cells.stream().anyMatch(it -> holdsMail(it) || holds(it, ADDRESS));
    }

    static Heading of(List<String> names) {
      return new Heading(
          names,
          first(names, it -> holdsMail(it) && isNothingElse(it))
              .or(() -> first(names, Heading::holdsMail))
              .or(() -> first(names, it -> holds(it, ADDRESS)))
              .orElse(-1));
    }

    int size() {
      return names.size();
    }

    /** Whether it holds addresses, such as those of managers, beside that of the person. */
    boolean isSomebodyElses(int column) {
      return column != mail && holdsMail(names.get(column));
    }

    private static Optional<Integer> first(List<String> names, Predicate<String> fits) {
      for (var column = 0; column < names.size(); column++)
        if (fits.test(names.get(column))) return Optional.of(column);
      return Optional.empty();
    }

    private static boolean holds(String name, Set<String> words) {
      return words(name).anyMatch(words::contains);
    }

    private static boolean holdsMail(String name) {
      return words(name).anyMatch(it -> MAIL.contains(it) || it.endsWith("email"));
    }

    private static boolean isNothingElse(String name) {
      return words(name).allMatch(it -> MAIL.contains(it) || ADDRESS.contains(it));
    }

    private static Stream<String> words(String name) {
      return BETWEEN_WORDS
          .splitAsStream(
              HYPHENED
                  .matcher(HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT))
                  .replaceAll("e"))
          .filter(it -> !it.isEmpty());
    }
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

  /** The address that is meant, or what stands there without the quotes of CSV. */
  private static String bare(String cell) {
    return EmailAddress.parse(cell)
        .map(EmailAddress::value)
        .orElseGet(() -> cell.replace("\"", "").replaceAll("\\R", " ").strip());
  }
}
