package dev.hostedui.adminportal;

import com.google.common.base.Ascii;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.web.Looks;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.Requests;
import dev.hostedui.web.SentForm;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says to people, and to the page around a frame, that the portal does not open, and why. */
final class ClosedPages {

  private static final Logger LOG = LoggerFactory.getLogger(ClosedPages.class);

  /** What the page around is told of a session that was there. */
  private static final String OVER = "SESSION_EXPIRED";

  private final Environments environments;
  private final Web web;
  private final Framing framing;

  ClosedPages(Environments environments, Web web, Framing framing) {
    this.environments = environments;
    this.web = web;
    this.framing = framing;
  }

  /**
   * A link that opens nothing.
   *
   * @param link null when it is unknown
   */
  void refused(Context ctx, @Nullable PortalLink link, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    answer(ctx, Statuses.of(problem), problem, link == null ? null : link.organization(), link);
  }

  /** What was refused before it was known who asks. */
  void refused(Context ctx, int status, Problem problem) {
    answer(ctx, status, problem, null, null);
  }

  /**
   * Whose session is over.
   *
   * @param organization whose portal it was, or null when that is forgotten
   * @param why as {@link PortalSessions#over} says it
   */
  void over(Context ctx, @Nullable OrganizationId organization, Problem why) {
    answer(ctx, HttpStatus.UNAUTHORIZED.getCode(), why, organization, null);
  }

  /**
   * Whose session is over while a page of it is open: the script says it there, where nothing that
   * was typed is lost.
   *
   * @param early whether it has ended before its time, which the page around a frame is told
   */
  void overOnPage(Context ctx, @Nullable OrganizationId organization, Problem why, boolean early) {
    if (organization != null) Looks.about(ctx, organization);
    var words = Words.of(ctx);
    var notice =
        isOver(why)
            ? OverNotice.OF_THE_SESSION
            : new OverNotice(words.title(why) + ".", words.of(why), null);
    ctx.header("HX-Redirect", PortalWindow.address(ctx, AdminPortal.PATH));
    web.html()
        .answer(
            ctx,
            HttpStatus.UNAUTHORIZED.getCode(),
            early ? notice.telling(Message.failed(OVER, told(words, why))) : notice);
  }

  /** What the page around is told stands below its title for people, which programs do not see. */
  private static String told(Words words, Problem problem) {
    return words.title(problem) + ". " + words.of(problem);
  }

  private static boolean isOver(Problem why) {
    return why.code().equals("portal_session_over");
  }

  /** Who has just ended the session themselves. */
  void left(Context ctx, OrganizationId organization) {
    answer(
        ctx, HttpStatus.OK.getCode(), Problem.conflict("portal_session_left"), organization, null);
  }

  /** Who comes without a link. */
  void withoutLink(Context ctx) {
    answer(
        ctx,
        HttpStatus.UNAUTHORIZED.getCode(),
        Problem.forbidden("portal_link_missing"),
        null,
        null);
  }

  /** Whose browser has dropped the cookie that it was just given. */
  void withoutCookies(Context ctx) {
    answer(
        ctx,
        HttpStatus.UNAUTHORIZED.getCode(),
        Problem.forbidden("portal_cookies_blocked"),
        null,
        null);
  }

  private void answer(
      Context ctx,
      int status,
      Problem problem,
      @Nullable OrganizationId organization,
      @Nullable PortalLink link) {
    var words = Words.of(ctx);
    var message = words.of(problem);
    if (organization != null) Looks.about(ctx, organization);
    var over = status == HttpStatus.UNAUTHORIZED.getCode();
    web.html()
        .answer(
            ctx,
            status,
            new ClosedPage(
                web.looks().of(ctx),
                words.title(problem),
                message,
                link == null ? null : StepWords.done(link),
                // who may do nothing about it any more is not whom to ask
                link == null || link.orphaned() ? null : link.createdBy().email(),
                environments.current().supportEmail(),
                around(ctx, organization),
                Message.failed(
                    over && problem.kind() == Problem.Kind.CONFLICT
                        ? OVER
                        : errorCode(problem.code()),
                    told(words, problem)),
                over,
                isOver(problem),
                (over ? SentForm.of(ctx) : SentForm.again(ctx, problem)).orElse(null)));
  }

  /** What cannot be found out, for that is what fails, lets nobody show the page in a frame. */
  private Around around(Context ctx, @Nullable OrganizationId organization) {
    try {
      return framing.allow(ctx, organization);
    } catch (RuntimeException e) {
      LOG.warn("request={} who may show the page is not known: {}", Requests.id(ctx), e.toString());
      return framing.refuse(ctx);
    }
  }

  /** As apps know it: LINK_REVOKED and the like. */
  private static String errorCode(String code) {
    return Ascii.toUpperCase(code.replaceFirst("^portal_", ""));
  }
}
