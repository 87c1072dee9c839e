package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Access;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SentForm;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the steps of the sign-in together and serves signing out. It is also the face for refusals
 * at addresses that belong to no other face.
 */
public final class Login implements ProblemFace {

  private static final String SIGNED_OUT = "/login?signed_out";

  /** How a sign-in gets from an address to a session. */
  record Ways(
      LoginAttempts attempts,
      MailedCodes codes,
      OrganizationQueries organizations,
      SignIns signIns,
      HomeRealm homeRealm) {}

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

  private final Ways ways;
  private final AddressStep address;
  private final CodeStep code;
  private final LinkStep link;
  private final SocialStep social;
  private final UpstreamStep upstream;
  private final PasskeyStep passkey;
  private final NotMeStep notMe;
  private final InvitationStep invitation;
  private final OrganizationStep organization;
  private final Journeys journeys;
  private final Entrance entrance;
  private final Web web;

  /**
   * Puts the steps together.
   *
   * @param sample null where people are real
   */
  public Login(Core core, Web web, @Nullable Sample sample) {
    var attempts = new LoginAttempts(core.database, core.events, core.ids, core.clock);
    var organizations = new OrganizationQueries(core.database, core.clock);
    ways =
        new Ways(
            attempts,
            new MailedCodes(
                core.database,
                attempts,
                core.environments,
                core.codeLetters,
                core.vault,
                core.ids,
                core.clock),
            organizations,
            new SignIns(core, attempts, organizations),
            homeRealm(core.connectionRoutes));
    journeys = new Journeys(core.authorizationRequests, core.signOnChoice, core.socialConnections);
    entrance = new Entrance(web);
    var flow = new LoginFlow(core, ways, journeys, entrance);
    var page = new FirstPage(core, web, entrance, sample);
    address = new AddressStep(web, ways, page, flow, journeys, entrance);
    code = new CodeStep(core, web, ways, journeys, entrance, flow, sample);
    link = new LinkStep(web, ways, journeys, entrance, flow);
    social = new SocialStep(core, web, page, journeys, entrance, flow);
    upstream = new UpstreamStep(core, web, ways, entrance, flow);
    passkey = new PasskeyStep(core, web, page, flow, journeys, entrance);
    notMe = new NotMeStep(core, web, entrance);
    invitation = new InvitationStep(core, web, ways, entrance, flow);
    organization = new OrganizationStep(core, web, ways, journeys, entrance, flow);
    this.web = web;
  }

  private static HomeRealm homeRealm(ConnectionRoutes routes) {
    return new HomeRealm() {
      @Override
      public Optional<RoutedConnection> of(EmailAddress email) {
        return routes.ofDomain(email.domain());
      }

      @Override
      public Optional<RoutedConnection> named(ConnectionId connection) {
        return routes.find(connection);
      }
    };
  }

  /** Enters what is forgotten without a request. */
  public void schedule(Timetable timetable) {
    timetable
        .every(Duration.ofHours(1), "forget sign-ins", ways.attempts::forgetOld)
        .every(Duration.ofHours(1), "forget mailed codes", ways.codes::forgetOld);
  }

  public void mount(Routes routes) {
    address.mount(routes);
    code.mount(routes);
    link.mount(routes);
    social.mount(routes);
    upstream.mount(routes);
    passkey.mount(routes);
    notMe.mount(routes);
    invitation.mount(routes);
    organization.mount(routes);
    routes.post("/logout", Access.anyoneKnown(), this::signOut);
  }

  private void signOut(Context ctx) {
    var signedOut = signedOut(journeys.of(Requests.query(ctx, "return_to")));
    var way =
        Visitor.maybe(ctx)
            .map(visitor -> web.signOut().end(ctx, visitor, signedOut))
            .orElse(signedOut);
    if (Requests.wantsFragment(ctx)) {
      ctx.header("HX-Redirect", way);
    } else if (way.equals(signedOut)) {
      ctx.redirect(way, HttpStatus.SEE_OTHER);
    } else {
      entrance.goOn(ctx, "your sign-in page", way);
    }
  }

  /** The sign-in page, for whoever goes on as somebody else: also where an application waits. */
  private static String signedOut(Journey journey) {
    return journey.returnTo().equals(Journeys.HOME)
        ? SIGNED_OUT
        : SIGNED_OUT + "&choose&return_to=" + Query.encoded(journey.returnTo());
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var words = Words.of(ctx);
    var look = web.brand().look();
    web.html()
        .answer(
            ctx,
            status,
            new MessagePage(
                look,
                words.title(problem),
                words.of(problem),
                Journeys.HOME,
                "Go to " + look.appName(),
                SentForm.again(ctx, problem).orElse(null)));
  }

  @Override
  public Unread unread(String path, int status, String words) {
    return web.html().unread(web.brand().look(), words, Journeys.HOME);
  }
}
