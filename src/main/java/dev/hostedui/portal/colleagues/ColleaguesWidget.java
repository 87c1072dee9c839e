package dev.hostedui.portal.colleagues;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinkId;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Colleagues;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers for asking colleagues, below the page of one module: whom to ask for what, what became of
 * it, and the end of it.
 */
public final class ColleaguesWidget implements Widget {

  private static final String STEP = "step";
  private static final String OFFERED = "offered";
  private static final String MAPS = "map_groups";
  private static final int MOST_STEPS = 5;
  private static final String EMAIL = "email";

  private final Core core;
  private final Brand brand;
  private final PortalModule module;
  private final Surface surface;

  public ColleaguesWidget(Core core, Brand brand, PortalModule module, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.module = module;
    this.surface = surface;
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path() + Asking.PATH;
    var manage = surface.access().and(module.manage());
    routes.get(path, manage, ctx -> surface.show(ctx, page(ctx, null)));
    routes.get(path + "/new", manage, this::showForm);
    routes.post(path, manage, this::ask);
    routes.get(path + "/{link}/revocation", manage, this::askToRevoke);
    routes.post(path + "/{link}/revocation", manage, this::revoke);
  }

  // ------------------------------------------------------------------ asking

  private void showForm(Context ctx) {
    var steps = steps(ctx.queryParams(STEP));
    surface.showDialog(
        ctx, form(ctx, steps, steps.isEmpty() ? null : steps.get(0), false, "", null));
  }

  private AskForm form(
      Context ctx,
      List<PortalStep> steps,
      @Nullable PortalStep chosen,
      boolean mapsGroups,
      String email,
      @Nullable Problem problem) {
    var words = Words.of(ctx);
    return new AskForm(
        surface.spot(ctx),
        brand.look(),
        LinkWords.title(module),
        LinkWords.whole(module),
        steps.stream()
            .map(it -> new AskForm.Step(it.written(), words(ctx, it), it.equals(chosen)))
            .toList(),
        module == PortalModule.SCIM,
        mapsGroups,
        problem == null ? null : words.at(problem, MAPS),
        email,
        problem == null ? null : words.at(problem, EMAIL),
        problem == null ? null : words.besides(problem, EMAIL, MAPS));
  }

  /** The steps that are written so, as far as they are some of this module. */
  private List<PortalStep> steps(List<String> written) {
    return written.stream().limit(MOST_STEPS).flatMap(it -> Stream.ofNullable(step(it))).toList();
  }

  /** The step that is written so, if it is one of this module. */
  private @Nullable PortalStep step(String written) {
    return PortalStep.parse(written).filter(it -> it.module() == module).orElse(null);
  }

  private String words(Context ctx, PortalStep step) {
    return LinkWords.step(
        step.kind(),
        step.kind() == PortalStep.Kind.PUBLISH_RECORD ? domain(ctx, step.object()) : "");
  }

  private String domain(Context ctx, String id) {
    try {
      return core.database.read(
          handle ->
              OrganizationDomains.find(handle, surface.organization(ctx), new EmailDomainId(id))
                  .domain()
                  .displayed());
    } catch (Problem gone) {
      return "";
    }
  }

  private void ask(Context ctx) {
    var offered = Requests.fields(ctx, OFFERED, MOST_STEPS);
    // where a step is offered, one answer or the other always comes
    var written = offered.isEmpty() ? Requests.optionalField(ctx, STEP) : Requests.field(ctx, STEP);
    var step = step(written);
    var mapsGroups = !Requests.optionalField(ctx, MAPS).isEmpty();
    var typed = Requests.field(ctx, EMAIL);
    try {
      // what somebody narrowed must not become the whole
      if (step == null && !written.isEmpty()) throw Problem.conflict("portal_step_needless");
      var email = typed.isBlank() ? null : EmailAddress.parse(EMAIL, typed);
      var terms =
          new PortalLinks.Terms(PortalLink.Kind.SHAREABLE, Set.of(module), step, mapsGroups, email);
      if (email == null) make(ctx, terms);
      else mail(ctx, terms, email);
    } catch (Problem problem) {
      surface.retryDialog(
          ctx, form(ctx, steps(offered), step, mapsGroups, typed, problem), problem);
    }
  }

