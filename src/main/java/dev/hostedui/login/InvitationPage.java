package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether an invitation should be accepted.
 *
 * @param signedInAs the address of somebody else who is signed in here, or null
 * @param signInFirst whether the link lets nobody in by itself, and its person is not signed in
 *     here
 * @param byHand whether the link was handed on by hand
 */
public record InvitationPage(
    Look look,
    String organization,
    String email,
    @Nullable String signedInAs,
    boolean signInFirst,
    boolean byHand,
    String token)
    implements View {}
