package dev.hostedui.adminportal;

import dev.hostedui.core.Core;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.portallink.PortalVisitor;
import dev.hostedui.portal.FramedSurface;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.ProblemPage;
import dev.hostedui.portal.Spot;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Switched;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.portal.Way;
import dev.hostedui.web.Access;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Caller.LinkHolder;
import dev.hostedui.web.Flash;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.SentForm;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import gg.jte.Content;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages of the admin portal: the surface of each place, and what is refused. */
final class PortalPages implements ProblemFace {

  /** So long before its end people are warned. */
  private static final Duration WARNING = Duration.ofMinutes(5);

  private static final String TOLD = "portal-told";

  private final Core core;
  private final Web web;
  private final Framing framing;
  private final ClosedPages closed;
  private final OwnTab ownTab;
  private final StepWords steps;
  private final Flash flash;

  PortalPages(Core core, Web web, Framing framing, ClosedPages closed, OwnTab ownTab) {
    this.core = core;
    this.web = web;
    this.framing = framing;
    this.closed = closed;
    this.ownTab = ownTab;
    steps = new StepWords(core);
    flash = new Flash(web.cookies().ofAdminPortal());
  }

  /** The surface of a place: whoever holds a link that opens it. */
  Surface at(Place place) {
    return new AtPlace(place);
  }

  private final class AtPlace extends FramedSurface {
    private final Place place;

    AtPlace(Place place) {
      super(web.html(), flash);
      this.place = place;
    }

    @Override
    public String path() {
      return place.path();
    }

    @Override
    public String path(Context ctx) {
      return PortalWindow.address(ctx, place.path());
    }

    @Override
    protected String title() {
      return place.title();
    }

    @Override
    public Access access() {
      return place.access();
    }

    @Override
    public Actor.PortalLink actor(Context ctx) {
      return LinkHolder.of(ctx).actor();
    }

    /** Nobody is signed in here, so no widget about oneself stands here. */
    @Override
    public Actor.Person person(Context ctx) {
      throw new IllegalStateException("nobody is signed in here");
    }

    @Override
    public OrganizationId organization(Context ctx) {
      return LinkHolder.of(ctx).visitor().organization();
    }

    @Override
    public boolean may(Context ctx, Permission permission) {
      return place.means(permission);
    }

    @Override
    public boolean mayGive(Context ctx, Set<Permission> gives) {
      return super.mayGive(ctx, gives)
          || LinkHolder.of(ctx).visitor().mappable().containsAll(gives);
    }

    @Override
    public boolean mayLetIn(Context ctx, Set<Permission> gives) {
      return LinkHolder.of(ctx).visitor().held().containsAll(gives);
    }

    @Override
    public @Nullable PortalStep step(Context ctx) {
      return LinkHolder.of(ctx).visitor().step();
    }

    @Override
    public Spot spot(Context ctx) {
      var visitor = LinkHolder.of(ctx).visitor();
      return new Spot(
          path(ctx),
          null,
          visitor.organization().value(),
          visitor.organizationName(),
          visitor.step() == null ? null : visitor.step().kind(),
          ownTab.pass(ctx));
    }

    @Override
    public ToDomains toDomains(Context ctx) {
      var visitor = LinkHolder.of(ctx).visitor();
      return new ToDomains(
          Place.DOMAINS.access().allows(visitor)
              ? PortalWindow.address(ctx, Place.DOMAINS.path())
              : null,
          visitor.features().contains(Place.DOMAINS.module().feature()));
    }

    @Override
    public void switched(Context ctx, Switched it) {
      ctx.attribute(TOLD, Message.switched(organization(ctx), it));
    }

    @Override
    public void left(Context ctx, Toast toast) {
      var home = PortalWindow.address(ctx, AdminPortal.PATH);
      if (Requests.wantsFragment(ctx)) ctx.header("HX-Redirect", home);
      else ctx.redirect(home, HttpStatus.SEE_OTHER);
    }

    /** A change here concerns nothing that stands around the widget. */
    @Override
    protected void lookAgain(Context ctx) {}

