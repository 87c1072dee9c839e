/**
 * The OpenID provider: how applications have their people signed in here, and hear when that ends.
 *
 * <p>Four endpoints for browsers ({@link dev.hostedui.provider.Authorize}, {@link
 * dev.hostedui.provider.EndSession}) and for clients ({@link
 * dev.hostedui.provider.ClientEndpoints}), and the calls that go out ({@link
 * dev.hostedui.provider.BackChannelLogout}). Messages are read and written in {@code
 * protocol.oidc}; what is granted is decided in {@code identity.grant}; people are asked on the
 * pages of {@code login}, to which a browser is sent and from which it comes back.
 *
 * <p>There is no page of consent: every application belongs to the one who runs this installation.
 */
@NullMarked
package dev.hostedui.provider;

import org.jspecify.annotations.NullMarked;
