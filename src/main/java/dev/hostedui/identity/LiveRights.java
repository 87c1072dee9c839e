package dev.hostedui.identity;

import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What a person may do at the moment of the change, whatever they were allowed when their request
 * began. An admin may be demoted, and a session revoked, while a change waits for its turn to
 * write.
 *
 * <p>A limit of the session that passes during that wait counts as soon as the job that ends stale
 * sessions has seen it: the request itself began in time.
 */
final class LiveRights {

  private LiveRights() {}

  /** Refuses when the person's session is over, and holds it against being ended. */
  static void refuseEndedSession(Handle tx, Actor.Person person) {
    if (!Locks.session(tx, person.session(), person.user())) throw Problem.conflict("session_over");
  }

  /**
   * What the person's roles give in the organization that is active in their session.
   *
   * @throws Problem CONFLICT when the session is over; NOT_FOUND for another organization;
   *     FORBIDDEN when they are no active member of it any more
   */
  static Set<Permission> of(Handle tx, Actor.Person person, OrganizationId organization) {
    refuseEndedSession(tx, person);
    record Live(boolean member, String permissions) {}
    var live =
        tx.createQuery(
                """
                SELECT m.user_id AS member,
                       (SELECT string_agg(r.effective_permissions, ' ')
                          FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
                         WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS permissions
                  FROM sessions s
                  LEFT JOIN memberships m ON m.organization_id = s.organization_id AND m.user_id = s.user_id
                                         AND m.status = 'ACTIVE'
                 WHERE s.id = :session AND s.user_id = :user AND s.organization_id = :organization
                """)
            .bind("session", person.session())
            .bind("user", person.user())
            .bind("organization", organization)
            .map(
                (row, context) -> {
                  var permissions = row.getString("permissions");
                  return new Live(
                      row.getString("member") != null, permissions == null ? "" : permissions);
                })
            .findOne()
            .orElseThrow(() -> Problem.notFound("organization_not_found"));
    if (!live.member) throw Problem.forbidden("membership_over");
    return Permission.among(live.permissions);
  }
}
