package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.upstream.ProviderAnswers;
import dev.hostedui.web.Access;
import dev.hostedui.web.AsNavigation;
import dev.hostedui.web.BrowserCookie;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where OpenID providers send browsers back (OpenID Connect Core §3.1.2.5). Our cookies come along,
 * so that a code is exchanged only for the browser that was sent away.
 */
final class OidcAnswers {

  private static final int LARGEST_FORM = 32 * 1024;

  private static final int BAD_ONES_A_MINUTE = 120;

  private final Web web;
  private final Parties parties;
  private final OidcSide oidc;
  private final Answers answers;
  private final Refusals refusals;
  private final SignOnRequests requests;
  private final BrowserCookie browsers;
  private final Queues queues;
  private final Clock clock;

  OidcAnswers(
      Core core,
      Web web,
      Parties parties,
      OidcSide oidc,
      Queues queues,
      Answers answers,
      Refusals refusals) {
    this.queues = queues;
    this.web = web;
    this.parties = parties;
    this.oidc = oidc;
    this.answers = answers;
    this.refusals = refusals;
    requests = core.signOnRequests;
    browsers = new BrowserCookie(web.cookies());
    clock = core.clock;
  }

  void mount(Routes routes) {
    routes.getThatChanges(
        OurAddresses.OIDC + "{connection}/callback", Access.anyone(), this::arrive);
    routes.post(
        OurAddresses.OIDC + "{connection}/callback",
        Access.crossSitePost(),
        LARGEST_FORM,
        this::asNavigation);
  }

  /**
   * A provider that is set to answer with a form (Form Post Response Mode §2) has the browser post
   * it, without our cookies; as a navigation it has them.
   */
  private void asNavigation(Context ctx) {
    try {
      AsNavigation.to(ctx, ctx.path(), OurAddresses.LONGEST_QUERY);
    } catch (OAuthProblem unreadable) {
      refusals.unreadable(ctx);
    }
  }

  private void arrive(Context ctx) {
    var ip = web.requests().ip(ctx);
    web.limits().refuseGuesser("callback", BAD_ONES_A_MINUTE, ip);
    arriveCounted(ctx);
    if (ctx.statusCode() >= 400) web.limits().guessedWrong("callback", BAD_ONES_A_MINUTE, ip);
  }

  private void arriveCounted(Context ctx) {
    var id = Parties.idOf(ctx);
    if (id.isEmpty()) {
      refusals.unknownConnection(ctx);
      return;
    }
    var query = ctx.queryString();
    Map<String, List<String>> parameters;
    try {
      parameters = FormParameters.parse(query == null ? "" : query);
    } catch (OAuthProblem unreadable) {
      refusals.unreadable(ctx);
      return;
    }
    Callback callback;
    try {
      callback = Callback.read(parameters);
    } catch (OAuthProblem incomplete) {
      refusals.nothingCame(ctx);
      return;
    }
    var request = requests.find(callback.state());
    if (request.filter(it -> it.connection().equals(id.get().value())).isEmpty()) {
      refusals.notAsked(ctx);
      return;
    }
    arrive(ctx, id.get(), request.get(), callback);
  }

  private void arrive(Context ctx, ConnectionId id, SignOnRequest request, Callback callback) {
    if (browsers.read(ctx).filter(request::beganIn).isEmpty()) {
      refusals.elsewhere(ctx);
      return;
    }
    if (request.answered()) {
      answers.takenBefore(ctx, request);
      return;
    }
    if (!request.isOpen(clock.instant())) {
      refusals.tooLate(ctx, request);
      return;
    }
    var party = partyOf(id, request).orElse(null);
    if (party == null) {
      answers.noLongerSo(ctx, request);
      return;
    }
    if (!parties.stillAsked(party, request)) {
      answers.changedMeanwhile(ctx, request, party);
      return;
    }
    var examined = examined(party, request, callback);
    answers.take(ctx, request, party, examined.examination(), examined.idToken());
  }

  private ProviderAnswers.Examined examined(Party party, SignOnRequest request, Callback callback) {
    try (var place = queues.enter(party.id())) {
      return oidc.examine(party, request, callback);
    }
  }

  private Optional<Party> partyOf(ConnectionId id, SignOnRequest request) {
    return request.test() == null
        ? parties.live(id, Protocol.OIDC)
        : ConnectionTestId.parse(request.test())
            .flatMap(it -> parties.of(id, (int) request.version()));
  }
}
