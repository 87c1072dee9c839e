package dev.hostedui.identity;

import dev.hostedui.db.Direct;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Holds rows until the transaction ends, so that what was read about them stays true: rules are
 * checked one change at a time on PostgreSQL too. SQLite has one writer anyway.
 *
 * <p>Whoever holds several takes an organization first, then a person, then that person's sessions:
 * two changes that take the same rows in the same order wait for each other instead of blocking
 * each other.
 */
public final class Locks {

  private Locks() {}

  /**
   * Holds an organization with all its memberships: whoever changes one holds it.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static void organization(Handle tx, OrganizationId id) {
    if (!isHeld(tx, id)) throw Problem.notFound("organization_not_found");
  }

  /**
   * Holds several organizations, always in the same order, and answers those: one that is gone by
   * now is left out. A list that was read before may lack others by now, so it is read again.
   */
  public static Set<OrganizationId> organizations(Handle tx, Collection<OrganizationId> ids) {
    return ids.stream()
        .distinct()
        .sorted(Comparator.comparing(OrganizationId::value))
        .filter(it -> isHeld(tx, it))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isHeld(Handle tx, OrganizationId id) {
    return Direct.update(tx, "UPDATE organizations SET updated_at = updated_at WHERE id = ?", id)
        > 0;
  }

  /**
   * Holds all roles and permissions: whoever changes what one gives holds them, after all
   * organizations. Whoever gives one does not: it is one row for all organizations.
   */
  public static void roles(Handle tx) {
    environment(tx);
  }

  /**
   * Holds the settings of the environment, and the limits that are checked against them: the life
   * of access tokens and the session policies. Like roles, for which the same row stands, last of
   * all.
   */
  public static void environment(Handle tx) {
    tx.createUpdate("UPDATE environment SET updated_at = updated_at").execute();
  }

  /** Holds a person: all that is theirs, and whether they exist. */
  public static boolean user(Handle tx, UserId id) {
    return tx.createUpdate("UPDATE users SET updated_at = updated_at WHERE id = :id")
            .bind("id", id)
            .execute()
        > 0;
  }

  /** Holds a session of a person and says whether it is alive: nobody ends it meanwhile. */
  public static boolean session(Handle tx, SessionId id, UserId user) {
    return tx.createUpdate(
                "UPDATE sessions SET ended_at = ended_at WHERE id = :id AND user_id = :user AND status = 'active'")
            .bind("id", id)
            .bind("user", user)
            .execute()
        > 0;
  }
}
