package dev.hostedui.portal.account;

import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/** The widget, with the names as saved or as typed. */
public record AccountPage(
    String givenName,
    @Nullable String givenNameError,
    String familyName,
    @Nullable String familyNameError,
    String email,
    boolean verified)
    implements View {}
