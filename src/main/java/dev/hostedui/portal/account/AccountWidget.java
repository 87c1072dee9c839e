package dev.hostedui.portal.account;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.Departures;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import dev.hostedui.portal.PasskeySignal;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SessionCredential;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Answers for My Account. */
public final class AccountWidget implements Widget {

  private final Users users;
  private final Members members;
  private final Departures departures;
  private final Passkeys passkeys;
  private final RelyingParty relyingParty;
  private final Clock clock;
  private final Surface surface;

  public AccountWidget(Core core, Surface surface) {
    this.users = core.users;
    this.members = core.members;
    this.departures = core.departures;
    this.passkeys = core.passkeys;
    this.relyingParty = core.relyingParty;
    this.clock = core.clock;
    this.surface = surface;
  }

  @Override
  public void mount(Routes routes) {
    routes.get(surface.path(), surface.access(), this::show);
    var changing = surface.access().everywhere(ProofPurpose.CHANGE_NAME);
    routes.post(surface.path(), changing, this::rename);
    routes.get(surface.path() + "/proof", changing, ctx -> ctx.redirect(surface.path()));
    routes.get(surface.path() + "/departure", surface.access(), this::askToLeave);
    routes.post(surface.path() + "/departure", surface.access(), this::leave);
  }

  private void show(Context ctx) {
    // the session was read with its person for this request
    surface.show(ctx, page(ctx, Visitor.of(ctx).session().user(), null));
  }

  private void rename(Context ctx) {
    var given = Requests.field(ctx, "given_name");
    var family = Requests.field(ctx, "family_name");
    try {
      users.rename(surface.person(ctx), surface.person(ctx).user(), given, family);
      surface.changed(ctx, "", () -> page(ctx), Toast.done("Your name was updated."));
    } catch (Problem problem) {
      if (!problem.isAt("given_name") && !problem.isAt("family_name")) throw problem;
      var user = user(ctx);
      var words = Words.of(ctx);
      surface.retry(
          ctx,
          new AccountPage(
              surface.spot(ctx),
              given,
              words.at(problem, "given_name"),
              family,
              words.at(problem, "family_name"),
              user.email().value(),
              user.emailVerified(),
              true,
              null),
          problem);
    }
  }

  private void askToLeave(Context ctx) {
    refuseOutside(ctx);
    var leaving = leaving(ctx, Visitor.of(ctx).session().user());
    if (leaving.withAccount() && leaving.refusal() == null && !proven(ctx)) askForProof(ctx);
    else surface.showDialog(ctx, new DepartureConfirmation(surface.spot(ctx), leaving, null));
  }

  private void leave(Context ctx) {
    refuseOutside(ctx);
    var person = surface.person(ctx);
    var told = Requests.optionalField(ctx, "seen");
    try {
      var withAccount =
          members.leave(
              person,
              surface.organization(ctx),
              person.user(),
              proven(ctx),
              told.isEmpty() ? null : told.equals(DepartureConfirmation.WITH_ACCOUNT));
      surface.left(
          ctx,
          Toast.done(
              withAccount
                  ? "You have left "
                      + surface.spot(ctx).organizationName()
                      + ", and your account was removed."
                  : "You have left " + Names.closing(surface.spot(ctx).organizationName())));
    } catch (Problem problem) {
      if (problem.code().equals("leave_proof_needed")) askForProof(ctx);
      else if (problem.code().equals("departure_changed"))
        surface.retryDialog(
            ctx,
            new DepartureConfirmation(
                surface.spot(ctx),
                leaving(ctx, Visitor.of(ctx).session().user()),
                Words.of(ctx).of(problem)),
            problem);
      else surface.refused(ctx, () -> page(ctx, user(ctx), null), problem);
    }
  }

  private boolean proven(Context ctx) {
    return SessionCredential.hasProvenRecently(
        ctx, ProofPurpose.LEAVE_WITH_ACCOUNT, clock.instant());
  }

  private static void askForProof(Context ctx) {
    SessionCredential.askForProof(ctx, Visitor.of(ctx), ProofPurpose.LEAVE_WITH_ACCOUNT);
  }

  private Leaving leaving(Context ctx, User user) {
    return Leaving.of(
        departures.of(surface.organization(ctx), user.id()),
        surface.spot(ctx).organizationName(),
        user.email().domain(),
        Words.of(ctx).of(Problem.conflict("last_admin")));
  }

  /** Who is in no organization has none to leave. */
  private void refuseOutside(Context ctx) {
    if (surface.spot(ctx).organization() == null) throw Problem.notFound("organization_not_found");
  }

  private User user(Context ctx) {
    return users
        .find(surface.person(ctx).user())
        .orElseThrow(() -> Problem.notFound("account_not_found"));
  }

  /** After a change of the name, which password managers are told of. */
  private View page(Context ctx) {
    var user = user(ctx);
    var signal =
        passkeys.has(user.id())
            ? new PasskeySignal(relyingParty.id(), PasskeySignal.account(user), null)
            : null;
    return page(ctx, user, signal);
  }

  private View page(Context ctx, User user, @Nullable PasskeySignal signal) {
    return new AccountPage(
        surface.spot(ctx),
        user.givenName(),
        null,
        user.familyName(),
        null,
        user.email().value(),
        user.emailVerified(),
        Visitor.of(ctx).onlyIn() == null,
        signal);
  }
}
