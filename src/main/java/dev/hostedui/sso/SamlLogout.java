package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.signon.Farewells;
import dev.hostedui.protocol.saml.Delivery;
import dev.hostedui.protocol.saml.Endpoint;
import dev.hostedui.protocol.saml.LogoutRequest;
import dev.hostedui.protocol.saml.LogoutResponse;
import dev.hostedui.protocol.saml.NameId;
import dev.hostedui.protocol.saml.NameIdFormat;
import dev.hostedui.protocol.saml.ReceivedResponse;
import dev.hostedui.protocol.saml.SamlRefused;
import dev.hostedui.web.Access;
import dev.hostedui.web.Gate;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Single logout of SAML (SAML Profiles §4.4), in both directions. A provider ends only sessions
 * that its own connection has vouched for; no cookie is asked, since browsers do not send one with
 * a form from elsewhere.
 */
final class SamlLogout {

  private static final Logger LOG = LoggerFactory.getLogger(SamlLogout.class);
  private static final int LONGEST_MESSAGE = 48 * 1024;
  private static final int A_MINUTE = 120;
  private static final String CALLBACK = "/callback";

  private final Web web;
  private final Parties parties;
  private final SamlSide saml;
  private final ServiceProviders serviceProviders;
  private final ProviderSignOuts signOuts;
  private final Farewells farewells;
  private final Refusals refusals;
  private final Ids ids;
  private final Clock clock;

  SamlLogout(
      Core core,
      Web web,
      Parties parties,
      SamlSide saml,
      ServiceProviders serviceProviders,
      Refusals refusals) {
    this.web = web;
    this.parties = parties;
    this.saml = saml;
    this.serviceProviders = serviceProviders;
    this.refusals = refusals;
    signOuts = new ProviderSignOuts(core);
    farewells = core.farewells;
    ids = core.ids;
    clock = core.clock;
  }

  void mount(Routes routes) {
    routes.getThatChanges(
        OurAddresses.SAML + "{connection}/slo", Access.anyoneKnown(), ctx -> asked(ctx, true));
    routes.post(
        OurAddresses.SAML + "{connection}/slo", Access.crossSitePost(), ctx -> asked(ctx, false));
    routes.get(
        OurAddresses.SAML + "{connection}/slo/callback",
        Access.anyoneKnown(),
        ctx -> answered(ctx, true));
    routes.post(
        OurAddresses.SAML + "{connection}/slo/callback",
        Access.crossSitePost(),
        this::answeredByForm);
  }

  // ------------------------------------------------------------------ the provider asks

  private void asked(Context ctx, boolean redirect) {
    web.limits().take("slo", A_MINUTE, web.requests().ip(ctx));
    // some providers send their answers to the address for requests
    if (isAnswer(ctx, redirect)) {
      answered(ctx, redirect);
      return;
    }
    var party = party(ctx);
    if (party.isEmpty()) {
      refusals.noLogoutHere(ctx);
      return;
    }
    try {
      end(ctx, party.get(), request(ctx, party.get(), redirect));
    } catch (SamlRefused refused) {
      log(ctx, party.get(), refused);
      refusals.badLogout(ctx, refused.code());
    }
  }

  private static boolean isAnswer(Context ctx, boolean redirect) {
    return redirect ? Requests.hasQuery(ctx, "SAMLResponse") : !posted(ctx).isEmpty();
  }

  private static String posted(Context ctx) {
    return Requests.optionalField(ctx, "SAMLResponse", LONGEST_MESSAGE);
  }

  private LogoutRequest request(Context ctx, Party party, boolean redirect) throws SamlRefused {
    var expected = saml.logoutExpectation(party);
    return redirect
        ? LogoutRequest.fromRedirect(query(ctx), expected)
        : LogoutRequest.fromPost(
            Requests.optionalField(ctx, "SAMLRequest", LONGEST_MESSAGE), relayState(ctx), expected);
  }

  private void end(Context ctx, Party party, LogoutRequest request) {
    var subject = request.nameId().value();
    var ended = new HashSet<SessionId>();
    if (signOuts.isNews(party, request.id())) {
      if (request.sessionIndexes().isEmpty()) ended.addAll(signOuts.end(party, subject, null));
      for (var index : request.sessionIndexes()) ended.addAll(signOuts.end(party, subject, index));
      signOuts.done(party, request.id(), request.ends());
    }
    var logout = SamlSide.settings(party).logout();
    if (logout.address().isEmpty()) {
      // what this browser is told is how things stand here, whatever has ended elsewhere
      var stays = Visitor.maybe(ctx).filter(it -> !ended.contains(it.session().id())).isPresent();
      if (stays) refusals.wordTakenBack(ctx);
      else refusals.signedOut(ctx);
      return;
    }
    var answer =
        new LogoutResponse(
            SamlSide.messageId(ids),
            clock.instant(),
            request.id(),
            LogoutResponse.Outcome.DONE,
            request.relayState());
    var delivery = answer.deliver(serviceProviders.of(party.id()), endpoint(logout));
    // many providers ask each app in a frame of a page of theirs, and wait for its answer there
    if (delivery instanceof Delivery.Form form)
      Headers.letFrame(ctx, List.of(Gate.originOf(URI.create(form.action()))));
    Departure.deliver(ctx, web, delivery);
  }

