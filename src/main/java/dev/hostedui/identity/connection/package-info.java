/**
 * Connections of organizations to identity providers of their own: what they are set to, how they
 * are tried, who is known through them, and what they need to keep running.
 *
 * <p>A connection ({@link dev.hostedui.identity.connection.Connection}) has versions of its
 * settings. The settings of a version never change: whoever saves makes a new one, so that a test
 * that passed is a test of exactly that, and somebody who comes back from the provider is examined
 * by what they were sent away with. At most one version is live and at most one is a draft. A draft
 * goes live after a test that the acting person ran themselves, or against the advice of this
 * program, which the event then says.
 *
 * <p>A person is known by connection and subject first, then by an address that is theirs for
 * certain.
 *
 * <p>Our keys for SAML belong to one connection each ({@link
 * dev.hostedui.identity.connection.ServiceProviderKeys} says why). Sign-ins are noted in memory and
 * written later ({@link dev.hostedui.identity.connection.SignInHistory}).
 *
 * <p>How an answer is examined is the protocols' matter; this package only knows what both have in
 * common ({@link dev.hostedui.protocol.upstream}). It fetches nothing: who reads what providers
 * publish implements {@link dev.hostedui.identity.connection.PublishedSettings.Reader}.
 */
@NullMarked
package dev.hostedui.identity.connection;

import org.jspecify.annotations.NullMarked;
