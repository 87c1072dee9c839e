/**
 * The customer's identity provider: who its people are, which apps they may go to, and what it says
 * of them when it misbehaves. {@code saml} and {@code oidc} speak the two standards.
 *
 * <p>Nobody has a password here: whoever comes picks the person to be. A sign-in waits in {@code
 * Visits} until somebody was picked, and goes on where the standard says.
 */
@NullMarked
package dev.hostedui.customer.idp;

import org.jspecify.annotations.NullMarked;
