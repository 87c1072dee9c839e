/**
 * The email domains of an organization: what counts as one, and which are allowed to suggest it.
 *
 * <p>An allowed email domain needs no proof: it only offers the organization to people who have
 * proven an address there. Public suffixes come from Guava's copy of the Public Suffix List; the
 * lists of public and disposable mail providers are our own, because no maintained library carries
 * them.
 */
@NullMarked
package dev.hostedui.identity.emaildomain;

import org.jspecify.annotations.NullMarked;
