package dev.hostedui.portal.security;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Devices;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
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

  private final SessionEnds ends;
  private final SecurityQueries queries;
  private final Surface surface;
  private final PasskeyRoutes passkeys;
  private final PasskeysAlone passkeysAlone;

  public SecurityWidget(SessionEnds ends, Parts parts, Surface surface) {
    this.ends = ends;
    this.queries = new SecurityQueries(parts.database, parts.clock);
    this.surface = surface;
    passkeys = new PasskeyRoutes(parts, surface, surface.path() + "/passkeys", this::page);
    passkeysAlone = new PasskeysAlone(parts);
  }

  @Override
  public void mount(Routes routes) {
    var sessionsPath = surface.path() + "/sessions";
    var access = surface.access();
    routes.get(surface.path(), access, this::show);
    routes.get(sessionsPath + "/others/revocation", access, this::askToRevokeOthers);
    routes.post(sessionsPath + "/others/revocation", access, this::revokeOthers);
    routes.get(sessionsPath + "/{session}/revocation", access, this::askToRevoke);
    routes.post(sessionsPath + "/{session}/revocation", access, this::revoke);
    passkeys.mount(routes);
    passkeysAlone.mount(routes);
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx));
  }

  private void askToRevoke(Context ctx) {
    var id = sessionId(ctx).value();
    var session =
        listed(ctx).stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("session_not_found"));
    surface.showDialog(ctx, new RevocationConfirmation(surface.spot(ctx), session));
  }

  private void revoke(Context ctx) {
    try {
      var id = sessionId(ctx);
      var label =
          listed(ctx).stream()
              .filter(one -> one.id().equals(id.value()))
              .map(ListedSession::label)
              .findFirst()
              .orElse("The session");
      var person = surface.actor(ctx);
      ends.revoke(person, person.user(), id);
      surface.changed(ctx, "", () -> page(ctx), Toast.done(label + " was signed out."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx), problem);
    }
  }

  private void askToRevokeOthers(Context ctx) {
    surface.showDialog(
        ctx,
        new OthersConfirmation(
            surface.spot(ctx), (int) listed(ctx).stream().filter(one -> !one.current()).count()));
  }

  private void revokeOthers(Context ctx) {
    var person = surface.actor(ctx);
    var ended = ends.revokeOthers(person, person.user());
    surface.changed(
        ctx,
        "",
        () -> page(ctx),
        Toast.done(
            ended == 1
                ? "One other session was signed out."
                : ended + " other sessions were signed out."));
  }

  private SecurityPage page(Context ctx) {
    return new SecurityPage(surface.spot(ctx), passkeys.card(ctx), listed(ctx));
  }

  private List<ListedSession> listed(Context ctx) {
    var person = surface.actor(ctx);
    return queries.sessions(person.user(), person.session());
  }

  private static SessionId sessionId(Context ctx) {
    return SessionId.parse(ctx.pathParam("session"))
        .orElseThrow(() -> Problem.notFound("session_not_found"));
  }
}
