package dev.hostedui.provider;

import dev.hostedui.core.Core;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.RedirectUris;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.session.Proof;
import dev.hostedui.identity.session.Session;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.signon.SignOnChoice;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.oidc.AuthorizationRequest;
import dev.hostedui.protocol.oidc.AuthorizationRequest.Ask;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.oidc.RedirectAnswer;
import dev.hostedui.protocol.oidc.ResponseMode;
import dev.hostedui.web.Access;
import dev.hostedui.web.AsNavigation;
import dev.hostedui.web.Brand;
import dev.hostedui.web.BrowserSecrets;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Home;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.Looks;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.OwnAddresses;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authorization endpoint (RFC 6749 §3.1).
 *
 * <p>With a live session that fits, the answer goes straight back to the application. Otherwise the
 * request is kept as a row, the browser is sent to sign in or to choose, and comes back to {@code
 * /oauth/authorize/continue/…}, where it is judged anew: what was proven or chosen since it began
 * counts.
 */
final class Authorize {

  private static final Logger LOG = LoggerFactory.getLogger(Authorize.class);

  static final String CONTINUE = "/oauth/authorize/continue/";

  /** How long what was posted may be in an address. */
  static final int LONGEST_QUERY = 14 * 1024;

  /** Requests that must be kept, of one network address. */
  private static final int A_MINUTE = 120;

  private final Tokens tokens;
  private final Applications applications;
  private final AuthorizationRequests waiting;
  private final AuthorizationCodes codes;
  private final Sessions sessions;
  private final SignOnChoice choices;
  private final ConnectionRoutes routes;
  private final Invitations invitations;
  private final SocialConnections social;
  private final Limits limits;
  private final Requests requests;
  private final BrowserSecrets browsers;
  private final Html html;
  private final Brand brand;
  private final Looks looks;
  private final OwnAddresses addresses;
  private final Clock clock;

  Authorize(Core core, Web web, Tokens tokens) {
    this.tokens = tokens;
    applications = core.applications;
    waiting = core.authorizationRequests;
    codes = core.authorizationCodes;
    sessions = core.sessions;
    choices = core.signOnChoice;
    routes = core.connectionRoutes;
    invitations = core.invitations;
    social = core.socialConnections;
    limits = web.limits();
    requests = web.requests();
    browsers = new BrowserSecrets(web.cookies(), "browser", AuthorizationRequests.LIFETIME);
    html = web.html();
    brand = web.brand();
    looks = web.looks();
    addresses = web.addresses();
    clock = core.clock;
  }

  void mount(Routes routes) {
    routes.getThatChanges("/oauth/authorize", Access.anyoneKnown(), this::begin);
    routes.post("/oauth/authorize", Access.crossSitePost(), this::asGet);
    routes.getThatChanges(CONTINUE + "{token}", Access.anyoneKnown(), this::goOn);
  }

  /**
   * OpenID Connect Core §3.1.2.1 wants POST as well. A post from another site comes without the
   * session's cookie; the same request as a navigation has it.
   */
  private void asGet(Context ctx) {
    try {
      AsNavigation.to(ctx, "/oauth/authorize", LONGEST_QUERY);
    } catch (OAuthProblem problem) {
      refuse(ctx, problem);
    }
  }

  private void begin(Context ctx) {
    var query = ctx.queryString();
    decide(ctx, query == null ? "" : query, null, "");
  }

  private void goOn(Context ctx) {
    var token = ctx.pathParam("token");
    var found = waiting.find(token);
    if (found.isEmpty()) {
      say(
          ctx,
          409,
          "This sign-in has ended",
          "It waited too long, or its app is no longer registered here. Go back to the app you came"
              + " from and sign in there once more.");
      return;
    }
    var it = found.get();
    if (it.over()) {
      if (!beginAnew(ctx, it))
        say(
            ctx,
            409,
            "This sign-in has ended",
            "It waited too long. Go back to "
                + it.applicationName()
                + " and sign in there once more.");
      return;
    }
    if (browsers.held(ctx).stream().noneMatch(it::beganIn)) {
      elsewhere(ctx, it);
      return;
    }
    // by another tab: the application would refuse a second answer to one question
    if (it.answered() && (Requests.hasQuery(ctx, "again") || isDeclined(ctx)) && beginAnew(ctx, it))
      return;
    decide(ctx, it.parameters(), it, token);
  }

