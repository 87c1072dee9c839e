package dev.hostedui.identity.organization;

/** A customer of the app. */
public record Organization(OrganizationId id, long number, String displayName) {}
