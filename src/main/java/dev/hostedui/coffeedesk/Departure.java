package dev.hostedui.coffeedesk;

/**
 * Somebody who left to sign in and has not come back yet.
 *
 * @param browser a secret of the browser that left, in a cookie: nobody else may come back
 * @param state names this departure in the provider's answer
 * @param nonce names it in the id token
 * @param verifier proves to the provider that whoever redeems the code asked for it (PKCE)
 */
record Departure(String browser, String state, String nonce, String verifier) {}
