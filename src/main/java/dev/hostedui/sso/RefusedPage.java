package dev.hostedui.sso;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Says why a sign-in at an identity provider did not work, what to do about it, and where to go.
 *
 * @param address the address that an admin enters at their provider, to be copied, or null
 * @param said what the provider itself said, as text, or null
 * @param code the name of the error, for an admin, or null
 * @param way where to go from here
 * @param wayLabel what the link says
 * @param otherWay where to sign in by something else, or null
 */
public record RefusedPage(
    Look look,
    String title,
    String message,
    @Nullable String address,
    @Nullable String said,
    @Nullable String code,
    String way,
    String wayLabel,
    @Nullable String otherWay)
    implements View {}
