package dev.hostedui.customer.idp.oidc;

import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.net.URI;
import java.util.List;

/** Where relying parties are registered, {@code /apps/oidc}. */
final class OidcPages {

  private static final String HERE = "/apps/oidc";

  private final Idp idp;
  private final OidcApps apps;

  OidcPages(Idp idp, OidcApps apps) {
    this.idp = idp;
    this.apps = apps;
  }

  void mount(RoutesConfig routes) {
    routes.get(HERE, ctx -> show(ctx, 200, OidcPage.Typed.EMPTY));
    routes.post(HERE, this::register);
    routes.get(HERE + "/{id}", ctx -> showApp(ctx, 200, app(ctx), typed(app(ctx))));
    routes.post(HERE + "/{id}", this::change);
    routes.post(HERE + "/{id}/remove", this::remove);
  }

  private void show(Context ctx, int status, OidcPage.Typed typed) {
    idp.site()
        .show(ctx, status, new OidcPage(idp.site().notice(ctx), idp.issuer(), apps.all(), typed));
  }

  private void showApp(Context ctx, int status, OidcApp app, OidcPage.Typed typed) {
    idp.site().show(ctx, status, new OidcAppPage(idp.site().notice(ctx), idp.issuer(), app, typed));
  }

  private OidcApp app(Context ctx) {
    return apps.find(ctx.pathParam("id")).orElseThrow(NotFoundResponse::new);
  }

  private static OidcPage.Typed typed(OidcApp app) {
    return new OidcPage.Typed(
        app.name(),
        String.join("\n", app.redirectUris()),
        String.join("\n", app.postLogoutUris()),
        app.backChannelUri(),
        "");
  }

  private static OidcPage.Typed typed(Context ctx) {
    var typed =
        new OidcPage.Typed(
            Site.field(ctx, "name"),
            Site.field(ctx, "redirect_uris"),
            Site.field(ctx, "post_logout_uris"),
            Site.field(ctx, "back_channel_uri"),
            "");
    return new OidcPage.Typed(
        typed.name(),
        typed.redirectUris(),
        typed.postLogoutUris(),
        typed.backChannelUri(),
        problem(typed));
  }

  private static String problem(OidcPage.Typed typed) {
    if (lines(typed.redirectUris()).isEmpty()) return "Give a redirect URI.";
    for (var text :
        (typed.redirectUris() + "\n" + typed.postLogoutUris() + "\n" + typed.backChannelUri())
            .lines()
            .map(String::strip)
            .filter(it -> !it.isEmpty())
            .toList())
      if (!isAddress(text)) return text + " is no address that begins with https:// or http://.";
    return "";
  }

  private static boolean isAddress(String text) {
    try {
      var uri = URI.create(text);
      return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
  }

  private static OidcApp app(String id, String clientId, String secret, OidcPage.Typed typed) {
    return new OidcApp(
        id,
        typed.name().isEmpty()
            ? URI.create(lines(typed.redirectUris()).get(0)).getHost()
            : typed.name(),
        clientId,
        secret,
        lines(typed.redirectUris()),
        lines(typed.postLogoutUris()),
        typed.backChannelUri());
  }

  private void register(Context ctx) {
    var typed = typed(ctx);
    if (!typed.problem().isEmpty()) {
      show(ctx, 422, typed);
      return;
    }
    if (apps.all().size() >= OidcApps.MOST) {
      show(
          ctx,
          422,
          new OidcPage.Typed(
              typed.name(),
              typed.redirectUris(),
              typed.postLogoutUris(),
              typed.backChannelUri(),
              "There are " + OidcApps.MOST + " apps; remove one first."));
      return;
    }
    var id = "o" + idp.visits().secret().replaceAll("\\W", "").substring(0, 8);
    apps.put(app(id, "basement-" + id, idp.visits().secret(), typed));
    idp.site().goOn(ctx, HERE + "/" + id, "Registered. Give the portal what stands here.");
  }

  private void change(Context ctx) {
    var before = app(ctx);
    var typed = typed(ctx);
    if (!typed.problem().isEmpty()) {
      showApp(ctx, 422, before, typed);
      return;
    }
    apps.put(app(before.id(), before.clientId(), before.clientSecret(), typed));
    idp.site().goOn(ctx, HERE + "/" + before.id(), "Saved.");
  }

  private void remove(Context ctx) {
    var app = app(ctx);
    apps.remove(app.id());
    idp.site().goOn(ctx, HERE, "Removed: " + app.name() + ".");
  }
}
