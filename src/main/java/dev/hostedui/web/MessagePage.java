package dev.hostedui.web;

/**
 * A page that says one thing, for people who are not signed in or not in the portal.
 *
 * @param way where to go from here
 * @param wayLabel what the link says
 */
public record MessagePage(Look look, String title, String message, String way, String wayLabel)
    implements View {}
