package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/**
 * Which connection the people of a domain are sent to, where an organization has several. A domain
 * that is attached to none leads to the organization's first that is enabled.
 */
final class ConnectionDomains {

  private ConnectionDomains() {}

  /** The verified domains that lead to a connection, or would if it were the first. */
  static List<RoutedDomain> routed(Handle handle, Connection connection) {
    return handle
        .createQuery(
            "SELECT d.id, d.domain FROM email_domains d WHERE d.organization_id = :organization AND"
                + OrganizationDomains.belongTo(":id")
                + "ORDER BY d.domain LIMIT 200")
        .bind("organization", connection.organization())
        .bind("id", connection.id())
        .map(
            (row, context) ->
                new RoutedDomain(
                    new EmailDomainId(Columns.text(row, "id")), Columns.text(row, "domain")))
        .list();
  }

  /** The verified domains that are attached to another of the organization, enabled or not. */
  static List<String> elsewhere(Handle handle, Connection connection) {
    return handle
        .createQuery(
            """
            SELECT d.domain FROM connection_domains a JOIN email_domains d ON d.id = a.domain_id
             WHERE a.connection_id <> :id AND d.organization_id = :organization
               AND d.domain_type = 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED'
             ORDER BY d.domain LIMIT 200
            """)
        .bind("id", connection.id())
        .bind("organization", connection.organization())
        .mapTo(String.class)
        .list();
  }

  /**
   * Whether the provider of a connection is believed about the people of a domain: one that the
   * organization has verified, and that is not attached to another connection of it, enabled or
   * not.
   */
  static boolean speaksFor(Handle handle, Connection connection, String domain) {
    return handle
        .createQuery(
            "SELECT 1 FROM email_domains d WHERE d.organization_id = :organization AND d.domain ="
                + " :domain AND"
                + OrganizationDomains.belongTo(":id"))
        .bind("organization", connection.organization())
        .bind("domain", domain)
        .bind("id", connection.id())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Connections by their ids, in that order, each with the domains of {@link #routed}. */
  static List<Connections.Routed> routed(Handle handle, List<ConnectionId> ids) {
    var found = new HashMap<ConnectionId, Connections.Routed>();
    ValueLists.read(
        handle,
        """
        SELECT c.id, c.organization_id, c.provider, c.protocol, c.status, c.enabled_at, c.first_enabled_at, c.switches,
               c.created_at, c.updated_at,
               (SELECT string_agg(one.domain, ' ') FROM (
                  SELECT d.domain FROM email_domains d WHERE d.organization_id = c.organization_id AND
        """
            + OrganizationDomains.belongTo("c.id")
            + """
                   ORDER BY d.domain LIMIT 200) AS one) AS domains
          FROM connections c WHERE c.id IN (%s)
        """,
        ids,
        row -> {
          var domains = row.getString("domains");
          return new Connections.Routed(
              ConnectionTable.connection(row),
              domains == null ? List.of() : List.of(domains.split(" ")));
        },
        it -> found.put(it.connection().id(), it));
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  /** The domains that are attached to a connection, verified or not. */
  static List<String> attached(Handle handle, Connection connection) {
    return handle
        .createQuery(
            """
            SELECT d.domain FROM connection_domains a JOIN email_domains d ON d.id = a.domain_id
             WHERE a.connection_id = :id AND d.organization_id = :organization ORDER BY d.domain
            """)
        .bind("organization", connection.organization())
        .bind("id", connection.id())
        .mapTo(String.class)
        .list();
  }

  /** Whether the organization has the domain as one of its own. */
  static boolean isOwn(Handle handle, OrganizationId organization, EmailDomainId id) {
    return handle
        .createQuery(
            "SELECT 1 FROM email_domains WHERE organization_id = :organization AND id = :id AND"
                + " domain_type = 'ORGANIZATION_DOMAIN'")
        .bind("organization", organization)
        .bind("id", id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Attaches these domains to a connection and no others. */
  static void attach(Handle tx, Connection connection, Collection<EmailDomainId> domains) {
    tx.createUpdate("DELETE FROM connection_domains WHERE connection_id = :connection")
        .bind("connection", connection.id())
        .execute();
    for (var domain : domains)
      tx.createUpdate(
              """
              INSERT INTO connection_domains (domain_id, connection_id) VALUES (:domain, :connection)
              ON CONFLICT (domain_id) DO UPDATE SET connection_id = excluded.connection_id
              """)
          .bind("domain", domain)
          .bind("connection", connection.id())
          .execute();
  }
}
