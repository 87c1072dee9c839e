package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Access;
import dev.hostedui.web.Looks;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * The invitation: shown, then accepted, which signs in and leads to the app. A link that was copied
 * and not mailed lets nobody in by itself, and neither does any for a person who has to come by an
 * identity provider: they sign in first.
 */
final class InvitationStep {

  private static final int A_MINUTE = 10;

  /** Where to sign in, also for who is signed in as somebody else than the one who is invited. */
  private static final String SIGN_IN = "/login?again";

  private final Web web;
  private final SignIns signIns;
  private final HomeRealm homeRealm;
  private final Invitations invitations;
  private final Entrance entrance;
  private final LoginFlow flow;

  InvitationStep(Core core, Web web, Login.Ways ways, Entrance entrance, LoginFlow flow) {
    this.web = web;
    signIns = ways.signIns();
    homeRealm = ways.homeRealm();
    invitations = core.invitations;
    this.entrance = entrance;
    this.flow = flow;
  }

  void mount(Routes routes) {
    routes.get("/login/invitation/{token}", Access.anyoneKnown(), this::showInvitation);
    routes.post("/login/invitation/{token}", Access.anyoneKnown(), this::acceptInvitation);
  }

  private void showInvitation(Context ctx) {
    var invited = invitation(ctx);
    if (invited.isEmpty() || invited.get().state() != Invitations.Invited.State.OPEN) {
      invitationOver(ctx, invited);
      return;
    }
    var email = invited.get().user().email().value();
    var other =
        Visitor.maybe(ctx)
            .map(visitor -> visitor.session().user().email().value())
            .filter(it -> !it.equals(email))
            .orElse(null);
    web.html()
        .answer(
            ctx,
            200,
            new InvitationPage(
                web.looks().of(ctx),
                invited.get().organization().displayName(),
                email,
                other,
                signsInFirst(invited.get()) && owner(ctx, invited.get()).isEmpty(),
                invited.get().copied(),
                Requests.inLink(ctx, "token")));
  }

  private void acceptInvitation(Context ctx) {
    web.limits().refuseGuesser("code", A_MINUTE, web.requests().ip(ctx));
    var invited = invitation(ctx);
    if (invited.isEmpty()) web.limits().guessedWrong("code", A_MINUTE, web.requests().ip(ctx));
    if (invited.isEmpty() || invited.get().state() != Invitations.Invited.State.OPEN) {
      invitationOver(ctx, invited);
      return;
    }
    if (signsInFirst(invited.get())) acceptSignedIn(ctx, invited.get());
    else acceptMailed(ctx, invited.get());
  }

  /**
   * Whether the link alone lets nobody in: it was copied and not mailed, or its person has to come
   * by an identity provider, whatever they can read.
   */
  private boolean signsInFirst(Invitations.Invited invited) {
    return invited.copied() || homeRealm.of(invited.user().email()).isPresent();
  }

  /** Its person joins where they are signed in; anybody else is asked to sign in as them. */
  private void acceptSignedIn(Context ctx, Invitations.Invited invited) {
    var email = invited.user().email();
    var owner = owner(ctx, invited);
    if (owner.isEmpty()) {
      signInFirst(ctx, invited, () -> AddressStep.takeMail(web, ctx, email));
      return;
    }
    try {
      invitations.acceptPending(
          owner.get().actor(), invited.user().id(), invited.organization().id());
      entrance.leave(
          ctx, Journey.toApp(web.brand().toApp(email.value(), invited.organization().id())));
    } catch (Problem problem) {
      if (Sessions.asksForProof(problem)) {
        // who comes back from the organization's own provider is a member there
        signInFirst(ctx, invited, () -> {});
        return;
      }
      refused(ctx, invited, problem);
    }
  }

  /** Has its person sign in, and come back to what they are invited to. */
  private void signInFirst(Context ctx, Invitations.Invited invited, Runnable permit) {
    try {
      flow.beginOrGoOn(ctx, invited.user().email(), onward(invited), permit);
    } catch (Problem problem) {
      Statuses.retryAfter(ctx, problem);
      entrance.message(
          ctx,
          Statuses.of(problem),
          "You could not be signed in",
          Words.of(ctx).of(problem),
          ctx.path(),
          "Back to the invitation");
    }
  }

