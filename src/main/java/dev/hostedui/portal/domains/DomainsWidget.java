package dev.hostedui.portal.domains;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.MailProviders;
import dev.hostedui.identity.emaildomain.OrganizationDomain;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Answers for the Domain Verification page. */
public final class DomainsWidget implements Widget {

  private static final String FIELD = "domain";
  private static final String ONE = "/{domain}";

  private final OrganizationDomains domains;
  private final DomainViews views;
  private final Web web;
  private final Surface surface;

  public DomainsWidget(
      OrganizationDomains domains,
      Environments environments,
      Clock clock,
      Web web,
      Surface surface) {
    this.domains = domains;
    this.views = new DomainViews(domains, environments, web.brand(), clock);
    this.web = web;
    this.surface = surface;
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path();
    var manage = surface.access().and(Permission.SETTINGS_MANAGE);
    routes.get(path, surface.access(), this::show);
    routes.post(path, manage, this::add);
    routes.get(path + "/new", manage, this::showNew);
    var step = PortalStep.Kind.PUBLISH_RECORD;
    routes.get(path + ONE, surface.access().orStep(step), this::showOne);
    routes.get(path + ONE + "/progress", surface.access().orStep(step), this::showProgress);
    routes.post(path + ONE + "/verification", manage.orStep(step), this::verify);
    routes.post(path + ONE + "/renewal", manage, this::addAgain);
    routes.get(path + ONE + "/removal", manage, this::askToDelete);
    routes.post(path + ONE + "/removal", manage, this::delete);
  }

  private void show(Context ctx) {
    surface.show(ctx, list(ctx));
  }

  private void showNew(Context ctx) {
    surface.show(ctx, newDomain(ctx, "", null, false));
  }

  private void add(Context ctx) {
    var typed = Requests.field(ctx, FIELD);
    var contesting = !Requests.optionalField(ctx, "contesting").isEmpty();
    try {
      var added = domains.add(surface.actor(ctx), surface.organization(ctx), typed, contesting);
      var name = added.domain().displayed();
      var taken = typed.strip().indexOf('@') > 0;
      surface.changed(
          ctx,
          "/" + added.domain().value(),
          () -> page(ctx, added),
          Toast.done(
              taken
                  ? name
                      + ", the domain of the address you entered, is added. Now publish its record."
                  : name + " is added. Now publish its record."));
    } catch (Problem problem) {
      if (!problem.isAt(FIELD)) throw problem;
      var view =
          newDomain(ctx, typed, Words.of(ctx).of(problem), problem.code().equals("domain_held"));
      surface.retry(ctx, view, problem);
    }
  }

  private void showOne(Context ctx) {
    surface.show(ctx, page(ctx, named(ctx)));
  }

  /** News for a page that is open; who comes here otherwise sees the page. */
  private void showProgress(Context ctx) {
    var it = named(ctx);
    if (!Requests.wantsFragment(ctx)) {
      ctx.redirect(surface.path(ctx) + "/" + it.domain().value(), HttpStatus.SEE_OTHER);
    } else if (it.isPending()) {
      web.html()
          .answer(
              ctx,
              HttpStatus.OK.getCode(),
              views.poll(surface.spot(ctx), it, round(ctx), Requests.query(ctx, "shown")));
    } else {
      surface.changed(ctx, "/" + it.domain().value(), () -> page(ctx, it), outcome(it));
    }
  }

  private static int round(Context ctx) {
    var text = Requests.query(ctx, "round");
    return text.matches("\\d{1,3}")
        ? Math.min(Integer.parseInt(text), DomainPoll.MOST_ROUNDS)
        : DomainPoll.MOST_ROUNDS;
  }

  private void verify(Context ctx) {
    var before = named(ctx);
    try {
      var after = domains.verify(surface.actor(ctx), surface.organization(ctx), before.id());
      surface.changed(ctx, "/" + after.domain().value(), () -> page(ctx, after), outcome(after));
    } catch (Problem problem) {
      refuse(ctx, before, problem);
    }
  }

