/**
 * The OpenID provider: how applications have their people signed in here, and hear when that ends.
 *
 * <p>From code to token:
 *
 * <ol>
 *   <li>{@link dev.hostedui.provider.Authorize} finds out who is there, has {@code
 *       identity.grant.AuthorizationCodes} issue a code, and sends the browser back with it.
 *   <li>{@link dev.hostedui.provider.ClientEndpoints} has {@link dev.hostedui.provider.Clients}
 *       tell which application calls, and redeems its code for what is granted: once, in one
 *       transaction. Later {@code identity.grant.RefreshTokens} exchanges the refresh token
 *       likewise.
 *   <li>{@link dev.hostedui.provider.Tokens} writes what was granted as claims, with the operator's
 *       own ({@link dev.hostedui.provider.OwnClaims}), and signs them.
 * </ol>
 *
 * <p>Beside that: {@link dev.hostedui.provider.UserInfo} says who a token is for, {@link
 * dev.hostedui.provider.Documents} what clients configure themselves with, {@link
 * dev.hostedui.provider.EndSession} signs out, and {@link dev.hostedui.provider.BackChannelLogout}
 * calls applications when a session has ended. Messages are read and written in {@code
 * protocol.oidc}; people are asked on the pages of {@code login}, to which a browser is sent and
 * from which it comes back.
 *
 * <p>There is no page of consent: every application belongs to the one who runs this installation.
 */
@NullMarked
package dev.hostedui.provider;

import org.jspecify.annotations.NullMarked;
