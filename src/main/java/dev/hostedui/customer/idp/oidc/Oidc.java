package dev.hostedui.customer.idp.oidc;

import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.SignOuts;
import dev.hostedui.customer.site.Outgoing;
import io.javalin.config.RoutesConfig;

/** All of OpenID Connect. */
public final class Oidc {

  private final OidcPages pages;
  private final Provider provider;
  private final OidcLogout logout;

  public Oidc(Idp idp, SignOuts signOuts, Outgoing outgoing) {
    var apps = new OidcApps(idp.notebook());
    var tokens = new Tokens(idp);
    pages = new OidcPages(idp, apps);
    provider = new Provider(idp, apps, tokens);
    logout = new OidcLogout(idp, apps, tokens, signOuts, outgoing);
    signOuts.add(logout);
  }

  public void mount(RoutesConfig routes) {
    pages.mount(routes);
    provider.mount(routes);
    logout.mount(routes);
  }
}
