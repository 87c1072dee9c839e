package dev.hostedui.identity.session;

import java.time.Instant;

/**
 * What has shown whose a session is.
 *
 * @param at when its person had proven it, as {@code auth_time} says: where an identity provider
 *     says so of an earlier time, that one
 * @param shownAt when it was shown here: so long the session lasts by it
 * @param method by which means, as {@code amr} writes it: one of RFC 8176, or the id of the
 *     connection whose identity provider said so
 */
public record Proof(Instant at, Instant shownAt, String method) {}
