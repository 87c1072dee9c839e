package dev.hostedui.provider;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;

/**
 * Asks whether to sign out, because an application wants it and has not shown that it may.
 *
 * @param session the id of the session that is asked about
 * @param application its name
 * @param refusal why it does not lead back to the application, or empty
 */
public record SignOutPage(
    Look look,
    String session,
    String email,
    String application,
    String clientId,
    String postLogoutRedirectUri,
    String state,
    String refusal)
    implements View {}
