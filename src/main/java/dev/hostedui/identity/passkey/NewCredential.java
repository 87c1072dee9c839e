package dev.hostedui.identity.passkey;

import java.util.List;

/**
 * What an authenticator made, verified.
 *
 * @param credentialId in base64url
 * @param publicKey the attested credential data, in base64url
 * @param aaguid the authenticator's model, like {@code fbfc3007-154e-4ecc-8c0b-6e020557d7bd}
 * @param attachment {@code platform}, {@code cross-platform}, or empty
 */
public record NewCredential(
    String credentialId,
    String publicKey,
    String aaguid,
    long signCount,
    Backup backup,
    String attachment,
    List<String> transports) {}
