package dev.hostedui.customer.directory;

import java.util.Set;

/**
 * One person of a directory.
 *
 * @param details the form as it is filled in
 * @param groups ids of the groups that are ticked
 * @param problem what is wrong with the form, or an empty text
 */
public record PersonPage(
    Directory directory,
    Employee person,
    Employee.Details details,
    Set<String> groups,
    String problem) {

  public PersonPage {
    groups = Set.copyOf(groups);
  }
}
