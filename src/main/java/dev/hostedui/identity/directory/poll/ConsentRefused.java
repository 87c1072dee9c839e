package dev.hostedui.identity.directory.poll;

import java.time.Instant;

/**
 * Why the last try to authorize came to nothing.
 *
 * @param code pages have words for it
 * @param words what belongs to them: an address, or the other system's own words; or empty
 */
public record ConsentRefused(String code, String words, Instant at) {}
