package dev.hostedui.identity.directory;

/**
 * A user of a directory after a verb, and what became of it.
 *
 * @param user as it is now; for {@link Effect#REMOVED}, as it was
 */
public record Provisioned(DirectoryUser user, Effect effect) {}
