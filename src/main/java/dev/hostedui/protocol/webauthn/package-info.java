/**
 * Passkeys as WebAuthn Level 3 has them: what a browser is asked for, and whether its answer holds.
 *
 * <p>{@link dev.hostedui.protocol.webauthn.RelyingParty} writes the options of both ceremonies and
 * verifies their answers: type, challenge, origin, relying party, presence and verification of the
 * user, algorithm, signature, counter (§7.1, §7.2). WebAuthn4J does that work and is imported here
 * only; it is loaded by the first ceremony.
 *
 * <p>It asks for no attestation: which authenticator people use is theirs to choose. It does not
 * remember anything: whether a challenge was given, is still good and was not used before is for
 * {@code identity.passkey} to say.
 */
@NullMarked
package dev.hostedui.protocol.webauthn;

import org.jspecify.annotations.NullMarked;
