package dev.hostedui.customer.idp;

/**
 * Somebody who can sign in here.
 *
 * @param id what the identity provider calls them, for good
 * @param note what whoever picks them should know, such as that they have left; empty if nothing
 */
public record Person(String id, String email, String givenName, String familyName, String note) {

  /** Somebody of another company, whom no directory here knows. */
  public static final Person CONTRACTOR =
      new Person("p-3001", "cora@elsewhere.example", "Cora", "Contractor", "");

  public String name() {
    return givenName + " " + familyName;
  }
}
