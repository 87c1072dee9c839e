package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.User;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What was left of a membership that a directory had ended, or of an invitation that had expired,
 * when the person comes in anew.
 *
 * @param snapshot as the event of the new one shows it
 * @param metadata what the app had kept with the membership; of an invitation nothing, which was
 *     for who accepted it
 */
record FormerMembership(Map<String, Object> snapshot, Metadata metadata) {

  /**
   * Ends somebody's inactive membership or expired invitation, so that a new membership takes its
   * place: with other roles, and without what the old one had linked. Nobody may keep the person
   * out any more.
   *
   * @return empty when they have neither
   * @throws dev.hostedui.identity.Problem CONFLICT when the roles of the membership give more than
   *     the actor holds
   */
  static Optional<FormerMembership> end(
      MemberTable table, Handle tx, Actor actor, Organization organization, User user) {
    var member =
        table
            .lookUp(tx, organization.id(), user.id())
            .filter(
                it ->
                    it.status() == MembershipStatus.INACTIVE
                        || it.status() == MembershipStatus.INVITE_EXPIRED)
            .orElse(null);
    if (member == null) return Optional.empty();
    // an invitation that has expired gives nobody its roles, or what the app meant for who accepts
    var wasMember = member.status() == MembershipStatus.INACTIVE;
    if (wasMember)
      MembershipRules.refuseAboveOwn(
          tx, actor, member, Roles.heldBy(tx, organization.id(), user.id()));
    else InvitationLinks.forget(tx, organization.id(), user.id());
    var former =
        new FormerMembership(
            MembershipSnapshot.of(tx, organization.id(), user.id()),
            wasMember ? MemberTable.metadata(tx, member) : Metadata.NONE);
    table.delete(tx, organization, member);
    return Optional.of(former);
  }

  /** What an app keeps with the new membership: what it says now, or else what it has said. */
  static Metadata metadata(Optional<FormerMembership> former, Metadata given) {
    return given.values().isEmpty() ? former.map(FormerMembership::metadata).orElse(given) : given;
  }
}
