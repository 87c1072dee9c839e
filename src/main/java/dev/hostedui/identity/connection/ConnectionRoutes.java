package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Finds the connection that somebody has to be sent to, in one statement each: enabled, of an
 * organization whose feature is on. It is asked at every sign-in.
 */
public final class ConnectionRoutes {

  private static final String ENABLED =
      " v.number AS version FROM connections c JOIN connection_versions v ON v.connection_id = c.id"
          + " AND v.state = 'live' JOIN organizations o ON o.id = c.organization_id";

  private static final String ROUTED =
      "SELECT c.id, c.organization_id, c.provider, c.protocol, o.features," + ENABLED;

  private static final String BY_DOMAIN =
      ROUTED
          + " JOIN email_domains d ON d.organization_id = c.organization_id WHERE d.domain = ? AND"
          + " d.domain_type = 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED' AND"
          + " c.enabled_at IS NOT NULL ORDER BY c.id LIMIT 1";

  private static final String BY_ORGANIZATION =
      ROUTED + " WHERE c.organization_id = ? AND c.enabled_at IS NOT NULL ORDER BY c.id LIMIT 1";

  private static final String BY_ID = ROUTED + " WHERE c.id = ? AND c.enabled_at IS NOT NULL";

  private final Database database;

  public ConnectionRoutes(Database database) {
    this.database = database;
  }

  /**
   * Where the people of an email domain are sent: to the organization that has verified exactly
   * this domain (behaviour §2.3.8).
   *
   * @param domain in lower case and its ASCII form
   */
  public Optional<RoutedConnection> ofDomain(String domain) {
    return first(database.rows(BY_DOMAIN, ConnectionRoutes::read, domain));
  }

  /** Where those are sent who want to sign in to an organization. */
  public Optional<RoutedConnection> ofOrganization(OrganizationId organization) {
    return first(database.rows(BY_ORGANIZATION, ConnectionRoutes::read, organization));
  }

  /** A connection while people may be sent to it. */
  public Optional<RoutedConnection> find(ConnectionId id) {
    return first(database.rows(BY_ID, ConnectionRoutes::read, id));
  }

  /**
   * Whether an organization wants the people of an address to come by its own provider: where
   * {@link #ofDomain} leads them, asked inside a change.
   */
  public static boolean requires(Handle handle, EmailAddress email, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT o.features FROM email_domains d JOIN connections c ON c.organization_id ="
                + " d.organization_id JOIN organizations o ON o.id = c.organization_id WHERE"
                + " d.domain = :domain AND d.organization_id = :organization AND d.domain_type ="
                + " 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED' AND c.enabled_at"
                + " IS NOT NULL LIMIT 1")
        .bind("domain", email.domain())
        .bind("organization", organization)
        .mapTo(String.class)
        .findOne()
        .filter(features -> Feature.among(features).contains(Feature.SSO))
        .isPresent();
  }

  private static Optional<RoutedConnection> first(List<Optional<RoutedConnection>> rows) {
    return rows.stream().findFirst().flatMap(it -> it);
  }

  private static Optional<RoutedConnection> read(ResultSet row) throws SQLException {
    if (!Feature.among(Columns.text(row, "features")).contains(Feature.SSO))
      return Optional.empty();
    return Optional.of(
        new RoutedConnection(
            new ConnectionId(Columns.text(row, "id")),
            new OrganizationId(Columns.text(row, "organization_id")),
            Columns.text(row, "provider"),
            Protocol.valueOf(Columns.text(row, "protocol")),
            row.getInt("version")));
  }
}
