package dev.hostedui.identity.user;

import dev.hostedui.identity.UserId;

/** A person. Names may be empty. */
public record User(
    UserId id, EmailAddress email, boolean emailVerified, String givenName, String familyName) {

  /** Both names in the order they were given, or an empty text. */
  public String fullName() {
    return (givenName + " " + familyName).strip();
  }
}
