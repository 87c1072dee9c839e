package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.ConnectionTests;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.Home;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
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
   * @param tester the address of who runs it, for the provider to offer
   */
  record Trial(ConnectionTest test, Party party, @Nullable EmailAddress tester) {}

  private final Web web;
  private final Parties parties;
  private final ConnectionTests tests;
  private final Refusals refusals;

  Trials(Core core, Web web, Parties parties, Refusals refusals) {
    this.web = web;
    this.parties = parties;
    this.refusals = refusals;
    tests = core.connectionTests;
  }

  /** The test run that a request names, if whoever sends it may run it here and now. */
  Optional<Trial> mayBegin(Context ctx, ConnectionId id, Protocol protocol) {
    var visitor = Visitor.maybe(ctx).orElse(null);
    if (visitor == null) return Optional.empty();
    return ConnectionTestId.parse(Requests.query(ctx, "test"))
        .flatMap(tests::pending)
        .filter(test -> test.connection().equals(id) && isTester(visitor, test))
        .flatMap(
            test ->
                parties
                    .of(id, test.version())
                    .filter(it -> it.connection().protocol() == protocol && may(visitor, it))
                    .map(it -> new Trial(test, it, visitor.session().user().email())));
  }

  private static boolean isTester(Visitor visitor, ConnectionTest test) {
    return test.tester().type().equals(visitor.actor().type())
        && test.tester().id().equals(visitor.actor().id());
  }

  private static boolean may(Visitor visitor, Party party) {
    var active = visitor.active();
    return active != null
        && active.id().equals(party.connection().organization())
        && active.features().contains(Feature.SSO)
        && visitor.may(Permission.SSO_MANAGE);
  }

  /** Keeps what an answer turned out to be and shows that the run is over. */
  void conclude(Context ctx, SignOnRequest request, Examination examination) {
    var test = ConnectionTestId.parse(String.valueOf(request.test())).flatMap(tests::pending);
    var done = test.flatMap(it -> tests.conclude(actor(ctx, it), it.id(), examination));
    if (done.isEmpty()) {
      refusals.testOver(ctx);
      return;
    }
    web.html()
        .answer(
            ctx,
            200,
            new TriedPage(
                web.brand().look(),
                done.get().status() == ConnectionTest.Status.SUCCESS,
                Home.SINGLE_SIGN_ON));
  }

  /** Who runs it; their session cookie does not come along with an answer. */
  private Actor actor(Context ctx, ConnectionTest test) {
    var email = test.tester().email();
    return new Actor.Newcomer(
        test.tester().id(), email == null ? "" : email, web.requests().origin(ctx));
  }
}