  private void make(Context ctx, PortalLinks.Terms terms) {
    var made = core.portalLinks.make(surface.actor(ctx), surface.organization(ctx), terms);
    surface.showMade(
        ctx,
        Asking.PATH,
        page(ctx, made),
        Toast.done("The link is made. Copy it now: it is shown this once."));
  }

  private void mail(Context ctx, PortalLinks.Terms terms, EmailAddress email) {
    var unused = core.portalLinks.ask(surface.actor(ctx), surface.organization(ctx), terms);
    surface.changed(
        ctx,
        Asking.PATH,
        () -> page(ctx, null),
        Toast.done("We mailed " + email.value() + " what to do."));
  }

  // ------------------------------------------------------------------ revoking

  private void askToRevoke(Context ctx) {
    var link = named(ctx);
    surface.showDialog(
        ctx,
        new RevocationConfirmation(
            surface.spot(ctx), link.id().value(), LinkWords.who(link), what(ctx, link)));
  }

  private void revoke(Context ctx) {
    try {
      var link =
          core.portalLinks.revoke(surface.actor(ctx), surface.organization(ctx), named(ctx).id());
      surface.changed(
          ctx,
          Asking.PATH,
          () -> page(ctx, null),
          Toast.done(
              link.boundTo() == null
                  ? "The link is revoked."
                  : "The link of " + link.boundTo().value() + " is revoked."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx, null), problem);
    }
  }

  private PortalLink named(Context ctx) {
    var link =
        PortalLinkId.parse(ctx.pathParam("link"))
            .map(id -> core.portalLinks.find(surface.organization(ctx), id))
            .orElseThrow(() -> Problem.notFound("portal_link_not_found"));
    if (!link.modules().contains(module)) throw Problem.notFound("portal_link_not_found");
    return link;
  }

  // ------------------------------------------------------------------ what is shown

  private ColleaguesPage page(Context ctx, PortalLinks.@Nullable Made made) {
    var organization = surface.organization(ctx);
    var links =
        core.portalLinks.list(organization, PortalLink.Kind.SHAREABLE).stream()
            .filter(link -> link.modules().contains(module))
            .toList();
    var uses = core.portalLinkUses.ofAll(organization, PortalLink.Kind.SHAREABLE);
    var refused =
        core.letterBox.refused(
            links.stream().filter(this::waitsForItsLetter).map(it -> it.id().value()).toList());
    return new ColleaguesPage(
        surface.spot(ctx),
        brand.look(),
        LinkWords.title(module),
        made == null
            ? null
            : new ColleaguesPage.Made(
                core.config.issuer() + made.path(),
                what(ctx, made.link()),
                Ago.exact(made.link().expiresAt())),
        links.stream()
            .map(
                link ->
                    asked(
                        ctx,
                        link,
                        refused.contains(link.id().value()),
                        uses.getOrDefault(link.id(), List.of()).stream()
                            .map(
                                use ->
                                    new ColleaguesPage.Happened(
                                        LinkWords.happened(use),
                                        Ago.of(use.at(), core.clock.instant())))
                            .toList()))
            .toList());
  }

  private ColleaguesPage.Asked asked(
      Context ctx, PortalLink link, boolean refused, List<ColleaguesPage.Happened> log) {
    var now = core.clock.instant();
    var state = link.state(now);
    return new ColleaguesPage.Asked(
        link.id().value(),
        LinkWords.who(link),
        what(ctx, link),
        LinkWords.badge(link, state, refused),
        Colleagues.maker(link, brand.look()),
        Ago.of(link.createdAt(), now),
        Ago.exact(link.expiresAt()),
        state == PortalLink.State.ORPHANED,
        refused,
        // whoever is in by it may stay a while after its end
        link.revokedAt() == null
            && now.isBefore(link.expiresAt().plus(PortalSessions.LIFETIME))
            && link.modules().stream().allMatch(it -> surface.may(ctx, it.manage())),
        log,
        link.openedAt() != null && surface.may(ctx, Permission.SETTINGS_MANAGE)
            ? Section.ACTIVITY.path() + "?person=" + link.id().value()
            : null);
  }

  private boolean waitsForItsLetter(PortalLink link) {
    return link.state(core.clock.instant()) == PortalLink.State.OPEN
        && link.boundTo() != null
        && link.openedAt() == null;
  }

  private String what(Context ctx, PortalLink link) {
    var step = link.step();
    return step == null ? LinkWords.modules(link) : words(ctx, step);
  }
}
