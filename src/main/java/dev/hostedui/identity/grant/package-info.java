/**
 * What applications are granted in a session: an authorization that waits for its person, the code,
 * the refresh token, and the call that tells an application its session has ended.
 *
 * <p>A grant belongs to one application, one session and one organization, and is worth nothing
 * once the session or the membership is over, whatever its own row says. Access tokens are not
 * kept: they are signed, short-lived and name their grant.
 */
@NullMarked
package dev.hostedui.identity.grant;

import org.jspecify.annotations.NullMarked;
