package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.SignOuts;
import dev.hostedui.customer.site.Outgoing;
import io.javalin.config.RoutesConfig;

/** All of SAML 2.0. */
public final class Saml {

  private final SamlPages pages;
  private final SignOn signOn;
  private final Logout logout;

  public Saml(Idp idp, SignOuts signOuts, Outgoing outgoing) {
    var apps = new SamlApps(idp.notebook());
    var asks = new Asks(apps);
    pages = new SamlPages(idp, apps, outgoing);
    signOn = new SignOn(idp, apps, asks);
    logout = new Logout(idp, apps, asks, signOuts);
    signOuts.add(logout);
  }

  public void mount(RoutesConfig routes) {
    pages.mount(routes);
    signOn.mount(routes);
    logout.mount(routes);
  }
}
