package dev.hostedui.identity.session;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What must follow in the same transaction when a session ends. */
public interface SessionFollower {

  /** A session has ended, for whatever reason. */
  void ended(Handle tx, SessionId session, UserId user);

  /**
   * What a provider has said of a session counts no more, because it says so or had said until when
   * it is good. The session goes on without that.
   *
   * @param connection the id of the connection by which it had said so
   * @param organization whose connection that is
   */
  void takenBack(
      Handle tx,
      Actor actor,
      SessionId session,
      UserId user,
      String connection,
      OrganizationId organization);

  /**
   * A person has left an organization; their sessions in it have ended, others go on.
   *
   * @return what those others had been granted there, which ends now
   */
  List<Id> left(Handle tx, UserId user, OrganizationId organization);
}
