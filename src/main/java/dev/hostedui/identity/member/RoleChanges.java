package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.OrganizationSnapshot;
import dev.hostedui.identity.role.RoleId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Gives many members other roles in one change, thousands a second. Whether that may be is for the
 * caller to decide, who holds the organization and sees to it that the events are recorded.
 */
public final class RoleChanges {

  private final Events events;
  private final MemberTable table;

  public RoleChanges(Events events, Clock clock) {
    this.events = events;
    this.table = new MemberTable(clock);
  }

  /**
   * Runs a change of the roles of several members, and asks at its end whether the organization
   * still has somebody who can do everything, if it had before: else a person is refused, and for a
   * directory an event says so.
   *
   * @throws Problem CONFLICT {@code last_admin}
   */
  public void asOne(Handle tx, Actor actor, OrganizationId organization, Runnable change) {
    var held =
        MembershipRules.needed(tx).stream()
            .filter(needed -> HeldRights.someoneHolds(tx, organization, needed))
            .toList();
    change.run();
    if (held.stream().allMatch(needed -> HeldRights.someoneHolds(tx, organization, needed))) return;
    if (!actor.mayLeaveWithoutAdmin()) throw Problem.conflict("last_admin");
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_WITHOUT_ADMIN,
        organization,
        organization,
        Change.created(OrganizationSnapshot.of(tx, organization).values()));
  }

  /**
   * Writes the roles. For each change {@link #record} is owed.
   *
   * @param changes of members, each once; at most some hundreds
   */
  public void write(Handle tx, OrganizationId organization, List<RoleChange> changes) {
    if (!changes.isEmpty()) table.replaceRoles(tx, organization, changes);
  }

  /**
   * Writes the roles of any number of people at once. For each of them {@link #record} is owed.
   *
   * @param with the beginning of a statement, which names the tables {@code lost} and {@code
   *     gained} of a {@code user_id} and a {@code role_id}, all of members
   * @param bindings what it is filled in with, the {@code organization} among it
   */
  public void write(Handle tx, String with, Map<String, ?> bindings) {
    table.replaceRoles(tx, with, bindings);
  }

  /**
   * Records that a member had other roles before. Nothing when they are no member any more, or have
   * them again.
   */
  public void record(
      Handle tx, Actor actor, OrganizationId organization, UserId user, Set<RoleId> before) {
    var after = MembershipSnapshot.find(tx, organization, user).orElse(null);
    var was = MembershipSnapshot.find(tx, organization, user, before).orElse(null);
    if (after == null || after.equals(was)) return;
    events.record(
        tx, actor, EventType.MEMBERSHIP_UPDATED, organization, user, new Change(was, after));
  }
}
