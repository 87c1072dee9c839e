package dev.hostedui.testing;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Looks at a page as assistive technology does: WCAG 2.2 up to AA, and good practice. */
public final class Axe {
  private Axe() {}

  private static final List<String> TAGS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  /** The rules that look at colours, which are all that a colour scheme can break. */
  private static final List<String> OF_COLOURS = List.of("color-contrast", "link-in-text-block");

  private static final String RUN =
      """
      async ([type, values]) => {
        // the HTML of each element looked at, of which nothing is read here
        axe.configure({ noHtml: true });
        const found = await axe.run(document, { runOnly: { type, values }, resultTypes: ['violations'] });
        return found.violations.flatMap((it) => it.nodes.map((node) =>
          `${it.id}: ${node.target.join(' ')} – ${node.failureSummary.replace(/\\s+/g, ' ')}`));
      }
      """;

  /** The same of a page that has a name in the {@link Album}. */
  public static List<String> problems(Visit visit, String name) {
    Album.add(visit, name);
    return problems(visit);
  }

  /** Brings what looks along with every page, which takes less than sending it after each. */
  public static void bring(Visit visit) {
    visit.page().addInitScript(AxeBuilder.getAxeScript());
  }

  /**
   * What keeps anybody out of a page, light and dark, on a desktop and on the narrowest phone, or
   * makes them scroll sideways.
   */
  public static List<String> problems(Visit visit) {
    var found = new ArrayList<String>();
    // the scheme that it has is looked at first: a page is drawn anew for each
    var schemes = new ArrayList<>(List.of(ColorScheme.LIGHT, ColorScheme.DARK));
    for (var screen : Visit.Screen.values()) {
      visit.screen(screen);
      // of a page that is scrolled something is half hidden by what stays in place
      visit.page().evaluate("() => scrollTo(0, 0)");
      for (var scheme : schemes) {
        visit.scheme(scheme);
        // the other scheme changes nothing but colours
        var seen =
            scheme == ColorScheme.LIGHT
                ? violations(visit.page())
                : violationsOfColour(visit.page());
        seen.forEach(it -> found.add(screen + " " + scheme + " " + it));
      }
      Collections.reverse(schemes);
      if (visit.overflow() > 0) found.add(screen + " scrolls sideways by " + visit.overflow());
    }
    return found;
  }

  /** What is wrong with the page as it is now, one line for each element. */
  public static List<String> violations(Page page) {
    return run(page, "tag", TAGS);
  }

  /**
   * What is hard to tell apart: enough where the page differs from one looked at by colours only.
   */
  public static List<String> violationsOfColour(Page page) {
    return run(page, "rule", OF_COLOURS);
  }

  @SuppressWarnings("unchecked")
  private static List<String> run(Page page, String type, List<String> values) {
    if (page.evaluate("() => !window.axe").equals(true)) page.evaluate(AxeBuilder.getAxeScript());
    return (List<String>) page.evaluate(RUN, List.of(type, values));
  }
}
