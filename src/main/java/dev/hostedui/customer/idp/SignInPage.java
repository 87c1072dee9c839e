package dev.hostedui.customer.idp;

import java.util.List;

/**
 * Asks who somebody is.
 *
 * @param key of the sign-in that waits
 * @param app where they go
 * @param here the id of who is signed in here already, or empty
 * @param warnings what is wrong with the identity provider now, in words
 */
public record SignInPage(String key, String app, String here, List<String> warnings) {

  public List<Person> people() {
    return Person.ALL;
  }
}
