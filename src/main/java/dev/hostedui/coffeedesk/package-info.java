/**
 * Coffeedesk, the sample B2B app: what a product looks like that signs its people in here. Copy it.
 *
 * <p>It is an ordinary OpenID Connect client on a listener of its own and knows the provider by
 * three strings only: issuer, client id and client secret. Begin with {@link
 * dev.hostedui.coffeedesk.Coffeedesk}, whose routes are the whole app; {@code KnownProvider} speaks
 * OpenID Connect, {@code DeskSessions} remembers who is signed in.
 *
 * <p>It imports nothing of the portal, and the portal nothing of it. Over https its cookies would
 * also be {@code Secure} and called {@code __Host-…}, and a product that runs on several machines
 * would keep its sessions in its database.
 */
@NullMarked
package dev.hostedui.coffeedesk;

import org.jspecify.annotations.NullMarked;
