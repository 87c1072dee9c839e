package dev.hostedui.identity.connection;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Version;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an organization to its identity provider, without its settings.
 *
 * @param provider the name of the guide by which it is set up, like {@code OKTA}
 * @param status how far it is set up: its live version, or its draft while none is live
 * @param enabledAt since when people are sent to the provider; null while they are not
 * @param firstEnabledAt when they were for the first time, or null
 * @param switches those that are on
 */
public record Connection(
    ConnectionId id,
    OrganizationId organization,
    String provider,
    Protocol protocol,
    ConnectionStatus status,
    @Nullable Instant enabledAt,
    @Nullable Instant firstEnabledAt,
    Set<Switch> switches,
    Instant createdAt,
    Instant updatedAt) {

  public Connection {
    switches = Set.copyOf(switches);
  }

  public boolean enabled() {
    return enabledAt != null;
  }

  /** Whether people were ever sent there; then its provider cannot change any more. */
  public boolean everEnabled() {
    return firstEnabledAt != null;
  }

  public boolean has(Switch one) {
    return switches.contains(one);
  }

  Connection to(String otherProvider, Protocol otherProtocol, Instant now) {
    return new Connection(
        id,
        organization,
        otherProvider,
        otherProtocol,
        ConnectionStatus.DRAFT,
        enabledAt,
        firstEnabledAt,
        switches,
        createdAt,
        Version.next(updatedAt, now));
  }

  Connection enabled(Instant now) {
    return new Connection(
        id,
        organization,
        provider,
        protocol,
        status,
        now,
        firstEnabledAt == null ? now : firstEnabledAt,
        switches,
        createdAt,
        Version.next(updatedAt, now));
  }

  Connection disabled(Instant now) {
    return new Connection(
        id,
        organization,
        provider,
        protocol,
        status,
        null,
        firstEnabledAt,
        switches,
        createdAt,
        Version.next(updatedAt, now));
  }

  Connection with(Set<Switch> others, Instant now) {
    return new Connection(
        id,
        organization,
        provider,
        protocol,
        status,
        enabledAt,
        firstEnabledAt,
        others,
        createdAt,
        Version.next(updatedAt, now));
  }

  Connection with(ConnectionStatus other, Instant now) {
    return new Connection(
        id,
        organization,
        provider,
        protocol,
        other,
        enabledAt,
        firstEnabledAt,
        switches,
        createdAt,
        Version.next(updatedAt, now));
  }
}
