package dev.hostedui.identity.picture;

import dev.hostedui.identity.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The style sheets inside a drawing, as what they say of each element: programs that draw write
 * rules for classes, like {@code .cls-1{fill:#123456}}. Only selectors of one element are known.
 */
final class SvgStyles {

  /**
   * The longest style sheet that is read, in characters: each rule is looked at for each element.
   */
  private static final int LONGEST = 20_000;

  /** A rule with several selectors counts as several. */
  private static final int MOST_RULES = 200;

  private static final Pattern SELECTOR =
      Pattern.compile("(\\*|[A-Za-z]+)?(?:\\.([A-Za-z_][\\w-]*))?|#([A-Za-z_][\\w.-]*)");

  private record Rule(
      String element, String cssClass, String id, Map<String, String> declarations) {

    int weight() {
      return !id.isEmpty() ? 100 : (cssClass.isEmpty() ? 0 : 10) + (element.isEmpty() ? 0 : 1);
    }

    boolean is(SvgNode node, Set<String> classes) {
      return (element.isEmpty() || element.equals(node.name()))
          && (cssClass.isEmpty() || classes.contains(cssClass))
          && (id.isEmpty() || id.equals(node.attributes().get("id")));
    }
  }

  private final List<Rule> rules;

  private SvgStyles(List<Rule> rules) {
    this.rules = rules;
  }

  /**
   * All of a drawing.
   *
   * @throws Problem INVALID when a style sheet has more in it than such rules
   */
  static SvgStyles of(SvgNode root) {
    var rules = new ArrayList<Rule>();
    root.all().filter(it -> it.name().equals("style")).forEach(it -> rules(it.text(), rules));
    // of two that say something the heavier one counts, and else the later
    rules.sort(Comparator.comparingInt(Rule::weight));
    return new SvgStyles(rules);
  }

  private static void rules(String sheet, List<Rule> into) {
    if (sheet.length() > LONGEST) throw Problem.invalid("svg_style");
    var css = sheet.replaceAll("(?s)/\\*.*?\\*/", " ");
    var at = 0;
    for (var open = css.indexOf('{'); open >= 0; open = css.indexOf('{', at)) {
      var close = css.indexOf('}', open);
      if (close < 0) break;
      rule(css.substring(at, open), css.substring(open + 1, close), into);
      at = close + 1;
    }
    if (!css.substring(at).isBlank()) throw Problem.invalid("svg_style");
  }

  private static void rule(String selectors, String block, List<Rule> into) {
    if (block.contains("{")) throw Problem.invalid("svg_style");
    var declarations = declarations(block);
    for (var one : selectors.split(",", -1)) {
      var selector = SELECTOR.matcher(one.strip());
      if (one.isBlank() || !selector.matches() || into.size() >= MOST_RULES)
        throw Problem.invalid("svg_style");
      var element = text(selector.group(1));
      into.add(
          new Rule(
              element.equals("*") ? "" : element,
              text(selector.group(2)),
              text(selector.group(3)),
              declarations));
    }
  }

  private static String text(@Nullable String group) {
    return group == null ? "" : group;
  }

  private static Map<String, String> declarations(String block) {
    var declarations = new LinkedHashMap<String, String>();
    for (var one : block.split(";", -1)) {
      var colon = one.indexOf(':');
      if (colon > 0)
        declarations.put(
            one.substring(0, colon).strip(),
            one.substring(colon + 1).replace("!important", "").strip());
    }
    return declarations;
  }

  /** What is said of an element, by rules and by itself. */
  Map<String, String> saidOf(SvgNode node) {
    var all = new LinkedHashMap<String, String>();
    if (!rules.isEmpty()) {
      var given = node.attributes().getOrDefault("class", "").strip();
      var classes = new HashSet<>(Arrays.asList(given.split("\\s+", -1)));
      for (var rule : rules) if (rule.is(node, classes)) all.putAll(rule.declarations);
    }
    all.putAll(declarations(node.attributes().getOrDefault("style", "")));
    return all;
  }
}
