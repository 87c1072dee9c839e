package dev.hostedui.portal.security;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.session.SessionId;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Access;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;

/** Answers for the Security page. */
public final class SecurityWidget implements Widget {

  private final Sessions sessions;
  private final SecurityQueries queries;
  private final Pages pages;

  public SecurityWidget(Sessions sessions, Database database, Clock clock, Pages pages) {
    this.sessions = sessions;
    this.queries = new SecurityQueries(database, clock);
    this.pages = pages;
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
            .orElseThrow(() -> Problem.notFound("This session"));
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
    return new SecurityPage(listed(visitor));
  }

  private List<ListedSession> listed(Visitor visitor) {
    return queries.sessions(visitor.session().user().id(), visitor.session().id());
  }

  private static SessionId sessionId(Context ctx) {
    return SessionId.parse(ctx.pathParam("session"))
        .orElseThrow(() -> Problem.notFound("This session"));
  }
}
