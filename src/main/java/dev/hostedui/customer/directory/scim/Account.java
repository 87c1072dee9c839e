package dev.hostedui.customer.directory.scim;

/**
 * What an app is told of a person.
 *
 * @param externalId what the directory calls them, for good
 * @param email also their user name
 * @param title may be empty, as may the department
 */
public record Account(
    String externalId,
    String email,
    String givenName,
    String familyName,
    String title,
    String department,
    boolean active) {

  public String displayName() {
    return (givenName + " " + familyName).strip();
  }
}
