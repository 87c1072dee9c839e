package dev.hostedui.customer.directory;

import java.util.Set;

/**
 * One group of a directory.
 *
 * @param name as it is filled in
 * @param members ids of the people who are ticked
 * @param problem what is wrong with the form, or an empty text
 */
public record GroupPage(
    Directory directory, Group group, String name, Set<String> members, String problem) {

  public GroupPage {
    members = Set.copyOf(members);
  }
}
