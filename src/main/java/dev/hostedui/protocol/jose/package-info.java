/**
 * Signed tokens (RFC 7515, 7517, 7519) with RS256, the one algorithm of ours: signing, checking,
 * the set of public keys, and reading the public keys that clients hand in.
 *
 * <p>The algorithm is never taken from a token. What a token's claims mean is for those who asked
 * for them to say.
 */
@NullMarked
package dev.hostedui.protocol.jose;

import org.jspecify.annotations.NullMarked;