  /** Whether the person has chosen not to go on. */
  private static boolean isDeclined(Context ctx) {
    return Requests.hasQuery(ctx, "declined");
  }

  /** Leads to where the application begins to sign in; false when there is no such place. */
  private boolean beginAnew(Context ctx, AuthorizationRequests.Waiting it) {
    var visitor = Visitor.maybe(ctx);
    var start =
        applications
            .find(it.clientId())
            .flatMap(application -> Applications.beginningOfSignIn(application, scopeOf(visitor)));
    if (start.isEmpty()) return false;
    var who = visitor.map(found -> found.session().user().email().value()).orElse(null);
    ctx.redirect(addresses.initiateLogin(start.get(), who).address(), HttpStatus.FOUND);
    return true;
  }

  /** A link from a mail was opened in another browser than the one the app waits in. */
  private void elsewhere(Context ctx, AuthorizationRequests.Waiting it) {
    if (beginAnew(ctx, it)) return;
    say(
        ctx,
        409,
        "Go on in " + it.applicationName(),
        (Visitor.maybe(ctx).isPresent()
                ? "You are signed in here now, but this sign-in began in another browser. Open "
                : "This sign-in began in another browser. Open ")
            + it.applicationName()
            + " in this one and sign in there, or go back to the other.");
  }

  private RedirectUris.Scope scopeOf(Optional<Visitor> visitor) {
    return visitor
        .map(Visitor::active)
        .map(active -> applications.scopeOf(active.id()))
        .orElse(RedirectUris.Scope.NONE);
  }

  private void decide(
      Context ctx, String query, AuthorizationRequests.@Nullable Waiting began, String token) {
    Application application;
    String redirectUri;
    String state;
    ResponseMode mode;
    String by;
    var parameters = Map.<String, List<String>>of();
    try {
      parameters = FormParameters.parse(query);
      application = application(parameters);
      redirectUri = redirectUri(parameters, application);
      // an answer without the state it was asked with would be taken for a forged one
      state = AuthorizationRequest.state(parameters);
      mode = AuthorizationRequest.responseMode(parameters);
      by = issuer(parameters);
    } catch (OAuthProblem problem) {
      AppFaults.log(
          ctx, parameters, "redirect_uri", "a sign-in does not begin: " + problem.description());
      refuse(ctx, problem);
      return;
    }
    try {
      var request = AuthorizationRequest.parse(parameters);
      if (!mode.reaches(redirectUri))
        throw OAuthProblem.invalidRequest(
            "No form can be posted (response_mode=form_post) to an app's own scheme. Send"
                + " response_mode=query, or leave it out, which means query.");
      if (application.pkceRequired() && request.codeChallenge() == null)
        throw OAuthProblem.invalidRequest(
            "code_challenge is missing: this client must send one (PKCE), with"
                + " code_challenge_method=S256.");
      if (began != null && isDeclined(ctx))
        throw OAuthProblem.accessDenied("The person chose not to go on with this sign-in.");
      var hint = hint(request);
      var upstream = upstream(request, whose(request, hint, Visitor.maybe(ctx)));
      var since = began == null ? null : began.startedAt();
      var wanted =
          upstream.organization().map(OrganizationId::value).orElse(request.organization());
      var next =
          Missing.from(
              Visitor.maybe(ctx).orElse(null),
              it -> shown(it, upstream, wanted),
              sessions::lastShownAt,
              request,
              hint == null ? null : hint.user,
              wanted,
              since,
              clock.instant());
      if (next.filter(it -> it != Missing.ORGANIZATION).isEmpty()) {
        var proof = proof(Visitor.of(ctx), request, since, upstream, wanted);
        if (proof.isPresent()) next = proof;
      }
      if (next.isEmpty()) next = turn(Visitor.of(ctx), request, since, wanted);
      if (next.isEmpty()) {
        var code = issue(Visitor.of(ctx), application, request, upstream, wanted, redirectUri, by);
        if (code.isPresent()) {
          if (began != null) waiting.answered(token);
          answer(ctx, mode, RedirectAnswer.code(redirectUri, code.get(), state, by));
          return;
        }
        // the session ended while this was decided
        next = Optional.of(Missing.SIGN_IN);
      }
      if (request.prompt().contains(Ask.NONE))
        throw next.get() == Missing.ORGANIZATION && isClosed(Visitor.of(ctx), wanted)
            ? notAMember()
            : next.get().silently(hint != null);
      var back = CONTINUE + (began == null ? keep(ctx, application, query, redirectUri) : token);
      var address = address(ctx, next.get(), back, loginHint(request, hint));
      ctx.redirect(
          next.get() == Missing.SIGN_IN && isInVain(ctx, upstream, since)
              ? address + "&choose"
              : address,
          HttpStatus.FOUND);
    } catch (OAuthProblem problem) {
      if (began != null) refused(token);
      answer(ctx, mode, RedirectAnswer.problem(redirectUri, problem, state, by));
    }
  }

