/**
 * Single sign-on under way: what was asked of an identity provider, and what it answered.
 *
 * <p>A request belongs to one browser and is good for one answer within ten minutes. The answer
 * comes by way of the provider's pages, often without a cookie of ours; it waits here, examined and
 * found to be good, until the browser that asked comes for it. Whoever else comes gets nothing.
 *
 * <p>It does not know what a good answer looks like, nor whom it names: that is for {@code
 * protocol} and for {@code identity.connection}.
 */
@NullMarked
package dev.hostedui.identity.signon;

import org.jspecify.annotations.NullMarked;
