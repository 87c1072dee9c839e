package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.signon.Farewells;
import dev.hostedui.web.Access;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SignOut;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/** Where a sign-out goes on at the identity providers that want to be told of it. */
final class Onward {

  private final Parties parties;
  private final Farewells farewells;
  private final SamlLogout saml;
  private final OidcLogout oidc;
  private final Refusals refusals;

  Onward(Core core, Parties parties, SamlLogout saml, OidcLogout oidc, Refusals refusals) {
    this.parties = parties;
    this.saml = saml;
    this.oidc = oidc;
    this.refusals = refusals;
    farewells = core.farewells;
  }

  void mount(Routes routes) {
    routes.get(SignOut.ONWARD + "{state}", Access.anyoneKnown(), this::tell);
  }

  private void tell(Context ctx) {
    var state = ctx.pathParam("state");
    var farewell = farewells.find(state).orElse(null);
    if (farewell == null) {
      refusals.noSignOut(ctx, Visitor.maybe(ctx).isPresent());
      return;
    }
    var samlParty = parties.live(farewell.connection(), Protocol.SAML);
    var oidcParty = parties.live(farewell.connection(), Protocol.OIDC);
    if (samlParty.isPresent()) saml.tell(ctx, samlParty.get(), farewell, state);
    else if (oidcParty.isPresent()) oidc.tell(ctx, oidcParty.get(), farewell, state);
    else ctx.redirect(farewell.returnTo(), HttpStatus.FOUND);
  }
}
