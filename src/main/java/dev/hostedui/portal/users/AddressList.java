package dev.hostedui.portal.users;

import dev.hostedui.identity.Csv;
import dev.hostedui.identity.Pasted;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.text.Letters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The addresses in a text that somebody pasted, or in the rows of a CSV file. */
final class AddressList {
  private AddressList() {}

  private static final String BREAKS = "\n\r\u000B\f\u0085\u2028\u2029";

  /** What ends a cell, beside the end of its line. */
  private static final String SEPARATORS = ",;\t";

  /**
   * What a column of mail addresses is called, whole words of its name in small letters; before
   * letters that are one word here stands no e-.
   */
  private static final Pattern MAIL =
      Pattern.compile(
          ".*mail(?:s|id|ing|ad+res.*|cím|ov.)?|correos?|courriels?|correio|mél|epost\\p{L}*"
              + "|sähköposti\\p{L}*|почт\\p{L}*|邮箱.*|.*邮件.*|メール.*|이메일.*");

  private static final Pattern ADDRESS =
      Pattern.compile("address(?:es)?|adress[ae]?|adres|adresa|indirizzo|direcci[oó]n|endereço");

  /** Whose address it is in the row of somebody else: another person's, or that of a list. */
  private static final Pattern SOMEBODY_ELSE =
      Pattern.compile(
          "(?:mailing|manager|boss|supervisor|superior|lead|reports|approver|sponsor|owner|assistant"
              + "|secretary|parent|referrer|inviter|vorgesetzte|chef|leiter|führungskraft|assistenz"
              + "|sekretariat|responsable|jef[ea]|gerente|sup[eé]rieur|responsabile|capo|leidinggevende"
              + "|gestor|przełożony).*");

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

  /** What Excel writes before all else, to say how cells end. */
  private static final String SEPARATOR_NAMED = "sep=";

  /**
   * Reads addresses that stand one to a line, or between commas, semicolons or tabs; within quotes
   * these and line breaks end nothing (RFC 4180 §2). A line of nothing but addresses is a list of
   * them. One with other cells is a row of a CSV file, with the address of one person: a line
   * without any that names its columns is the heading, also where a file follows what was typed,
   * and below it one column counts; without a heading it is the first that holds addresses. What is
   * no address at all is kept, for whoever checks the list to say so; what lost its sign is one
   * only where the whole line is a list of addresses, for a place or a login may look the same.
   */
  static List<String> read(String text) {
    var tables = new ArrayList<Table>();
    tables.add(new Table(List.of(), new ArrayList<>()));
    var first = true;
    for (var cells : lines(Pasted.unescaped(text))) {
      var line = new Line(cells, cells.stream().map(AddressList::bare).toList());
      var filled = line.bare.stream().filter(it -> !it.isEmpty()).toList();
      if (filled.isEmpty()
          || (filled.size() == 1 && filled.get(0).equalsIgnoreCase(SEPARATOR_NAMED))) continue;
      if ((first || filled.size() > 1) && isHeading(filled))
        tables.add(new Table(line.bare, new ArrayList<>()));
      else tables.get(tables.size() - 1).lines.add(line);
      first = false;
    }
    return tables.stream().flatMap(Table::addresses).toList();
  }

  /** Whether a line names columns, one of them that of addresses, and nobody. */
  private static boolean isHeading(List<String> cells) {
    return cells.stream().noneMatch(it -> it.contains("@") || WITHOUT_SIGN.matcher(it).matches())
        && cells.stream().anyMatch(it -> words(it).anyMatch(word -> is(word, MAIL, ADDRESS)));
  }

  private static boolean is(String word, Pattern... kinds) {
    return Stream.of(kinds).anyMatch(it -> it.matcher(word).matches());
  }

  private static Stream<String> words(String name) {
    return BETWEEN_WORDS
        .splitAsStream(
            HYPHENED.matcher(Letters.small(HUMP.matcher(name).replaceAll(" "))).replaceAll("e"))
        .filter(it -> !it.isEmpty());
  }

  /**
   * Lines below a heading, or without one.
   *
   * @param names of the columns, or none
   */
  private record Table(List<String> names, List<Line> lines) {

    Stream<String> addresses() {
      if (lines.isEmpty()) return Stream.empty();
      var mail = mail();
      var columns = new HashMap<Integer, Integer>();
      lines.stream()
          .filter(it -> !isBelow(it, mail) && it.isRow())
          .collect(Collectors.groupingBy(it -> it.cells.size()))
          .forEach((size, rows) -> columns.put(size, firstOfSeveral(rows)));
      return lines.stream()
          .flatMap(
              line -> {
                if (isBelow(line, mail)) return line.in(mail).stream();
                var column =
                    line.isRow() || line.hasGap()
                        ? columns.getOrDefault(line.cells.size(), -1)
                        : -1;
                return (column < 0 ? line.all() : line.in(column)).stream();
              });
    }

