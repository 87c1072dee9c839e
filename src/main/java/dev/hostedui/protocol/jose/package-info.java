/**
 * Signed tokens (RFC 7515, 7517, 7519) with RS256, the one algorithm here: signing, checking, and
 * the set of public keys.
 *
 * <p>The algorithm is never taken from a token. What a token's claims mean is for those who asked
 * for them to say.
 */
@NullMarked
package dev.hostedui.protocol.jose;

import org.jspecify.annotations.NullMarked;
