/**
 * Applications: the clients of OAuth (RFC 6749 §2) whose people sign in here, and how each proves
 * who it is.
 *
 * <p>{@link dev.hostedui.identity.application.Applications} registers them, {@link
 * dev.hostedui.identity.application.ClientSecrets} gives them secrets, and {@link
 * dev.hostedui.identity.application.ClientKeys} has the keys that some use instead (RFC 7523).
 * {@link dev.hostedui.identity.application.RedirectUris} decides to which addresses a browser may
 * be sent back. What applications were granted is in {@code identity.grant}.
 *
 * <p>A client of an organization is something else: a program of a customer, which signs nobody in
 * and may do nothing here, and only gets tokens for the app's API.
 */
@NullMarked
package dev.hostedui.identity.application;

import org.jspecify.annotations.NullMarked;
