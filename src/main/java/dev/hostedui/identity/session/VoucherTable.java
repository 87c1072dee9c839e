package dev.hostedui.identity.session;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of what identity providers have said about sessions. */
final class VoucherTable {

  private VoucherTable() {}

  /**
   * Writes down what a provider says now; what it said of this session before is replaced.
   *
   * @param proven when the person had proven it to the provider
   * @param until when that ends, or null when it lasts as long as the session
   */
  static void put(
      Handle tx,
      SessionId session,
      Voucher voucher,
      Instant proven,
      @Nullable Instant until,
      Instant now) {
    tx.createUpdate(
            """
            INSERT INTO session_vouchers (session_id, connection_id, issuer, organization_id, subject, session_index, logout_hint, vouched_at, auth_time, ends_at)
            VALUES (:session, :connection, :issuer, :organization, :subject, :index, :hint, :now, :proven, :until)
            ON CONFLICT (session_id, connection_id) DO UPDATE
               SET issuer = excluded.issuer, subject = excluded.subject, session_index = excluded.session_index,
                   logout_hint = excluded.logout_hint, vouched_at = excluded.vouched_at,
                   auth_time = excluded.auth_time, ends_at = excluded.ends_at
            """)
        .bind("session", session)
        .bind("connection", voucher.connection())
        .bind("issuer", voucher.issuer())
        .bind("organization", voucher.organization())
        .bind("subject", voucher.subject())
        .bind("index", voucher.sessionIndex())
        .bind("hint", voucher.hint())
        .bind("proven", proven)
        .bind("until", until)
        .bind("now", now)
        .execute();
  }

  /**
   * What was said of a session.
   *
   * @param at when that was
   * @param proven when the person had proven it to the provider
   * @param until when it ends, or null when it lasts as long as the session
   */
  record Said(Voucher voucher, Instant at, Instant proven, @Nullable Instant until) {

    boolean hasEnded(Instant now) {
      return until != null && !now.isBefore(until);
    }
  }

  /** What was said of a session, the newest last. */
  static List<Said> of(Handle handle, SessionId session) {
    return handle
        .createQuery(
            "SELECT connection_id, issuer, organization_id, subject, session_index, logout_hint,"
                + " vouched_at, auth_time, ends_at FROM session_vouchers WHERE session_id = :session ORDER BY"
                + " vouched_at, connection_id")
        .bind("session", session)
        .map((row, context) -> said(row))
        .list();
  }

  private static Said said(ResultSet row) throws SQLException {
    var at = Columns.time(row, "vouched_at");
    // the column came later: what a row from before it says was proven when it was said
    var proven = Columns.timeOrNull(row, "auth_time");
    return new Said(
        read(row), at, proven == null ? at : proven, Columns.timeOrNull(row, "ends_at"));
  }

  /** Whose word there is about a session. */
  record Word(SessionId session, SignOnRule.Provider provider) {}

  /**
   * A word whose time is over.
   *
   * @param connection the id of the connection by which it was said
   * @param organization whose connection that is
   */
  record Over(SessionId session, UserId user, String connection, OrganizationId organization) {}

  /** A batch of words whose time is over, in one order; not of sessions that are to end with it. */
  static List<Over> over(Handle handle, Instant now, int batch) {
    return handle
        .createQuery(
            """
            SELECT v.session_id, s.user_id, v.connection_id, v.organization_id
              FROM session_vouchers v JOIN sessions s ON s.id = v.session_id
             WHERE v.ends_at <= :now AND (s.status <> 'active' OR s.absolute_expires_at > :now)
             ORDER BY v.session_id, v.connection_id LIMIT :batch
            """)
        .bind("now", now)
        .bind("batch", batch)
        .map(
            (row, context) ->
                new Over(
                    new SessionId(Columns.text(row, "session_id")),
                    new UserId(Columns.text(row, "user_id")),
                    Columns.text(row, "connection_id"),
                    new OrganizationId(Columns.text(row, "organization_id"))))
        .list();
  }