  private static Toast outcome(OrganizationDomain it) {
    var name = it.domain().displayed();
    return switch (it.status()) {
      case VERIFIED ->
          it.staleSince() == null
              ? Toast.done(name + " is verified.")
              : Toast.failed("The record of " + name + " is still missing.");
      case PENDING -> {
        var look = it.look();
        yield Toast.failed(
            "The record of "
                + name
                + (look != null && look.proven()
                    ? " is there, but the domain is not free."
                    : look != null && look.isSlip()
                        ? " is not right yet."
                        : " is not visible yet."));
      }
      case FAILED -> Toast.failed(name + " was not verified.");
    };
  }

  private void addAgain(Context ctx) {
    var before = named(ctx);
    try {
      var added = domains.addAgain(surface.actor(ctx), surface.organization(ctx), before.id());
      surface.changed(
          ctx,
          "/" + added.domain().value(),
          () -> page(ctx, added),
          Toast.done(added.domain().displayed() + " is added again, with a new value to publish."));
    } catch (Problem problem) {
      refuse(ctx, before, problem);
    }
  }

  private void askToDelete(Context ctx) {
    var it = named(ctx);
    surface.showDialog(
        ctx,
        new DomainRemoval(
            surface.spot(ctx), it.domain().value(), it.domain().displayed(), it.isVerified()));
  }

  private void delete(Context ctx) {
    var it = named(ctx);
    try {
      domains.delete(surface.actor(ctx), surface.organization(ctx), it.id());
      surface.changed(
          ctx, "", () -> list(ctx), Toast.done(it.domain().displayed() + " is deleted."));
    } catch (Problem problem) {
      refuse(ctx, it, problem);
    }
  }

  /** The domain as it truly is, or the list when it is there no more. */
  private void refuse(Context ctx, OrganizationDomain before, Problem problem) {
    surface.refused(
        ctx,
        () ->
            domains
                .find(surface.organization(ctx), before.domain())
                .<View>map(it -> page(ctx, it))
                .orElseGet(() -> list(ctx)),
        problem);
  }

  // ------------------------------------------------------------------ what is shown

  private OrganizationDomain named(Context ctx) {
    try {
      var name = DomainName.parse(FIELD, ctx.pathParam("domain"));
      return domains
          .find(surface.organization(ctx), name)
          .filter(it -> isAskedFor(ctx, it))
          .orElseThrow(() -> Problem.notFound("domain_not_found"));
    } catch (Problem noDomain) {
      throw Problem.notFound("domain_not_found");
    }
  }

  /** Whoever was asked for the record of one domain hears of no other. */
  private boolean isAskedFor(Context ctx, OrganizationDomain it) {
    var step = surface.step(ctx);
    return step == null || step.object().equals(it.id().value());
  }

  private View page(Context ctx, OrganizationDomain it) {
    var step = new PortalStep(PortalStep.Kind.PUBLISH_RECORD, it.id().value());
    return views.page(
        surface.spot(ctx),
        it,
        it.challenge() == null ? surface.asking(ctx) : surface.asking(ctx, step));
  }

  private View newDomain(Context ctx, String typed, @Nullable String error, boolean mayContest) {
    return new NewDomainPage(surface.spot(ctx), web.brand().look(), typed, error, mayContest);
  }

  private View list(Context ctx) {
    var all = domains.list(surface.organization(ctx));
    return new DomainsPage(
        surface.spot(ctx),
        web.brand().look(),
        all.stream().map(views::listed).toList(),
        all.isEmpty() ? suggestion(ctx) : null,
        surface.asking(ctx));
  }

  /** The domain that the visitor's own address is at, unless anybody gets an address there. */
  private @Nullable String suggestion(Context ctx) {
    var email = surface.actor(ctx).email();
    if (email == null) return null;
    var domain = new DomainName(email.substring(email.lastIndexOf('@') + 1));
    return domain.isPublicSuffix()
            || MailProviders.isPublic(domain.value())
            || MailProviders.isDisposable(domain.value())
        ? null
        : domain.displayed();
  }
}
