package dev.hostedui.identity.directory.poll;

/**
 * A group at the other system, as it was read last.
 *
 * @param members as the other system counts them: a group in it counts as one
 * @param tracked whether its people are followed
 * @param gone whether the last complete list did not name it, which only one that is followed
 *     outlives
 */
public record SourceGroup(
    String id, String name, String email, long members, boolean tracked, boolean gone) {}
