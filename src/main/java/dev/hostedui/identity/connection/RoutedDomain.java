package dev.hostedui.identity.connection;

import dev.hostedui.identity.emaildomain.EmailDomainId;

/**
 * A verified domain of an organization whose people are sent to one of its connections.
 *
 * @param domain in its ASCII form
 */
public record RoutedDomain(EmailDomainId id, String domain) {}
