package dev.hostedui.portal.security;

import dev.hostedui.web.Look;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import gg.jte.Content;
import org.jspecify.annotations.Nullable;

/**
 * The page of passkeys that an app can link to: no menu, only the card, or what is asked about one.
 *
 * @param email who is signed in
 * @param toast what was just done or refused, or null
 * @param back where the way back leads, or null on the card itself
 */
public record PasskeysPage(
    Look look,
    String title,
    String email,
    @Nullable Toast toast,
    @Nullable String back,
    Content content)
    implements View {}
