package dev.hostedui.adminportal;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.web.Caller;
import dev.hostedui.web.Credential;
import dev.hostedui.web.PortalCookie;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.Optional;

/** The cookie of a session that a link has opened. Who has none is told how to get one. */
final class LinkCredential implements Credential {

  private final PortalSessions sessions;
  private final PortalCookie cookie;
  private final Requests requests;
  private final ClosedPages closed;

  LinkCredential(
      PortalSessions sessions, PortalCookie cookie, Requests requests, ClosedPages closed) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.requests = requests;
    this.closed = closed;
  }

  @Override
  public Optional<Caller.LinkHolder> caller(Context ctx) {
    return cookie
        .read(ctx)
        .flatMap(held -> sessions.resolve(held.token()))
        .map(visitor -> new Caller.LinkHolder(visitor, requests.origin(ctx)));
  }

  @Override
  public void refuse(Context ctx) {
    var held = cookie.read(ctx).map(PortalCookie.Held::token);
    var organization = held.flatMap(sessions::organizationOf).orElse(null);
    var why = held.map(sessions::over).orElseGet(() -> Problem.conflict("portal_session_over"));
    if (Requests.wantsFragment(ctx)) {
      // the script says it on the page that is open, where nothing that was typed is lost
      closed.overOnPage(ctx, organization, why, held.filter(sessions::lasted).isEmpty());
    } else if (held.isPresent()) {
      closed.over(ctx, organization, why);
    } else if (Requests.hasQuery(ctx, Entrance.JUST_OPENED)) {
      closed.withoutCookies(ctx);
    } else {
      closed.withoutLink(ctx);
    }
  }
}
