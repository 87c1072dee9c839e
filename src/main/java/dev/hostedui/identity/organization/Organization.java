package dev.hostedui.identity.organization;

import dev.hostedui.identity.OrganizationId;

/** A customer of the app. */
public record Organization(OrganizationId id, long number, String displayName) {}
