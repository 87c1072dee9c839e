package dev.hostedui.identity.connection;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.session.SignOnRule;
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
public final class ConnectionRoutes implements SignOnRule {

  private static final String ENABLED =
      " v.number AS version FROM connections c JOIN connection_versions v ON v.connection_id = c.id"
          + " AND v.state = 'live' JOIN organizations o ON o.id = c.organization_id";

  private static final String ROUTED =
      "SELECT c.id, c.organization_id, c.provider, c.protocol, o.features," + ENABLED;

  private static final String BY_DOMAIN =
      ROUTED
          + " JOIN email_domains d ON d.organization_id = c.organization_id LEFT JOIN"
          + " connection_domains a ON a.domain_id = d.id WHERE d.domain = ? AND d.domain_type ="
          + " 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED' AND c.enabled_at IS NOT"
          + " NULL AND (a.connection_id IS NULL OR a.connection_id = c.id) ORDER BY c.id LIMIT 1";

  private static final String BY_ORGANIZATION =
      ROUTED
          + " WHERE c.organization_id = ? AND c.enabled_at IS NOT NULL ORDER BY c.id LIMIT "
          + Connections.MOST;

  private static final String BY_ID = ROUTED + " WHERE c.id = ? AND c.enabled_at IS NOT NULL";

  private static final String LIVE =
      "SELECT c.id, c.organization_id, c.provider, c.protocol, c.status, c.enabled_at,"
          + " c.first_enabled_at, c.switches, c.created_at, c.updated_at, o.features,"
          + " v.connection_id, v.number, v.state, v.settings, v.client_secret_hint, v.saved_by,"
          + " v.saved_at, v.live_from, v.live_until,"
          + ENABLED
          + " WHERE c.id = ? AND c.enabled_at IS NOT NULL";

  private static final int MOST_SETTINGS = 500;

  /**
   * A connection while people may be sent to it, with all it is set to.
   *
   * @param version the live one
   */
  public record Live(Connection connection, ConnectionVersion version) {}

  private final Database database;

  /**
   * Settings by the column they were read from: the column is read each time, and what it says is
   * the same wherever it says the same.
   */
  private final Cache<String, ConnectionSettings> settings =
      CacheBuilder.newBuilder().maximumSize(MOST_SETTINGS).build();

  public ConnectionRoutes(Database database) {
    this.database = database;
  }

  /**
   * Where the people of an email domain are sent: to the organization that has verified exactly
   * this domain, to the connection that the domain is attached to, else to the first.
   *
   * @param domain in lower case and its ASCII form
   */
  public Optional<RoutedConnection> ofDomain(String domain) {
    return first(database.rows(BY_DOMAIN, ConnectionRoutes::read, domain));
  }

  /** Where those may be sent who want to sign in to an organization, the first one first. */
  public List<RoutedConnection> ofOrganization(OrganizationId organization) {
    return database.rows(BY_ORGANIZATION, ConnectionRoutes::read, organization).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** A connection while people may be sent to it. */
  public Optional<RoutedConnection> find(ConnectionId id) {
    return first(database.rows(BY_ID, ConnectionRoutes::read, id));
  }

  /** {@link #find} with the switches and the live settings, as they are at one moment. */
  public Optional<Live> live(ConnectionId id) {
    return first(database.rows(LIVE, this::readLive, id));
  }

  /**
   * {@inheritDoc}
   *
   * <p>These are the ones where {@link #ofDomain} leads them, asked inside a change; of several
   * that a domain belongs to, any will do.
   */
  @Override
  public List<Provider> required(Handle tx, EmailAddress email, OrganizationId organization) {
    return tx
        .createQuery(
            "SELECT c.id, c.protocol, v.settings, o.features,"
                + ENABLED
                + " JOIN email_domains d ON d.organization_id = c.organization_id LEFT JOIN"
                + " connection_domains a ON a.domain_id = d.id WHERE d.domain = :domain AND"
                + " d.organization_id = :organization AND d.domain_type = 'ORGANIZATION_DOMAIN' AND"
                + " d.verification_status = 'VERIFIED' AND c.enabled_at IS NOT NULL AND"
                + " (a.connection_id IS NULL OR a.connection_id = c.id) ORDER BY c.id LIMIT "
                + Connections.MOST)
        .bind("domain", email.domain())
        .bind("organization", organization)
        .map((row, context) -> readProvider(row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public Optional<String> issuer(Handle handle, String connection) {
    return handle
        .createQuery(
            "SELECT c.protocol, v.settings FROM connections c JOIN connection_versions v ON"
                + " v.connection_id = c.id AND v.state = 'live' WHERE c.id = :id")
        .bind("id", connection)
        .map((row, context) -> settings(row).issuer())
        .findOne();
  }

  private Optional<Provider> readProvider(ResultSet row) throws SQLException {
    return Feature.among(Columns.text(row, "features")).contains(Feature.SSO)
        ? Optional.of(new Provider(Columns.text(row, "id"), settings(row).issuer()))
        : Optional.empty();
  }

  private static <T> Optional<T> first(List<Optional<T>> rows) {
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

  private Optional<Live> readLive(ResultSet row) throws SQLException {
    if (!Feature.among(Columns.text(row, "features")).contains(Feature.SSO))
      return Optional.empty();
    return Optional.of(
        new Live(ConnectionTable.connection(row), ConnectionTable.version(row, settings(row))));
  }

  private ConnectionSettings settings(ResultSet row) throws SQLException {
    var protocol = Columns.text(row, "protocol");
    var json = Columns.text(row, "settings");
    var column = protocol + " " + json;
    var known = settings.getIfPresent(column);
    if (known != null) return known;
    var read = Json.settings(Protocol.valueOf(protocol), json);
    settings.put(column, read);
    return read;
  }
}
