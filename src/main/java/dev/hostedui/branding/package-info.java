/**
 * What branding needs from elsewhere: pictures at addresses that somebody gave, and addresses at
 * which an operator sees what it looks like.
 *
 * <p>What a picture may be and where it is kept is {@code identity.picture}'s, whose logo it is
 * {@code identity.environment}'s and {@code identity.organization}'s; this package makes the calls.
 */
@NullMarked
package dev.hostedui.branding;

import org.jspecify.annotations.NullMarked;
