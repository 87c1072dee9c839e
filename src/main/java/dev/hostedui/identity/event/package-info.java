/**
 * What happened, as rows: written in the transaction of the change, read later by audit, webhooks
 * and mail.
 *
 * <p>An event is never changed. It does not send anything; whoever wants to tell the world reads
 * it.
 */
@NullMarked
package dev.hostedui.identity.event;

import org.jspecify.annotations.NullMarked;
