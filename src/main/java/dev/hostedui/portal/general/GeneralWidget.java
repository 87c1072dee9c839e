package dev.hostedui.portal.general;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Answers for the General page. */
public final class GeneralWidget implements Widget {

  private static final Access MANAGE = Access.members(Permission.SETTINGS_MANAGE);

  private final Organizations organizations;
  private final EmailDomains emailDomains;
  private final GeneralQueries queries;
  private final Brand brand;
  private final Pages pages;

  public GeneralWidget(
      Organizations organizations,
      EmailDomains emailDomains,
      dev.hostedui.db.Database database,
      Brand brand,
      Pages pages) {
    this.organizations = organizations;
    this.emailDomains = emailDomains;
    this.queries = new GeneralQueries(database);
    this.brand = brand;
    this.pages = pages;
  }

  @Override
  public Section section() {
    return Section.GENERAL;
  }

  @Override
  public void mount(Routes routes) {
    routes.get("/ui/organization/general", section().access(), this::show);
    routes.post("/ui/organization/general/name", MANAGE, this::rename);
    routes.post("/ui/organization/general/domains", MANAGE, this::allowDomain);
    routes.get(
        "/ui/organization/general/domains/{domain}/removal", MANAGE, this::askToForgetDomain);
    routes.post("/ui/organization/general/domains/{domain}/removal", MANAGE, this::forgetDomain);
  }

  private void show(Context ctx) {
    pages.show(ctx, section(), page(Visitor.of(ctx)));
  }

  private void rename(Context ctx) {
    var visitor = Visitor.of(ctx);
    var typed = Requests.field(ctx, "display_name");
    try {
      var organization = organizations.rename(visitor.actor(), typed);
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor),
          Toast.done("The name is now " + organization.displayName() + "."));
    } catch (Problem problem) {
      if (!problem.isAt("display_name")) throw problem;
      pages.retry(
          ctx, section(), page(visitor, typed, Words.of(ctx).of(problem), "", null), problem);
    }
  }

  private void allowDomain(Context ctx) {
    var visitor = Visitor.of(ctx);
    var typed = Requests.field(ctx, "domain");
    try {
      var domain = emailDomains.allow(visitor.actor(), typed);
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor),
          Toast.done(domain.domain().displayed() + " is now an allowed email domain."));
    } catch (Problem problem) {
      if (!problem.isAt("domain")) throw problem;
      pages.retry(
          ctx, section(), page(visitor, null, null, typed, Words.of(ctx).of(problem)), problem);
    }
  }

  private void askToForgetDomain(Context ctx) {
    var visitor = Visitor.of(ctx);
    var domain =
        queries
            .domain(visitor.organization(), domainId(ctx))
            .orElseThrow(() -> Problem.notFound("domain_not_found"));
    pages.showDialog(
        ctx,
        section(),
        new DomainRemoval(domain.id(), domain.name(), queries.name(visitor.organization())));
  }

  private void forgetDomain(Context ctx) {
    var visitor = Visitor.of(ctx);
    try {
      var domain = emailDomains.forget(visitor.actor(), domainId(ctx));
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor),
          Toast.done(domain.domain().displayed() + " is no longer an allowed email domain."));
    } catch (Problem problem) {
      pages.refused(ctx, section(), () -> page(visitor), problem);
    }
  }

  private static EmailDomainId domainId(Context ctx) {
    return EmailDomainId.parse(ctx.pathParam("domain"))
        .orElseThrow(() -> Problem.notFound("domain_not_found"));
  }

  private View page(Visitor visitor) {
    return page(visitor, null, null, "", null);
  }

  private View page(
      Visitor visitor,
      @Nullable String typedName,
      @Nullable String nameError,
      String typedDomain,
      @Nullable String domainError) {
    var saved = queries.name(visitor.organization());
    return new GeneralPage(
        brand.look().organizationWord(),
        saved,
        typedName == null ? saved : typedName,
        nameError,
        queries.domains(visitor.organization()),
        typedDomain,
        domainError,
        visitor.may(Permission.SETTINGS_MANAGE));
  }
}
