package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.saml.Delivery;
import dev.hostedui.web.Access;
import dev.hostedui.web.AsNavigation;
import dev.hostedui.web.BrowserCookie;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sends a browser to an identity provider with a question of its own: for a sign-in that is under
 * way in this browser, or for a test run of whoever is signed in here.
 */
final class Departure {

  private static final int A_MINUTE = 600;

  private final Web web;
  private final Parties parties;
  private final ConnectionRoutes routes;
  private final DepartureQueries signIns;
  private final SignOnRequests requests;
  private final Trials trials;
  private final SamlSide saml;
  private final OidcSide oidc;
  private final Unsolicited unsolicited;
  private final Refusals refusals;
  private final BrowserCookie browsers;
  private final Ids ids;

  Departure(
      Core core,
      Web web,
      Parties parties,
      SamlSide saml,
      OidcSide oidc,
      Trials trials,
      Unsolicited unsolicited,
      Refusals refusals) {
    this.web = web;
    this.parties = parties;
    this.saml = saml;
    this.oidc = oidc;
    this.unsolicited = unsolicited;
    this.trials = trials;
    this.refusals = refusals;
    routes = core.connectionRoutes;
    signIns = new DepartureQueries(core.database, core.clock);
    requests = core.signOnRequests;
    browsers = new BrowserCookie(web.cookies());
    ids = core.ids;
  }

  void mount(Routes routes) {
    routes.getThatChanges(
        OurAddresses.SAML + "{connection}/init",
        Access.anyoneKnown(),
        ctx -> depart(ctx, Protocol.SAML));
    routes.getThatChanges(
        OurAddresses.OIDC + "{connection}/init",
        Access.anyoneKnown(),
        ctx -> depart(ctx, Protocol.OIDC));
    // OpenID Connect Core §4 lets providers choose between both
    routes.post(
        OurAddresses.OIDC + "{connection}/init", Access.crossSitePost(), this::asNavigation);
  }

  private void asNavigation(Context ctx) {
    try {
      AsNavigation.to(ctx, ctx.path(), OurAddresses.LONGEST_QUERY);
    } catch (OAuthProblem unreadable) {
      refusals.noApp(ctx);
    }
  }

  private void depart(Context ctx, Protocol protocol) {
    web.limits().take("depart", A_MINUTE, web.requests().ip(ctx));
    var id = Parties.idOf(ctx);
    if (id.isEmpty()) {
      refusals.unknownConnection(ctx);
    } else if (Requests.hasQuery(ctx, "test")) {
      departToTest(ctx, id.get(), protocol);
    } else if (Requests.hasQuery(ctx, "attempt")) {
      departToSignIn(ctx, id.get(), protocol);
    } else {
      // the tile of a provider's own start page: the app begins, as with every sign-in
      parties
          .live(id.get(), protocol)
          .ifPresentOrElse(
              party -> unsolicited.begin(ctx, party), () -> refusals.connectionNotActive(ctx));
    }
  }

  private void departToSignIn(Context ctx, ConnectionId id, Protocol protocol) {
    var attempt = Requests.query(ctx, "attempt");
    var browser = browsers.read(ctx).orElse(null);
    var found = browser == null ? null : signIns.find(attempt, browser, "upstream").orElse(null);
    if (browser == null || found == null || !isFor(found, id)) {
      refusals.over(ctx);
      return;
    }
    var party = parties.live(id, protocol).orElse(null);
    if (party == null) {
      refusals.connectionNotActive(ctx, attempt);
      return;
    }
    ask(
        ctx,
        party,
        new SignOnRequests.Purpose(
            id.value(), party.version().number(), attempt, null, browser, found.maxAgeSeconds()),
        found.email());
  }

  /** Whether a sign-in is to depart to this connection, and to no other. */
  private boolean isFor(DepartureQueries.Departing signIn, ConnectionId id) {
    if (signIn.connection() != null) return signIn.connection().equals(id.value());
    return signIn.email() != null
        && routes.ofDomain(signIn.email().domain()).filter(it -> it.id().equals(id)).isPresent();
  }

  private void departToTest(Context ctx, ConnectionId id, Protocol protocol) {
    var trial = trials.mayBegin(ctx, id, protocol);
    if (trial.isEmpty()) {
      refusals.noTest(ctx);
      return;
    }
    var browser = browsers.read(ctx).orElseGet(ids::token);
    browsers.set(ctx, browser);
    ask(
        ctx,
        trial.get().party(),
        new SignOnRequests.Purpose(
            id.value(),
            trial.get().party().version().number(),
            null,
            trial.get().test().id().value(),
            browser,
            null),
        trial.get().tester());
  }

  private void ask(
      Context ctx, Party party, SignOnRequests.Purpose purpose, @Nullable EmailAddress hint) {
    var begun = requests.begin(purpose);
    parties.dress(ctx);
    deliver(
        ctx,
        web,
        party.connection().protocol() == Protocol.SAML
            ? saml.ask(party, begun)
            : new Delivery.Redirect(oidc.ask(party, begun, hint)));
  }

  /** Sends the browser on with a message for a provider. */
  static void deliver(Context ctx, Web web, Delivery message) {
    if (message instanceof Delivery.Form form) {
      // providers lead on to other hosts of theirs, and browsers hold a form to its policy
      Headers.leaveFormsFree(ctx);
      web.html().answer(ctx, 200, new PostPage(web.looks().of(ctx), form.action(), form.fields()));
    } else if (message instanceof Delivery.Redirect redirect) {
      ctx.redirect(redirect.url(), HttpStatus.FOUND);
    }
  }
}
