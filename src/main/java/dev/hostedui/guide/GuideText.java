package dev.hostedui.guide;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of a guide, as they are read from a text file.
 *
 * <p>A line that begins with {@code #} opens a section, {@code -} an instruction, {@code =} a value
 * to copy that belongs to the instruction before it, written as {@code = name | what the vendor
 * calls the field}, and {@code !} a note below the instructions. In the text, {@code **word**} is a
 * word of the vendor's console, {@code `word`} something to type, and {@code {name}} is replaced by
 * the value of that name.
 *
 * @param sections the sections by their names, in the file's order
 */
public record GuideText(Map<String, Section> sections) {

  /** How a piece of a sentence is set. */
  public enum Style {
    PLAIN,
    /** A word as it stands in the vendor's console. */
    STRONG,
    /** Something to type or to look for letter by letter. */
    CODE
  }

  /** A piece of a sentence. */
  public record Piece(Style style, String text) {}

  /**
   * A value to copy.
   *
   * @param name which of the {@link GivenValues} it is
   * @param label what the vendor calls the field it belongs into
   * @param value the value itself; in a guide that is not filled in yet, empty
   */
  public record Copied(String name, String label, String value) {}

  /** One thing to do, and the values it needs. */
  public record Instruction(List<Piece> words, List<Copied> values) {}

  /** What is to be done in one step of the setup. */
  public record Section(List<Instruction> instructions, List<List<Piece>> notes) {

    /** Whether it brings a value to copy. */
    public boolean names(String value) {
      return instructions.stream()
          .flatMap(it -> it.values().stream())
          .anyMatch(it -> it.name().equals(value));
    }
  }

  private static final Pattern MARKED = Pattern.compile("\\*\\*(.+?)\\*\\*|`(.+?)`");
  private static final Pattern NAMED = Pattern.compile("\\{(\\w*)}");

  public GuideText {
    sections = Map.copyOf(sections);
  }

  /**
   * Reads a text file.
   *
   * @param origin what to call the file in a complaint
   * @param demanded the sections that it must have, and no others
   * @param values the names of the values that it may ask for
   * @throws IllegalArgumentException when a line cannot be read, names a value that does not exist,
   *     or a section is missing
   */
  public static GuideText read(
      String origin, List<String> lines, List<String> demanded, Collection<String> values) {
    var sections = new LinkedHashMap<String, Section>();
    @Nullable Section open = null;
    for (var line : lines) {
      if (line.isBlank()) continue;
      var text = line.substring(1).strip();
      if (line.charAt(0) == '#') {
        open = new Section(new ArrayList<>(), new ArrayList<>());
        sections.put(text, open);
        continue;
      }
      if (open == null) throw new IllegalArgumentException(origin + " begins without a section");
      refuseUnknownNames(origin, text, values);
      switch (line.charAt(0)) {
        case '-' -> open.instructions.add(new Instruction(pieces(text), new ArrayList<>()));
        case '!' -> open.notes.add(pieces(text));
        case '=' -> last(origin, open).values.add(copied(origin, text, values));
        default -> throw new IllegalArgumentException(origin + " cannot be read: " + line);
      }
    }
    if (!Set.copyOf(demanded).equals(sections.keySet()))
      throw new IllegalArgumentException(origin + " has the sections " + sections.keySet());
    return new GuideText(sections);
  }

  private static Instruction last(String origin, Section open) {
    if (open.instructions.isEmpty())
      throw new IllegalArgumentException(origin + " has a value before any instruction");
    return open.instructions.get(open.instructions.size() - 1);
  }

  private static Copied copied(String origin, String text, Collection<String> values) {
    var bar = text.indexOf('|');
    var name = bar < 0 ? "" : text.substring(0, bar).strip();
    if (!values.contains(name))
      throw new IllegalArgumentException(origin + " names no value: " + text);
    return new Copied(name, text.substring(bar + 1).strip(), "");
  }

  private static void refuseUnknownNames(String origin, String text, Collection<String> values) {
    NAMED
        .matcher(text)
        .results()
        .map(it -> it.group(1))
        .filter(it -> !values.contains(it))
        .findFirst()
        .ifPresent(
            it -> {
              throw new IllegalArgumentException(origin + " asks for an unknown value: " + it);
            });
  }

  private static List<Piece> pieces(String text) {
    var pieces = new ArrayList<Piece>();
    var marked = MARKED.matcher(text);
    var end = 0;
    while (marked.find()) {
      if (marked.start() > end)
        pieces.add(new Piece(Style.PLAIN, text.substring(end, marked.start())));
      pieces.add(
          marked.group(1) != null
              ? new Piece(Style.STRONG, marked.group(1))
              : new Piece(Style.CODE, marked.group(2)));
      end = marked.end();
    }
    if (end < text.length()) pieces.add(new Piece(Style.PLAIN, text.substring(end)));
    return pieces;
  }

  /** A section with the values in it. */
  public Section filled(String name, GivenValues values) {
    var section = sections.get(name);
    if (section == null) throw new IllegalArgumentException("no section " + name);
    return new Section(
        section.instructions.stream()
            .map(
                it ->
                    new Instruction(
                        filled(it.words, values),
                        it.values.stream()
                            .map(one -> new Copied(one.name, one.label, values.get(one.name)))
                            .toList()))
            .toList(),
        section.notes.stream().map(it -> filled(it, values)).toList());
  }

  private static List<Piece> filled(List<Piece> pieces, GivenValues values) {
    return pieces.stream()
        .map(
            it ->
                new Piece(
                    it.style,
                    NAMED
                        .matcher(it.text)
                        .replaceAll(named -> Matcher.quoteReplacement(values.get(named.group(1))))))
        .toList();
  }
}
