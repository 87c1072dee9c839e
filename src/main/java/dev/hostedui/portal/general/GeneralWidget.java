package dev.hostedui.portal.general;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.Tone;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Brand;
import dev.hostedui.web.FileForm;
import dev.hostedui.web.Meant;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Answers for the General page. */
public final class GeneralWidget implements Widget {

  private final Organizations organizations;

  /** Around a file in a form. */
  private static final int ROOM = 8 * 1024;

  private final OrganizationLogos logos;
  private final EmailDomains emailDomains;
  private final GeneralQueries queries;
  private final Brand brand;
  private final Surface surface;

  public GeneralWidget(
      Organizations organizations,
      OrganizationLogos logos,
      EmailDomains emailDomains,
      Database database,
      Brand brand,
      Surface surface) {
    this.organizations = organizations;
    this.logos = logos;
    this.emailDomains = emailDomains;
    this.queries = new GeneralQueries(database);
    this.brand = brand;
    this.surface = surface;
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SETTINGS_MANAGE);
    routes.get(path, surface.access(), this::show);
    routes.post(path + "/name", manage, this::rename);
    routes.post(path + "/domains", manage, this::allowDomain);
    routes.post(path + "/logo", manage, PictureFile.LARGEST + ROOM, this::showLogo);
    routes.get(path + "/logo/removal", manage, this::askToRemoveLogo);
    routes.post(path + "/logo/removal", manage, this::removeLogo);
    routes.get(path + "/domains/{domain}/removal", manage, this::askToForgetDomain);
    routes.post(path + "/domains/{domain}/removal", manage, this::forgetDomain);
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx));
  }

  private void rename(Context ctx) {
    var typed = Requests.field(ctx, "display_name");
    try {
      var organization = organizations.rename(surface.actor(ctx), surface.organization(ctx), typed);
      surface.changed(
          ctx,
          "",
          () -> page(ctx),
          Toast.done("The name is now " + Names.closing(organization.displayName())));
    } catch (Problem problem) {
      if (!problem.isAt("display_name")) throw problem;
      surface.retry(ctx, page(ctx, typed, Words.of(ctx).of(problem), "", null, null), problem);
    }
  }

  private void allowDomain(Context ctx) {
    var typed = Requests.field(ctx, "domain");
    try {
      var domain = emailDomains.allow(surface.actor(ctx), surface.organization(ctx), typed);
      surface.changed(
          ctx,
          "",
          () -> page(ctx),
          Toast.done(domain.domain().displayed() + " is now an allowed email domain."));
    } catch (Problem problem) {
      if (!problem.isAt("domain")) throw problem;
      surface.retry(ctx, page(ctx, null, null, typed, Words.of(ctx).of(problem), null), problem);
    }
  }

  private void showLogo(Context ctx) {
    var sent = FileForm.of(ctx, "logo");
    Meant.check(ctx, sent);
    try {
      if (!mayChooseLogo(ctx)) throw Problem.forbidden("organization_logo_off");
      logos.show(
          surface.actor(ctx),
          surface.organization(ctx),
          PictureFile.read(sent.bytes(), PictureFile.Use.LOGO));
      surface.changed(ctx, "", () -> page(ctx), Toast.done("The logo is changed."));
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID && problem.kind() != Problem.Kind.TOO_MANY)
        throw problem;
      surface.retry(ctx, page(ctx, null, null, "", null, Words.of(ctx).of(problem)), problem);
    }
  }

  private void askToRemoveLogo(Context ctx) {
    surface.showDialog(ctx, new LogoRemoval(surface.spot(ctx)));
  }

  private void removeLogo(Context ctx) {
    logos.show(surface.actor(ctx), surface.organization(ctx), null);
    surface.changed(ctx, "", () -> page(ctx), Toast.done("The logo is removed."));
  }

  private boolean mayChooseLogo(Context ctx) {
    return brand.adminsChooseLogos() && surface.may(ctx, Permission.SETTINGS_MANAGE);
  }

  private void askToForgetDomain(Context ctx) {
    var domain =
        queries
            .domain(surface.organization(ctx), domainId(ctx))
            .orElseThrow(() -> Problem.notFound("domain_not_found"));
    surface.showDialog(
        ctx, new DomainRemoval(surface.spot(ctx), domain.id(), domain.name(), domain.offered()));
  }

  private void forgetDomain(Context ctx) {
    try {
      var domain =
          emailDomains.forget(surface.actor(ctx), surface.organization(ctx), domainId(ctx));
      surface.changed(
          ctx,
          "",
          () -> page(ctx),
          Toast.done(domain.domain().displayed() + " is no longer an allowed email domain."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx), problem);
    }
  }

  private static EmailDomainId domainId(Context ctx) {
    return EmailDomainId.parse(ctx.pathParam("domain"))
        .orElseThrow(() -> Problem.notFound("domain_not_found"));
  }

  private View page(Context ctx) {
    return page(ctx, null, null, "", null, null);
  }

  private View page(
      Context ctx,
      @Nullable String typedName,
      @Nullable String nameError,
      String typedDomain,
      @Nullable String domainError,
      @Nullable String logoError) {
    var names = queries.names(surface.organization(ctx));
    var saved = names.displayName();
    return new GeneralPage(
        surface.spot(ctx),
        brand.look(),
        saved,
        names.slug(),
        typedName == null ? saved : typedName,
        nameError,
        queries.domains(surface.organization(ctx)),
        typedDomain,
        domainError,
        surface.may(ctx, Permission.SETTINGS_MANAGE),
        mayChooseLogo(ctx) ? logoCard(names, logoError) : null);
  }

  private GeneralPage.LogoCard logoCard(GeneralQueries.Names names, @Nullable String logoError) {
    var logo = names.logo();
    return new GeneralPage.LogoCard(
        logo == null ? null : logo.path(),
        logo == null ? Tone.ANY : logo.tone(),
        brand.look().organization(),
        logoError,
        names.logoFault());
  }
}
