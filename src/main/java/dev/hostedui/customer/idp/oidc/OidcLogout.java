package dev.hostedui.customer.idp.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.RefusedPage;
import dev.hostedui.customer.idp.SignOuts;
import dev.hostedui.customer.idp.Visits;
import dev.hostedui.customer.site.Outgoing;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** RP-initiated logout, and calls behind the browser's back when a session ends. */
final class OidcLogout implements SignOuts.Call {

  private final Idp idp;
  private final OidcApps apps;
  private final Tokens tokens;
  private final SignOuts signOuts;
  private final Outgoing outgoing;

  OidcLogout(Idp idp, OidcApps apps, Tokens tokens, SignOuts signOuts, Outgoing outgoing) {
    this.idp = idp;
    this.apps = apps;
    this.tokens = tokens;
    this.signOuts = signOuts;
    this.outgoing = outgoing;
  }

  void mount(RoutesConfig routes) {
    routes.get("/oidc/end-session", this::end);
    routes.post("/oidc/end-session", this::end);
  }

  private void end(Context ctx) {
    try {
      var get = ctx.req().getMethod().equals("GET");
      var request = LogoutRequest.parse(get ? ctx.queryParamMap() : ctx.formParamMap());
      var hint = tokens.own(request.getIDTokenHint());
      var app = hint.flatMap(it -> it.getAudience().stream().findFirst()).flatMap(apps::ofClient);
      if (app.isEmpty()) throw new ParseException("There is no id_token_hint that was made here.");
      var back = request.getPostLogoutRedirectionURI();
      if (back != null && !app.get().postLogoutUris().contains(back.toString()))
        throw new ParseException(
            back + " is not registered as a place to go to after signing out.");
      var sid = hint.get().getClaim("sid");
      for (var session :
          idp.visits()
              .known(app.get().id(), hint.get().getSubject(), sid == null ? null : sid.toString()))
        signOuts.end(session, app.get().id());
      if (back == null) idp.site().goOn(ctx, "/", "You are signed out here.");
      else ctx.redirect(withState(back, request.getState()), HttpStatus.SEE_OTHER);
    } catch (ParseException e) {
      idp.site().show(ctx, 400, new RefusedPage(String.valueOf(e.getMessage())));
    }
  }

  private static String withState(URI back, @Nullable State state) {
    if (state == null) return back.toString();
    return back + (back.getQuery() == null ? "?" : "&") + "state=" + Site.encoded(state.getValue());
  }

  @Override
  public Optional<String> tell(Visits.Told told, Visits.Session session) {
    if (!told.protocol().equals("oidc")) return Optional.empty();
    return apps.find(told.appId())
        .filter(app -> !app.backChannelUri().isEmpty())
        .map(app -> call(app, told, session));
  }

  private String call(OidcApp app, Visits.Told told, Visits.Session session) {
    try {
      var status =
          outgoing.post(
              URI.create(app.backChannelUri()),
              "logout_token=" + tokens.logoutToken(app, told, session).serialize());
      return app.name() + " was called and answered " + status + ".";
    } catch (IOException e) {
      return app.name() + " could not be called.";
    }
  }
}
