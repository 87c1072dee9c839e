package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of the links to invitations, mailed and copied: each by the hash of its token. */
final class InvitationLinks {

  /** A link whose invitation ended is kept this long, to say so to who follows it. */
  private static final Duration KEPT = Duration.ofDays(90);

  private static final int BATCH = 500;

  /**
   * @param copied whether it proves no mailbox
   */
  record Link(OrganizationId organization, UserId user, Instant expires, boolean copied) {}

  private InvitationLinks() {}

  /** Keeps a link that is mailed, and so proves the mailbox of whoever follows it. */
  static void insert(Handle tx, String token, Member member, Instant now, Instant expires) {
    insert(tx, token, member, now, expires, "mailed");
  }

  /** Keeps a link that is copied, in place of the one copied before. */
  static void insertCopied(Handle tx, String token, Member member, Instant now, Instant expires) {
    tx.createUpdate(
            "DELETE FROM invitation_links WHERE organization_id = :organization AND user_id = :user"
                + " AND kind = 'copied'")
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .execute();
    insert(tx, token, member, now, expires, "copied");
  }

  private static void insert(
      Handle tx, String token, Member member, Instant now, Instant expires, String kind) {
    tx.createUpdate(
            """
            INSERT INTO invitation_links (token_hash, organization_id, user_id, created_at, expires_at, kind)
            VALUES (:hash, :organization, :user, :now, :expires, :kind)
            """)
        .bind("hash", Ids.hash(token))
        .bind("organization", member.organization())
        .bind("user", member.user().id())
        .bind("now", now)
        .bind("expires", expires)
        .bind("kind", kind)
        .execute();
  }

  static Optional<Link> find(Handle handle, String token) {
    return handle
        .createQuery(
            "SELECT organization_id, user_id, expires_at, kind FROM invitation_links WHERE token_hash = :hash")
        .bind("hash", Ids.hash(token))
        .map((row, context) -> link(row))
        .findOne();
  }

  /** A mailed link by its hash, unless a newer one was mailed for the same membership. */
  static Optional<Link> newest(Handle tx, String hash) {
    return tx.createQuery(
            """
            SELECT organization_id, user_id, expires_at, kind FROM invitation_links l
             WHERE token_hash = :hash AND NOT EXISTS (
                   SELECT 1 FROM invitation_links n
                    WHERE n.organization_id = l.organization_id AND n.user_id = l.user_id AND n.kind = 'mailed'
                      AND n.created_at > l.created_at)
            """)
        .bind("hash", hash)
        .map((row, context) -> link(row))
        .findOne();
  }

  private static Link link(ResultSet row) throws SQLException {
    return new Link(
        new OrganizationId(Columns.text(row, "organization_id")),
        new UserId(Columns.text(row, "user_id")),
        Columns.time(row, "expires_at"),
        "copied".equals(Columns.text(row, "kind")));
  }

  /** Uses a mailed link up; false when it was used before. */
  static boolean use(Handle tx, String token, Instant now) {
    return tx.createUpdate(
                "UPDATE invitation_links SET used_at = :now WHERE token_hash = :hash AND used_at IS NULL AND kind = 'mailed'")
            .bind("now", now)
            .bind("hash", Ids.hash(token))
            .execute()
        > 0;
  }

  /** Forgets the links of a membership that ends. */
  static void forget(Handle tx, OrganizationId organization, UserId user) {
    tx.createUpdate(
            "DELETE FROM invitation_links WHERE organization_id = :organization AND user_id = :user")
        .bind("organization", organization)
        .bind("user", user)
        .execute();
  }

  /** Forgets a bounded batch of links whose time ended long ago. */
  static int forgetOld(Handle tx, Instant now) {
    return tx.createUpdate(
            "DELETE FROM invitation_links WHERE token_hash IN (SELECT token_hash FROM invitation_links WHERE expires_at < :before LIMIT :batch)")
        .bind("before", now.minus(KEPT))
        .bind("batch", BATCH)
        .execute();
  }
}
