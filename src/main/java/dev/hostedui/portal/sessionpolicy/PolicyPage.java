package dev.hostedui.portal.sessionpolicy;

import dev.hostedui.portal.Spot;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * The widget.
 *
 * @param saved the fields as they are saved
 * @param typed the fields as they are shown, which differ after a refusal
 * @param version which policy is saved
 * @param formError what is wrong that no field is to blame for, or null
 * @param applicationWords the application's limits in words
 * @param accessTokenWords how long its access tokens live, which is less than any limit here
 * @param effective what applies now, in words
 * @param withoutEffect what the organization has set that the application's limits make moot, or
 *     null
 */
public record PolicyPage(
    Spot spot,
    Look look,
    PolicyForm saved,
    PolicyForm typed,
    String version,
    @Nullable String absoluteError,
    @Nullable String idleError,
    @Nullable String formError,
    String applicationWords,
    String accessTokenWords,
    LimitsInWords effective,
    @Nullable String withoutEffect,
    boolean canManage)
    implements View {}
