package dev.hostedui.customer.directory;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The people and groups of a company, with the forms for more of them.
 *
 * @param all every directory, to go to another one
 * @param typed what the forms hold
 */
public record DirectoryPage(String notice, Directory directory, List<Directory> all, Typed typed) {

  /**
   * The forms as somebody filled them in.
   *
   * @param groups ids of the groups that the newcomer should join
   * @param hireProblem what is wrong with the form of a newcomer, or an empty text
   * @param groupProblem what is wrong with the form of a new group, or an empty text
   */
  public record Typed(
      Employee.Details details,
      Set<String> groups,
      String hireProblem,
      String group,
      String groupProblem) {

    public Typed {
      groups = Set.copyOf(groups);
    }

    static Typed empty(String domain) {
      var nobody = new Employee.Details("", "", "@" + domain, "", "");
      return new Typed(nobody, Set.of(), "", "", "");
    }
  }

  /** What the app did not take, a sentence each. */
  public List<String> problems() {
    return Stream.concat(
            directory.people().stream()
                .filter(it -> !it.problem().isEmpty())
                .map(it -> it.name() + ": " + it.problem()),
            directory.groups().stream()
                .filter(it -> !it.problem().isEmpty())
                .map(it -> it.name() + ": " + it.problem()))
        .toList();
  }
}