  /** Takes back a word whose time is over; false when it was said anew meanwhile. */
  static boolean removeOver(Handle tx, Over it, Instant now) {
    return tx.createUpdate(
                "DELETE FROM session_vouchers WHERE session_id = :session AND connection_id ="
                    + " :connection AND ends_at <= :now")
            .bind("session", it.session)
            .bind("connection", it.connection)
            .bind("now", now)
            .execute()
        > 0;
  }

  /** Keeps a word of a session that has ended itself: what it signed in to is shown for long. */
  static void keep(Handle tx, Over it) {
    tx.createUpdate(
            "UPDATE session_vouchers SET ends_at = NULL WHERE session_id = :session AND"
                + " connection_id = :connection")
        .bind("session", it.session)
        .bind("connection", it.connection)
        .execute();
  }

  /**
   * A session that a connection has vouched for.
   *
   * @param organization whose connection that is
   * @param begun whether that word has begun it: all that is proven is that, whatever has become of
   *     the domains since, or the address is one of the organization's own domains, for whose
   *     people its provider speaks unless they are attached to another connection. What else its
   *     person has shown themselves is not its to end
   */
  record Vouched(SessionId session, UserId user, OrganizationId organization, boolean begun) {}

  /**
   * The active sessions of a subject by a connection, in one order.
   *
   * @param issuer the provider that says so: what another one has said before, by this connection,
   *     is of other subjects
   * @param subject whom it is about, or null for whoever has the session index
   * @param sessionIndex the provider's name of its session, or null for all of the subject's
   */
  static List<Vouched> vouchedBy(
      Handle handle,
      String connection,
      String issuer,
      @Nullable String subject,
      @Nullable String sessionIndex) {
    var query =
        handle
            .createQuery(
                """
                SELECT s.id, s.user_id, v.organization_id,
                       CASE WHEN s.authenticated_with = v.connection_id OR s.counts_only_in = v.organization_id OR EXISTS (
                         SELECT 1 FROM users u JOIN email_domains d ON u.email LIKE '%@' || d.domain
                          WHERE u.id = s.user_id AND d.organization_id = v.organization_id AND
                """
                    + OrganizationDomains.belongTo("v.connection_id")
                    + """
                       ) THEN 1 ELSE 0 END AS begun
                  FROM session_vouchers v JOIN sessions s ON s.id = v.session_id
                 WHERE v.connection_id = :connection AND v.issuer = :issuer AND s.status = 'active'
                """
                    + (subject == null ? "" : " AND v.subject = :subject")
                    + (sessionIndex == null ? "" : " AND v.session_index = :index")
                    + " ORDER BY s.id")
            .bind("connection", connection)
            .bind("issuer", issuer);
    if (subject != null) query.bind("subject", subject);
    if (sessionIndex != null) query.bind("index", sessionIndex);
    return query
        .map(
            (row, context) ->
                new Vouched(
                    new SessionId(Columns.text(row, "id")),
                    new UserId(Columns.text(row, "user_id")),
                    new OrganizationId(Columns.text(row, "organization_id")),
                    row.getInt("begun") == 1))
        .list();
  }

  /** Takes back what a connection's provider has said of a session. */
  static void remove(Handle tx, SessionId session, String connection) {
    tx.createUpdate(
            "DELETE FROM session_vouchers WHERE session_id = :session AND connection_id ="
                + " :connection")
        .bind("session", session)
        .bind("connection", connection)
        .execute();
  }

  /** Forgets what providers of an organization have said of a person's sessions that go on. */
  static void forget(Handle tx, UserId user, OrganizationId organization) {
    tx.createUpdate(
            "DELETE FROM session_vouchers WHERE organization_id = :organization AND session_id IN"
                + " (SELECT id FROM sessions WHERE user_id = :user AND status = 'active')")
        .bind("organization", organization)
        .bind("user", user)
        .execute();
  }

  private static Voucher read(ResultSet row) throws SQLException {
    return new Voucher(
        Columns.text(row, "connection_id"),
        Columns.text(row, "issuer"),
        new OrganizationId(Columns.text(row, "organization_id")),
        Columns.text(row, "subject"),
        row.getString("session_index"),
        row.getString("logout_hint"));
  }
}
