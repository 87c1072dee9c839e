package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.Farewells;
import dev.hostedui.protocol.relyingparty.LogoutRequest;
import dev.hostedui.protocol.relyingparty.LogoutToken;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.web.Access;
import dev.hostedui.web.Json;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing out with OpenID providers: the browser tells them (RP-Initiated Logout 1.0), and they
 * tell us from server to server (Back-Channel Logout 1.0). A provider ends only sessions that its
 * own connection has vouched for.
 */
final class OidcLogout {

  private static final Logger LOG = LoggerFactory.getLogger(OidcLogout.class);
  private static final int A_MINUTE = 600;
  private static final int LONGEST_TOKEN = 16 * 1024;

  private final Web web;
  private final Parties parties;
  private final OidcSide oidc;
  private final ProviderSignOuts signOuts;
  private final Farewells farewells;
  private final Refusals refusals;
  private final OurAddresses addresses;
  private final Queues queues;

  OidcLogout(
      Core core,
      Web web,
      Parties parties,
      OidcSide oidc,
      OurAddresses addresses,
      Queues queues,
      Refusals refusals) {
    this.queues = queues;
    this.web = web;
    this.parties = parties;
    this.oidc = oidc;
    this.addresses = addresses;
    this.refusals = refusals;
    signOuts = new ProviderSignOuts(core);
    farewells = core.farewells;
  }

  void mount(Routes routes) {
    routes.get(
        OurAddresses.OIDC + "{connection}/logout/callback", Access.anyoneKnown(), this::comeBack);
    routes.post(OurAddresses.OIDC + "{connection}/backchannel-logout", Access.client(), this::told);
  }

  /** Sends the browser to the provider to sign out there. */
  void tell(Context ctx, Party party, Farewells.Farewell farewell, String state) {
    var address =
        new LogoutRequest(farewell.hint(), addresses.oidcLogoutCallback(party.id()), state)
            .address(oidc.registration(party));
    ctx.redirect(address.orElse(farewell.returnTo()), HttpStatus.FOUND);
  }

  private void comeBack(Context ctx) {
    var id = Parties.idOf(ctx);
    farewells
        .find(Requests.query(ctx, "state"))
        .filter(it -> id.filter(it.connection()::equals).isPresent())
        .ifPresentOrElse(
            it -> ctx.redirect(it.returnTo(), HttpStatus.SEE_OTHER),
            () -> refusals.noSignOut(ctx, Visitor.maybe(ctx).isPresent()));
  }

  /** Back-Channel Logout §2.8: 200 when it is done, 400 for a token that does not hold. */
  private void told(Context ctx) {
    web.limits().take("backchannel", A_MINUTE, web.requests().ip(ctx));
    var party = Parties.idOf(ctx).flatMap(it -> parties.vouching(it, Protocol.OIDC)).orElse(null);
    if (party == null) {
      refuse(ctx, "Nobody signs in by a connection of this address.");
      return;
    }
    var sent = Requests.optionalField(ctx, "logout_token", LONGEST_TOKEN);
    try {
      var token = logoutToken(party, sent);
      if (signOuts.isNews(party, token.id())) {
        signOuts.end(party, token.subject(), token.sessionIndex());
        signOuts.done(party, token.id(), token.ends());
      }
      ctx.status(HttpStatus.OK);
    } catch (Unusable refused) {
      LOG.info(
          "request={} connection={} a logout token was refused: {}",
          Requests.id(ctx),
          party.id().value(),
          refused.reason().code());
      refuse(ctx, "The logout_token is not accepted: " + refused.reason().code() + ".");
    }
  }

  private LogoutToken logoutToken(Party party, String sent) throws Unusable {
    // its keys may have to be fetched
    try (var place = queues.enter(party.id())) {
      return oidc.logout(party, sent);
    }
  }

  private static void refuse(Context ctx, String description) {
    Json.answer(ctx, 400, Map.of("error", "invalid_request", "error_description", description));
  }
}
