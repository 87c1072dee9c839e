package dev.hostedui.adminportal;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.portallink.PortalSession;
import dev.hostedui.identity.portallink.PortalSessionId;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.identity.portallink.PortalVisitor;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Access;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Looks;
import dev.hostedui.web.PortalCookie;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Opens links: a GET looks and uses nothing up, a POST opens the session. */
final class Entrance {

  /**
   * The parameter of the first page after a link was opened: whoever has no cookie there keeps
   * none.
   */
  static final String JUST_OPENED = "opened";

  private static final String ONE = PortalLinks.PATH + "{id}";
  private static final String CODE = "code";
  private static final int LOOKS_A_MINUTE = 600;
  private static final int OPENINGS_A_MINUTE = 300;

  /** So many addresses of no link a minute; who guesses more is refused for a while. */
  private static final int WRONG_LINKS_A_MINUTE = 30;

  private static final String WRONG_LINKS = "portal link that is none";

  private final Core core;
  private final Web web;
  private final Framing framing;
  private final ClosedPages closed;
  private final PortalCookie cookie;
  private final StepWords steps;

  Entrance(Core core, Web web, Framing framing, ClosedPages closed, PortalCookie cookie) {
    this.core = core;
    this.web = web;
    this.framing = framing;
    this.closed = closed;
    this.cookie = cookie;
    steps = new StepWords(core);
  }

  void mount(Routes routes) {
    routes.get(ONE, Access.anyone(), this::look);
    routes.post(ONE, Access.anyone(), this::open);
    routes.post(ONE + "/code", Access.anyone(), this::sendCode);
  }

  private void look(Context ctx) {
    web.limits().take("portal link", LOOKS_A_MINUTE, web.requests().ip(ctx));
    refuseGuesser(ctx);
    var found = core.portalLinks.find(Requests.inLink(ctx, "id"));
    var link = found.link();
    if (link == null) guessedWrong(ctx);
    var here = link == null ? null : openHere(ctx, link);
    if (here != null) ctx.redirect(PortalWindow.address(here, AdminPortal.PATH), HttpStatus.FOUND);
    else if (link == null || found.state() != PortalLink.State.OPEN)
      closed.refused(ctx, link, PortalSessions.refusal(found.state()));
    else show(ctx, HttpStatus.OK.getCode(), found.organizationName(), link, asking(link));
  }

  private void refuseGuesser(Context ctx) {
    web.limits().refuseGuesser(WRONG_LINKS, WRONG_LINKS_A_MINUTE, web.requests().ip(ctx));
  }

  private void guessedWrong(Context ctx) {
    web.limits().guessedWrong(WRONG_LINKS, WRONG_LINKS_A_MINUTE, web.requests().ip(ctx));
  }

  private static EntrancePage.@Nullable CodeForm asking(PortalLink link) {
    var to = link.boundTo();
    return to == null ? null : new EntrancePage.CodeForm(hinted(to), false, null);
  }

  /** Enough to know the mailbox by, for whom it is; others need not read it here. */
  private static String hinted(EmailAddress address) {
    var whole = address.value();
    return whole.charAt(0) + "…" + whole.substring(whole.lastIndexOf('@'));
  }

  /** The session of the link that this browser has, or null: a frame was loaded again. */
  private @Nullable PortalSessionId openHere(Context ctx, PortalLink link) {
    return cookie
        .all(ctx)
        .flatMap(held -> core.portalSessions.resolve(held.token()).stream())
        .filter(it -> it.link().equals(link.id()))
        .map(PortalVisitor::session)
        .findFirst()
        .orElse(null);
  }

  private void show(
      Context ctx,
      int status,
      String organizationName,
      PortalLink link,
      EntrancePage.@Nullable CodeForm code) {
    var around = framing.allow(ctx, link.organization());
    Looks.about(ctx, link.organization());
    web.html()
        .answer(
            ctx,
            status,
            new EntrancePage(
                web.looks().of(ctx),
                organizationName,
                task(link),
                link.createdBy().email(),
                Ago.of(link.expiresAt(), core.clock.instant()),
                PortalLinks.PATH + Requests.inLink(ctx, "id"),
                around(around),
                link.kind() == PortalLink.Kind.EMBED && code == null,
                code,
                around));
  }

  private String task(PortalLink link) {
    var step = link.step();
    if (step != null) return steps.task(link.organization(), step);
    return "set up "
        + Place.joined(
            Arrays.stream(Place.values())
                .filter(it -> link.modules().contains(it.module()))
                .toList());
  }

  /** What is known of the page around, for the form to tell: a POST could not find it out. */
  private static String around(Around around) {
    var host = around.host();
    return "?"
        + Framing.THEME
        + "="
        + around.scheme().wireName()
        + (host == null ? "" : "&" + Framing.HOST + "=" + Query.encoded(host));
  }

  private void sendCode(Context ctx) {
    web.limits().take("portal opening", OPENINGS_A_MINUTE, web.requests().ip(ctx));
    var uuid = Requests.inLink(ctx, "id");
    try {
      core.portalSessions.sendCode(uuid, web.requests().origin(ctx));
      askForCode(ctx, HttpStatus.OK.getCode(), true, null);
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.TOO_MANY) refuse(ctx, problem);
      else askForCode(ctx, Statuses.of(problem), false, Words.of(ctx).of(problem));
    }
  }

  private void askForCode(Context ctx, int status, boolean sent, @Nullable String error) {
    var found = core.portalLinks.find(Requests.inLink(ctx, "id"));
    var link = found.link();
    var to = link == null ? null : link.boundTo();
    if (link == null || to == null) throw Problem.notFound("portal_link_not_found");
    show(
        ctx,
        status,
        found.organizationName(),
        link,
        new EntrancePage.CodeForm(hinted(to), sent, error));
  }

  private void refuse(Context ctx, Problem problem) {
    closed.refused(ctx, core.portalLinks.find(Requests.inLink(ctx, "id")).link(), problem);
  }

  private void open(Context ctx) {
    web.limits().take("portal opening", OPENINGS_A_MINUTE, web.requests().ip(ctx));
    var uuid = Requests.inLink(ctx, "id");
    refuseGuesser(ctx);
    PortalSession.Opened opened;
    try {
      var code = Requests.fieldIfSent(ctx, CODE).orElse(null);
      opened = core.portalSessions.open(uuid, web.requests().origin(ctx), code);
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.NOT_FOUND) guessedWrong(ctx);
      if (problem.isAt(CODE))
        askForCode(ctx, Statuses.of(problem), true, Words.of(ctx).of(problem));
      else refuse(ctx, problem);
      return;
    }
    var session = opened.session();
    var around = framing.allow(ctx, session.organization());
    cookie.set(
        ctx,
        session.id(),
        new PortalCookie.Held(opened.token(), around.host(), around.scheme()),
        session.endsAt());
    ctx.redirect(
        PortalWindow.address(session.id(), AdminPortal.PATH) + "?" + JUST_OPENED,
        HttpStatus.SEE_OTHER);
  }
}
