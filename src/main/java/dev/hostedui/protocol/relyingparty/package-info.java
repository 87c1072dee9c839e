/**
 * OpenID Connect as the side that sends people to a provider and believes what it answers (OpenID
 * Connect Core and Discovery, RFC 6749, 7636, 9207, RP-Initiated and Back-Channel Logout).
 *
 * <p>The way of a sign-in: {@link dev.hostedui.protocol.relyingparty.ProviderMetadata} says where
 * the provider is, {@link dev.hostedui.protocol.relyingparty.SignInRequest} asks it, {@link
 * dev.hostedui.protocol.relyingparty.Callback} is what the browser brings back, {@link
 * dev.hostedui.protocol.relyingparty.TokenRequest} and {@link
 * dev.hostedui.protocol.relyingparty.TokenAnswer} exchange the code, {@link
 * dev.hostedui.protocol.relyingparty.Userinfo} may add to it, and {@link
 * dev.hostedui.protocol.relyingparty.SignInExamination} looks at all of it with the {@link
 * dev.hostedui.protocol.relyingparty.ProviderKeys}.
 *
 * <p>An answer is examined as a whole and every check is kept. What cannot be read is a failed
 * check, not an exception, so that a test of a connection shows it beside the others. JSON is read
 * strictly: a member that comes twice is refused, because two readers could take one each.
 *
 * <p>Only the code flow, always with a nonce. Which algorithms are believed is written here and not
 * taken from a token or a document: signatures with a key of the provider's, never {@code none} and
 * never a shared secret. Encrypted tokens are not read.
 *
 * <p>Nothing here calls anybody: {@code dev.hostedui.upstream} fetches what is read here.
 */
@NullMarked
package dev.hostedui.protocol.relyingparty;

import org.jspecify.annotations.NullMarked;
