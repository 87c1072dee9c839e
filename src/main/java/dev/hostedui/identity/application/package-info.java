/**
 * The applications of the environment: the clients of OAuth (RFC 6749 §2) that hand their people
 * over here.
 *
 * <p>Which addresses they may be sent back to is decided here ({@link
 * dev.hostedui.identity.application.RedirectUris}); what they are granted is in {@code
 * identity.grant}.
 */
@NullMarked
package dev.hostedui.identity.application;

import org.jspecify.annotations.NullMarked;
