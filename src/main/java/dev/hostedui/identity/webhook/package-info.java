/**
 * Addresses of the app that are told what happens, and the events on their way to them.
 *
 * <p>{@link dev.hostedui.identity.webhook.Webhooks} makes and changes addresses. {@link
 * dev.hostedui.identity.webhook.WebhookQueue} follows the events and writes a delivery for each
 * address that wants one, in the transaction of the change: so there is one exactly when the change
 * is. {@link dev.hostedui.identity.webhook.Deliveries} hands them out with leases, keeps what came
 * of each try, and sends again what is asked for. Nothing in here calls anybody: that does {@code
 * webhooks}.
 *
 * <p>An event reaches an address at least once, and as a rule in the order in which things
 * happened; an app that needs the order goes by {@code occurred_at}. The body of a delivery is made
 * from the event each time, and since an event never changes, each try carries the same bytes.
 *
 * <p>Signatures follow Standard Webhooks, whose receivers exist for most languages. Own code here:
 * one HMAC, which the tests let the kept library check.
 */
@NullMarked
package dev.hostedui.identity.webhook;

import org.jspecify.annotations.NullMarked;
