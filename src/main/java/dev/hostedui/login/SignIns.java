package dev.hostedui.login;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.Session;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Turns a proof into a session: finds or makes the account, and the organization when there is no
 * choice.
 */
public final class SignIns {

  /**
   * A session that has begun.
   *
   * @param choose whether the person should see their organizations before going on
   */
  record SignedIn(Session.Begun session, boolean choose) {}

  private final Database database;
  private final Environments environments;
  private final LoginAttempts attempts;
  private final Users users;
  private final Invitations invitations;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Events events;
  private final OrganizationQueries organizations;

  public SignIns(
      Database database,
      Environments environments,
      LoginAttempts attempts,
      Users users,
      Invitations invitations,
      Sessions sessions,
      SessionEnds ends,
      Events events,
      OrganizationQueries organizations) {
    this.database = database;
    this.environments = environments;
    this.attempts = attempts;
    this.users = users;
    this.invitations = invitations;
    this.sessions = sessions;
    this.ends = ends;
    this.events = events;
    this.organizations = organizations;
  }

  /**
   * Begins the session that a sign-in has led to.
   *
   * @param before who is signed in in this browser already, or null: the same person goes on in
   *     their session with a new token, another person's session ends
   * @throws Problem CONFLICT when a session has begun with this sign-in already; whatever the proof
   *     is refused for
   */
  SignedIn finish(
      LoginAttempt attempt,
      Proof proof,
      Device device,
      Actor.Origin origin,
      Actor.@Nullable Person before) {
    return database.inTransaction(
        tx -> {
          attempts.finish(tx, attempt, proof.method());
          return begin(tx, proof.use(tx), null, device, origin, before, proof.method());
        });
  }

  /**
   * The proof that a mail has reached somebody: its code or its link came back. They get an account
   * on first sight; it is FORBIDDEN when none may be made.
   */
  Proof ofMail(EmailAddress email, Actor.Origin origin) {
    return new Proof() {
      @Override
      public String method() {
        return Sessions.BY_MAIL;
      }

      @Override
      public User use(Handle tx) {
        var user = Users.find(tx, email).orElseGet(() -> signUp(tx, email, origin));
        users.markVerified(tx, user.id());
        return user;
      }
    };
  }

  /**
   * Signs in whoever holds the link of an invitation, as the one it was sent to, in that
   * organization.
   */
  SignedIn byInvitation(
      String token, Device device, Actor.Origin origin, Actor.@Nullable Person before) {
    return database.inTransaction(
        tx -> {
          var invited =
              invitations.acceptLink(tx, new Actor.Newcomer("invitation", "", origin), token);
          return begin(
              tx,
              invited.user(),
              invited.organization().id(),
              device,
              origin,
              before,
              Sessions.BY_MAIL);
        });
  }

  private User signUp(Handle tx, EmailAddress email, Actor.Origin origin) {
    var environment = environments.current();
    if (!environment.signUp()) {
      throw Problem.forbidden("no_account");
    }
    Members.refuseBlockedSignUp(environment, email);
    var user = users.findOrCreate(tx, email, "", "");
    events.record(
        tx,
        new Actor.Newcomer("sign-up", email.value(), origin),
        EventType.USER_SIGNUP,
        null,
        user.id(),
        Change.created(Map.of("email", email.value())));
    return user;
  }

  private SignedIn begin(
      Handle tx,
      User user,
      @Nullable OrganizationId chosen,
      Device device,
      Actor.Origin origin,
      Actor.@Nullable Person before,
      String with) {
    users.markLogin(tx, user.id());
    if (before != null && before.user().equals(user.id())) {
      var session = sessions.reauthenticate(tx, before, with);
      if (chosen != null) sessions.choose(tx, before, chosen);
      return new SignedIn(
          session, chosen == null && Sessions.activeIn(tx, before.session()).isEmpty());
    }
    if (before != null) ends.signOut(tx, before);
    var active = activeIn(tx, user);
    var organization =
        Optional.ofNullable(chosen)
            .or(() -> active.size() == 1 ? Optional.of(active.get(0)) : Optional.empty())
            .orElse(null);
    var session =
        sessions.begin(
            tx,
            new Actor.Newcomer(user.id().value(), user.email().value(), origin),
            user.id(),
            organization,
            device,
            with);
    var choose = chosen == null && (active.size() != 1 || organizations.hasOffers(tx, user));
    return new SignedIn(session, choose);
  }

  private static List<OrganizationId> activeIn(Handle tx, User user) {
    return tx.createQuery(
            "SELECT organization_id FROM memberships WHERE user_id = :user AND status = 'ACTIVE'"
                + " LIMIT 2")
        .bind("user", user.id())
        .mapTo(OrganizationId.class)
        .list();
  }
}
