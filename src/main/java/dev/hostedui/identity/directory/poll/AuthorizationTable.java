package dev.hostedui.identity.directory.poll;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of authorizations. What may be done with them is not asked. */
final class AuthorizationTable {

  private AuthorizationTable() {}

  /** An authorization with what is kept of it for ourselves. */
  record Kept(String id, String sealedRefreshToken, Authorization shown) {}

  private static final String COLUMNS =
      "id, email, domain, sealed_refresh_token, created_at, fault, fault_at";

  static Optional<Kept> live(Handle handle, OrganizationId organization, DirectoryId directory) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM directory_authorizations WHERE directory_id = :directory AND"
                + " organization_id = :organization AND ended_at IS NULL")
        .bind("directory", directory)
        .bind("organization", organization)
        .map((row, context) -> kept(row))
        .findOne();
  }

  /** Whether some directory can still be read by what this account allowed. */
  static boolean inUse(Handle handle, String subject) {
    return handle
        .createQuery(
            "SELECT 1 FROM directory_authorizations WHERE subject = :subject AND ended_at IS NULL"
                + " LIMIT 1")
        .bind("subject", subject)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  static void insert(
      Handle tx,
      String id,
      Sent sent,
      Source.Consent consent,
      String sealed,
      Instant now,
      boolean toBeRevoked) {
    tx.createUpdate(
            """
            INSERT INTO directory_authorizations (id, directory_id, organization_id, subject, email, domain, customer,
                                                  sealed_refresh_token, created_at, ended_at, due_at)
            VALUES (:id, :directory, :organization, :subject, :email, :domain, :customer, :sealed, :now, :end, :end)
            """)
        .bind("id", id)
        .bind("directory", sent.directory)
        .bind("organization", sent.organization)
        .bind("subject", consent.subject())
        .bind("email", consent.email())
        .bind("domain", consent.domain())
        .bind("customer", consent.customer())
        .bind("sealed", sealed)
        .bind("now", now)
        .bind("end", toBeRevoked ? now : null)
        .execute();
  }

  /** Gives one up; it then waits to be revoked. */
  static void end(Handle tx, String id, Instant now) {
    tx.createUpdate(
            "UPDATE directory_authorizations SET ended_at = :now, due_at = :now WHERE id = :id AND"
                + " ended_at IS NULL")
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /**
   * Gives up a bounded number of those whose directory is gone, with its organization or alone, or
   * is none that is read any more.
   */
  static int endWithoutDirectory(Handle tx, Instant now) {
    return tx.createUpdate(
            """
            UPDATE directory_authorizations SET ended_at = :now, due_at = :now
             WHERE ended_at IS NULL AND id IN (
               SELECT a.id FROM directory_authorizations a LEFT JOIN directories d ON d.id = a.directory_id
                WHERE a.ended_at IS NULL AND (d.id IS NULL OR d.type <> 'POLL') LIMIT 100)
            """)
        .bind("now", now)
        .execute();
  }

  /** Removes a bounded number of those that are over for good. */
  static int forgetEnded(Handle tx, Instant before) {
    return tx.createUpdate(
            "DELETE FROM directory_authorizations WHERE id IN (SELECT id FROM"
                + " directory_authorizations WHERE ended_at < :before AND due_at IS NULL LIMIT"
                + " 500)")
        .bind("before", before)
        .execute();
  }

  static void setFault(Handle tx, String id, @Nullable String fault, Instant now) {
    tx.createUpdate(
            "UPDATE directory_authorizations SET fault = :fault, fault_at = :at WHERE id = :id AND"
                + " ended_at IS NULL")
        .bind("fault", fault)
        .bind("at", fault == null ? null : now)
        .bind("id", id)
        .execute();
  }

  // ------------------------------------------------------------------ consents

  /** A person who was sent to allow it. */
  record Sent(
      String id,
      OrganizationId organization,
      DirectoryId directory,
      String user,
      String session,
      String browserHash,
      String secrets,
      Instant expiresAt,
      boolean answered) {}

  static Optional<Sent> sent(Handle handle, String stateHash) {
    return handle
        .createQuery(
            """
            SELECT id, directory_id, organization_id, user_id, session_id, browser_hash, secrets, expires_at, answered_at
              FROM directory_consents WHERE state_hash = :state
            """)
        .bind("state", stateHash)
        .map((row, context) -> sent(row))
        .findOne();
  }

  static void insert(Handle tx, Sent sent, String stateHash, Instant now) {
    tx.createUpdate(
            """
            INSERT INTO directory_consents (id, state_hash, directory_id, organization_id, user_id, session_id,
                                            browser_hash, secrets, started_at, expires_at)
            VALUES (:id, :state, :directory, :organization, :user, :session, :browser, :secrets, :now, :expires)
            """)
        .bind("id", sent.id)
        .bind("state", stateHash)
        .bind("directory", sent.directory)
        .bind("organization", sent.organization)
        .bind("user", sent.user)
        .bind("session", sent.session)
        .bind("browser", sent.browserHash)
        .bind("secrets", sent.secrets)
        .bind("now", now)
        .bind("expires", sent.expiresAt)
        .execute();
  }

  /** Takes the answer, which is good once; false when another one was faster. */
  static boolean answer(Handle tx, Sent sent, Instant now) {
    return tx.createUpdate(
                "UPDATE directory_consents SET answered_at = :now WHERE id = :id AND answered_at IS"
                    + " NULL")
            .bind("now", now)
            .bind("id", sent.id)
            .execute()
        > 0;
  }

  static void refuse(Handle tx, Sent sent, String code, String words) {
    tx.createUpdate(
            "UPDATE directory_consents SET refusal = :code, refusal_words = :words WHERE id = :id")
        .bind("code", code)
        .bind("words", words)
        .bind("id", sent.id)
        .execute();
  }

  /** Why the newest answer was refused; empty when it was not. */
  static Optional<ConsentRefused> refusal(
      Handle handle, OrganizationId organization, DirectoryId directory) {
    return handle
        .createQuery(
            """
            SELECT refusal, refusal_words, answered_at FROM directory_consents
             WHERE directory_id = :directory AND organization_id = :organization AND answered_at IS NOT NULL
             ORDER BY id DESC LIMIT 1
            """)
        .bind("directory", directory)
        .bind("organization", organization)
        .map(
            (row, context) ->
                new ConsentRefused(
                    Columns.text(row, "refusal"),
                    Columns.text(row, "refusal_words"),
                    Columns.time(row, "answered_at")))
        .findOne()
        .filter(it -> !it.code().isEmpty());
  }

  /** Forgets a bounded number of consents that began before then. */
  static int forgetConsents(Handle tx, Instant before) {
    return tx.createUpdate(
            "DELETE FROM directory_consents WHERE id IN (SELECT id FROM directory_consents WHERE"
                + " started_at < :before LIMIT 500)")
        .bind("before", before)
        .execute();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        Columns.text(row, "id"),
        Columns.text(row, "sealed_refresh_token"),
        new Authorization(
            Columns.text(row, "email"),
            Columns.text(row, "domain"),
            Columns.time(row, "created_at"),
            row.getString("fault"),
            Columns.timeOrNull(row, "fault_at")));
  }

  private static Sent sent(ResultSet row) throws SQLException {
    return new Sent(
        Columns.text(row, "id"),
        new OrganizationId(Columns.text(row, "organization_id")),
        new DirectoryId(Columns.text(row, "directory_id")),
        Columns.text(row, "user_id"),
        Columns.text(row, "session_id"),
        Columns.text(row, "browser_hash"),
        Columns.text(row, "secrets"),
        Columns.time(row, "expires_at"),
        Columns.timeOrNull(row, "answered_at") != null);
  }
}
