package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.OrganizationId;

/** A domain whose people are offered the organization when they sign in. */
public record AllowedEmailDomain(
    EmailDomainId id, OrganizationId organization, DomainName domain) {}
