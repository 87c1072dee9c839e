package dev.hostedui.identity.directory.poll;

/**
 * A group at the other system, as it was read last.
 *
 * @param members as the other system counts them: a group in it counts as one
 * @param tracked whether its people are followed
 */
public record SourceGroup(String id, String name, String email, long members, boolean tracked) {}