    /**
     * The column that the heading calls that of mail and not of somebody else, such as a manager,
     * unless it holds something else; where it calls none so, the first that holds addresses, one
     * that is called so before others. Without a heading -1.
     */
    private int mail() {
      var whole = lines.stream().filter(it -> it.cells.size() == names.size()).toList();
      var own = columns().filter(it -> !says(it, SOMEBODY_ELSE)).boxed().toList();
      var named =
          own.stream().filter(it -> says(it, MAIL) && !holdsSomethingElse(whole, it)).toList();
      var filled =
          own.stream().filter(it -> whole.stream().anyMatch(line -> line.isAddress(it))).toList();
      return Stream.of(
              named.stream()
                  .filter(it -> words(names.get(it)).allMatch(word -> is(word, MAIL, ADDRESS))),
              named.stream(),
              filled.stream().filter(it -> says(it, ADDRESS)),
              filled.stream(),
              columns().filter(it -> says(it, MAIL)).boxed())
          .flatMap(it -> it)
          .findFirst()
          .orElse(-1);
    }

    /**
     * Whether there is text in a column, none of it an address, such as whether mail goes there.
     */
    private static boolean holdsSomethingElse(List<Line> lines, int column) {
      return lines.stream().anyMatch(it -> !it.bare.get(column).isEmpty())
          && lines.stream().noneMatch(it -> it.isAddress(column) || it.isMeant(column));
    }

    private IntStream columns() {
      return IntStream.range(0, names.size());
    }

    private boolean says(int column, Pattern kind) {
      return words(names.get(column)).anyMatch(it -> is(it, kind));
    }

    /** Whether a line has its cells below those of the heading; the last ones may be left out. */
    private boolean isBelow(Line line, int mail) {
      if (mail < 0) return false;
      if (line.cells.size() == names.size()) return true;
      var width = line.width();
      return width > 1 && width > mail && width <= names.size();
    }
  }

  /**
   * The first column that holds an address in most of the rows, where they hold several; -1 where
   * they do not.
   */
  private static int firstOfSeveral(List<Line> rows) {
    var held = new int[rows.get(0).cells.size()];
    var several = false;
    for (var row : rows) {
      var addresses = 0;
      for (var column = 0; column < held.length; column++) {
        if (!row.isAddress(column)) continue;
        held[column]++;
        addresses++;
      }
      several |= addresses > 1;
    }
    var first = 0;
    while (first < held.length && held[first] * 2 < rows.size()) first++;
    return several && first < held.length ? first : -1;
  }

  /**
   * A line that names no columns.
   *
   * @param cells with their quotes
   * @param bare what each of them holds
   */
  private record Line(List<String> cells, List<String> bare) {

    boolean isAddress(int column) {
      return cells.get(column).contains("@");
    }

    /** Whether an address stands there that lost its sign. */
    boolean isMeant(int column) {
      return WITHOUT_SIGN.matcher(bare.get(column)).matches();
    }

    /** How many cells there are up to the last one that is filled. */
    int width() {
      var width = bare.size();
      while (width > 0 && bare.get(width - 1).isEmpty()) width--;
      return width;
    }

    /** Whether a cell before the last one that is filled is empty. */
    boolean hasGap() {
      return bare.subList(0, width()).contains("");
    }

    /** Whether it is a row of a CSV file: something stands beside its addresses. */
    boolean isRow() {
      return cells.stream().anyMatch(it -> it.contains("@"))
          && !isList()
          // a mail program writes so: Roe, Ada <ada@example.com>; Doe, Bob <bob@example.com>
          && cells.stream().noneMatch(it -> it.contains("<"));
    }

    /** Whether there are nothing but addresses, with their sign or without. */
    private boolean isList() {
      return bare.stream()
          .allMatch(it -> it.isEmpty() || it.contains("@") || WITHOUT_SIGN.matcher(it).matches());
    }

    /**
     * What stands in one column, or else what else is no address, to be told. Where there are only
     * addresses of other columns they are told without their sign, so that none of them is invited.
     */
    List<String> in(int column) {
      var found = parts(column);
      if (!found.isEmpty()) return found;
      var others = told(parts().filter(it -> !it.contains("@")));
      return others.isEmpty() ? told(parts().map(it -> it.replace("@", " at "))) : others;
    }

    /** What is meant as an address, or else the whole of it. */
    List<String> all() {
      var list = isList();
      var found =
          parts()
              .filter(it -> it.contains("@") || (list && WITHOUT_SIGN.matcher(it).matches()))
              .toList();
      return found.isEmpty() ? told(parts()) : found;
    }

    private Stream<String> parts() {
      return IntStream.range(0, cells.size()).boxed().flatMap(it -> parts(it).stream());
    }

    /** What a cell holds, without what is empty. */
    private List<String> parts(int column) {
      var apart = apart(cells.get(column));
      var held =
          apart.size() == 1 ? Stream.of(bare.get(column)) : apart.stream().map(AddressList::bare);
      return held.filter(it -> !it.isEmpty()).toList();
    }

    private static List<String> told(Stream<String> parts) {
      var words = parts.collect(Collectors.joining(", "));
      return words.isEmpty() ? List.of() : List.of(words);
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

  /**
   * The address that is meant, or what stands there without the quotes of CSV. An apostrophe that
   * makes it text in a table of ours would be a part of it.
   */
  private static String bare(String written) {
    var cell = Csv.said(written);
    return EmailAddress.parse(cell)
        .map(EmailAddress::value)
        .orElseGet(() -> cell.replace("\"", "").replaceAll("\\R", " ").strip());
  }
}
