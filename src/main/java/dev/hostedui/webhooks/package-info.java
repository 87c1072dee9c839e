/**
 * Posts events to the addresses of the app.
 *
 * <p>What is to be sent, when, and what came of it is {@code identity.webhook}'s; this package
 * makes the calls. Each address has lanes of its own, so that one which answers slowly or not at
 * all holds up no other; calls wait on the network and on no thread.
 */
@NullMarked
package dev.hostedui.webhooks;

import org.jspecify.annotations.NullMarked;
