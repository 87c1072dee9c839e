package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.protocol.saml.ReceivedResponse;
import dev.hostedui.web.Access;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Where answers of SAML identity providers come, by a form that another site has the browser post
 * (SAML Bindings §3.5). No cookie of ours comes along, so that nothing here depends on one.
 */
final class SamlAnswers {

  /** With room for what the form's encoding adds to base64. */
  private static final int LARGEST_BODY = ReceivedResponse.LIMIT * 3 / 2;

  /** Answers that do not hold, of one network address. */
  private static final int BAD_ONES_A_MINUTE = 120;

  private static final int BAD_ONES_OF_ONE_CONNECTION = 30;

  private final Web web;
  private final Parties parties;
  private final SamlSide saml;
  private final Answers answers;
  private final Unsolicited unsolicited;
  private final Refusals refusals;
  private final SignOnRequests requests;
  private final Clock clock;

  SamlAnswers(
      Core core,
      Web web,
      Parties parties,
      SamlSide saml,
      Answers answers,
      Unsolicited unsolicited,
      Refusals refusals) {
    this.web = web;
    this.parties = parties;
    this.saml = saml;
    this.answers = answers;
    this.unsolicited = unsolicited;
    this.refusals = refusals;
    requests = core.signOnRequests;
    clock = core.clock;
  }

  void mount(Routes routes) {
    routes.get(OurAddresses.SAML + "{connection}/callback", Access.anyone(), this::openedAgain);
    routes.post(
        OurAddresses.SAML + "{connection}/callback",
        Access.crossSitePost(),
        LARGEST_BODY,
        ctx -> counted("acs", ctx, this::arrive));
    // where they come when somebody has entered another value of ours in place of that address;
    // counted apart, so that there is room for good ones as soon as that is put right
    for (var other : List.of("{connection}", "{connection}/metadata"))
      routes.post(
          OurAddresses.SAML + other,
          Access.crossSitePost(),
          LARGEST_BODY,
          ctx -> counted("misdirected", ctx, (it, id) -> refusals.misdirected(it)));
  }

  /** Who opens the address of the page again, which does not bring the answer along. */
  private void openedAgain(Context ctx) {
    if (Parties.idOf(ctx).isEmpty()) refusals.unknownConnection(ctx);
    else refusals.nothingCame(ctx);
  }

  private void counted(String purpose, Context ctx, BiConsumer<Context, ConnectionId> handler) {
    var ip = web.requests().ip(ctx);
    var id = Parties.idOf(ctx);
    web.limits().refuseGuesser(purpose, BAD_ONES_A_MINUTE, ip);
    if (id.isEmpty()) {
      web.limits().guessedWrong(purpose, BAD_ONES_A_MINUTE, ip);
      refusals.unknownConnection(ctx);
      return;
    }
    var pair = id.get().value() + " " + ip;
    web.limits().refuseGuesser(purpose, BAD_ONES_OF_ONE_CONNECTION, pair);
    handler.accept(ctx, id.get());
    if (ctx.statusCode() >= 400) {
      web.limits().guessedWrong(purpose, BAD_ONES_A_MINUTE, ip);
      web.limits().guessedWrong(purpose, BAD_ONES_OF_ONE_CONNECTION, pair);
    }
  }

  private void arrive(Context ctx, ConnectionId id) {
    var field = Requests.optionalField(ctx, "SAMLResponse", ReceivedResponse.LIMIT + 1);
    if (field.isEmpty()) {
      refusals.nothingCame(ctx);
      return;
    }
    var received = ReceivedResponse.read(field);
    var relayState = Requests.optionalField(ctx, "RelayState");
    var request = asked(relayState, received);
    if (request.isEmpty() && received.inResponseTo().isEmpty()) {
      parties
          .live(id, Protocol.SAML)
          .ifPresentOrElse(
              party -> unsolicited.arrive(ctx, party, received, relayState),
              () -> refusals.connectionNotActive(ctx));
      return;
    }
    // what was asked of one provider is not for another to answer
    if (request.filter(it -> it.connection().equals(id.value())).isEmpty()) {
      refusals.notAsked(ctx);
      return;
    }
    arrive(ctx, id, request.get(), received);
  }

  /** What the browser brings back, or the answer names where a provider has left that behind. */
  private Optional<SignOnRequest> asked(String relayState, ReceivedResponse received) {
    return requests.find(relayState).or(() -> requests.byId(received.inResponseTo()));
  }

  private void arrive(
      Context ctx, ConnectionId id, SignOnRequest request, ReceivedResponse received) {
    if (request.answered()) {
      answers.takenBefore(ctx, request);
      return;
    }
    if (!request.isOpen(clock.instant())) {
      refusals.tooLate(ctx, request);
      return;
    }
    var party = partyOf(id, request);
    if (party.isEmpty()) {
      answers.noLongerSo(ctx, request);
      return;
    }
    if (!parties.stillAsked(party.get(), request)) {
      answers.changedMeanwhile(ctx, request, party.get());
      return;
    }
    var examined = saml.examine(party.get(), received, request);
    answers.take(
        ctx,
        request,
        party.get(),
        examined.examination(),
        examined.nameId() == null ? null : LogoutHints.of(examined.nameId()));
  }

  private Optional<Party> partyOf(ConnectionId id, SignOnRequest request) {
    return request.test() == null
        ? parties.live(id, Protocol.SAML)
        : ConnectionTestId.parse(request.test())
            .flatMap(it -> parties.of(id, (int) request.version()));
  }
}
