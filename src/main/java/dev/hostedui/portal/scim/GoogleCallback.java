package dev.hostedui.portal.scim;

import dev.hostedui.core.PolledDirectories;
import dev.hostedui.identity.portallink.PortalSessionId;
import dev.hostedui.web.Access;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Where Google sends browsers back, whoever they are of: Google knows one address. It leads on to
 * the widget where somebody was sent away, which alone looks at what they bring.
 */
public final class GoogleCallback {

  /** What stands after the address of a widget where the answer of Google is taken. */
  static final String ARRIVAL = "/google/arrival";

  private final PolledDirectories polled;
  private final String ofPeople;
  private final String ofLinks;

  /** Takes the address of the widget for people, and of the one for who came by a link. */
  public GoogleCallback(PolledDirectories polled, String ofPeople, String ofLinks) {
    this.polled = polled;
    this.ofPeople = ofPeople;
    this.ofLinks = ofLinks;
  }

  public void mount(Routes routes) {
    routes.get(PolledDirectories.CALLBACK, Access.anyone(), this::leadOn);
  }

  private void leadOn(Context ctx) {
    var widget =
        polled
            .authorizations
            .portalSession(Requests.query(ctx, "state"))
            .map(it -> PortalWindow.address(new PortalSessionId(it), ofLinks))
            .orElse(ofPeople);
    var brought = ctx.queryString();
    ctx.redirect(widget + ARRIVAL + (brought == null ? "" : "?" + brought), HttpStatus.SEE_OTHER);
  }
}
