package dev.hostedui.portal.domains;

import dev.hostedui.web.View;
import java.util.List;

/**
 * What was noticed at the last look, and what each name server said.
 *
 * @param swapped whether it comes beside the part that was asked for
 * @param problem whether this is why the record does not count, or only worth knowing
 */
public record DomainFindings(
    boolean swapped, boolean problem, List<FindingInWords> findings, List<Said> answers)
    implements View {

  /**
   * What one name server said.
   *
   * @param server what it is called
   * @param name which was asked for
   * @param found the records there, or why there are none
   * @param kept for how long it goes on saying so, or empty
   */
  public record Said(String server, String name, List<String> found, String kept) {}

  /** Changes whenever there is something new to read. */
  public String stamp() {
    return Integer.toHexString(
        List.of(problem, findings, answers.stream().map(Said::found).toList()).hashCode());
  }
}
