package dev.hostedui.portal.security;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.portal.Dialog;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Widget;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.web.Access;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Devices;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;

/** Answers for the Security page, and for the page that is only passkeys. */
public final class SecurityWidget implements Widget {

  /** What it needs for sessions and passkeys, beside what is in every widget. */
  public record Parts(
      Passkeys passkeys,
      Challenges challenges,
      RelyingParty relyingParty,
      Environments environments,
      Devices devices,
      Limits limits,
      Brand brand,
      Html html,
      Flash flash,
      Database database,
      Clock clock) {}

  private final Sessions sessions;
  private final SecurityQueries queries;
  private final Pages pages;
  private final PasskeyRoutes passkeys;
  private final PasskeysAlone passkeysAlone;

  public SecurityWidget(Sessions sessions, Parts parts, Pages pages) {
    this.sessions = sessions;
    this.queries = new SecurityQueries(parts.database, parts.clock);
    this.pages = pages;
    passkeys = new PasskeyRoutes(parts, new Inside(), false);
    passkeysAlone = new PasskeysAlone(parts);
  }

  /** The widget around the card of passkeys. */
  private final class Inside implements PasskeyRoutes.Surroundings {
    @Override
    public String path() {
      return section().path();
    }

    @Override
    public void showDialog(Context ctx, Dialog dialog) {
      pages.showDialog(ctx, section(), dialog);
    }

    @Override
    public void retryDialog(Context ctx, Dialog dialog, Problem problem) {
      pages.retryDialog(ctx, section(), dialog, problem);
    }

    @Override
    public void changed(Context ctx, Toast toast) {
      pages.changed(ctx, section(), path(), () -> page(Visitor.of(ctx)), toast);
    }

    @Override
    public void refused(Context ctx, Problem problem) {
      pages.refused(ctx, section(), () -> page(Visitor.of(ctx)), problem);
    }
  }

  @Override
  public Section section() {
    return Section.SECURITY;
  }

  @Override
  public void mount(Routes routes) {
    routes.get("/ui/profile/security", section().access(), this::show);
    routes.get(
        "/ui/profile/security/sessions/others/revocation",
        Access.signedIn(),
        this::askToRevokeOthers);
    routes.post(
        "/ui/profile/security/sessions/others/revocation", Access.signedIn(), this::revokeOthers);
    routes.get(
        "/ui/profile/security/sessions/{session}/revocation", Access.signedIn(), this::askToRevoke);
    routes.post(
        "/ui/profile/security/sessions/{session}/revocation", Access.signedIn(), this::revoke);
    passkeys.mount(routes);
    passkeysAlone.mount(routes);
  }

  private void show(Context ctx) {
    pages.show(ctx, section(), page(Visitor.of(ctx)));
  }

  private void askToRevoke(Context ctx) {
    var id = sessionId(ctx).value();
    var session =
        listed(Visitor.of(ctx)).stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("session_not_found"));
    pages.showDialog(ctx, section(), new RevocationConfirmation(session));
  }

  private void revoke(Context ctx) {
    var visitor = Visitor.of(ctx);
    try {
      var id = sessionId(ctx);
      var label =
          listed(visitor).stream()
              .filter(one -> one.id().equals(id.value()))
              .map(ListedSession::label)
              .findFirst()
              .orElse("The session");
      sessions.revoke(visitor.actor(), id);
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor),
          Toast.done(label + " was signed out."));
    } catch (Problem problem) {
      pages.refused(ctx, section(), () -> page(visitor), problem);
    }
  }

  private void askToRevokeOthers(Context ctx) {
    pages.showDialog(
        ctx,
        section(),
        new OthersConfirmation(
            (int) listed(Visitor.of(ctx)).stream().filter(one -> !one.current()).count()));
  }

  private void revokeOthers(Context ctx) {
    var visitor = Visitor.of(ctx);
    var ended = sessions.revokeOthers(visitor.actor());
    pages.changed(
        ctx,
        section(),
        section().path(),
        () -> page(visitor),
        Toast.done(
            ended == 1
                ? "One other session was signed out."
                : ended + " other sessions were signed out."));
  }

  private SecurityPage page(Visitor visitor) {
    return new SecurityPage(passkeys.card(visitor), listed(visitor));
  }

  private List<ListedSession> listed(Visitor visitor) {
    return queries.sessions(visitor.session().user().id(), visitor.session().id());
  }

  private static SessionId sessionId(Context ctx) {
    return SessionId.parse(ctx.pathParam("session"))
        .orElseThrow(() -> Problem.notFound("session_not_found"));
  }
}
