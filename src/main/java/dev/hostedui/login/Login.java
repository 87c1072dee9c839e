package dev.hostedui.login;

import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Notices;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Cookies;
import dev.hostedui.web.Devices;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SessionCookie;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** The sign-in pages put together; signing out; and what is said where nothing else speaks. */
public final class Login implements ProblemFace {

  /** What signing in needs; {@code devMail} is where a sample's mail can be read, or null. */
  public record Parts(
      LoginAttempts attempts,
      PasskeyParts passkeys,
      SignIns signIns,
      Members members,
      Invitations invitations,
      Sessions sessions,
      AuthorizationRequests authorizations,
      OrganizationQueries organizations,
      Environments environments,
      Limits limits,
      Devices devices,
      Requests requests,
      Cookies cookies,
      SessionCookie sessionCookie,
      Html html,
      Brand brand,
      @Nullable String devMail) {}

  /** What signing in with passkeys needs. */
  public record PasskeyParts(
      Passkeys passkeys,
      Challenges challenges,
      Notices notices,
      RelyingParty relyingParty,
      HomeRealm homeRealm) {}

  private final EmailStep email;
  private final PasskeyStep passkey;
  private final NotMeStep notMe;
  private final InvitationStep invitation;
  private final OrganizationStep organization;
  private final Entrance entrance;
  private final Sessions sessions;
  private final SessionCookie sessionCookie;
  private final Brand brand;

  public Login(Parts parts) {
    var journeys = new Journeys(parts.authorizations);
    entrance = new Entrance(parts);
    email = new EmailStep(parts, journeys, entrance);
    passkey = new PasskeyStep(parts, email, journeys, entrance);
    notMe = new NotMeStep(parts, entrance);
    invitation = new InvitationStep(parts, entrance);
    organization = new OrganizationStep(parts, journeys);
    sessions = parts.sessions;
    sessionCookie = parts.sessionCookie;
    brand = parts.brand;
  }

  public void mount(Routes routes) {
    email.mount(routes);
    passkey.mount(routes);
    notMe.mount(routes);
    invitation.mount(routes);
    organization.mount(routes);
    routes.post("/logout", Access.anyoneKnown(), this::signOut);
  }

  private void signOut(Context ctx) {
    Visitor.maybe(ctx).ifPresent(visitor -> sessions.signOut(visitor.actor()));
    sessionCookie.clear(ctx);
    if (Requests.wantsFragment(ctx)) {
      ctx.header("HX-Redirect", "/login?signed_out");
    } else {
      ctx.redirect("/login?signed_out", HttpStatus.SEE_OTHER);
    }
  }

  @Override
  public void show(Context ctx, int status, String title, String message) {
    entrance.message(ctx, status, title, message, Journeys.HOME, "Go to " + brand.look().appName());
  }
}