    @Override
    protected void answer(Context ctx, int status, String title, View view, @Nullable Toast toast) {
      PortalPages.this.answer(ctx, status, title, place, view, toast);
    }
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var holder = LinkHolder.maybe(ctx).map(LinkHolder::visitor);
    var words = Words.of(ctx);
    var title = words.title(problem);
    if (holder.isEmpty()) {
      refuseUnknown(ctx, status, problem);
      return;
    }
    var way =
        holder.get().step() == null
            ? Place.of(holder.get()).get(0).way(ctx)
            : new Way(PortalWindow.address(ctx, AdminPortal.PATH), "what you were asked for");
    Pages.showRefusal(ctx, problem);
    var again = SentForm.again(ctx, problem).orElse(null);
    var page =
        new ProblemPage(
            status, title, words.of(problem), way, again, null, SentForm.lost(ctx, problem));
    try {
      answer(ctx, status, title, null, page, null);
    } catch (StorageUnavailable e) {
      // what stands around the page cannot be looked up now
      refuseUnknown(ctx, status, problem);
    }
  }

  /** Refuses somebody whose part of the portal is not known. */
  private void refuseUnknown(Context ctx, int status, Problem problem) {
    if (!Requests.wantsFragment(ctx)) {
      closed.refused(ctx, status, problem);
      return;
    }
    var words = Words.of(ctx);
    var page =
        new ProblemPage(
            status, words.title(problem), words.of(problem), null, null, null, List.of());
    Pages.refuseFragment(ctx, web.html(), web.brand().look(), page);
  }

  @Override
  public Unread unread(String path, int status, String words) {
    return web.html().unread(web.brand().look(), words, PortalWindow.home(path));
  }

  private void answer(
      Context ctx,
      int status,
      String title,
      @Nullable Place place,
      View view,
      @Nullable Toast toast) {
    var visitor = LinkHolder.of(ctx).visitor();
    var look = web.brand().look(visitor.organizationName(), visitor.logo());
    ctx.header("Vary", "HX-Request, HX-Target");
    Content drawn = output -> web.html().templates().draw(view, output);
    var fragment = Requests.wantsFragment(ctx);
    var guest = guest(visitor);
    var tabs = tabs(ctx, visitor, place, fragment);
    String happened = ctx.attribute(TOLD);
    var told = new ArrayList<String>();
    if (happened != null) told.add(happened);
    if (fragment) {
      web.html()
          .answer(ctx, status, new PortalFragment(look, title, guest, tabs, told, toast, drawn));
      return;
    }
    told.add(0, Message.loaded(visitor.organization(), visitor.endsAt()));
    var shown = toast != null ? toast : flash.take(ctx).orElse(null);
    web.html()
        .answer(
            ctx,
            status,
            new PortalShell(
                look,
                title,
                guest,
                PortalWindow.address(ctx, AdminPortal.PATH + "leaving"),
                tabs,
                ending(visitor),
                framing.allow(ctx, visitor.organization()),
                told,
                shown,
                drawn));
  }

  private PortalShell.Guest guest(PortalVisitor visitor) {
    var step = visitor.step();
    var email = visitor.email();
    return new PortalShell.Guest(
        visitor.organization().value(),
        step == null
            ? "Welcome to the admin portal. You can set up "
                + Place.joined(Place.of(visitor))
                + " for "
                + Names.closing(visitor.organizationName())
            : "You were asked to do one thing for "
                + visitor.organizationName()
                + ": "
                + steps.task(visitor.organization(), step)
                + ".",
        email == null ? null : email.value(),
        step == null ? null : steps.done(visitor));
  }

  private static PortalShell.Tabs tabs(
      Context ctx, PortalVisitor visitor, @Nullable Place place, boolean swapped) {
    List<Way> ways =
        visitor.step() == null
            ? Place.of(visitor).stream().map(it -> it.way(ctx)).toList()
            : List.of();
    return new PortalShell.Tabs(ways, place == null ? null : place.way(ctx), swapped);
  }

  private PortalShell.Ending ending(PortalVisitor visitor) {
    var now = core.clock.instant();
    var left = Duration.between(now, visitor.endsAt());
    return new PortalShell.Ending(
        Ago.of(visitor.endsAt(), now),
        left.toSeconds(),
        left.compareTo(WARNING) <= 0,
        Message.warning(visitor.organization(), visitor.endsAt()),
        Message.expired(visitor.organization(), visitor.endsAt()));
  }
}
