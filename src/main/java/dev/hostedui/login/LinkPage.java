package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks before the link of a mail signs in.
 *
 * @param current who else is signed in in this browser, or null
 * @param atOnce whether the mail was asked for in this browser: then it goes on by itself
 */
public record LinkPage(
    Look look,
    String application,
    String email,
    @Nullable String current,
    boolean atOnce,
    String token)
    implements View {}
