package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.event.Snapshot;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * A domain as events show it, with what is to be published: that is for all the world to read once
 * it is in DNS, and is left out only where replies are public.
 */
final class DomainSnapshot {
  private DomainSnapshot() {}

  static Map<String, Object> of(Handle tx, OrganizationId organization, EmailDomainId id) {
    return tx.createQuery(
            """
            SELECT id, domain, domain_type, organization_id, (SELECT e.id FROM environment e) AS environment_id,
                   txt_record_key, txt_record_secret, verification_status, verification_method, updated_at
              FROM email_domains WHERE id = :id AND organization_id = :organization
            """)
        .bind("id", id)
        .bind("organization", organization)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("id", Columns.text(row, "id"))
                    .with("domain", Columns.text(row, "domain"))
                    .with("domain_type", Columns.text(row, "domain_type"))
                    .with("organization_id", Columns.text(row, "organization_id"))
                    .with("environment_id", row.getString("environment_id"))
                    .with("txt_record_key", row.getString("txt_record_key"))
                    .with("txt_record_secret", row.getString("txt_record_secret"))
                    .with("verification_status", Columns.text(row, "verification_status"))
                    .with("verification_method", Columns.text(row, "verification_method"))
                    .at("updated_at", Columns.time(row, "updated_at"))
                    .values())
        .one();
  }
}
