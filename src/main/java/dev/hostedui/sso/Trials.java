package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.ConnectionTests;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.PortalCookie;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Test runs of connections: they go to the provider and come back as a sign-in would, by settings
 * that need not be live, and end with what was found out. They sign nobody in and make nobody.
 */
final class Trials {

  /**
   * A test run that may depart.
   *
   * @param tester the address of who runs it, for the provider to offer, or null
   */
  record Trial(ConnectionTest test, Party party, @Nullable EmailAddress tester) {}

  private final Web web;
  private final Parties parties;
  private final ConnectionTests tests;
  private final Refusals refusals;
  private final PortalSessions portalSessions;
  private final PortalCookie portalCookie;

  Trials(Core core, Web web, Parties parties, Refusals refusals) {
    this.web = web;
    this.parties = parties;
    this.refusals = refusals;
    tests = core.connectionTests;
    portalSessions = core.portalSessions;
    portalCookie = new PortalCookie(web.cookies(), core.clock);
  }

  /** The test run that a request names, if whoever sends it may run it here and now. */
  Optional<Trial> mayBegin(Context ctx, ConnectionId id, Protocol protocol) {
    return ConnectionTestId.parse(Requests.query(ctx, "test"))
        .flatMap(tests::pending)
        .filter(test -> test.connection().equals(id))
        .flatMap(
            test ->
                parties
                    .of(id, test.version())
                    .filter(it -> it.connection().protocol() == protocol)
                    .flatMap(it -> trial(ctx, test, it)));
  }

  /**
   * A browser may hold a session of a person and one of a link: who began it tells which counts.
   */
  private Optional<Trial> trial(Context ctx, ConnectionTest test, Party party) {
    if (test.tester().byLink())
      return portalCookie
          .all(ctx)
          .flatMap(held -> portalSessions.resolve(held.token()).stream())
          .filter(
              it ->
                  test.tester().is(it.actor(web.requests().origin(ctx)))
                      && it.organization().equals(party.connection().organization())
                      && it.modules().contains(PortalModule.SSO))
          .map(it -> new Trial(test, party, it.email()))
          .findFirst();
    return Visitor.maybe(ctx)
        .filter(it -> test.tester().is(it.actor()) && may(it, party))
        .map(it -> new Trial(test, party, it.session().user().email()));
  }

  private static boolean may(Visitor visitor, Party party) {
    var active = visitor.active();
    return active != null
        && active.id().equals(party.connection().organization())
        && active.features().contains(Feature.SSO)
        && visitor.may(Permission.SSO_MANAGE);
  }

  /**
   * Ends a run whose draft was saved anew or discarded while it was at the provider: nobody would
   * learn from it whether what is set now works.
   */
  void outdated(Context ctx, SignOnRequest request) {
    var ended =
        new Examination(
            List.of(Check.failed("configuration", "", "", "provider_changed", "draft_changed")),
            null,
            "");
    if (concluded(ctx, request, ended).isEmpty()) refusals.testOver(ctx, request);
    else refusals.testOutdated(ctx, request);
  }

  private Optional<ConnectionTest> concluded(
      Context ctx, SignOnRequest request, Examination examination) {
    return ConnectionTestId.parse(String.valueOf(request.test()))
        .flatMap(tests::pending)
        .flatMap(it -> tests.conclude(actor(ctx, it), it.id(), examination));
  }

  /** Keeps what an answer turned out to be and shows that the run is over. */
  void conclude(Context ctx, SignOnRequest request, Examination examination) {
    var done = concluded(ctx, request, examination);
    if (done.isEmpty()) {
      refusals.testOver(ctx, request);
      return;
    }
    parties.dress(ctx);
    web.html()
        .answer(
            ctx,
            200,
            new TriedPage(
                web.looks().of(ctx),
                done.get().status() == ConnectionTest.Status.SUCCESS,
                Refusals.widget(done.get().tester())));
  }

  /** Who runs it; their session cookie does not come along with an answer. */
  private Actor actor(Context ctx, ConnectionTest test) {
    var email = test.tester().email();
    var of = test.tester().byLink() ? parties.connection(test.connection()) : null;
    if (of != null && of.isPresent())
      return new Actor.PortalLink(
          test.tester().id(), "", of.get().organization(), email, web.requests().origin(ctx));
    return new Actor.Newcomer(
        test.tester().id(), email == null ? "" : email, web.requests().origin(ctx));
  }
}
