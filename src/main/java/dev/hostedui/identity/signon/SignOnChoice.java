package dev.hostedui.identity.signon;

import dev.hostedui.db.Database;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.session.Session;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which identity provider an application wants a person to come by. It may name a connection, an
 * organization or a domain, and the first of these that it names decides.
 */
public final class SignOnChoice {

  /** Why an application does not get what it asks for; the names are those that apps know. */
  public enum Refusal {
    INVALID_CONNECTION_ID,
    CONNECTION_NOT_ACTIVE,
    INVALID_ORGANIZATION_ID,
    DOMAIN_NOT_FOUND,
    NO_ACTIVE_CONNECTIONS
  }

  /**
   * What came of it.
   *
   * @param connection the connection whose provider has to vouch for the person, or null when any
   *     way in will do
   * @param named whether the application insists on that connection; when it named the
   *     organization, whoever belongs there in another way is welcome too
   * @param refusal why there is no connection, or null
   */
  public record Choice(
      @Nullable RoutedConnection connection, boolean named, @Nullable Refusal refusal) {

    private static final Choice ANY_WAY = new Choice(null, false, null);

    private static Choice refused(Refusal refusal) {
      return new Choice(null, false, refusal);
    }

    /** The organization that the person goes on to, when the connection decides it. */
    public Optional<OrganizationId> organization() {
      return Optional.ofNullable(connection).map(RoutedConnection::organization);
    }

    /** Whether a session can go on with what the application asks for. */
    public boolean passedBy(Session session, Sessions sessions) {
      if (connection == null) return true;
      if (named) return sessions.isVouchedBy(session.id(), connection.id().value());
      var active = session.active();
      return (active != null && active.id().equals(connection.organization()))
          || sessions.canTurn(session, connection.organization());
    }
  }

  private final Database database;
  private final Connections connections;
  private final ConnectionRoutes routes;

  public SignOnChoice(Database database, Connections connections, ConnectionRoutes routes) {
    this.database = database;
    this.connections = connections;
    this.routes = routes;
  }

  /**
   * Reads what an application has sent; what it did not send is null.
   *
   * @param whose the address of the person, or null while nobody knows: where an organization has
   *     several connections, its domain says by which one they come
   */
  public Choice of(
      @Nullable String connection,
      @Nullable String organization,
      @Nullable String domain,
      @Nullable EmailAddress whose) {
    if (connection != null) return ofConnection(connection);
    if (organization != null) return ofOrganization(organization, whose);
    return domain == null ? Choice.ANY_WAY : ofDomain(domain);
  }

  private Choice ofConnection(String sent) {
    var id = ConnectionId.parse(sent);
    var routed = id.flatMap(routes::find);
    if (routed.isPresent()) return new Choice(routed.get(), true, null);
    return Choice.refused(
        id.flatMap(connections::find).isPresent()
            ? Refusal.CONNECTION_NOT_ACTIVE
            : Refusal.INVALID_CONNECTION_ID);
  }

  private Choice ofOrganization(String sent, @Nullable EmailAddress whose) {
    var id = OrganizationId.parse(sent);
    if (id.isEmpty() || database.read(handle -> Organizations.find(handle, id.get())).isEmpty())
      return Choice.refused(Refusal.INVALID_ORGANIZATION_ID);
    var connections = routes.ofOrganization(id.get());
    if (connections.isEmpty()) return Choice.ANY_WAY;
    if (connections.size() == 1) return new Choice(connections.get(0), false, null);
    // people are asked for their address first
    if (whose == null) return Choice.ANY_WAY;
    return new Choice(
        routes
            .ofDomain(whose.domain())
            .filter(it -> it.organization().equals(id.get()))
            .orElse(connections.get(0)),
        false,
        null);
  }

  private Choice ofDomain(String sent) {
    var domain = domain(sent);
    if (domain.isEmpty()) return Choice.refused(Refusal.DOMAIN_NOT_FOUND);
    var name = domain.get().value();
    if (database.read(handle -> OrganizationDomains.verifiedBy(handle, name)).isEmpty())
      return Choice.refused(Refusal.DOMAIN_NOT_FOUND);
    return routes
        .ofDomain(name)
        .map(it -> new Choice(it, true, null))
        .orElseGet(() -> Choice.refused(Refusal.NO_ACTIVE_CONNECTIONS));
  }

  private static Optional<DomainName> domain(String sent) {
    try {
      return Optional.of(DomainName.parse("domain", sent));
    } catch (Problem malformed) {
      return Optional.empty();
    }
  }
}
