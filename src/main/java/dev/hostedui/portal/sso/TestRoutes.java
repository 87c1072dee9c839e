package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Looks;
import dev.hostedui.web.OnwardPage;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;

/** Runs tests of the connection: begins one in a tab of its own, and shows how far it is. */
final class TestRoutes {

  private final Core core;
  private final Web web;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;

  TestRoutes(Core core, Web web, Situations situations, SetupPages setup, Surface surface) {
    this.core = core;
    this.web = web;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path() + "/test";
    var access =
        surface.access().orStep(PortalStep.Kind.ENTER_METADATA, PortalStep.Kind.TEST_CONNECTION);
    routes.get(path, access, this::show);
    routes.post(path, access.and(Permission.SSO_MANAGE), this::begin);
  }

  /** Only the panel, for the page that waits; whoever opens the address sees the whole page. */
  private void show(Context ctx) {
    if (Requests.wantsFragment(ctx))
      web.html().answer(ctx, 200, setup.panel(ctx, situations.get(ctx)));
    else surface.show(ctx, setup.page(ctx, false));
  }

  /**
   * The new tab goes on to the identity provider by a page, and not by a redirect: our forms may
   * only end here.
   */
  private void begin(Context ctx) {
    var connection = situations.get(ctx).connection();
    try {
      var test =
          core.connectionTests.begin(
              surface.actor(ctx),
              surface.organization(ctx),
              connection.id(),
              VersionRoutes.number(ctx));
      var address =
          core.config.issuer()
              + (connection.protocol() == Protocol.SAML ? "/sso/v1/saml/" : "/sso/v1/oidc/")
              + connection.id().value()
              + "/init?test="
              + test.id().value();
      Looks.about(ctx, surface.organization(ctx));
      web.html()
          .answer(ctx, 200, new OnwardPage(web.looks().of(ctx), "your identity provider", address));
    } catch (Problem problem) {
      surface.refused(ctx, () -> setup.page(ctx, false), problem);
    }
  }
}
