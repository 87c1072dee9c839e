package dev.hostedui.identity.application;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Problem;
import org.jdbi.v3.core.Handle;

/**
 * The order of what ends by itself: a session lives longer than it may be idle, and an idle one
 * longer than any access token, so that no application goes on for somebody whose session is over.
 *
 * <p>Whoever changes one of these limits holds the environment first, with {@link
 * dev.hostedui.identity.Locks#environment}, so that two changes cannot pass each other.
 */
public final class SessionChain {

  private SessionChain() {}

  /**
   * Refuses a life of access tokens as long as that of the shortest session there can be, by the
   * settings of the environment or the policy of an organization.
   *
   * @param field what the life is called where it was given
   * @throws Problem INVALID at that field
   */
  public static void mustOutlast(Handle tx, String field, long minutes) {
    var end =
        tx.createQuery(
                "SELECT COALESCE(session_idle_minutes, session_absolute_minutes) FROM environment")
            .mapTo(Long.class)
            .one();
    if (minutes >= end)
      throw Problem.invalid("access_token_outlives_session").at(field).with(minutes, end);
    // policies that wait because their feature is off count too: they come into force unasked
    tx.createQuery(
            """
            SELECT display_name, COALESCE(session_idle_minutes, session_absolute_minutes) AS ends FROM organizations
             WHERE session_policy_source = 'CUSTOM' AND COALESCE(session_idle_minutes, session_absolute_minutes) <= :minutes
             ORDER BY 2, 1 LIMIT 1
            """)
        .bind("minutes", minutes)
        .map(
            (row, context) ->
                Problem.invalid("access_token_outlives_session_of")
                    .at(field)
                    .with(minutes, Columns.text(row, "display_name"), row.getLong("ends")))
        .findOne()
        .ifPresent(
            problem -> {
              throw problem;
            });
  }
}
