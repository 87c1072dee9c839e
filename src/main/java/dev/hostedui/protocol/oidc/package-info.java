/**
 * The messages of an OpenID provider (RFC 6749, 7009, 7523, 7636, 7662, 8414, 9207; OpenID Connect
 * Core, Discovery and RP-Initiated Logout), read from what a client sent and written for it.
 *
 * <p>Reading says only whether a message is well formed. Whether the client is known, the code good
 * or the person signed in is not decided here.
 */
@NullMarked
package dev.hostedui.protocol.oidc;

import org.jspecify.annotations.NullMarked;
