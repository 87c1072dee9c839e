package dev.hostedui.identity.session;

import java.time.Instant;

/**
 * What has shown whose a session is.
 *
 * @param at when that was
 * @param method by which means, as {@code amr} writes it: one of RFC 8176, or the id of the
 *     connection whose identity provider said so
 */
public record Proof(Instant at, String method) {}
