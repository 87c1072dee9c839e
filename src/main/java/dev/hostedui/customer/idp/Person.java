package dev.hostedui.customer.idp;

import java.util.List;
import java.util.Optional;

/**
 * Somebody who works for the customer.
 *
 * @param id what the identity provider calls them, for good
 */
public record Person(String id, String email, String givenName, String familyName) {

  /** Everybody, those of Initech first. Cora has an address of another company. */
  public static final List<Person> ALL =
      List.of(
          new Person("p-1001", "ivy@initech.example", "Ivy", "Initech"),
          new Person("p-1002", "noor@initech.example", "Noor", "Newcomer"),
          new Person("p-1003", "ilja@initech.example", "Ilja", "Øster & Søn"),
          new Person("p-2001", "ada@acmecorp.example", "Ada", "Admin"),
          new Person("p-2002", "max@acmecorp.example", "Max", "Member"),
          new Person("p-2003", "nina@acmecorp.example", "Nina", "Newcomer"),
          new Person("p-3001", "cora@elsewhere.example", "Cora", "Contractor"));

  public static Optional<Person> find(String id) {
    return ALL.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  public String name() {
    return givenName + " " + familyName;
  }
}