  // ------------------------------------------------------------------ we ask

  /** Sends the browser to the provider with our request to sign somebody out. */
  void tell(Context ctx, Party party, Farewells.Farewell farewell, String state) {
    var name =
        Optional.ofNullable(farewell.hint())
            .flatMap(LogoutHints::read)
            .orElseGet(() -> new NameId(farewell.subject(), NameIdFormat.UNSPECIFIED));
    var index = farewell.sessionIndex();
    var request =
        new LogoutRequest(
            farewell.requestId(),
            clock.instant(),
            name,
            index == null ? List.of() : List.of(index),
            state);
    Departure.deliver(
        ctx,
        web,
        request.deliver(
            serviceProviders.of(party.id()), endpoint(SamlSide.settings(party).logout())));
  }

  private void answeredByForm(Context ctx) {
    web.limits().take("slo", A_MINUTE, web.requests().ip(ctx));
    answered(ctx, false);
  }

  /** Goes on where a sign-out leads, whatever the provider says came of it there. */
  private void answered(Context ctx, boolean redirect) {
    var party = party(ctx);
    var state = redirect ? Requests.query(ctx, "RelayState") : relayState(ctx);
    var farewell =
        farewells
            .find(state == null ? "" : state)
            .filter(it -> party.filter(found -> found.id().equals(it.connection())).isPresent());
    if (party.isEmpty() || farewell.isEmpty()) {
      nothingUnderWay(ctx, redirect);
      return;
    }
    try {
      var answer = answer(ctx, party.get(), redirect, state);
      if (!answer.inResponseTo().equals(farewell.get().requestId()))
        LOG.info("request={} a logout answers another request", Requests.id(ctx));
      else if (answer.outcome() == LogoutResponse.Outcome.FAILED) {
        refusals.signedOutHereOnly(ctx, farewell.get().returnTo());
        return;
      }
    } catch (SamlRefused refused) {
      // our own session is over already, and nobody gains by going on
      log(ctx, party.get(), refused);
    }
    ctx.redirect(farewell.get().returnTo(), HttpStatus.SEE_OTHER);
  }

  /**
   * A form from elsewhere comes without our cookies; the same as a navigation has them. What it has
   * may be an answer to a sign-in, which those that know one address only send here.
   */
  private void nothingUnderWay(Context ctx, boolean redirect) {
    if (redirect) refusals.noSignOut(ctx, Visitor.maybe(ctx).isPresent());
    else if (ReceivedResponse.read(posted(ctx)).isResponse()) refusals.misdirected(ctx);
    else
      ctx.redirect(
          ctx.path().endsWith(CALLBACK) ? ctx.path() : ctx.path() + CALLBACK, HttpStatus.SEE_OTHER);
  }

  private LogoutResponse answer(Context ctx, Party party, boolean redirect, @Nullable String state)
      throws SamlRefused {
    var expected = saml.logoutExpectation(party);
    return redirect
        ? LogoutResponse.fromRedirect(query(ctx), expected)
        : LogoutResponse.fromPost(posted(ctx), state, expected);
  }

  private Optional<Party> party(Context ctx) {
    return Parties.idOf(ctx).flatMap(it -> parties.vouching(it, Protocol.SAML));
  }

  private static Endpoint endpoint(SamlSettings.Logout logout) {
    return new Endpoint(
        SamlSide.binding(logout.binding()),
        logout.address(),
        logout.responseAddress().isEmpty() ? logout.address() : logout.responseAddress());
  }

  private static String query(Context ctx) {
    var query = ctx.queryString();
    return query == null ? "" : query;
  }

  private static @Nullable String relayState(Context ctx) {
    var state = Requests.optionalField(ctx, "RelayState");
    return state.isEmpty() ? null : state;
  }

  private static void log(Context ctx, Party party, SamlRefused refused) {
    LOG.info(
        "request={} connection={} a logout message was refused: {}",
        Requests.id(ctx),
        party.id().value(),
        refused.reason().text());
  }
}
