package dev.hostedui.identity.member;

/**
 * How somebody whose membership ends can become a member again without an invitation.
 *
 * @param byDirectory whether a directory says that they are active, and so makes them a member
 *     again when it next changes something of them
 * @param byEmailDomain whether the organization is offered to them, because it lists their domain
 * @param bySingleSignOn whether its identity provider makes them a member when they sign in there
 */
public record WaysBack(boolean byDirectory, boolean byEmailDomain, boolean bySingleSignOn) {}
