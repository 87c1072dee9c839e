/**
 * What happened, as rows: written in the transaction of the change, with the object as it was
 * before and as it is after.
 *
 * <p>{@link dev.hostedui.identity.event.Events} writes them, and {@link
 * dev.hostedui.identity.event.EventType} lists what can happen and who may hear of it. An event
 * never changes, except that it gets its position once. Recording one sends nothing: whoever wants
 * to tell others reads the {@link dev.hostedui.identity.event.EventFeed}, whose positions miss
 * none. Nothing follows it yet; it is there for an audit log and webhooks.
 */
@NullMarked
package dev.hostedui.identity.event;

import org.jspecify.annotations.NullMarked;
