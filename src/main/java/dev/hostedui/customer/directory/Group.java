package dev.hostedui.customer.directory;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of people.
 *
 * @param id for good; Entra tells it to apps as externalId
 * @param members ids of people
 * @param deleted whether it is only kept because the app does not know yet
 * @param remote what the app was told last; null if it was told nothing
 * @param problem why the app was not told what is here, or an empty text
 */
public record Group(
    String id,
    String name,
    Set<String> members,
    boolean deleted,
    @Nullable Remote remote,
    String problem) {

  /**
   * It in the app.
   *
   * @param id what the app calls it
   * @param members ids of people here that the app was told of as members
   */
  public record Remote(String id, String name, Set<String> members) {

    public Remote {
      members = Set.copyOf(members);
    }
  }

  public Group {
    members = Set.copyOf(members);
  }

  static Group begun(String id, String name, Set<String> members) {
    return new Group(id, name, members, false, null, "");
  }

  public boolean has(String person) {
    return members.contains(person);
  }

  /** Whether this person is in it, here or in the app. */
  boolean concerns(String person) {
    return has(person) || (remote != null && remote.members().contains(person));
  }

  /** What is between it and the app, in a word or two. */
  public String standing() {
    if (!problem.isEmpty()) return "Refused";
    if (remote == null) return "Not yet there";
    return remote.name().equals(name) && remote.members().equals(members) ? "Up to date" : "Behind";
  }

  Group named(String anew) {
    return new Group(id, anew, members, deleted, remote, problem);
  }

  Group with(Set<String> anew) {
    return new Group(id, name, anew, deleted, remote, problem);
  }

  Group with(String person, boolean member) {
    var anew = new LinkedHashSet<>(members);
    if (member) anew.add(person);
    else anew.remove(person);
    return with(anew);
  }

  Group asDeleted() {
    return new Group(id, name, Set.of(), true, remote, problem);
  }

  Group told(@Nullable Remote anew) {
    return new Group(id, name, members, deleted, anew, "");
  }

  /** The app has forgotten this person, and with them that they are a member. */
  Group forgotten(String person) {
    if (remote == null) return this;
    var left = new LinkedHashSet<>(remote.members());
    left.remove(person);
    return new Group(
        id, name, members, deleted, new Remote(remote.id(), remote.name(), left), problem);
  }

  Group withProblem(String anew) {
    return new Group(id, name, members, deleted, remote, anew);
  }
}
