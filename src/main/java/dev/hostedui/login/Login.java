package dev.hostedui.login;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Notices;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SessionCookie;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sign-in pages put together; signing out; and what is said where nothing else speaks. */
public final class Login implements ProblemFace {

  /** How a sign-in gets from an address to a session. */
  public record Ways(
      Database database,
      Clock clock,
      LoginAttempts attempts,
      MailedCodes codes,
      HomeRealm homeRealm,
      SignIns signIns) {}

  /** What signing in with passkeys needs. */
  public record PasskeyParts(
      Passkeys passkeys, Challenges challenges, Notices notices, RelyingParty relyingParty) {}

  /** What the pages tell of and change. */
  public record Nouns(
      Environments environments,
      Members members,
      Invitations invitations,
      Sessions sessions,
      SessionEnds ends,
      AuthorizationRequests authorizations,
      OrganizationQueries organizations) {}

  /**
   * Whom a newcomer may sign in as, where all people are made up.
   *
   * @param mail where their mail can be read, or null when it is really sent
   * @param start where one comes in with one press
   */
  public record Sample(@Nullable String mail, String start, List<Person> people) {

    /** One of them, and what they are. */
    public record Person(String email, String role) {}
  }

  /** What signing in needs; {@code sample} is null where people are real. */
  public record Parts(
      Web web, Ways ways, PasskeyParts passkeys, Nouns nouns, @Nullable Sample sample) {}

  private final AddressStep address;
  private final CodeStep code;
  private final LinkStep link;
  private final PasskeyStep passkey;
  private final NotMeStep notMe;
  private final InvitationStep invitation;
  private final OrganizationStep organization;
  private final Entrance entrance;
  private final SessionEnds ends;
  private final SessionCookie sessionCookie;
  private final Brand brand;

  public Login(Parts parts) {
    var web = parts.web;
    var journeys = new Journeys(parts.nouns.authorizations);
    entrance = new Entrance(web);
    var flow = new LoginFlow(parts.ways, journeys, entrance);
    var page = new FirstPage(parts, entrance);
    address = new AddressStep(web, page, flow, journeys, entrance);
    code = new CodeStep(parts, journeys, entrance, flow);
    link = new LinkStep(parts, journeys, entrance, flow);
    passkey = new PasskeyStep(parts, page, flow, journeys);
    notMe = new NotMeStep(parts, entrance);
    invitation = new InvitationStep(parts, entrance);
    organization = new OrganizationStep(parts, journeys, entrance);
    ends = parts.nouns.ends;
    sessionCookie = web.sessionCookie();
    brand = web.brand();
  }

  public void mount(Routes routes) {
    address.mount(routes);
    code.mount(routes);
    link.mount(routes);
    passkey.mount(routes);
    notMe.mount(routes);
    invitation.mount(routes);
    organization.mount(routes);
    routes.post("/logout", Access.anyoneKnown(), this::signOut);
  }

  private void signOut(Context ctx) {
    Visitor.maybe(ctx).ifPresent(visitor -> ends.signOut(visitor.actor()));
    sessionCookie.clear(ctx);
    if (Requests.wantsFragment(ctx)) {
      ctx.header("HX-Redirect", "/login?signed_out");
    } else {
      ctx.redirect("/login?signed_out", HttpStatus.SEE_OTHER);
    }
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var words = Words.of(ctx);
    entrance.message(
        ctx,
        status,
        words.title(problem),
        words.of(problem),
        Journeys.HOME,
        "Go to " + brand.look().appName());
  }
}
