package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.web.Access;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;

/** The buttons of providers for everybody on the first page. */
final class SocialStep {

  private final Web web;
  private final SocialConnections connections;
  private final FirstPage page;
  private final Journeys journeys;
  private final Entrance entrance;
  private final LoginFlow flow;

  SocialStep(
      Core core, Web web, FirstPage page, Journeys journeys, Entrance entrance, LoginFlow flow) {
    this.web = web;
    connections = core.socialConnections;
    this.page = page;
    this.journeys = journeys;
    this.entrance = entrance;
    this.flow = flow;
  }

  void mount(Routes routes) {
    routes.post("/login/social", Access.anyone(), this::begin);
    routes.get("/login/social", Access.anyone(), Entrance.to("/login"));
  }

  private void begin(Context ctx) {
    var opening = Opening.of(ctx, journeys);
    if (opening.journey().isOver()) {
      entrance.tooLate(ctx, opening.journey());
      return;
    }
    try {
      page.refuseWithoutCookies(ctx);
      AddressStep.takeDeparture(web, ctx);
      var connection =
          SocialProvider.named(Requests.field(ctx, "provider"))
              .flatMap(connections::enabled)
              .orElseThrow(() -> Problem.conflict("social_off"));
      flow.begin(ctx, connection, null, opening.journey());
    } catch (Problem problem) {
      page.refuse(ctx, page.blank(ctx, opening, false), problem);
    }
  }
}
