/**
 * The keys that sign tokens: made here, encrypted at rest, replaced on a schedule.
 *
 * <p>A key is shown to the world a week before it first signs and a month after it last did, so
 * that no client meets a token whose key it cannot find. How tokens are signed is the protocol's.
 */
@NullMarked
package dev.hostedui.identity.signingkey;

import org.jspecify.annotations.NullMarked;
