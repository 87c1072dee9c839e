package dev.hostedui.login;

import dev.hostedui.web.View;

/**
 * Says that the mail server takes no mail at the moment, and what to do.
 *
 * @param lifetime how long a code works
 * @param another where to sign in by other means
 */
public record HeldUpNotice(String lifetime, String another) implements View {}
