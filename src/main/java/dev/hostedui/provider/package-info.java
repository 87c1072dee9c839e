/**
 * The OpenID provider: how applications have their people signed in here, and hear when that ends.
 *
 * <p>From code to token, in three steps: {@link dev.hostedui.provider.Authorize} finds out who is
 * there and has {@code identity.grant.AuthorizationCodes} issue a code, with which the browser goes
 * back; {@link dev.hostedui.provider.ClientEndpoints} takes the code from the application that
 * {@link dev.hostedui.provider.Clients} has recognized, and exchanges it, or later a refresh token
 * ({@code identity.grant.RefreshTokens}), for what is granted; {@link dev.hostedui.provider.Tokens}
 * writes that down and signs it.
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
