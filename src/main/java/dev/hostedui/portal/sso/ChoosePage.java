package dev.hostedui.portal.sso;

import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The widget while no provider is chosen, or while another one is.
 *
 * @param provider the provider that is ticked, or empty
 * @param protocol the protocol that is ticked, or empty
 * @param changing whether a connection exists whose provider is to be changed
 * @param asking the way to ask a colleague to do all of it, or null
 */
public record ChoosePage(
    Spot spot,
    Look look,
    List<Guide> guides,
    String provider,
    String protocol,
    @Nullable String error,
    boolean changing,
    boolean canManage,
    @Nullable Asking asking)
    implements View {}
