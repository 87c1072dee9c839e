package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;

/** Asks before a link opened in another browser signs in there. */
public record LinkPage(Look look, String application, String email, String token) implements View {}
