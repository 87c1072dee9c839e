/**
 * The mails that warn before something ends that nobody would miss until it has: those who may see
 * to it are told once for each of some days before.
 *
 * <p>What ends, and what is said of it, is known by its owner, a {@link
 * dev.hostedui.identity.expiry.Expiring}.
 */
@NullMarked
package dev.hostedui.identity.expiry;

import org.jspecify.annotations.NullMarked;
