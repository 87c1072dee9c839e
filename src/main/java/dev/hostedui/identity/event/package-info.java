/**
 * What happened, as rows: written in the transaction of the change, read later by audit, webhooks
 * and mail.
 *
 * <p>An event is never changed, but for its place that it is given once. It does not send anything;
 * whoever wants to tell the world follows the {@link dev.hostedui.identity.event.EventFeed}, which
 * misses none.
 */
@NullMarked
package dev.hostedui.identity.event;

import org.jspecify.annotations.NullMarked;
