package dev.hostedui.identity.directory;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The mails that warn before a token of a directory expires: nothing else tells anybody, and one
 * day nobody new comes in and nobody who has left goes out. A token that another one has replaced
 * ends on purpose and is no news.
 */
public final class TokenWarnings {

  /** So many days before a token expires somebody is told. */
  static final List<Long> WARNED = List.of(30L, 7L);

  private static final int BATCH = 20;
  private static final int MOST_ADMINS = 50;

  private record Due(
      DirectoryTokenId id, OrganizationId organization, String hint, Instant expires) {}

  private final Database database;
  private final Provisioning members;
  private final DirectoryNews news;
  private final Clock clock;

  public TokenWarnings(Database database, Provisioning members, DirectoryNews news, Clock clock) {
    this.database = database;
    this.members = members;
    this.news = news;
    this.clock = clock;
  }

  /**
   * Mails those who manage provisioning before a token of an enabled directory expires, once for
   * each of the days; what was missed while the program or the feature was off is said in one mail.
   * A bounded batch; a job of the timetable.
   */
  public int warnDue() {
    var due = new ArrayList<Due>();
    for (var days : WARNED) due.addAll(due(days));
    for (var one : due) warn(one);
    return due.size();
  }

  private List<Due> due(long days) {
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT t.id, t.organization_id AS organization, t.hint, t.expires_at AS expires
                      FROM directory_tokens t JOIN directories d ON d.id = t.directory_id
                      JOIN organizations o ON o.id = t.organization_id
                     WHERE t.expires_at > :now AND t.expires_at <= :until AND t.ends_at IS NULL
                       AND d.enabled_at IS NOT NULL AND NOT EXISTS (
                         SELECT 1 FROM directory_token_warnings w WHERE w.token_id = t.id AND w.days = :days)
                       AND %s
                     ORDER BY t.expires_at LIMIT :batch
                    """
                        .formatted(Feature.DIR_SYNC.isOn("o")))
                .bind("now", now)
                .bind("until", now.plus(Duration.ofDays(days)))
                .bind("days", days)
                .bind("batch", BATCH)
                .mapTo(Due.class)
                .list());
  }

  private void warn(Due due) {
    var now = clock.instant();
    var left = Duration.between(now, due.expires);
    database.useTransaction(
        tx -> {
          // held, so that two nodes do not both say it, and it is not replaced meanwhile
          Locks.organization(tx, due.organization);
          if (!isStillGood(tx, due)) return;
          var noted = 0;
          for (var days : WARNED)
            if (left.compareTo(Duration.ofDays(days)) <= 0) noted += note(tx, due, days, now);
          if (noted == 0) return;
          var organization = Organizations.get(tx, due.organization);
          for (var admin :
              members.holders(tx, organization.id(), Permission.SCIM_MANAGE, MOST_ADMINS))
            news.tokenExpires(tx, organization, admin, due.hint, due.expires, left.toDays());
        });
  }

  private static boolean isStillGood(Handle tx, Due due) {
    return tx.createQuery("SELECT 1 FROM directory_tokens WHERE id = :id AND ends_at IS NULL")
        .bind("id", due.id)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static int note(Handle tx, Due due, long days, Instant now) {
    return tx.createUpdate(
            "INSERT INTO directory_token_warnings (token_id, days, sent_at) VALUES (:token, :days,"
                + " :now) ON CONFLICT DO NOTHING")
        .bind("token", due.id)
        .bind("days", days)
        .bind("now", now)
        .execute();
  }
}
