package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.App;
import dev.hostedui.customer.directory.scim.Call;
import dev.hostedui.customer.directory.scim.Refused;
import dev.hostedui.customer.site.Outgoing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Changes directories and tells their apps, one after the other. */
final class Office {

  /** A change of a directory, or why it cannot be made. */
  interface Change {
    Directory apply(Directory directory) throws Unacceptable;
  }

  /**
   * What came of it.
   *
   * @param calls in the order they were made
   */
  record Outcome(Directory directory, List<Call> calls) {

    private static final int MOST_NAMED = 8;

    Outcome {
      calls = List.copyOf(calls);
    }

    /** What was said to the app, in a sentence. */
    String words() {
      if (!directory.connection().isSet()) return " No app is set up to be told of it.";
      if (calls.isEmpty()) return " There was nothing to tell the app.";
      var named =
          calls.stream()
              .limit(MOST_NAMED)
              .map(it -> it.method() + " " + (it.status() == 0 ? "no answer" : it.status()))
              .collect(Collectors.joining(", "));
      var more = calls.size() - MOST_NAMED;
      return " The app was told: " + named + (more > 0 ? " and " + more + " more." : ".");
    }
  }

  private final Directories directories;
  private final Outgoing outgoing;
  private final Clock clock;

  Office(Directories directories, Outgoing outgoing, Clock clock) {
    this.directories = directories;
    this.outgoing = outgoing;
    this.clock = clock;
  }

  /** Makes a change and tells the app of whom and what it has changed. */
  synchronized Outcome change(String domain, Change change) throws Unacceptable {
    var before = directory(domain);
    var after = change.apply(before);
    directories.put(after);
    return run(
        after,
        changed(before.people(), after.people()).stream()
            .map(Employee::id)
            .collect(Collectors.toSet()),
        changed(before.groups(), after.groups()).stream()
            .map(Group::id)
            .collect(Collectors.toSet()),
        false);
  }

  private static <T> List<T> changed(List<T> before, List<T> after) {
    return after.stream().filter(it -> !before.contains(it)).toList();
  }

  /** Changes what the app is not told of. */
  synchronized void set(String domain, UnaryOperator<Directory> change) {
    directories.put(change.apply(directory(domain)));
  }

  /** Tells of somebody and their groups, as if the app had been told nothing. */
  synchronized Outcome tellAgain(String domain, String person) {
    return run(directory(domain), Set.of(person), Set.of(), true);
  }

  /**
   * Tells of everybody.
   *
   * @param again whether to tell also what was told before
   */
  synchronized Outcome tellAll(String domain, boolean again) {
    var directory = directory(domain);
    return run(
        directory,
        directory.people().stream().map(Employee::id).collect(Collectors.toSet()),
        directory.groups().stream().map(Group::id).collect(Collectors.toSet()),
        again);
  }

  private Outcome run(Directory directory, Set<String> people, Set<String> groups, boolean again) {
    var calls = new ArrayList<Call>();
    if (!directory.connection().isSet()) return new Outcome(directory, calls);
    var app = app(directory.domain(), directory.connection(), calls);
    var after = new Provisioning(directory, app, again).tell(people, groups);
    directories.put(after);
    return new Outcome(after, calls);
  }

  /** Takes somebody who has left out of the directory, and deletes them in the app. */
  synchronized Outcome erase(String domain, String id) {
    var directory = directory(domain);
    var calls = new ArrayList<Call>();
    var person = directory.person(id);
    if (person.isEmpty()) return new Outcome(directory, calls);
    var app = app(domain, directory.connection(), calls);
    var after = Provisioning.erase(directory, app, person.get());
    directories.put(after);
    return new Outcome(after, calls);
  }

  /** Tries an endpoint and a token, which need not be those that are set. */
  synchronized void test(String domain, Connection connection) throws Refused {
    connection.dialect().test(app(domain, connection, new ArrayList<>()));
  }

  /** The addresses of everybody the app holds. */
  synchronized List<String> readPeople(String domain) throws Refused {
    return read(domain, "Users", "userName");
  }

  /** The names of all groups that the app holds. */
  synchronized List<String> readGroups(String domain) throws Refused {
    return read(domain, "Groups", "displayName");
  }

  private List<String> read(String domain, String kind, String name) throws Refused {
    var connection = directory(domain).connection();
    var app = app(domain, connection, new ArrayList<>());
    return connection.dialect().read(app, kind, name);
  }

  private App app(String domain, Connection connection, List<Call> calls) {
    return new App(
        outgoing,
        connection.access(),
        connection.dialect(),
        call -> {
          calls.add(call);
          directories.note(domain, call);
        },
        clock);
  }

  private Directory directory(String domain) {
    return directories.find(domain).orElseThrow(() -> new IllegalArgumentException(domain));
  }
}
