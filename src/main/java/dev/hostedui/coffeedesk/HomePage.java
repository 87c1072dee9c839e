package dev.hostedui.coffeedesk;

/**
 * What somebody sees who is not signed in.
 *
 * @param notice what just happened, or an empty text
 */
public record HomePage(String notice) {}
