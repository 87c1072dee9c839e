package dev.hostedui.web;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.session.Sessions;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/**
 * Stands before every handler. In this order (behaviour §3.3): the request is not another site's
 * and not too large; the session is alive; an organization is active; the feature is on; a
 * permission is held; where it matters, who it is was proven a moment ago. What remains, whether
 * the object belongs to the organization and the input is good, is the verb's.
 */
public final class Gate {

  /** The largest body of a form. */
  static final long LARGEST_FORM_BYTES = 64 * 1024;

  private final Sessions sessions;
  private final SessionCookie cookie;
  private final Requests requests;
  private final Clock clock;
  private final String ownOrigin;

  public Gate(
      Sessions sessions, SessionCookie cookie, Requests requests, Clock clock, URI baseUrl) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.requests = requests;
    this.clock = clock;
    this.ownOrigin = originOf(baseUrl);
  }

  /** {@code scheme://host[:port]}, as browsers write the {@code Origin} header. */
  public static String originOf(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  void check(Context ctx) {
    var access = accessOf(ctx);
    if (changesSomething(ctx)) {
      refuseTooLarge(ctx);
      if (access.kind() != Access.Kind.CLIENT) refuseCrossSite(ctx, access);
      // whoever sends the body slowly is judged when it is there, not when it was announced
      ctx.bodyAsBytes();
    }
    if (access.kind() == Access.Kind.ANYONE
        || access.kind() == Access.Kind.CLIENT
        || access.kind() == Access.Kind.SAMPLE) return;
    var visitor = resolve(ctx);
    visitor.ifPresent(found -> found.attachTo(ctx));
    if (changesSomething(ctx)) Visitor.resolveBy(ctx, () -> resolve(ctx));
    if (visitor.isEmpty()) Visitor.endedBy(ctx, () -> cookie.read(ctx).flatMap(sessions::endOf));
    if (access.kind() == Access.Kind.ANYONE_KNOWN) return;
    if (visitor.isEmpty()) {
      sendToSignIn(ctx);
      return;
    }
    if (access.kind() == Access.Kind.MEMBER && visitor.get().active() == null) {
      send(ctx, "/login/organization");
      return;
    }
    refuseOtherOrganization(ctx, visitor.get());
    if (!access.allows(visitor.get())) throw refusal(access, visitor.get());
    if (access.fresh() && !visitor.get().provedSince(clock.instant().minus(Access.FRESH)))
      sendToProof(ctx, visitor.get());
  }

  private static Access accessOf(Context ctx) {
    var roles = ctx.routeRoles();
    if (roles.size() == 1 && roles.iterator().next() instanceof Access access) return access;
    throw new IllegalStateException("a route without its one access rule: " + ctx.path());
  }

  private static boolean changesSomething(Context ctx) {
    return switch (ctx.req().getMethod()) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> true;
    };
  }

  private static void refuseTooLarge(Context ctx) {
    var length = ctx.req().getContentLengthLong();
    if (length < 0 && ctx.header("Transfer-Encoding") != null)
      throw new TooLarge(HttpStatus.LENGTH_REQUIRED);
    if (length > LARGEST_FORM_BYTES) throw new TooLarge(HttpStatus.CONTENT_TOO_LARGE);
  }

  /** The body is larger than any form of ours, or does not say how large it is. */
  static final class TooLarge extends RuntimeException {
    final HttpStatus status;

    TooLarge(HttpStatus status) {
      super(status.getMessage(), null, false, false);
      this.status = status;
    }
  }

  /**
   * Fetch metadata says it; where a browser sends none (plain http off this machine), the origin
   * does.
   */
  private void refuseCrossSite(Context ctx, Access access) {
    var site = ctx.header("Sec-Fetch-Site");
    if (access.kind() == Access.Kind.SAMPLE && site == null && ctx.header("Origin") == null) return;
    var ours = site != null ? site.equals("same-origin") : ownOrigin.equals(ctx.header("Origin"));
    if (!ours) {
      throw Problem.forbidden("cross_site");
    }
  }

  private Optional<Visitor> resolve(Context ctx) {
    return cookie
        .read(ctx)
        .flatMap(sessions::resume)
        .map(session -> new Visitor(session, requests.origin(ctx)));
  }

  /**
   * A page was opened in one organization, and in another window another one was chosen since: what
   * is done on the page was not meant for that one.
   */
  private static void refuseOtherOrganization(Context ctx, Visitor visitor) {
    if (!changesSomething(ctx) || !Requests.isForm(ctx)) return;
    var meant = Requests.field(ctx, "in_organization");
    var active = visitor.active();
    if (meant.isEmpty() || (active != null && active.id().value().equals(meant))) return;
    throw active == null
        ? Problem.conflict("organization_left")
        : Problem.conflict("organization_switched").with(active.displayName());
  }

  private static Problem refusal(Access access, Visitor visitor) {
    var active = visitor.active();
    if (access.feature() != null
        && active != null
        && !active.features().contains(access.feature())) {
      return Problem.forbidden("feature_off").with(active.displayName());
    }
    return Problem.forbidden("permission_missing");
  }

  /** To prove once more who they are, in the same session, and back. */
  private void sendToProof(Context ctx, Visitor visitor) {
    var back =
        changesSomething(ctx)
            ? pageBefore(ctx)
            : ctx.path() + (ctx.queryString() == null ? "" : "?" + ctx.queryString());
    send(
        ctx,
        "/login?again&confirm&login_hint="
            + encoded(visitor.session().user().email().value())
            + "&return_to="
            + encoded(back));
  }

  /** The page a change was asked for on. */
  private String pageBefore(Context ctx) {
    var referer = ctx.header("Referer");
    try {
      var page = referer == null ? null : URI.create(referer);
      return page != null && page.getRawPath() != null && Home.holds(page.getRawPath())
          ? page.getRawPath()
          : Home.PATH;
    } catch (IllegalArgumentException e) {
      return Home.PATH;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void sendToSignIn(Context ctx) {
    var back =
        switch (ctx.req().getMethod()) {
          case "GET", "HEAD" ->
              Requests.wantsFragment(ctx)
                  ? pageOf(ctx)
                  : ctx.path() + (ctx.queryString() == null ? "" : "?" + ctx.queryString());
          default -> Home.PATH;
        };
    send(ctx, "/login?return_to=" + encoded(back));
  }

  /** A fragment is not a place to come back to when it was meant for a dialog. */
  private static String pageOf(Context ctx) {
    return Requests.wantsDialog(ctx) ? Home.PATH : ctx.path();
  }

  private static void send(Context ctx, String to) {
    if (Requests.wantsFragment(ctx)) {
      ctx.status(HttpStatus.UNAUTHORIZED).header("HX-Redirect", to);
    } else {
      ctx.redirect(to, changesSomething(ctx) ? HttpStatus.SEE_OTHER : HttpStatus.FOUND);
    }
    ctx.skipRemainingHandlers();
  }
}
