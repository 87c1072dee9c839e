package dev.hostedui.identity.emaildomain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements about the domains that organizations prove. Each names whose domain it is. */
final class DomainTable {

  private static final String ROWS =
      """
      SELECT d.id, d.organization_id, d.domain, d.verification_status, d.verification_method, d.txt_record_key,
             d.txt_record_secret, d.created_at, d.closes_at, d.verified_at, d.stale_since, d.contested_until,
             d.failure, c.look
        FROM email_domains d LEFT JOIN domain_checks c ON c.domain_id = d.id AND c.organization_id = d.organization_id
       WHERE d.domain_type = 'ORGANIZATION_DOMAIN' AND \
      """;

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private DomainTable() {}

  static List<OrganizationDomain> list(Handle handle, OrganizationId organization, int most) {
    return handle
        .createQuery(ROWS + "d.organization_id = :organization ORDER BY d.domain LIMIT :most")
        .bind("organization", organization)
        .bind("most", most)
        .map((row, context) -> read(row))
        .list();
  }

  static Optional<OrganizationDomain> find(
      Handle handle, OrganizationId organization, EmailDomainId id) {
    return handle
        .createQuery(ROWS + "d.organization_id = :organization AND d.id = :id")
        .bind("organization", organization)
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  static Optional<OrganizationDomain> find(
      Handle handle, OrganizationId organization, DomainName domain) {
    return handle
        .createQuery(ROWS + "d.organization_id = :organization AND d.domain = :domain")
        .bind("organization", organization)
        .bind("domain", domain)
        .map((row, context) -> read(row))
        .findOne();
  }

  /** Who has verified a domain. */
  static Optional<OrganizationDomain> holder(Handle handle, DomainName domain) {
    return handle
        .createQuery(ROWS + "d.domain = :domain AND d.verification_status = 'VERIFIED'")
        .bind("domain", domain)
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * Of those who take a domain over, the one whose time ends first.
   *
   * @param holder who has verified it, or null when nobody has; a time that began before they had
   *     was somebody else's to know of, and does not count against them
   */
  static Optional<OrganizationDomain> firstToTakeOver(
      Handle handle, DomainName domain, @Nullable OrganizationDomain holder) {
    return handle
        .createQuery(
            ROWS
                + "d.domain = :domain AND d.verification_status = 'PENDING' AND d.contested_until >="
                + " :since ORDER BY d.contested_until, d.id LIMIT 1")
        .bind("domain", domain)
        .bind("since", holder == null ? Instant.EPOCH : holder.earliestTakeOver())
        .map((row, context) -> read(row))
        .findOne();
  }

  static int count(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM email_domains WHERE organization_id = :organization AND"
                + " domain_type = 'ORGANIZATION_DOMAIN'")
        .bind("organization", organization)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Writes a domain.
   *
   * @return whether it was written: not when this organization has it already, or another one has
   *     verified it
   */
  static boolean insert(Handle tx, OrganizationDomain it) {
    var challenge = it.challenge();
    return tx.createUpdate(
                """
                INSERT INTO email_domains (organization_id, id, domain, domain_type, verification_method,
                       verification_status, txt_record_key, txt_record_secret, closes_at, verified_at,
                       created_at, updated_at)
                VALUES (:organization, :id, :domain, 'ORGANIZATION_DOMAIN', :method, :status, :key, :value,
                       :closesAt, :verifiedAt, :now, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("id", it.id())
            .bind("organization", it.organization())
            .bind("domain", it.domain())
            .bind("method", it.method())
            .bind("status", it.status())
            .bind("key", challenge == null ? null : challenge.key())
            .bind("value", challenge == null ? null : challenge.value())
            .bind("closesAt", it.closesAt())
            .bind("verifiedAt", it.verifiedAt())
            .bind("now", it.createdAt())
            .execute()
        > 0;
  }

  static void delete(Handle tx, OrganizationDomain it) {
    tx.createUpdate("DELETE FROM email_domains WHERE id = :id AND organization_id = :organization")
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  /**
   * Makes a pending domain the organization's.
   *
   * @return whether it is: not when another organization's transaction was quicker
   */
  static boolean verify(Handle tx, OrganizationDomain it, Instant now) {
    return tx.createUpdate(
                """
                UPDATE email_domains SET verification_status = 'VERIFIED', verified_at = :now, closes_at = NULL,
                       contested_until = NULL, updated_at = :now
                 WHERE id = :id AND organization_id = :organization AND verification_status = 'PENDING'
                   AND NOT EXISTS (SELECT 1 FROM email_domains v WHERE v.domain = email_domains.domain
                       AND v.domain_type = 'ORGANIZATION_DOMAIN' AND v.verification_status = 'VERIFIED')
                """)
            .bind("now", now)
            .bind("id", it.id())
            .bind("organization", it.organization())
            .execute()
        > 0;
  }

  static void fail(Handle tx, OrganizationDomain it, Failure failure, Instant now) {
    tx.createUpdate(
            """
            UPDATE email_domains SET verification_status = 'FAILED', failure = :failure, closes_at = NULL,
                   contested_until = NULL, stale_since = NULL, updated_at = :now
             WHERE id = :id AND organization_id = :organization
            """)
        .bind("failure", failure)
        .bind("now", now)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  static void setStale(Handle tx, OrganizationDomain it, @Nullable Instant since, Instant now) {
    tx.createUpdate(
            "UPDATE email_domains SET stale_since = :since, updated_at = :now WHERE id = :id AND"
                + " organization_id = :organization")
        .bind("since", since)
        .bind("now", now)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  static void setContested(
      Handle tx, OrganizationDomain it, @Nullable Instant until, Instant closesAt, Instant now) {
    tx.createUpdate(
            "UPDATE email_domains SET contested_until = :until, closes_at = :closesAt, updated_at ="
                + " :now WHERE id = :id AND organization_id = :organization")
        .bind("until", until)
        .bind("closesAt", closesAt)
        .bind("now", now)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .execute();
  }

  // ------------------------------------------------------------------ what name servers said

  static void writeLook(Handle tx, OrganizationDomain it, DnsLook look, @Nullable Instant dueAt) {
    tx.createUpdate(
            """
            INSERT INTO domain_checks (domain_id, organization_id, due_at, look)
            VALUES (:id, :organization, :due, :look)
            ON CONFLICT (domain_id) DO UPDATE SET due_at = excluded.due_at, look = excluded.look,
                   leased_until = NULL
            """)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .bind("due", dueAt)
        .bind("look", json(look))
        .execute();
  }

  static void setDue(Handle tx, OrganizationDomain it, @Nullable Instant dueAt) {
    tx.createUpdate(
            """
            INSERT INTO domain_checks (domain_id, organization_id, due_at) VALUES (:id, :organization, :due)
            ON CONFLICT (domain_id) DO UPDATE SET due_at = excluded.due_at, leased_until = NULL
            """)
        .bind("id", it.id())
        .bind("organization", it.organization())
        .bind("due", dueAt)
        .execute();
  }

  /** A domain whose name servers this process may ask until its lease is over. */
  record Due(OrganizationId organization, EmailDomainId id) {}

  static boolean anyDue(Handle handle, Instant now) {
    return handle
        .createQuery(
            "SELECT 1 FROM domain_checks WHERE due_at <= :now AND (leased_until IS NULL OR"
                + " leased_until <= :now) LIMIT 1")
        .bind("now", now)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Takes those that are due, the longest waiting first; until the lease is over nobody else does.
   */
  static List<Due> take(Handle tx, Instant now, Instant lease, int most) {
    // asked twice: on PostgreSQL another process may have taken the rows since they were chosen
    return tx.createQuery(
            """
            UPDATE domain_checks SET leased_until = :lease
             WHERE domain_id IN (SELECT domain_id FROM domain_checks
                                  WHERE due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                                  ORDER BY due_at LIMIT :most)
               AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
            RETURNING domain_id, organization_id
            """)
        .bind("lease", lease)
        .bind("now", now)
        .bind("most", most)
        .map(
            (row, context) ->
                new Due(
                    new OrganizationId(Columns.text(row, "organization_id")),
                    new EmailDomainId(Columns.text(row, "domain_id"))))
        .list();
  }

  // ------------------------------------------------------------------ reading

  private static OrganizationDomain read(ResultSet row) throws SQLException {
    var domain = new DomainName(Columns.text(row, "domain"));
    var key = row.getString("txt_record_key");
    var failure = row.getString("failure");
    return new OrganizationDomain(
        new EmailDomainId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        domain,
        VerificationStatus.valueOf(Columns.text(row, "verification_status")),
        VerificationMethod.valueOf(Columns.text(row, "verification_method")),
        key == null ? null : new Challenge(domain, key, Columns.text(row, "txt_record_secret")),
        Columns.time(row, "created_at"),
        Columns.timeOrNull(row, "closes_at"),
        Columns.timeOrNull(row, "verified_at"),
        Columns.timeOrNull(row, "stale_since"),
        Columns.timeOrNull(row, "contested_until"),
        failure == null ? null : Failure.valueOf(failure),
        look(row.getString("look")));
  }

  /** A look as it is stored. */
  private record StoredLook(
      long at,
      boolean proven,
      boolean conclusive,
      List<Finding> findings,
      List<DnsAnswer> answers) {}

  private static String json(DnsLook look) {
    try {
      return JSON.writeValueAsString(
          new StoredLook(
              look.at().toEpochMilli(),
              look.proven(),
              look.conclusive(),
              look.findings(),
              look.answers()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a look is made of plain values", e);
    }
  }

  /** What another version of this program wrote may not be readable; then it is asked anew. */
  private static @Nullable DnsLook look(@Nullable String json) {
    if (json == null) return null;
    try {
      var it = JSON.readValue(json, StoredLook.class);
      return new DnsLook(
          Instant.ofEpochMilli(it.at), it.proven, it.conclusive, it.findings, it.answers);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
