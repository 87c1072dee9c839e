/**
 * OpenID Connect as a provider speaks it: discovery, keys, code flow with PKCE, user info, logout
 * by the browser and behind its back. Nimbus reads and writes the messages.
 *
 * <p>Codes and access tokens are kept in memory and forgotten when the program ends; the apps and
 * the keys outlast it.
 */
@NullMarked
package dev.hostedui.customer.idp.oidc;

import org.jspecify.annotations.NullMarked;
