package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.signon.SignOnAnswer;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.Access;
import dev.hostedui.web.BrowserCookie;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.Optional;

/**
 * The way to a provider for everybody and back: the browser of a sign-in is sent there, its answer
 * is examined, and a good one is kept for {@code login}. A code is exchanged only for the browser
 * that was sent away, at the provider that it was sent to: each has a redirect URI of its own.
 */
final class Social {

  private static final int A_MINUTE = 600;
  private static final int BAD_ONES_A_MINUTE = 120;

  private final Web web;
  private final SocialSide side;
  private final SocialConnections connections;
  private final DepartureQueries signIns;
  private final SignOnRequests requests;
  private final SocialRefusals refusals;
  private final BrowserCookie browsers;
  private final Queues queues;
  private final Database database;
  private final Clock clock;

  Social(Core core, Web web, Queues queues) {
    this.web = web;
    this.queues = queues;
    side = new SocialSide(core);
    connections = core.socialConnections;
    signIns = new DepartureQueries(core.database, core.clock);
    requests = core.signOnRequests;
    refusals = new SocialRefusals(web);
    browsers = new BrowserCookie(web.cookies());
    database = core.database;
    clock = core.clock;
  }

  void mount(Routes routes) {
    routes.getThatChanges(
        SocialConnection.PATH + "{connection}/init", Access.anyoneKnown(), this::depart);
    routes.getThatChanges(
        SocialConnection.PATH + "{connection}/callback", Access.anyone(), this::arrive);
  }

  private Optional<SocialConnection> connection(Context ctx) {
    return ConnectionId.parse(ctx.pathParam("connection")).flatMap(connections::find);
  }

  // ------------------------------------------------------------------ there

  private void depart(Context ctx) {
    web.limits().take("depart", A_MINUTE, web.requests().ip(ctx));
    var connection = connection(ctx).orElse(null);
    if (connection == null) {
      refusals.unknownConnection(ctx);
      return;
    }
    var attempt = Requests.query(ctx, "attempt");
    var browser = browsers.read(ctx).orElse(null);
    var signIn =
        browser == null
            ? null
            : signIns
                .find(attempt, browser, "social")
                .filter(it -> connection.id().value().equals(it.connection()))
                .orElse(null);
    if (browser == null || signIn == null) refusals.over(ctx);
    else if (!connection.enabled()) refusals.off(ctx, connection, attempt);
    else {
      var begun =
          requests.begin(
              new SignOnRequests.Purpose(
                  connection.id().value(), 0, attempt, null, browser, signIn.maxAgeSeconds()));
      ctx.redirect(side.ask(connection, begun, signIn.email()), HttpStatus.FOUND);
    }
  }

  // ------------------------------------------------------------------ and back

  private void arrive(Context ctx) {
    var ip = web.requests().ip(ctx);
    web.limits().refuseGuesser("callback", BAD_ONES_A_MINUTE, ip);
    arriveCounted(ctx);
    if (ctx.statusCode() >= 400) web.limits().guessedWrong("callback", BAD_ONES_A_MINUTE, ip);
  }

  private void arriveCounted(Context ctx) {
    var connection = connection(ctx).orElse(null);
    if (connection == null) {
      refusals.unknownConnection(ctx);
      return;
    }
    Callback callback;
    try {
      var query = ctx.queryString();
      callback = Callback.read(FormParameters.parse(query == null ? "" : query));
    } catch (OAuthProblem unreadable) {
      refusals.notAsked(ctx, connection);
      return;
    }
    var request =
        requests
            .find(callback.state())
            .filter(it -> it.connection().equals(connection.id().value()))
            .orElse(null);
    if (request == null) refusals.notAsked(ctx, connection);
    else if (browsers.read(ctx).filter(request::beganIn).isEmpty())
      refusals.elsewhere(ctx, connection);
    else if (request.answered()) refusals.answeredAlready(ctx);
    else if (!request.isOpen(clock.instant())) refusals.tooLate(ctx, connection, request);
    else if (!connection.enabled()) refusals.off(ctx, connection, request.attempt());
    else take(ctx, connection, request, callback);
  }

  private void take(
      Context ctx, SocialConnection connection, SignOnRequest request, Callback callback) {
    var examination = examined(connection, request, callback);
    var identity = examination.identity();
    if (identity.isEmpty()) {
      refusals.badAnswer(ctx, connection, request, examination);
      return;
    }
    var answer = new SignOnAnswer(identity.get(), null, "");
    database
        .inTransaction(tx -> requests.answered(tx, request, answer))
        .ifPresentOrElse(
            token -> ctx.redirect("/login/upstream/" + token, HttpStatus.SEE_OTHER),
            () -> refusals.answeredAlready(ctx));
  }

  private Examination examined(
      SocialConnection connection, SignOnRequest request, Callback callback) {
    try (var place = queues.enter(connection.id())) {
      return side.examine(connection, request, callback);
    }
  }
}
