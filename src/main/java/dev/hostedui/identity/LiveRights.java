package dev.hostedui.identity;

import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What a person, or whoever holds a portal link, may do at the moment of the change, whatever they
 * were allowed when their request began. An admin may be demoted, and a session revoked, while a
 * change waits for its turn to write.
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

  /** The only organization that what has proven the person's session counts in, if there is one. */
  static Optional<OrganizationId> onlyIn(Handle tx, Actor.Person person) {
    return tx.createQuery(
            "SELECT counts_only_in FROM sessions WHERE id = :session AND user_id = :user AND"
                + " counts_only_in IS NOT NULL")
        .bind("session", person.session())
        .bind("user", person.user())
        .mapTo(OrganizationId.class)
        .findOne();
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

  /**
   * What a portal link opens in its organization.
   *
   * @throws Problem NOT_FOUND for another organization; CONFLICT when the link was revoked, or the
   *     session it opened has ended
   */
  static Handed of(Handle tx, Actor.PortalLink link, OrganizationId organization) {
    if (!link.organization().equals(organization)) throw Problem.notFound("organization_not_found");
    return tx.createQuery(
            """
            SELECT %s
              FROM portal_sessions s
              JOIN portal_links l  ON l.id = s.link_id
              JOIN organizations o ON o.id = l.organization_id
             WHERE s.id = :session AND s.link_id = :link AND l.organization_id = :organization
               AND s.ended_at IS NULL AND l.revoked_at IS NULL
            """
                .formatted(Handed.COLUMNS))
        .bind("session", link.session())
        .bind("link", link.id())
        .bind("organization", organization)
        .map((row, context) -> Handed.read(row))
        .findOne()
        .orElseThrow(() -> Problem.conflict("portal_session_over"));
  }
}
