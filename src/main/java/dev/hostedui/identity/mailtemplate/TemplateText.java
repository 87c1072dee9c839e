package dev.hostedui.identity.mailtemplate;

import com.google.common.html.HtmlEscapers;
import dev.hostedui.identity.Problem;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with names in double braces. */
final class TemplateText {

  private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([a-z][a-z0-9_]{0,40})\\s*}}");

  /** An element as it begins, with its attributes. */
  private static final Pattern TAG = Pattern.compile("<([a-zA-Z][a-zA-Z0-9-]*)([^<>]{0,2000})>");

  private static final Pattern ATTRIBUTE =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9:_-]*)(?:\\s*=\\s*(\"[^\"]*\"|'[^']*'|[^\\s\"'>]+))?");
  private static final Pattern LITERAL =
      Pattern.compile("(?s)<!--.*?-->|</[a-zA-Z][a-zA-Z0-9-]*\\s*>|(?i:<!doctype html>)");
  private static final Pattern ADDRESS =
      Pattern.compile("https://[^\\s{}\"'<>]*|mailto:[^\\s{}\"'<>]*|#[\\w-]*");

  /** What lays out a mail; nothing that runs, loads or sends. */
  private static final Set<String> ELEMENTS =
      Set.of(
          "html",
          "head",
          "body",
          "title",
          "meta",
          "p",
          "br",
          "hr",
          "div",
          "span",
          "center",
          "h1",
          "h2",
          "h3",
          "h4",
          "a",
          "img",
          "b",
          "strong",
          "i",
          "em",
          "u",
          "small",
          "font",
          "table",
          "tbody",
          "thead",
          "tfoot",
          "tr",
          "td",
          "th",
          "ul",
          "ol",
          "li",
          "blockquote",
          "pre",
          "code");

  private static final Set<String> ADDRESSES = Set.of("href", "src", "background");
  private static final Set<String> LINKS = Set.of("link", "app_logo_url");

  private TemplateText() {}

  /** The names in a text. */
  static Set<String> names(String text) {
    var names = new TreeSet<String>();
    VARIABLE.matcher(text).results().forEach(it -> names.add(it.group(1)));
    return names;
  }

  /**
   * Refuses names that nobody knows, and braces that are none.
   *
   * @throws Problem INVALID, naming the first
   */
  static void refuseUnknown(String text, Set<String> known) {
    for (var name : names(text))
      if (!known.contains(name)) throw Problem.invalid("template_variable_unknown").with(name);
    // three would mean "not escaped" elsewhere
    if (text.contains("{{{") || VARIABLE.matcher(text).replaceAll("").contains("{{"))
      throw Problem.invalid("template_braces");
  }

  /** The text with its names filled in; those without a value are nothing. */
  static String filled(String text, Map<String, String> values, UnaryOperator<String> escape) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            it -> Matcher.quoteReplacement(escape.apply(values.getOrDefault(it.group(1), ""))));
  }

  /** For text and values of attributes in quotes. */
  static String html(String value) {
    return HtmlEscapers.htmlEscaper().escape(value);
  }

  /** For a line of a header: nothing in it begins another one. */
  static String line(String value) {
    return value.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /**
   * Refuses HTML in which something could run, load or be sent, and names where what they stand for
   * would not be text.
   */
  static void refuseUnsafe(String html) {
    var rest = new StringBuilder();
    var at = 0;
    var tags = TAG.matcher(html);
    while (tags.find()) {
      rest.append(html, at, tags.start());
      at = tags.end();
      refuseTag(tags.group(1).toLowerCase(Locale.ROOT), tags.group(2));
    }
    rest.append(html.substring(at));
    for (var literal : LITERAL.matcher(rest).results().toList())
      if (literal.group().contains("{{")) throw Problem.invalid("template_variable_misplaced");
    if (LITERAL.matcher(rest).replaceAll("").contains("<"))
      throw Problem.invalid("template_html_malformed");
  }

  private static void refuseTag(String name, String attributes) {
    if (!ELEMENTS.contains(name)) throw Problem.invalid("template_element").with(name);
    var found = ATTRIBUTE.matcher(attributes);
    while (found.find()) {
      var attribute = found.group(1).toLowerCase(Locale.ROOT);
      var quoted = found.group(2) == null ? "" : found.group(2);
      var value = quoted.replaceAll("^[\"']|[\"']$", "").strip();
      if (attribute.startsWith("on") || attribute.equals("http-equiv"))
        throw Problem.invalid("template_attribute").with(attribute);
      var plain = !quoted.startsWith("\"") && !quoted.startsWith("'");
      var hasNames = value.contains("{{");
      if (hasNames && (plain || attribute.equals("style")))
        throw Problem.invalid("template_variable_misplaced");
      if (attribute.equals("style") && value.matches("(?is).*(url\\(|expression|@import|\\\\).*"))
        throw Problem.invalid("template_attribute").with(attribute);
      if (ADDRESSES.contains(attribute)) refuseAddress(value, hasNames);
    }
    var rest = ATTRIBUTE.matcher(attributes).replaceAll("").strip();
    if (rest.contains("{{")) throw Problem.invalid("template_variable_misplaced");
    // such as a quote that is not closed: programs differ in where they see its end
    if (!rest.isEmpty() && !rest.equals("/")) throw Problem.invalid("template_html_malformed");
  }

  /** An address leads to us by a name, or is written out by the operator. */
  private static void refuseAddress(String value, boolean hasNames) {
    var names = names(value);
    var ours = names.size() == 1 && LINKS.containsAll(names) && VARIABLE.matcher(value).matches();
    if (!ours && (hasNames || !ADDRESS.matcher(value).matches()))
      throw Problem.invalid("template_address");
  }
}
