/**
 * What is known of providers for everybody: where they are, what they do in a way of their own, and
 * what of their word proves an address.
 *
 * <p>All but GitHub speak OpenID Connect, which {@link dev.hostedui.protocol.relyingparty}
 * examines. {@link dev.hostedui.protocol.social.Vendor} holds what is different about each of them;
 * {@link dev.hostedui.protocol.social.GithubAccount} reads what GitHub tells instead of an ID
 * token. Nothing here calls anybody.
 */
@NullMarked
package dev.hostedui.protocol.social;

import org.jspecify.annotations.NullMarked;