  /**
   * To the app, by way of the chooser, where the invitation is offered. Whom the inviting
   * organization's own provider brings is a member there by then. Whoever has the link knows of the
   * organization.
   */
  private Journey onward(Invitations.Invited invited) {
    var id = invited.organization().id();
    var app = Journey.to(Journeys.APP);
    var joins =
        homeRealm.of(invited.user().email()).filter(it -> it.organization().equals(id)).isPresent();
    return (joins ? app : Journey.to(Journeys.chooserOfInvited(app))).about(id);
  }

  private void refused(Context ctx, Invitations.Invited invited, Problem problem) {
    if (problem.code().equals("other_organization")) {
      var isOwner = owner(ctx, invited).isPresent();
      var look = web.brand().look();
      entrance.message(
          ctx,
          409,
          "You belong to another " + look.organization() + " already",
          OwnRefusals.words(ctx, problem),
          isOwner ? Journeys.HOME : signIn(invited),
          isOwner ? "Go to " + look.appName() : "Sign in");
      return;
    }
    if (problem.kind() != Problem.Kind.CONFLICT && problem.kind() != Problem.Kind.NOT_FOUND)
      throw problem;
    // somebody was faster, maybe by another click
    invitationOver(ctx, invitation(ctx));
  }

  /** {@link #SIGN_IN} as the one it was sent to: the link has named them as long as it was good. */
  private static String signIn(Invitations.Invited invited) {
    return SIGN_IN + "&login_hint=" + Query.encoded(invited.user().email().value());
  }

  private static Optional<Visitor> owner(Context ctx, Invitations.Invited invited) {
    return Visitor.maybe(ctx)
        .filter(visitor -> visitor.session().user().id().equals(invited.user().id()));
  }

  private void acceptMailed(Context ctx, Invitations.Invited invited) {
    try {
      var signedIn =
          signIns.byInvitation(
              Requests.inLink(ctx, "token"),
              entrance.device(ctx),
              entrance.origin(ctx),
              Entrance.before(ctx));
      var email = invited.user().email().value();
      entrance.enter(
          ctx, signedIn, Journey.toApp(web.brand().toApp(email, invited.organization().id())));
    } catch (Problem problem) {
      refused(ctx, invited, problem);
    }
  }

  private Optional<Invitations.Invited> invitation(Context ctx) {
    var token = Requests.inLink(ctx, "token");
    var invited =
        Ids.isToken(token) ? invitations.invitedBy(token) : Optional.<Invitations.Invited>empty();
    invited.ifPresent(it -> Looks.about(ctx, it.organization().id()));
    return invited;
  }

  private void invitationOver(Context ctx, Optional<Invitations.Invited> invited) {
    switch (invited.map(Invitations.Invited::state).orElse(Invitations.Invited.State.WITHDRAWN)) {
      case ACCEPTED -> accepted(ctx, invited.orElseThrow());
      case EXPIRED ->
          entrance.message(
              ctx,
              409,
              "This invitation has expired",
              "Ask your admin to resend it; a new mail brings a new link.",
              SIGN_IN,
              "Sign in");
      default ->
          entrance.message(
              ctx,
              404,
              "This invitation is not valid",
              "It was withdrawn, a newer link has taken its place, or the link is incomplete. Ask your"
                  + " admin for a new one.",
              SIGN_IN,
              "Sign in");
    }
  }

  private void accepted(Context ctx, Invitations.Invited invited) {
    var title = "This invitation was accepted already";
    var organization = invited.organization();
    var owner = owner(ctx, invited);
    if (owner.isEmpty()) {
      entrance.message(
          ctx, 409, title, "Sign in with the address it was sent to.", signIn(invited), "Sign in");
      return;
    }
    var active = owner.get().active();
    var isThere = active != null && active.id().equals(organization.id());
    entrance.message(
        ctx,
        409,
        title,
        "You belong to " + organization.displayName() + " and are signed in.",
        isThere ? Journeys.HOME : "/login/organization",
        isThere
            ? "Go to " + organization.displayName()
            : "Choose your " + web.brand().look().organization());
  }
}