  /** Ends a request with an error, which the application gets whether that can be kept or not. */
  private void refused(String token) {
    try {
      waiting.answered(token);
    } catch (StorageUnavailable e) {
      LOG.warn("a sign-in that was refused is not noted as answered: {}", e.toString());
    }
  }

  private void answer(Context ctx, ResponseMode mode, RedirectAnswer it) {
    if (mode == ResponseMode.QUERY || !mode.reaches(it.uri())) {
      ctx.redirect(it.address(), HttpStatus.FOUND);
      return;
    }
    Headers.leaveFormsFree(ctx);
    html.answer(ctx, 200, new FormPostPage(looks.of(ctx), it.uri(), it.parameters()));
  }

  /**
   * Whom the application means to be signed in (OpenID Connect Core §3.1.2.1, §5.5.1).
   *
   * @param email where the hint says it, or null
   */
  private record Hint(String user, @Nullable String email) {}

  private @Nullable Hint hint(AuthorizationRequest request) {
    var asked = request.subject();
    if (request.idTokenHint() == null) return asked == null ? null : new Hint(asked, null);
    var claims =
        tokens
            .readIdHint(request.idTokenHint())
            .orElseThrow(
                () ->
                    OAuthProblem.invalidRequest(
                        "The id_token_hint is no id token of ours. Send one as it came from the"
                            + " token endpoint, or leave it out; it may have expired."));
    if (asked != null && !asked.equals(claims.text("sub")))
      throw OAuthProblem.invalidRequest(
          "The id_token_hint and the claims (sub) name two different people.");
    var email = claims.text("email");
    return new Hint(claims.text("sub"), email.isEmpty() ? null : email);
  }

  /** By which issuer the application knows us: browsers that came by an earlier one bring that. */
  private String issuer(Map<String, List<String>> parameters) {
    return addresses.knownAs(AuthorizationRequest.single(parameters, "issuer"));
  }

  /** RFC 6749 §4.1.2.1: never on to an address that is not known to be the application's. */
  private void refuse(Context ctx, OAuthProblem problem) {
    say(ctx, 400, "This sign-in cannot begin", problem.description());
  }

  private Application application(Map<String, List<String>> parameters) {
    var clientId = AuthorizationRequest.single(parameters, "client_id");
    if (clientId.isEmpty())
      throw OAuthProblem.invalidRequest("The app did not say who it is (client_id is missing).");
    return applications
        .find(clientId)
        .orElseThrow(
            () ->
                OAuthProblem.invalidRequest(
                    "The app that sent you here is not registered (its client_id is unknown: "
                        + AppFaults.shown(clientId)
                        + ")."));
  }

  private String redirectUri(Map<String, List<String>> parameters, Application application) {
    var asked = AuthorizationRequest.single(parameters, "redirect_uri");
    if (asked.isEmpty()) {
      // a request object may say it, which is not looked for there
      AuthorizationRequest.refuseRequestObject(parameters);
      throw OAuthProblem.invalidRequest(
          "The app did not say where to send you back (redirect_uri is missing).");
    }
    var named = AuthorizationRequest.single(parameters, "organization_id");
    var organization = OrganizationId.parse(named);
    if (!RedirectUris.matches(
        application.redirectUris(),
        asked,
        application.type(),
        organization.map(applications::scopeOf).orElse(RedirectUris.Scope.NONE)))
      throw OAuthProblem.invalidRequest(
          "The address the app wants you sent back to is not registered for it (redirect_uri: "
              + AppFaults.shown(asked)
              + "). It must match exactly."
              + placeholders(application, named));
    return asked;
  }

