package dev.hostedui.portal.security;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.social.SocialAccounts;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Ago;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Answers for the Security page, and for the page that is only passkeys. */
public final class SecurityWidget implements Widget {

  private static final int PAGE_SIZE = 20;

  private final SessionEnds ends;
  private final SecurityQueries queries;
  private final SocialAccounts accounts;
  private final Clock clock;
  private final Web web;
  private final Surface surface;
  private final PasskeyRoutes passkeys;
  private final PasskeysAlone passkeysAlone;

  public SecurityWidget(Core core, Web web, Surface surface) {
    this.ends = core.ends;
    this.queries = new SecurityQueries(core.database, core.clock);
    accounts = core.socialAccounts;
    clock = core.clock;
    this.web = web;
    this.surface = surface;
    passkeys = new PasskeyRoutes(core, web, surface, surface.path() + "/passkeys", this::page);
    passkeysAlone = new PasskeysAlone(core, web);
  }

  @Override
  public void mount(Routes routes) {
    var sessionsPath = surface.path() + "/sessions";
    var access = surface.access();
    routes.get(surface.path(), access, this::show);
    routes.get(
        surface.path() + "/proof",
        access.everywhere(ProofPurpose.SEE_ACCOUNT),
        ctx -> ctx.redirect(surface.path()));
    var others = access.everywhere(ProofPurpose.SIGN_OUT_ELSEWHERE);
    routes.get(sessionsPath + "/others/revocation", others, this::askToRevokeOthers);
    routes.post(sessionsPath + "/others/revocation", others, this::revokeOthers);
    routes.get(sessionsPath + "/{session}/revocation", access, this::askToRevoke);
    routes.post(sessionsPath + "/{session}/revocation", access, this::revoke);
    var accountPath = surface.path() + "/accounts/{connection}/disconnection";
    var disconnecting = access.everywhere(ProofPurpose.DISCONNECT_ACCOUNT);
    routes.get(accountPath, disconnecting, this::askToDisconnect);
    routes.post(accountPath, disconnecting, this::disconnect);
    passkeys.mount(routes);
    passkeysAlone.mount(routes);
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx, Requests.query(ctx, "after")));
  }

  private void askToRevoke(Context ctx) {
    surface.showDialog(ctx, new RevocationConfirmation(surface.spot(ctx), session(ctx)));
  }

  private void revoke(Context ctx) {
    try {
      var person = surface.person(ctx);
      var device = session(ctx).device();
      ends.revoke(person, person.user(), sessionId(ctx));
      surface.changed(ctx, "", () -> page(ctx), Toast.done(device + " was signed out."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx), problem);
    }
  }

  private void askToRevokeOthers(Context ctx) {
    surface.showDialog(ctx, new OthersConfirmation(surface.spot(ctx), others(ctx)));
  }

  private int others(Context ctx) {
    return queries.countOthers(asking(ctx));
  }

  /** Who asks. The provider of one organization vouches only for what is done in that one. */
  private SecurityQueries.Asking asking(Context ctx) {
    var person = surface.person(ctx);
    return new SecurityQueries.Asking(person.user(), person.session(), Visitor.of(ctx).onlyIn());
  }

  private void revokeOthers(Context ctx) {
    var person = surface.person(ctx);
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

  // ------------------------------------------------------------------ accounts at providers

  private void askToDisconnect(Context ctx) {
    surface.showDialog(
        ctx,
        new Disconnection(
            surface.spot(ctx), account(ctx), Visitor.of(ctx).session().user().email().value()));
  }

  private void disconnect(Context ctx) {
    try {
      var person = surface.person(ctx);
      var account = account(ctx);
      accounts.disconnect(person, person.user(), account.connection());
      surface.changed(
          ctx, "", () -> page(ctx), Toast.done(account.provider().label() + " was disconnected."));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx), problem);
    }
  }

  private SocialAccounts.Linked account(Context ctx) {
    var id = ctx.pathParam("connection");
    return accounts.of(surface.person(ctx).user()).stream()
        .filter(it -> it.connection().value().equals(id))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("social_account_not_found"));
  }

  private List<ConnectedAccount> accounts(Context ctx) {
    var now = clock.instant();
    return accounts.of(surface.person(ctx).user()).stream()
        .map(
            it ->
                new ConnectedAccount(
                    it.connection().value(),
                    it.provider().label(),
                    it.provider().wireName(),
                    it.label(),
                    it.enabled(),
                    Ago.of(it.createdAt(), now),
                    Ago.of(it.lastLoginAt(), now)))
        .toList();
  }

  /** The first page of the list, whatever page a change was made on. */
  private SecurityPage page(Context ctx) {
    return page(ctx, "");
  }

  private SecurityPage page(Context ctx, String position) {
    var asking = asking(ctx);
    var listed = new ArrayList<ListedSession>();
    if (position.isEmpty()) queries.one(asking, asking.current()).ifPresent(listed::add);
    var found = queries.others(asking, position, PAGE_SIZE + 1);
    var more = found.size() > PAGE_SIZE;
    listed.addAll(more ? found.subList(0, PAGE_SIZE) : found);
    var whole = asking.onlyIn() == null;
    return new SecurityPage(
        surface.spot(ctx),
        web.brand().look(),
        whole ? passkeys.card(ctx) : null,
        whole ? accounts(ctx) : List.of(),
        listed,
        others(ctx),
        position.isEmpty(),
        more ? surface.path() + "?after=" + listed.get(listed.size() - 1).position() : "");
  }

  private ListedSession session(Context ctx) {
    return queries
        .one(asking(ctx), sessionId(ctx))
        .orElseThrow(() -> Problem.notFound("session_not_found"));
  }

  private static SessionId sessionId(Context ctx) {
    return SessionId.parse(ctx.pathParam("session"))
        .orElseThrow(() -> Problem.notFound("session_not_found"));
  }
}
