package dev.hostedui.portal.account;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.user.Users;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.PasskeySignal;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Widget;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.web.Access;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import io.javalin.http.Context;

/** Answers for My Account. */
public final class AccountWidget implements Widget {

  private final Users users;
  private final Passkeys passkeys;
  private final RelyingParty relyingParty;
  private final Pages pages;

  public AccountWidget(Users users, Passkeys passkeys, RelyingParty relyingParty, Pages pages) {
    this.users = users;
    this.passkeys = passkeys;
    this.relyingParty = relyingParty;
    this.pages = pages;
  }

  @Override
  public Section section() {
    return Section.ACCOUNT;
  }

  @Override
  public void mount(Routes routes) {
    routes.get("/ui/profile/account", section().access(), this::show);
    routes.post("/ui/profile/account", Access.signedIn(), this::rename);
  }

  private void show(Context ctx) {
    pages.show(ctx, section(), page(Visitor.of(ctx), false));
  }

  private void rename(Context ctx) {
    var visitor = Visitor.of(ctx);
    var given = Requests.field(ctx, "given_name");
    var family = Requests.field(ctx, "family_name");
    try {
      users.rename(visitor.actor(), given, family);
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor, true),
          Toast.done("Your name was updated."));
    } catch (Problem problem) {
      if (!problem.isAt("given_name") && !problem.isAt("family_name")) throw problem;
      var user = visitor.session().user();
      var words = Words.of(ctx);
      pages.retry(
          ctx,
          section(),
          new AccountPage(
              given,
              words.at(problem, "given_name"),
              family,
              words.at(problem, "family_name"),
              user.email().value(),
              user.emailVerified(),
              null),
          problem);
    }
  }

  private View page(Visitor visitor, boolean renamed) {
    var user =
        users
            .find(visitor.session().user().id())
            .orElseThrow(() -> Problem.notFound("account_not_found"));
    return new AccountPage(
        user.givenName(),
        null,
        user.familyName(),
        null,
        user.email().value(),
        user.emailVerified(),
        renamed && passkeys.has(user.id())
            ? new PasskeySignal(relyingParty.id(), PasskeySignal.account(user), null)
            : null);
  }
}
