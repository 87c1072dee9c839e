package dev.hostedui.web;

import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.protocol.Query;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.Optional;

/** The session cookie of a signed-in person. Who has none is sent to sign in, and back. */
public final class SessionCredential implements Credential {

  private final Sessions sessions;
  private final SessionEnds ends;
  private final SessionCookie cookie;
  private final Requests requests;
  private final Html html;
  private final Brand brand;
  private final Looks looks;

  public SessionCredential(
      Sessions sessions,
      SessionEnds ends,
      SessionCookie cookie,
      Requests requests,
      Html html,
      Brand brand,
      Looks looks) {
    this.sessions = sessions;
    this.ends = ends;
    this.cookie = cookie;
    this.requests = requests;
    this.html = html;
    this.brand = brand;
    this.looks = looks;
  }

  @Override
  public Optional<Visitor> caller(Context ctx) {
    return cookie
        .read(ctx)
        .flatMap(sessions::resume)
        .map(session -> new Visitor(session, requests.origin(ctx)));
  }

  /** Why the session that the browser still shows is over. */
  Optional<SessionEnds.End> end(Context ctx) {
    return cookie.read(ctx).flatMap(ends::endOf);
  }

  /**
   * Sends the browser to sign in and come back. What was typed into a form would be lost on that
   * way: who sent one without script gets it back, with a way to sign in beside it. Our script
   * keeps it by itself, and is told why the session is over, as far as that is known.
   */
  @Override
  public void refuse(Context ctx) {
    var signIn =
        "/login?return_to="
            + Query.encoded(Requests.changes(ctx) ? Requests.pageBefore(ctx) : shown(ctx));
    SentForm.of(ctx)
        .ifPresentOrElse(
            form -> {
              cookie.read(ctx).flatMap(ends::organizationOf).ifPresent(it -> Looks.about(ctx, it));
              html.answer(
                  ctx,
                  HttpStatus.UNAUTHORIZED.getCode(),
                  new SignedOutPage(
                      looks.of(ctx),
                      why(ctx).orElse("Your session was over before this was sent."),
                      signIn,
                      form));
              ctx.skipRemainingHandlers();
            },
            () -> {
              send(ctx, signIn);
              if (Requests.wantsFragment(ctx)) why(ctx).ifPresent(ctx::result);
            });
  }

  private Optional<String> why(Context ctx) {
    return end(ctx).map(it -> EndWords.of(it, brand));
  }

  /**
   * Whether a visitor has proven a moment ago who they are, by what counts everywhere. For a route
   * that wants it of some only, and asks those for it by {@link #askForProof}: what all must have
   * proven is said by its {@link Access}.
   */
  public static boolean hasProvenRecently(Context ctx, ProofPurpose purpose, Instant now) {
    return Visitor.of(ctx).hasShown(new Access.OwnProof(purpose, true), now);
  }

  /**
   * Has a visitor prove once more who they are, in the same session, and go on. The request is
   * answered by that.
   */
  public static void askForProof(Context ctx, Visitor visitor, ProofPurpose purpose) {
    var back = Requests.changes(ctx) ? Requests.pageBefore(ctx) : addressOf(ctx);
    send(
        ctx,
        purpose.address(visitor.session().user().email().value(), back, Requests.pageBefore(ctx)));
  }

  /**
   * Where to come back to: not to a fragment, unless it was meant to be the page, and not to what
   * is opened on a page of one organization, such as a dialog or a file, but to that page.
   */
  private static String shown(Context ctx) {
    if (Requests.wantsFragment(ctx))
      return Requests.wantsPage(ctx) ? ctx.path() : Requests.pageBefore(ctx);
    return Requests.queryIfSent(ctx, Gate.MEANT).isPresent()
        ? Requests.pageBefore(ctx)
        : addressOf(ctx);
  }

  private static String addressOf(Context ctx) {
    return ctx.path() + (ctx.queryString() == null ? "" : "?" + ctx.queryString());
  }

  /** Sends the browser to another page, also where htmx asked for a fragment. */
  static void send(Context ctx, String to) {
    if (Requests.wantsFragment(ctx)) {
      ctx.status(HttpStatus.UNAUTHORIZED).header("HX-Redirect", to);
    } else {
      ctx.redirect(to, Requests.changes(ctx) ? HttpStatus.SEE_OTHER : HttpStatus.FOUND);
    }
    ctx.skipRemainingHandlers();
  }
}
