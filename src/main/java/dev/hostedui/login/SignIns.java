package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.Session;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.signon.SignOnAnswer;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.util.List;
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

  /** Somebody else is signed in here, and has not said that their session may end for this one. */
  static final class OtherPerson extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient EmailAddress arrived;

    OtherPerson(EmailAddress arrived) {
      super("somebody else is signed in", null, false, false);
      this.arrived = arrived;
    }

    /** Who would be signed in. */
    EmailAddress arrived() {
      return arrived;
    }
  }

  private final Core core;
  private final LoginAttempts attempts;
  private final OrganizationQueries organizations;

  SignIns(Core core, LoginAttempts attempts, OrganizationQueries organizations) {
    this.core = core;
    this.attempts = attempts;
    this.organizations = organizations;
  }

  /**
   * Begins the session that a sign-in has led to.
   *
   * @param before who is signed in in this browser already, or null: the same person goes on in
   *     their session with a new token, unless it {@linkplain Sessions#goesOnWith has nothing in
   *     common} with this proof; another person's session ends
   * @param replaces whether another person's session may end for it, whoever comes; it may in any
   *     case for whom they have said to be, where nothing but that has led to the provider
   * @throws OtherPerson when it may not and would; nothing has changed then
   * @throws Problem CONFLICT when a session has begun with this sign-in already; whatever the proof
   *     is refused for
   */
  SignedIn finish(
      LoginAttempt attempt,
      Proof proof,
      Device device,
      Actor.Origin origin,
      Actor.@Nullable Person before,
      boolean replaces) {
    return core.database.inTransaction(
        tx -> {
          attempts.finish(tx, attempt, proof.method());
          var shown = proof.use(tx);
          if (!replaces
              && before != null
              && !before.user().equals(shown.user().id())
              && !isOwnWish(attempt, shown)) throw new OtherPerson(shown.user().email());
          return begin(tx, shown, device, origin, before);
        });
  }

  /**
   * Whether whoever is here has typed the address that signs in. Where an application has named who
   * is asked, a link was enough, and a provider may have answered without anybody being asked: a
   * link must not make somebody else of who is signed in. Nor does the button of a provider for
   * everybody say which of one's accounts there it will be.
   */
  private static boolean isOwnWish(LoginAttempt attempt, Proof.Shown shown) {
    return attempt.connection() == null && shown.user().email().equals(attempt.email());
  }

  /**
   * The proof that a mail has reached somebody: its code or its link came back. They get an account
   * on first sight; it is FORBIDDEN when none may be made.
   */
  private Proof ofMail(EmailAddress email) {
    return new Proof() {
      @Override
      public String method() {
        return Sessions.BY_MAIL;
      }

      @Override
      public Shown use(Handle tx) {
        var user = Users.find(tx, email).orElseGet(() -> signUp(tx, email, "", ""));
        core.users.markVerified(tx, user.id());
        return new Shown(user, Authentication.MAIL, null);
      }
    };
  }

  /**
   * The proof that the mail of a sign-in has reached somebody. Where an identity provider has named
   * the mailbox before, both together are the proof.
   *
   * @throws Problem CONFLICT when the provider's answer does not wait any more; FORBIDDEN when
   *     people are not sent to its connection any more
   */
  Proof ofMail(LoginAttempt attempt, Actor.Origin origin) {
    if (attempt.answer() == null) return ofMail(attempt.mailbox());
    var arrival =
        core.signOnRequests
            .arrivalOf(attempt.answer())
            .orElseThrow(() -> Problem.conflict("login_used"));
    return vouched(
        arrival.request(),
        arrival.answer().orElseThrow(() -> Problem.conflict("answer_over")),
        origin,
        attempt.mailbox());
  }

  /**
   * The proof that an organization's identity provider or one for everybody has said who somebody
   * is.
   *
   * @param proven the address that they have shown to be theirs since, or null
   * @throws Problem FORBIDDEN when people are not sent to its connection any more
   */
  Vouched vouched(
      SignOnRequest request,
      SignOnAnswer answer,
      Actor.Origin origin,
      @Nullable EmailAddress proven) {
    var social = core.socialConnections.find(new ConnectionId(request.connection()));
    // whose mailbox was proven since the answer has shown who they are by both, thus only now
    var provenAt =
        proven == null ? request.provenAt(answer.identity(), core.clock.instant()) : null;
    if (social.isEmpty()) return new UpstreamProof(core, request, answer, origin, proven, provenAt);
    return new SocialProof(
        core,
        social.get(),
        request,
        answer,
        origin,
        proven,
        provenAt,
        (tx, email, person) -> signUp(tx, email, person.givenName(), person.familyName()));
  }

  /**
   * Signs in whoever holds the link of an invitation, as the one it was sent to, in that
   * organization.
   */
  SignedIn byInvitation(
      String token, Device device, Actor.Origin origin, Actor.@Nullable Person before) {
    return core.database.inTransaction(
        tx -> {
          var invited =
              core.invitations.acceptLink(tx, new Actor.Newcomer("invitation", "", origin), token);
          return begin(
              tx,
              new Proof.Shown(invited.user(), Authentication.MAIL, invited.organization().id()),
              device,
              origin,
              before);
        });
  }

  private User signUp(Handle tx, EmailAddress email, String givenName, String familyName) {
    var environment = core.environments.current();
    if (!environment.signUp()) {
      throw Problem.forbidden("no_account");
    }
    Members.refuseBlockedSignUp(environment, email);
    return core.users.findOrCreate(tx, email, givenName, familyName);
  }

  private SignedIn begin(
      Handle tx,
      Proof.Shown shown,
      Device device,
      Actor.Origin origin,
      Actor.@Nullable Person before) {
    var user = shown.user();
    var chosen = shown.organization();
    // an admin may have removed them, and their account with it, while this waited
    if (!Locks.user(tx, user.id())) throw Problem.notFound("account_not_found");
    core.users.markLogin(tx, user.id());
    if (before != null
        && before.user().equals(user.id())
        && Sessions.goesOnWith(tx, before.session(), shown.with())) {
      var session = core.sessions.reauthenticate(tx, before, shown.with());
      if (chosen != null) core.sessions.choose(tx, before, chosen, shown.with());
      return new SignedIn(
          session, chosen == null && Sessions.activeIn(tx, before.session()).isEmpty());
    }
    if (before != null) core.ends.signOut(tx, before);
    var active = activeIn(tx, user);
    var organization =
        Optional.ofNullable(chosen)
            .or(() -> active.size() == 1 ? Optional.of(active.get(0)) : Optional.empty())
            .orElse(null);
    var session =
        core.sessions.begin(
            tx,
            new Actor.Newcomer(user.id().value(), user.email().value(), origin),
            user.id(),
            organization,
            device,
            shown.with());
    var mayBelongToMore = active.isEmpty() || core.environments.current().multipleMemberships();
    var choose =
        chosen == null
            && (active.size() != 1 || (mayBelongToMore && organizations.hasOffers(tx, user)));
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
