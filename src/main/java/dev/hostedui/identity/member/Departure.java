package dev.hostedui.identity.member;

/**
 * What it means for somebody to leave an organization.
 *
 * @param lastAdmin whether they may not, being the last who can do everything
 * @param withAccount whether they belong to no other, so that their account goes with it
 * @param back how they can come back without an invitation
 */
public record Departure(boolean lastAdmin, boolean withAccount, WaysBack back) {}
