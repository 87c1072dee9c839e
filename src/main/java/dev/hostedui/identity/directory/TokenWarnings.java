package dev.hostedui.identity.directory;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.expiry.Expiring;
import dev.hostedui.identity.expiry.Warnings;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The mails that warn before a token of a directory expires: nothing else tells anybody, and one
 * day nobody new comes in and nobody who has left goes out. A token that another one has replaced
 * ends on purpose and is no news.
 */
public final class TokenWarnings {

  /** So many days before a token expires somebody is told. */
  static final List<Long> WARNED = List.of(30L, 7L);

  private record Due(
      DirectoryTokenId id, OrganizationId organization, String hint, Instant expires) {}

  private final Warnings<Due> warnings;

  public TokenWarnings(Database database, Provisioning members, DirectoryNews news, Clock clock) {
    warnings = new Warnings<>(new Tokens(news), database, members, clock);
  }

  /**
   * Mails those who manage provisioning before a token of an enabled directory expires, once for
   * each of the days; what was missed while the program or the feature was off is said in one mail.
   * A bounded batch; a job of the timetable.
   */
  public int warnDue() {
    return warnings.warnDue();
  }

  /** The tokens of enabled directories that no other one has replaced. */
  private record Tokens(DirectoryNews news) implements Expiring<Due> {

    @Override
    public List<Long> warned() {
      return WARNED;
    }

    @Override
    public Permission permission() {
      return Permission.SCIM_MANAGE;
    }

    @Override
    public List<Due> due(Handle handle, Instant now, Instant until, long days, int most) {
      return handle
          .createQuery(
              """
              SELECT t.id, t.organization_id AS organization, t.hint, t.expires_at AS expires
                FROM directory_tokens t JOIN directories d ON d.id = t.directory_id
                JOIN organizations o ON o.id = t.organization_id
               WHERE t.expires_at > :now AND t.expires_at <= :until AND t.ends_at IS NULL
                 AND d.enabled_at IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM directory_token_warnings w WHERE w.token_id = t.id AND w.days = :days)
                 AND %s
               ORDER BY t.expires_at LIMIT :most
              """
                  .formatted(Feature.DIR_SYNC.isOn("o")))
          .bind("now", now)
          .bind("until", until)
          .bind("days", days)
          .bind("most", most)
          .mapTo(Due.class)
          .list();
    }

    @Override
    public Instant ends(Due due) {
      return due.expires;
    }

    /** With its organization, so that it is not replaced meanwhile. */
    @Override
    public Optional<OrganizationId> hold(Handle tx, Due due) {
      Locks.organization(tx, due.organization);
      return tx.createQuery("SELECT 1 FROM directory_tokens WHERE id = :id AND ends_at IS NULL")
          .bind("id", due.id)
          .mapTo(Integer.class)
          .findOne()
          .map(any -> due.organization);
    }

    @Override
    public int note(Handle tx, Due due, long days, Instant now) {
      return tx.createUpdate(
              "INSERT INTO directory_token_warnings (token_id, days, sent_at) VALUES (:token, :days,"
                  + " :now) ON CONFLICT DO NOTHING")
          .bind("token", due.id)
          .bind("days", days)
          .bind("now", now)
          .execute();
    }

    @Override
    public void tell(Handle tx, Organization organization, User admin, Due due) {
      news.tokenExpires(tx, organization, admin, due.hint, due.expires);
    }
  }
}
