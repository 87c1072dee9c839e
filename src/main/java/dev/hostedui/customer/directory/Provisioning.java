package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.Account;
import dev.hostedui.customer.directory.scim.App;
import dev.hostedui.customer.directory.scim.Dialect;
import dev.hostedui.customer.directory.scim.Member;
import dev.hostedui.customer.directory.scim.Membership;
import dev.hostedui.customer.directory.scim.Mischief;
import dev.hostedui.customer.directory.scim.Refused;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run: tells the app about some people and groups of a directory what it does not know yet. It
 * is used once, by one thread.
 */
final class Provisioning {

  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final App app;
  private final Dialect dialect;
  private final boolean again;
  private final boolean groupsFirst;
  private Directory directory;

  /** Takes whether to tell the app also what it was told before. */
  Provisioning(Directory directory, App app, boolean again) {
    this.directory = directory;
    this.app = app;
    this.again = again;
    dialect = directory.connection().dialect();
    groupsFirst = directory.connection().does(Mischief.GROUPS_FIRST);
  }

  /**
   * Tells of these people, of these groups and of the groups these people are in. When the app does
   * not answer or takes nothing from this directory, the run ends there.
   *
   * @return the directory as it then is, with what was refused beside whom it is about
   */
  Directory tell(Set<String> people, Set<String> groups) {
    if (groupsFirst) {
      if (tellOfGroups(people, groups)) tellOfPeople(people);
    } else if (tellOfPeople(people)) tellOfGroups(people, groups);
    return directory;
  }

  // ------------------------------------------------------------------ people

  private boolean tellOfPeople(Set<String> ids) {
    for (var person : directory.people()) {
      if (!ids.contains(person.id())) continue;
      try {
        var told = told(person);
        directory = directory.change(person.id(), it -> it.told(told.orElse(null)));
      } catch (Refused e) {
        directory = directory.change(person.id(), it -> it.withProblem(e.words()));
        if (e.stopsEverything()) return false;
      }
    }
    return true;
  }

  /** Tells the app of a person, and answers who they are there; empty if they are not there. */
  private Optional<Employee.Remote> told(Employee person) throws Refused {
    var remote = person.remote();
    if (remote != null && person.hasLeft() && dialect.deletesWhoLeaves()) {
      delete(remote.id());
      forgetMember(person.id());
      return Optional.empty();
    }
    if (remote != null && person.isTold() && !again) return Optional.of(remote);
    if (remote != null && !again) {
      try {
        return Optional.of(updated(remote.id(), remote.told(), person.account()));
      } catch (Refused e) {
        if (e.status() != NOT_FOUND) throw e;
        forgetMember(person.id()); // the app has lost them, and knows no group of theirs
      }
    }
    return matched(person);
  }

  /** Looks a person up in the app, and makes them if they are not there but should be. */
  private Optional<Employee.Remote> matched(Employee person) throws Refused {
    var account = person.account();
    if (person.remote() == null && person.hasLeft()) return Optional.empty();
    var found = dialect.findUser(app, account);
    if (found.isPresent()) return Optional.of(updated(found.get(), null, account));
    if (!account.active()) return Optional.empty();
    try {
      return Optional.of(new Employee.Remote(dialect.createUser(app, account), account));
    } catch (Refused e) {
      if (e.status() != CONFLICT) throw e;
      var other = dialect.findUser(app, account);
      if (other.isEmpty()) throw e;
      return Optional.of(updated(other.get(), null, account));
    }
  }

  private Employee.Remote updated(String id, @Nullable Account before, Account now) throws Refused {
    dialect.updateUser(app, id, before, now);
    return new Employee.Remote(id, now);
  }

  private void delete(String id) throws Refused {
    try {
      dialect.deleteUser(app, id);
    } catch (Refused e) {
      if (e.status() != NOT_FOUND) throw e;
    }
  }

  private void forgetMember(String person) {
    directory = directory.changeGroups(it -> it.forgotten(person));
  }

  /** Deletes a person in the app who has left, for good; false if it refuses. */
  static Directory erase(Directory directory, App app, Employee person) {
    var run = new Provisioning(directory, app, false);
    try {
      if (person.remote() != null) run.delete(person.remote().id());
      run.forgetMember(person.id());
      return run.directory.without(person.id());
    } catch (Refused e) {
      return directory.change(person.id(), it -> it.withProblem(e.words()));
    }
  }

  // ------------------------------------------------------------------ groups

  private boolean tellOfGroups(Set<String> people, Set<String> groups) {
    for (var group : directory.groups()) {
      if (!groups.contains(group.id()) && people.stream().noneMatch(group::concerns)) continue;
      try {
        directory = toldOf(group);
      } catch (Refused e) {
        directory = directory.changeGroup(group.id(), it -> it.withProblem(e.words()));
        if (e.stopsEverything()) return false;
      }
    }
    return true;
  }

  private Directory toldOf(Group group) throws Refused {
    var remote = group.remote();
    if (group.deleted()) {
      if (remote != null) deleteGroup(remote);
      return directory.withoutGroup(group.id());
    }
    try {
      var known =
          again ? Optional.<String>empty() : Optional.ofNullable(remote).map(Group.Remote::id);
      if (known.isEmpty()) known = dialect.findGroup(app, group.name());
      return known.isPresent() ? changed(group, known.get()) : created(group);
    } catch (Refused e) {
      if (e.status() != NOT_FOUND || remote == null) throw e;
      return created(group); // the app has lost it
    }
  }

  private Directory created(Group group) throws Refused {
    var members = known(group.members());
    var id = dialect.createGroup(app, group.id(), group.name(), as(members));
    return told(group, id, members);
  }

  private Directory changed(Group group, String id) throws Refused {
    var remote = group.remote();
    var before = remote == null || again ? Set.<String>of() : remote.members();
    var now = known(group.members());
    var leaving = new LinkedHashSet<>(remote == null ? Set.<String>of() : remote.members());
    leaving.removeAll(now);
    var joining = new LinkedHashSet<>(now);
    joining.removeAll(before);
    var membership = new Membership(as(now), as(known(leaving)), as(joining));
    var renamed = remote == null || again || !remote.name().equals(group.name());
    dialect.updateGroup(app, id, group.name(), renamed, membership);
    return told(group, id, now);
  }

  private void deleteGroup(Group.Remote remote) throws Refused {
    try {
      dialect.deleteGroup(app, remote.id(), as(known(remote.members())));
    } catch (Refused e) {
      if (e.status() != NOT_FOUND) throw e;
    }
  }

  private Directory told(Group group, String id, Set<String> members) {
    return directory.changeGroup(
        group.id(), it -> it.told(new Group.Remote(id, group.name(), members)));
  }

  /** Those of them who can be named to the app: it knows them, or is told of groups first. */
  private Set<String> known(Set<String> members) {
    var known = new LinkedHashSet<String>();
    for (var person : directory.people())
      if (members.contains(person.id()) && (groupsFirst || person.remote() != null))
        known.add(person.id());
    return known;
  }

  private List<Member> as(Set<String> ids) {
    return directory.people().stream()
        .filter(it -> ids.contains(it.id()))
        .map(
            it ->
                new Member(it.remote() == null ? it.id() : it.remote().id(), it.details().email()))
        .toList();
  }
}
