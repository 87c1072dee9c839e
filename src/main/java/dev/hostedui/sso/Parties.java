package dev.hostedui.sso;

import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.ConnectionVersions;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.web.Looks;
import io.javalin.http.Context;
import java.util.Optional;

/** Finds whom we talk to: a connection by the settings that count now. */
final class Parties {

  private final Connections connections;
  private final ConnectionVersions versions;
  private final ConnectionRoutes routes;

  Parties(Connections connections, ConnectionVersions versions, ConnectionRoutes routes) {
    this.connections = connections;
    this.versions = versions;
    this.routes = routes;
  }

  /** The id that an address names; empty when it has not the form of one. */
  static Optional<ConnectionId> idOf(Context ctx) {
    return ConnectionId.parse(ctx.pathParam("connection"));
  }

  /** Lets the page of an answer be about the organization whose connection the address names. */
  void dress(Context ctx) {
    if (ctx.pathParamMap().containsKey("connection"))
      idOf(ctx).flatMap(connections::find).ifPresent(it -> Looks.about(ctx, it.organization()));
  }

  /**
   * A connection that people are sent to now, by its live settings: those that were live when
   * somebody departed may have been given up since because nobody may come by them any more.
   */
  Optional<Party> live(ConnectionId id, Protocol protocol) {
    return routes
        .live(id)
        .filter(it -> it.connection().protocol() == protocol)
        .map(it -> new Party(it.connection(), it.version()));
  }

  /**
   * A connection by the settings that are live, enabled or not. Sessions outlive it when it is
   * disabled, and whoever has vouched for them may still end them.
   */
  Optional<Party> vouching(ConnectionId id, Protocol protocol) {
    return connections
        .find(id)
        .filter(it -> it.protocol() == protocol)
        .flatMap(
            it -> Optional.ofNullable(versions.of(id).live()).map(live -> new Party(it, live)));
  }

  /**
   * Whether the provider that a request was sent to is still the one that the connection leads to.
   * What one provider hands out must not be shown to another (RFC 9700 §4.4).
   */
  boolean stillAsked(Party party, SignOnRequest request) {
    return versions
        .find(party.id(), (int) request.version())
        .filter(it -> isOneProvider(it.settings(), party.version().settings()))
        .isPresent();
  }

  private static boolean isOneProvider(ConnectionSettings asked, ConnectionSettings now) {
    if (!asked.issuer().equals(now.issuer())) return false;
    return !(now instanceof OidcSettings after)
        || (asked instanceof OidcSettings before && after.sendsSecretWhere(before));
  }

  /** A connection by one version of its settings, as a test run tries them. */
  Optional<Party> of(ConnectionId id, int version) {
    return connections
        .find(id)
        .flatMap(it -> versions.find(id, version).map(found -> new Party(it, found)));
  }

  /** A connection, whether people are sent to it or not. */
  Optional<Connection> connection(ConnectionId id) {
    return connections.find(id);
  }

  /** What a connection is set to, or is being set to while nothing is live yet. */
  Optional<ConnectionSettings> newest(ConnectionId id) {
    var shown = versions.of(id);
    return Optional.ofNullable(shown.live() != null ? shown.live() : shown.draft())
        .map(ConnectionVersion::settings);
  }
}
