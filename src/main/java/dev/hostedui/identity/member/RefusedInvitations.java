package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import org.jdbi.v3.core.Handle;

/** Notes of an invitation that its newest mail never arrived, for those who have invited. */
public final class RefusedInvitations {

  private static final Actor MAIL = new Actor.Internal("mail");

  private final Events events;

  public RefusedInvitations(Events events) {
    this.events = events;
  }

  /**
   * A mail was refused for good.
   *
   * @param linkHash the hash of the link in it, which need not be that of an invitation
   * @param said what the mail server said
   */
  public void note(Handle tx, String linkHash, String said) {
    var link = InvitationLinks.newest(tx, linkHash).orElse(null);
    if (link == null) return;
    var organization = link.organization();
    var user = link.user();
    if (!MemberTable.markRefused(tx, organization, user, said)) return;
    events.record(
        tx,
        MAIL,
        EventType.INVITATION_REFUSED,
        organization,
        user,
        Change.created(MembershipSnapshot.of(tx, organization, user)));
  }
}
