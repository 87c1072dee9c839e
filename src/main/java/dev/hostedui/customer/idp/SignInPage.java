package dev.hostedui.customer.idp;

import java.util.List;

/**
 * Asks who somebody is.
 *
 * @param key of the sign-in that waits
 * @param app where they go
 * @param people everybody who can be picked
 * @param here the id of who is signed in here already, or empty
 * @param warnings what is wrong with the identity provider now, in words
 */
public record SignInPage(
    String key, String app, List<Person> people, String here, List<String> warnings) {}
