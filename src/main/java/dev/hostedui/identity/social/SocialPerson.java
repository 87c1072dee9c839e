package dev.hostedui.identity.social;

import dev.hostedui.identity.user.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as a provider names them.
 *
 * @param subject what it calls them for good
 * @param email the address it gives, or null
 * @param proven whether its word is enough for that address to be theirs
 * @param label by what they know their account there: the address, or else a name
 * @param givenName may be empty
 * @param familyName may be empty
 */
public record SocialPerson(
    String subject,
    @Nullable EmailAddress email,
    boolean proven,
    String label,
    String givenName,
    String familyName) {}