  /** What else an address takes to match, where one of the registered has a placeholder. */
  private static String placeholders(Application application, String organization) {
    if (application.redirectUris().stream().noneMatch(RedirectUris::isTemplate)) return "";
    return organization.isEmpty()
        ? " One with a placeholder matches by the organization_id of the request, which is missing."
        : " Nor does one with a placeholder match by what stands for it in organization_id ("
            + AppFaults.shown(organization)
            + ").";
  }

  private SignOnChoice.Choice upstream(AuthorizationRequest request, @Nullable EmailAddress whose) {
    if (request.provider() != null) {
      if (SocialProvider.named(request.provider()).flatMap(social::enabled).isEmpty())
        throw OAuthProblem.invalidRequest(
            "Nobody can sign in by this provider here: leave provider out, or have it enabled.");
      // it decides before all others that an application may name
      return choices.of(null, null, null, null);
    }
    var choice = choices.of(request.connection(), request.organization(), request.domain(), whose);
    var refusal = choice.refusal();
    if (refusal != null) throw OAuthProblem.ofSignOn(refusal.name().toLowerCase(Locale.ROOT));
    return choice;
  }

  // ------------------------------------------------------------------ what is missing

  private static @Nullable String loginHint(AuthorizationRequest request, @Nullable Hint hint) {
    return request.loginHint() != null || hint == null ? request.loginHint() : hint.email;
  }

  /** The address of the person who is meant: as the application says it, else of who is here. */
  private static @Nullable EmailAddress whose(
      AuthorizationRequest request, @Nullable Hint hint, Optional<Visitor> visitor) {
    return Optional.ofNullable(loginHint(request, hint))
        .flatMap(EmailAddress::parse)
        .or(() -> visitor.map(it -> it.session().user().email()))
        .orElse(null);
  }

  /**
   * By what somebody last showed who they are in the way that the request wants: by the connection
   * that it names, else for the organization that it leads to.
   */
  private Optional<Proof> shown(
      Session session, SignOnChoice.Choice upstream, @Nullable String wanted) {
    var active = session.active();
    var organization =
        Optional.ofNullable(wanted)
            .flatMap(OrganizationId::parse)
            .orElse(active == null ? null : active.id());
    return sessions.proof(session.id(), organization, named(upstream));
  }

  /** The id of the connection that no other way in will do for, or null. */
  private static @Nullable String named(SignOnChoice.Choice upstream) {
    var connection = upstream.connection();
    return connection == null || !upstream.named() ? null : connection.id().value();
  }

  /**
   * Whether something was proven for this request already that does not do for it, and nothing says
   * by which provider it would: the address in the request may lead to one that answers the same
   * each time, without asking anybody.
   */
  private boolean isInVain(Context ctx, SignOnChoice.Choice upstream, @Nullable Instant since) {
    return upstream.connection() == null
        && Visitor.maybe(ctx)
            .filter(it -> Missing.since(sessions.lastShownAt(it.session()), since))
            .isPresent();
  }

  /**
   * Whether an application means somebody else than who is signed in, as when they have come from
   * their provider's own page: that one is asked once who is there, and has the last word. People
   * may be meant by their address here or by what the provider calls them.
   */
  private boolean isForSomebodyElse(
      Visitor visitor,
      AuthorizationRequest request,
      @Nullable Instant since,
      SignOnChoice.Choice upstream,
      @Nullable String wanted) {
    var hint = request.loginHint();
    var connection = named(upstream);
    if (hint == null || connection == null) return false;
    var session = visitor.session();
    return EmailAddress.parse(hint).filter(it -> !it.equals(session.user().email())).isPresent()
        && sessions.vouchers(session.id()).stream()
            .noneMatch(
                it -> it.connection().equals(connection) && it.subject().equalsIgnoreCase(hint))
        && shown(session, upstream, wanted)
            .filter(it -> Missing.since(it.shownAt(), since))
            .isEmpty();
  }

  /** What is missing of a proof that counts in the organization, of somebody who is signed in. */
  private Optional<Missing> proof(
      Visitor visitor,
      AuthorizationRequest request,
      @Nullable Instant since,
      SignOnChoice.Choice upstream,
      @Nullable String wanted) {
    if (!upstream.passedBy(visitor.session(), sessions))
      return Optional.of(
          !upstream.named() && upstream.organization().filter(it -> joins(visitor, it)).isPresent()
              ? invitation(visitor, request, since)
              : Missing.SIGN_IN);
    if (isForSomebodyElse(visitor, request, since, upstream, wanted))
      return Optional.of(Missing.SIGN_IN);
    // whether they belong there or not: the provider of one organization learns of no other
    var onlyIn = visitor.onlyIn();
    return wanted == null || onlyIn == null || onlyIn.value().equals(wanted)
        ? Optional.empty()
        : Optional.of(Missing.PROOF);
  }

