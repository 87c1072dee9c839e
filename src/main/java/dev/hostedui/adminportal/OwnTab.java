package dev.hostedui.adminportal;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.identity.portallink.PortalVisitor;
import dev.hostedui.web.Access;
import dev.hostedui.web.ColorScheme;
import dev.hostedui.web.Looks;
import dev.hostedui.web.OnwardPage;
import dev.hostedui.web.PortalCookie;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Takes the session along into a tab of its own. A cookie that was set in a frame stays in the jar
 * of the page around it, and a tab that is opened out of the frame has another one; what must leave
 * the frame, because identity providers are shown in none, would arrive there as a stranger.
 *
 * <p>So the form that opens the tab carries a pass: the token of the session, sealed by us, in a
 * hidden field of a page that is never stored. It is worth what the cookie is worth, to who can
 * read the page, and only by POST from a page of ours.
 */
final class OwnTab {

  private static final String PLACE = "portal_sessions:token:pass";
  private static final int LONGEST = 500;

  private final Vault vault;
  private final PortalSessions sessions;
  private final PortalCookie cookie;
  private final Web web;

  OwnTab(Vault vault, PortalSessions sessions, PortalCookie cookie, Web web) {
    this.vault = vault;
    this.sessions = sessions;
    this.cookie = cookie;
    this.web = web;
  }

  void mount(Routes routes) {
    routes.post(Place.SSO.path() + "/tab/test", Access.anyone(), this::test);
    routes.post(Place.SCIM.path() + "/tab/google/authorization", Access.anyone(), this::toGoogle);
  }

  /** The pass of who sends a request. */
  @Nullable String pass(Context ctx) {
    return cookie.read(ctx).map(held -> vault.seal(PLACE, held.token())).orElse(null);
  }

  /** The form goes on to where it was meant for, as it is. */
  private void test(Context ctx) {
    var session = admit(ctx).session();
    ctx.redirect(
        PortalWindow.address(session, Place.SSO.path() + "/test"), HttpStatus.TEMPORARY_REDIRECT);
  }

  /** A form may not lead to another site, so a page goes on there. */
  private void toGoogle(Context ctx) {
    var visitor = admit(ctx);
    Looks.about(ctx, visitor.organization());
    web.html()
        .answer(
            ctx,
            HttpStatus.OK.getCode(),
            new OnwardPage(
                web.looks().of(ctx),
                "Google",
                PortalWindow.address(
                    visitor.session(), Place.SCIM.path() + "/google/authorization")));
  }

  private PortalVisitor admit(Context ctx) {
    var token = opened(Requests.field(ctx, "pass", LONGEST));
    var visitor = sessions.resolve(token).orElseThrow(() -> sessions.over(token));
    var scheme = cookie.read(ctx).map(PortalCookie.Held::scheme);
    cookie.set(
        ctx,
        visitor.session(),
        new PortalCookie.Held(token, null, scheme.orElse(ColorScheme.AUTO)),
        visitor.endsAt());
    return visitor;
  }

  private String opened(String pass) {
    try {
      return vault.open(PLACE, pass);
    } catch (IllegalStateException | IllegalArgumentException notOurs) {
      throw Problem.conflict("portal_session_over");
    }
  }
}
