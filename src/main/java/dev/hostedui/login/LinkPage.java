package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks before a link opened in another browser signs in there.
 *
 * @param current who else is signed in there, or null
 */
public record LinkPage(
    Look look, String application, String email, @Nullable String current, String token)
    implements View {}
