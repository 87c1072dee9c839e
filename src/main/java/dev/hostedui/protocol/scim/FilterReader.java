package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.base.Ascii;
import dev.hostedui.protocol.scim.Filter.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads filters by the grammar of RFC 7644 figure 1: {@code and} binds tighter than {@code or},
 * names and operators come in any letter case, values are those of JSON. A value of {@code eq} that
 * has no quotes is a text, as is one in single quotes.
 */
final class FilterReader {

  private static final int LONGEST = 10_000;
  private static final int DEEPEST = 24;
  private static final int MOST_COMPARISONS = 200;
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?([eE][+-]?\\d{1,3})?");

  /** A text as SQL and OData quote it, where it ends like a value. */
  private static final Pattern SINGLE = Pattern.compile("'([^']*+)'(?=[ \\t)\\]]|$)");

  private final ResourceSchema of;

  /** Within an element of a list: the attribute whose sub-attributes are named. */
  private final @Nullable AttributePath list;

  private final String text;
  private int at;
  private int comparisons;

  private FilterReader(ResourceSchema of, @Nullable AttributePath list, String text) {
    this.of = of;
    this.list = list;
    this.text = text;
  }

  static Filter read(ResourceSchema of, String text) {
    return new FilterReader(of, null, text).whole();
  }

  /** Reads what stands in the brackets behind the name of a list. */
  static Filter within(ResourceSchema of, AttributePath list, String text) {
    return new FilterReader(of, list, text).whole();
  }

  private Filter whole() {
    if (text.length() > LONGEST)
      throw invalid("The filter is longer than " + LONGEST + " characters.");
    if (text.isBlank()) throw invalid("The filter is empty.");
    if (text.indexOf('\0') >= 0) throw invalid("The filter holds U+0000, which is no character.");
    var filter = any(0);
    if (at < text.length()) throw invalid("The filter cannot be understood" + here());
    return filter;
  }

  private Filter any(int depth) {
    if (depth > DEEPEST) throw invalid("The filter is nested too deep.");
    var parts = joined("or", () -> all(depth));
    return parts.size() == 1 ? parts.get(0) : new Filter.Or(parts);
  }

  private Filter all(int depth) {
    var parts = joined("and", () -> one(depth));
    return parts.size() == 1 ? parts.get(0) : new Filter.And(parts);
  }

  private List<Filter> joined(String word, Supplier<Filter> part) {
    var parts = new ArrayList<Filter>();
    parts.add(part.get());
    while (takeWord(word)) parts.add(part.get());
    return parts;
  }

  private Filter one(int depth) {
    blanks();
    if (take('(')) return bracketed(depth);
    var before = at;
    if (takeWord("not")) {
      blanks();
      if (take('(')) return new Filter.Not(bracketed(depth));
      at = before;
    }
    return comparison(depth);
  }

  private Filter bracketed(int depth) {
    var inner = any(depth + 1);
    blanks();
    if (!take(')')) throw invalid("A closing bracket is missing" + here());
    return inner;
  }

  private Filter comparison(int depth) {
    if (++comparisons > MOST_COMPARISONS)
      throw invalid("The filter has more than " + MOST_COMPARISONS + " comparisons.");
    var path = path();
    if (list == null && take('[')) return element(path, depth);
    var name = word();
    if (name.equalsIgnoreCase("pr")) return new Filter.Present(path);
    var operator =
        operator(name)
            .orElseThrow(
                () ->
                    invalid(
                        name.isEmpty()
                            ? "An operator is missing" + here()
                            : ScimProblem.quoted(name) + " is no operator of filters."));
    return compared(path, path, operator);
  }

  /**
   * The comparison with the value that follows.
   *
   * @param named the attribute as it was written
   */
  private Filter compared(AttributePath named, AttributePath path, Operator operator) {
    blanks();
    var start = at;
    var value = value(operator);
    checkSense(named, operator, value);
    var written = value.isNumber() ? text.substring(start, at) : value.asText();
    return new Filter.Compare(path, operator, value, written);
  }

  /**
   * A boolean or a null is neither greater than anything nor a part of it, and a time is compared
   * with a time (RFC 7644 table 3).
   *
   * @param path as it was written, for who reads the refusal
   */
  private void checkSense(AttributePath path, Operator operator, JsonNode value) {
    if (operator == Operator.EQ || operator == Operator.NE) {
      if (value.isNull()) return;
    } else if (value.isBoolean() || value.isNull()) throw senseless(path, operator, value);
    var within = list == null ? path : list;
    var definition = within.definition(of);
    if (definition == null) return;
    var compared = definition.compared(list == null ? path.part() : path.attribute());
    if (compared != null && !makesSense(compared.type(), operator, value))
      throw senseless(path, operator, value);
  }

  private static boolean makesSense(ResourceSchema.Type type, Operator operator, JsonNode value) {
    return switch (operator) {
      case EQ, NE -> type != ResourceSchema.Type.TIME || Filter.time(value.asText()) != null;
      case CO, SW, EW -> type != ResourceSchema.Type.BOOLEAN;
      case GT, GE, LT, LE ->
          switch (type) {
            case BOOLEAN -> false;
            case TIME -> Filter.time(value.asText()) != null;
            default -> true;
          };
    };
  }

  private static ScimProblem senseless(AttributePath path, Operator operator, JsonNode value) {
    return invalid(
        "%s cannot be compared with %s by %s."
            .formatted(
                path.dotted(),
                ScimProblem.quoted(value.asText()),
                Ascii.toLowerCase(operator.name())));
  }

