/**
 * Passkeys: public keys people sign in with, kept with where they came from and how often they were
 * used.
 *
 * <p>A ceremony begins with a challenge that is good once, for five minutes, and only where it was
 * given: in one session, or in one browser on the way in. What the authenticator answers is
 * verified by {@code protocol.webauthn} before it comes here; this package decides whose it is, how
 * many there may be, and what a signature counter that went back means. Whenever a passkey comes or
 * goes, a letter tells its owner, whose link ends every session.
 */
@NullMarked
package dev.hostedui.identity.passkey;

import org.jspecify.annotations.NullMarked;
