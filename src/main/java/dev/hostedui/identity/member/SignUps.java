package dev.hostedui.identity.member;

import dev.hostedui.db.Direct;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.session.Sessions;
import java.time.Clock;
import org.jdbi.v3.core.Handle;

/**
 * Notes with a membership when its person was last signed in to the organization, and tells once of
 * each person that they are here: when a session of theirs is in an organization for the first
 * time, however they came to be its member. Before that they may have an account, and be invited or
 * provisioned; the app has nobody to work for yet.
 */
public final class SignUps implements Sessions.Follower {

  private final Events events;
  private final MemberTable table;
  private final Clock clock;

  public SignUps(Events events, Clock clock) {
    this.events = events;
    this.table = new MemberTable(clock);
    this.clock = clock;
  }

  @Override
  public void entered(Handle tx, Actor actor, UserId user, OrganizationId organization) {
    table.noteSignIn(tx, organization, user);
    var first =
        Direct.update(
                tx,
                """
                UPDATE users SET signed_up_at = ?
                 WHERE id = ? AND signed_up_at IS NULL
                   AND EXISTS (SELECT 1 FROM memberships WHERE organization_id = ? AND user_id = users.id)
                """,
                clock.instant(),
                user,
                organization)
            > 0;
    if (first)
      events.record(
          tx,
          actor,
          EventType.USER_SIGNUP,
          organization,
          user,
          Change.created(MembershipSnapshot.of(tx, organization, user)));
  }
}
