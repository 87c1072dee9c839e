package dev.hostedui.coffeedesk;

/**
 * What went wrong, and the way on.
 *
 * @param again where to try again
 */
public record FailurePage(String title, String message, String again) {}
