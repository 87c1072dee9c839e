package dev.hostedui.identity.claim;

import java.time.Instant;

/**
 * A claim that the operator has defined.
 *
 * @param name what tokens call it
 * @param expression as it was typed, without blanks around it
 */
public record TokenClaim(
    TokenClaimId id, String name, String expression, Instant createdAt, Instant updatedAt) {}
