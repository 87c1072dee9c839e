package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether an invitation should be accepted.
 *
 * @param signedInAs the address of somebody else who is signed in here, or null
 */
public record InvitationPage(
    Look look, String organization, String email, @Nullable String signedInAs, String token)
    implements View {}
