package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.passkey.Notices;
import dev.hostedui.web.Access;
import dev.hostedui.web.Looks;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.Optional;

/** The link of a mail that tells of a passkey, for whoever it was not: signs out everywhere. */
final class NotMeStep {

  private static final int A_MINUTE = 10;

  private final Web web;
  private final Notices notices;
  private final Entrance entrance;

  NotMeStep(Core core, Web web, Entrance entrance) {
    this.web = web;
    notices = core.notices;
    this.entrance = entrance;
  }

  void mount(Routes routes) {
    routes.get("/login/not-me/{token}", Access.anyone(), this::ask);
    routes.post("/login/not-me/{token}", Access.anyone(), this::deny);
  }

  private void ask(Context ctx) {
    var denial = denial(ctx);
    if (denial.isEmpty()) {
      over(ctx);
      return;
    }
    web.html()
        .answer(
            ctx,
            200,
            new NotMePage(
                web.looks().of(ctx),
                denial.get().user().email().value(),
                denial.get().passkey(),
                Requests.inLink(ctx, "token")));
  }

  private void deny(Context ctx) {
    web.limits().refuseGuesser("code", A_MINUTE, web.requests().ip(ctx));
    var denial = denial(ctx);
    if (denial.isEmpty()) {
      web.limits().guessedWrong("code", A_MINUTE, web.requests().ip(ctx));
      over(ctx);
      return;
    }
    try {
      notices.deny(Requests.inLink(ctx, "token"), web.requests().origin(ctx));
    } catch (Problem used) {
      if (used.kind() != Problem.Kind.CONFLICT) throw used;
      over(ctx);
      return;
    }
    entrance.message(
        ctx,
        200,
        "You are signed out everywhere",
        "All sessions of "
            + denial.get().user().email().value()
            + " were ended"
            + (denial.get().passkey() == null
                ? "."
                : ", and the passkey “" + denial.get().passkey() + "” was deleted.")
            + " Sign in again and look whether your passkeys are all yours.",
        "/login?return_to=%2Fui%2Fprofile%2Fsecurity",
        "Sign in");
  }

  private Optional<Notices.Denial> denial(Context ctx) {
    var token = Requests.inLink(ctx, "token");
    var denial = Ids.isToken(token) ? notices.find(token) : Optional.<Notices.Denial>empty();
    denial.map(Notices.Denial::organization).ifPresent(it -> Looks.about(ctx, it));
    return denial;
  }

  private void over(Context ctx) {
    entrance.message(
        ctx,
        409,
        "This link cannot be used any more",
        "It was used already, or its time ran out. Your sessions and passkeys are on the Security"
            + " page.",
        "/login?return_to=%2Fui%2Fprofile%2Fsecurity",
        "Sign in");
  }
}