  private Filter element(AttributePath path, int depth) {
    if (path.part() != null) throw invalid(path.dotted() + " is no list.");
    var end = closing();
    var inner = new FilterReader(of, path, text.substring(at, end));
    inner.comparisons = comparisons;
    var filter = inner.any(depth + 1);
    if (inner.at < inner.text.length())
      throw invalid("The filter cannot be understood" + inner.here());
    comparisons = inner.comparisons;
    at = end + 1;
    if (!take('.')) return new Filter.Element(path, filter);
    return continued(path, filter);
  }

  /** {@code emails[type eq "work"].value eq "x"}, which is no standard, but what Entra sends. */
  private Filter continued(AttributePath path, Filter filter) {
    var part = AttributePath.named(of, path.dotted() + "." + upTo(" \t[]()"));
    if (part == null || part.part() == null)
      throw invalid("The filter cannot be understood" + here());
    var name = word();
    var bare = new AttributePath(null, part.part(), null, null);
    Filter about;
    if (name.equalsIgnoreCase("pr")) about = new Filter.Present(bare);
    else {
      var operator =
          operator(name)
              .orElseThrow(() -> invalid(ScimProblem.quoted(name) + " is no operator of filters."));
      about = compared(part, bare, operator);
    }
    return new Filter.Element(path, new Filter.And(List.of(filter, about)));
  }

  /** Where the bracket that was just opened is closed, past the texts in quotes. */
  private int closing() {
    var quoted = false;
    for (var i = at; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quoted && c == '\\') i++;
      else if (c == '"') quoted = !quoted;
      else if (c == ']' && !quoted) return i;
    }
    throw invalid("A closing bracket is missing" + here());
  }

  private AttributePath path() {
    blanks();
    var start = at;
    var name = upTo(" \t[]()\"");
    var path = list == null ? AttributePath.named(of, name) : partOf(list, name);
    if (path == null || path.attribute() == null) {
      at = start;
      throw invalid(
          name.isEmpty()
              ? "The name of an attribute is missing" + here()
              : ScimProblem.quoted(name) + " is no name of an attribute.");
    }
    // it is kept nowhere, and what it is compared with must not be told either
    if (path.is("password")) throw invalid("Nothing is compared with a password.");
    return path;
  }

  /** Some clients repeat the name of the list in front of the sub-attribute. */
  private @Nullable AttributePath partOf(AttributePath list, String name) {
    var prefix = list.attribute() + ".";
    var bare =
        name.regionMatches(true, 0, prefix, 0, prefix.length())
            ? name.substring(prefix.length())
            : name;
    var path = AttributePath.named(of, list.dotted() + "." + bare);
    return path == null || path.part() == null
        ? null
        : new AttributePath(null, path.part(), null, null);
  }

  private static Optional<Operator> operator(String name) {
    for (var it : Operator.values()) if (it.name().equalsIgnoreCase(name)) return Optional.of(it);
    return Optional.empty();
  }

  private JsonNode value(Operator operator) {
    blanks();
    if (at >= text.length()) throw invalid("A value is missing at the end of the filter.");
    if (text.charAt(at) == '"') return TextNode.valueOf(quoted());
    var single = SINGLE.matcher(text).region(at, text.length());
    if (single.lookingAt()) {
      at = single.end(1) + 1;
      return TextNode.valueOf(single.group(1));
    }
    var word = upTo(" \t()[]\"");
    if (word.isEmpty()) throw invalid("A value is missing" + here());
    Function<String, Boolean> is = word::equalsIgnoreCase;
    if (is.apply("true") || is.apply("false")) return BooleanNode.valueOf(is.apply("true"));
    if (is.apply("null")) return NullNode.getInstance();
    if (NUMBER.matcher(word).matches()) return DecimalNode.valueOf(new BigDecimal(word));
    if (operator != Operator.EQ)
      throw invalid("The value " + ScimProblem.quoted(word) + " has no quotation marks.");
    return TextNode.valueOf(word);
  }

  /** A text of JSON (RFC 8259 §7), its escapes undone. */
  private String quoted() {
    var start = at++;
    while (at < text.length() && text.charAt(at) != '"') at += text.charAt(at) == '\\' ? 2 : 1;
    if (at >= text.length()) throw invalid("A closing quotation mark is missing.");
    at++;
    try {
      return ScimJson.object("{\"value\":" + text.substring(start, at) + "}")
          .get("value")
          .textValue();
    } catch (ScimProblem e) {
      throw invalid("The text " + ScimProblem.quoted(text.substring(start, at)) + " is no JSON.");
    }
  }

  private String word() {
    blanks();
    return upTo(" \t()[]\"");
  }

  private String upTo(String ends) {
    var start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) at++;
    return text.substring(start, at);
  }

  private boolean takeWord(String word) {
    var before = at;
    if (word().equalsIgnoreCase(word)) return true;
    at = before;
    blanks();
    return false;
  }

  private boolean take(char c) {
    if (at >= text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
  }

  private String here() {
    return at >= text.length()
        ? " at its end."
        : " at " + ScimProblem.quoted(text.substring(at)) + ".";
  }

  private static ScimProblem invalid(String detail) {
    return new ScimProblem(ScimProblem.Type.INVALID_FILTER, detail);
  }
}