  /** Turns the session to the organization that is wanted, or says what is missing for that. */
  private Optional<Missing> turn(
      Visitor visitor,
      AuthorizationRequest request,
      @Nullable Instant since,
      @Nullable String wanted) {
    var active = visitor.active();
    if (wanted == null || (active != null && active.id().value().equals(wanted)))
      return Optional.empty();
    var id = OrganizationId.parse(wanted).orElseThrow(Authorize::notAMember);
    try {
      sessions.choose(visitor.actor(), id);
      return Optional.empty();
    } catch (Problem refused) {
      // it asks for another proof, or the session has ended meanwhile
      if (refused.kind() != Problem.Kind.NOT_FOUND) return Optional.of(Missing.SIGN_IN);
      if (isInvited(visitor, id)) return Optional.of(invitation(visitor, request, since));
      throw notAMember();
    }
  }

  /** Whether the organization that is wanted is one that no choice on a page would open. */
  private boolean isClosed(Visitor visitor, @Nullable String wanted) {
    return Optional.ofNullable(wanted)
        .flatMap(OrganizationId::parse)
        .filter(it -> !sessions.isMember(visitor.user(), it) && !isInvited(visitor, it))
        .isPresent();
  }

  /** Offers an invitation, to whom it was not offered for this request already. */
  private Missing invitation(
      Visitor visitor, AuthorizationRequest request, @Nullable Instant since) {
    // they have seen it in the chooser and chosen another organization, which is not meant
    if (Missing.hasChosen(visitor.session(), sessions::lastShownAt, request, since))
      throw notAMember();
    return Missing.ORGANIZATION;
  }

  /** Whether the chooser offers somebody an invitation to an organization. */
  private boolean isInvited(Visitor visitor, OrganizationId id) {
    return visitor.onlyIn() == null && invitations.awaits(visitor.user(), id);
  }

  /** {@link #isInvited}, for whom the organization's own providers know nothing of. */
  private boolean joins(Visitor visitor, OrganizationId id) {
    return isInvited(visitor, id)
        && routes
            .ofDomain(visitor.session().user().email().domain())
            .filter(it -> it.organization().equals(id))
            .isEmpty();
  }

  /** The page where the person does what is missing. */
  private static String address(
      Context ctx, Missing missing, String back, @Nullable String loginHint) {
    var visitor = Visitor.maybe(ctx);
    var own = visitor.map(it -> it.session().user().email().value()).orElse("");
    return missing == Missing.PROOF && (loginHint == null || loginHint.equalsIgnoreCase(own))
        ? ProofPurpose.GO_TO_APP.address(own, back, back + "?declined")
        : missing.address(back, loginHint, visitor.isPresent());
  }

  private String keep(Context ctx, Application application, String query, String redirectUri) {
    limits.take("authorize", A_MINUTE, requests.ip(ctx));
    var browser = browsers.keep(ctx, waiting::newBrowser);
    return waiting.begin(application, query, redirectUri, browser);
  }

  // ------------------------------------------------------------------ answering

  private Optional<String> issue(
      Visitor visitor,
      Application application,
      AuthorizationRequest request,
      SignOnChoice.Choice upstream,
      @Nullable String wanted,
      String redirectUri,
      String by) {
    return codes.issue(
        new AuthorizationCodes.Authorization(
            application,
            visitor.session().id(),
            Optional.ofNullable(wanted)
                .flatMap(OrganizationId::parse)
                .orElseGet(visitor::organization),
            request.scope(),
            request.nonce(),
            redirectUri,
            request.codeChallenge(),
            by),
        named(upstream));
  }

  private static OAuthProblem notAMember() {
    return OAuthProblem.accessDenied("The person is not an active member of this organization.");
  }

  private void say(Context ctx, int status, String title, String message) {
    html.answer(
        ctx,
        status,
        new MessagePage(
            looks.of(ctx), title, message, Home.PATH, "Go to " + brand.look().appName()));
  }
}
