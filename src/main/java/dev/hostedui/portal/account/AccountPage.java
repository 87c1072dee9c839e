package dev.hostedui.portal.account;

import dev.hostedui.portal.PasskeySignal;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * The widget, with the names as saved or as typed.
 *
 * @param changeable whether they may change it as they came: not when only the identity provider of
 *     this organization has vouched for them
 * @param signal what password managers are told after a change, or null
 */
public record AccountPage(
    Spot spot,
    String givenName,
    @Nullable String givenNameError,
    String familyName,
    @Nullable String familyNameError,
    String email,
    boolean verified,
    boolean changeable,
    @Nullable PasskeySignal signal)
    implements View {}
