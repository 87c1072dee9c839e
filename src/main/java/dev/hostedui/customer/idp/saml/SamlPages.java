package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.site.Outgoing;
import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Where service providers are registered, {@code /apps/saml}. */
final class SamlPages {

  private static final String HERE = "/apps/saml";

  private final Idp idp;
  private final SamlApps apps;
  private final Outgoing outgoing;

  SamlPages(Idp idp, SamlApps apps, Outgoing outgoing) {
    this.idp = idp;
    this.apps = apps;
    this.outgoing = outgoing;
  }

  void mount(RoutesConfig routes) {
    routes.get(HERE, ctx -> show(ctx, 200, SamlPage.Typed.EMPTY));
    routes.post(HERE, this::register);
    routes.get(HERE + "/{id}", ctx -> showApp(ctx, app(ctx)));
    routes.post(HERE + "/{id}", this::choose);
    routes.post(HERE + "/{id}/remove", this::remove);
  }

  private void show(Context ctx, int status, SamlPage.Typed typed) {
    var values =
        new SamlPage.Values(
            idp.url("/saml/metadata"),
            idp.entityId(),
            idp.url("/saml/sso"),
            idp.publishedKeys().get(0).pem());
    idp.site().show(ctx, status, new SamlPage(idp.site().notice(ctx), values, apps.all(), typed));
  }

  private void showApp(Context ctx, SamlApp app) {
    idp.site().mayLeadTo(ctx, app.leadsTo());
    idp.site().show(ctx, 200, new SamlAppPage(idp.site().notice(ctx), app));
  }

  private SamlApp app(Context ctx) {
    return apps.find(ctx.pathParam("id")).orElseThrow(NotFoundResponse::new);
  }

  // ------------------------------------------------------------------ registering

  private void register(Context ctx) throws IOException {
    var typed =
        new SamlPage.Typed(
            Site.field(ctx, "name"),
            Site.field(ctx, "address"),
            Site.field(ctx, "metadata"),
            Site.field(ctx, "acs_url"),
            Site.field(ctx, "entity_id"),
            "");
    try {
      var app = apps.register(read(typed, uploaded(ctx)));
      idp.site().goOn(ctx, HERE + "/" + app.id(), "Registered: " + app.name() + ".");
    } catch (SamlRefused e) {
      show(
          ctx,
          422,
          new SamlPage.Typed(
              typed.name(),
              typed.address(),
              typed.metadata(),
              typed.acsUrl(),
              typed.entityId(),
              e.words()));
    }
  }

  private static String uploaded(Context ctx) throws IOException {
    if (!ctx.isMultipartFormData()) return "";
    var file = ctx.uploadedFile("file");
    if (file == null || file.size() == 0) return "";
    try (var content = file.content()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** By the metadata that was given, as file, text or address, or else by hand. */
  private SamlApp read(SamlPage.Typed typed, String file) throws SamlRefused {
    var id = "s" + idp.visits().secret().replaceAll("\\W", "").substring(0, 8);
    if (!file.isEmpty()) return SpMetadata.read(file, id, typed.name());
    if (!typed.metadata().isEmpty()) return SpMetadata.read(typed.metadata(), id, typed.name());
    if (!typed.address().isEmpty())
      return SpMetadata.read(fetched(typed.address()), id, typed.name());
    if (typed.acsUrl().isEmpty() || typed.entityId().isEmpty())
      throw new SamlRefused("Give the metadata of the app, or both ACS URL and entity id.");
    return new SamlApp(
        id,
        typed.name().isEmpty() ? typed.entityId() : typed.name(),
        typed.entityId(),
        List.of(SpMetadata.url(typed.acsUrl())),
        "",
        "",
        List.of(),
        "",
        SamlApp.Options.USUAL);
  }

  private String fetched(String address) throws SamlRefused {
    try {
      return outgoing.get(URI.create(SpMetadata.url(address)));
    } catch (IOException e) {
      throw new SamlRefused(String.valueOf(e.getMessage()));
    }
  }

  // ------------------------------------------------------------------ changing

  private void choose(Context ctx) {
    var app = app(ctx);
    var options =
        new SamlApp.Options(
            chosen(ctx, "name_id", SamlApp.NameId.values()).orElse(app.options().nameId()),
            chosen(ctx, "names", SamlApp.Names.values()).orElse(app.options().names()),
            chosen(ctx, "signed", SamlApp.Signed.values()).orElse(app.options().signed()),
            !Site.field(ctx, "requests_signed").isEmpty());
    apps.put(app.with(options));
    idp.site().goOn(ctx, HERE + "/" + app.id(), "Saved.");
  }

  private static <T extends Enum<T>> Optional<T> chosen(Context ctx, String field, T[] values) {
    var name = Site.field(ctx, field);
    for (var it : values) if (it.name().equals(name)) return Optional.of(it);
    return Optional.empty();
  }

  private void remove(Context ctx) {
    var app = app(ctx);
    apps.remove(app.id());
    idp.site().goOn(ctx, HERE, "Removed: " + app.name() + ".");
  }
}
