package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.Account;
import org.jspecify.annotations.Nullable;

/**
 * Somebody of a company, as its directory knows them.
 *
 * @param id for good; apps know it as externalId
 * @param remote what the app was told last; null if it was told nothing, or to forget them
 * @param problem why the app was not told what is here, or an empty text
 */
public record Employee(
    String id, Details details, State state, @Nullable Remote remote, String problem) {

  /** What is written down of a person. */
  public record Details(
      String givenName, String familyName, String email, String title, String department) {

    public String name() {
      return (givenName + " " + familyName).strip();
    }
  }

  /** Whether they work here. */
  public enum State {
    ACTIVE("Active"),
    SUSPENDED("Suspended"),
    GONE("Has left");

    private final String words;

    State(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * Them in the app.
   *
   * @param id what the app calls them
   * @param told what it was told last
   */
  public record Remote(String id, Account told) {}

  static Employee hired(String id, Details details) {
    return new Employee(id, details, State.ACTIVE, null, "");
  }

  public String name() {
    return details.name();
  }

  public boolean works() {
    return state == State.ACTIVE;
  }

  public boolean hasLeft() {
    return state == State.GONE;
  }

  /** What an app has to know. */
  public Account account() {
    return new Account(
        id,
        details.email(),
        details.givenName(),
        details.familyName(),
        details.title(),
        details.department(),
        works());
  }

  /** Whether the app knows everything about them. */
  public boolean isTold() {
    return remote == null ? hasLeft() : remote.told().equals(account());
  }

  /** What is between them and the app, in a word or two. */
  public String standing() {
    if (!problem.isEmpty()) return "Refused";
    if (remote == null) return hasLeft() ? "Not there" : "Not yet there";
    return isTold() ? "Up to date" : "Behind";
  }

  Employee with(Details anew) {
    return new Employee(id, anew, state, remote, problem);
  }

  Employee with(State anew) {
    return new Employee(id, details, anew, remote, problem);
  }

  Employee told(@Nullable Remote anew) {
    return new Employee(id, details, state, anew, "");
  }

  Employee withProblem(String anew) {
    return new Employee(id, details, state, remote, anew);
  }
}
