package dev.hostedui.identity.connection;

import dev.hostedui.identity.OrganizationId;

/**
 * A connection that people are sent to now.
 *
 * @param version the number of its live version
 */
public record RoutedConnection(
    ConnectionId id,
    OrganizationId organization,
    String provider,
    Protocol protocol,
    int version) {}
