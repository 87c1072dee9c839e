package dev.hostedui.testing;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/** Looks at a page as assistive technology does: WCAG 2.2 up to AA, and good practice. */
public final class Axe {
  private Axe() {}

  private static final List<String> TAGS =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  private static final String RUN =
      """
      async (tags) => {
        const found = await axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
        return found.violations.flatMap((it) => it.nodes.map((node) =>
          `${it.id}: ${node.target.join(' ')} – ${node.failureSummary.replace(/\\s+/g, ' ')}`));
      }
      """;

  /** What is wrong with the page as it is now, one line for each element. */
  @SuppressWarnings("unchecked")
  public static List<String> violations(Page page) {
    if (page.evaluate("() => !window.axe").equals(true)) page.evaluate(AxeBuilder.getAxeScript());
    return (List<String>) page.evaluate(RUN, TAGS);
  }
}
