package dev.hostedui.customer.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The directory of one company.
 *
 * @param next the number of whoever is hired and whatever group is made next
 */
public record Directory(
    String domain,
    String company,
    List<Employee> people,
    List<Group> groups,
    Connection connection,
    int next) {

  public Directory {
    people = List.copyOf(people);
    groups = List.copyOf(groups);
  }

  // ------------------------------------------------------------------ reading

  public Optional<Employee> person(String id) {
    return people.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  public Optional<Group> group(String id) {
    return groups.stream().filter(it -> it.id().equals(id) && !it.deleted()).findFirst();
  }

  /** The groups that are there, which leaves out those that only the app still has. */
  public List<Group> presentGroups() {
    return groups.stream().filter(it -> !it.deleted()).toList();
  }

  public List<Group> groupsOf(Employee person) {
    return presentGroups().stream().filter(it -> it.has(person.id())).toList();
  }

  public String groupNames(Employee person) {
    return groupsOf(person).stream().map(Group::name).collect(Collectors.joining(", "));
  }

  public boolean hasAddress(String email, String except) {
    return people.stream()
        .anyMatch(it -> it.details().email().equalsIgnoreCase(email) && !it.id().equals(except));
  }

  public boolean hasGroup(String name, String except) {
    return presentGroups().stream()
        .anyMatch(it -> it.name().equalsIgnoreCase(name) && !it.id().equals(except));
  }

  // ------------------------------------------------------------------ changing

  Directory with(Connection anew) {
    return new Directory(domain, company, people, groups, anew, next);
  }

  Directory withPeople(List<Employee> anew) {
    return new Directory(domain, company, anew, groups, connection, next);
  }

  Directory withGroups(List<Group> anew) {
    return new Directory(domain, company, people, anew, connection, next);
  }

  /** With one more person, whose id is the last of the list. */
  Directory hire(Employee.Details details) {
    var more = new ArrayList<>(people);
    more.add(Employee.hired("p-" + next, details));
    return new Directory(domain, company, more, groups, connection, next + 1);
  }

  /** With one more group, whose id is the last of the list. */
  Directory begin(String name) {
    var more = new ArrayList<>(groups);
    more.add(Group.begun("g-" + next, name, Set.of()));
    return new Directory(domain, company, people, more, connection, next + 1);
  }

  Directory change(String person, UnaryOperator<Employee> change) {
    return withPeople(
        people.stream().map(it -> it.id().equals(person) ? change.apply(it) : it).toList());
  }

  Directory changeGroup(String group, UnaryOperator<Group> change) {
    return withGroups(
        groups.stream().map(it -> it.id().equals(group) ? change.apply(it) : it).toList());
  }

  Directory changeGroups(UnaryOperator<Group> change) {
    return withGroups(groups.stream().map(change).toList());
  }

  Directory without(String person) {
    return changeGroups(it -> it.with(person, false))
        .withPeople(people.stream().filter(it -> !it.id().equals(person)).toList());
  }

  Directory withoutGroup(String group) {
    return withGroups(groups.stream().filter(it -> !it.id().equals(group)).toList());
  }

  /** As it was before anything was told to any app. */
  Directory untold() {
    return withPeople(people.stream().map(it -> it.told(null)).toList())
        .withGroups(groups.stream().filter(it -> !it.deleted()).map(it -> it.told(null)).toList());
  }

  // ------------------------------------------------------------------ at the beginning

  /** The companies as they are when nobody has changed anything, by their domains. */
  static Map<String, Directory> begun() {
    var all = new LinkedHashMap<String, Directory>();
    all.put(
        "initech.example",
        begun("initech.example", "Initech", 1001)
            .hire(details("Ivy", "Initech", "ivy@initech.example", "Head of IT", "IT"))
            .hire(details("Noor", "Newcomer", "noor@initech.example", "Engineer", "Products"))
            .hire(details("Ilja", "Øster & Søn", "ilja@initech.example", "Designer", "Products"))
            .begin("IT")
            .begin("Products")
            .changeGroup("g-1004", it -> it.with("p-1001", true))
            .changeGroup("g-1005", it -> it.with("p-1002", true).with("p-1003", true)));
    all.put(
        "acmecorp.example",
        begun("acmecorp.example", "AcmeCorp", 2001)
            .hire(details("Ada", "Admin", "ada@acmecorp.example", "Head of IT", "IT"))
            .hire(details("Max", "Member", "max@acmecorp.example", "Accountant", "Finance"))
            .hire(details("Nina", "Newcomer", "nina@acmecorp.example", "Trainee", "Finance"))
            .begin("IT")
            .begin("Finance")
            .changeGroup("g-2004", it -> it.with("p-2001", true))
            .changeGroup("g-2005", it -> it.with("p-2002", true).with("p-2003", true)));
    return all;
  }

  private static Directory begun(String domain, String company, int next) {
    return new Directory(domain, company, List.of(), List.of(), Connection.NONE, next);
  }

  private static Employee.Details details(
      String givenName, String familyName, String email, String title, String department) {
    return new Employee.Details(givenName, familyName, email, title, department);
  }
}
