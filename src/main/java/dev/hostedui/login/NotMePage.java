package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks before everything is ended that a notice told of: the link of a mail may be opened by a
 * scanner.
 *
 * @param passkey the passkey that goes too, or null
 */
public record NotMePage(Look look, String email, @Nullable String passkey, String token)
    implements View {}
