package dev.hostedui.portal.security;

import dev.hostedui.web.Ago;

/**
 * A line of the list of accounts by which one may sign in.
 *
 * @param id of its connection
 * @param provider what the provider is called
 * @param picture by what its picture goes in the style sheets
 * @param label by what its owner knows the account there
 * @param enabled whether signing in with the provider is switched on
 */
public record ConnectedAccount(
    String id,
    String provider,
    String picture,
    String label,
    boolean enabled,
    Ago connected,
    Ago lastUsed) {}
