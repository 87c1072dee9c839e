package dev.hostedui.portal.security;

import dev.hostedui.portal.PasskeySignal;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;

/**
 * The card of passkeys.
 *
 * @param base the address below which its own are
 * @param alone whether it is the whole page
 * @param signal what password managers are told of these, also when there are none any more
 */
public record PasskeyCard(
    Spot spot,
    Look look,
    String base,
    boolean alone,
    List<ListedPasskey> passkeys,
    PasskeySignal signal)
    implements View {}
