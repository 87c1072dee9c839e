package dev.hostedui.customer.idp;

import dev.hostedui.customer.site.Site;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The pages of the identity provider that are the same for both standards. */
public final class IdpPages {

  private static final String BEHAVIOUR = "/misbehave";
  private static final int LONGEST_MESSAGE = 500;

  private final Idp idp;
  private final SignOuts signOuts;

  public IdpPages(Idp idp, SignOuts signOuts) {
    this.idp = idp;
    this.signOuts = signOuts;
  }

  public void mount(RoutesConfig routes) {
    routes.get("/sign-in/{key}", this::askWho);
    routes.post("/sign-in/{key}", this::goOn);
    routes.post("/sign-out", this::signOut);
    routes.get(BEHAVIOUR, this::showBehaviour);
    routes.post(BEHAVIOUR, this::misbehave);
    routes.post(BEHAVIOUR + "/end", this::behave);
    routes.post("/keys/next", ctx -> changeKeys(ctx, idp.keys()::announceNext));
    routes.post("/keys/switch", ctx -> changeKeys(ctx, idp.keys()::switchToNext));
    routes.post("/keys/drop", ctx -> changeKeys(ctx, idp.keys()::dropOthers));
  }

  // ------------------------------------------------------------------ signing in and out

  private Visits.Waiting waiting(Context ctx) {
    return idp.visits()
        .find(ctx.pathParam("key"))
        .orElseThrow(
            () ->
                new BadRequestResponse(
                    "This sign-in is over. Go back to the app and begin again."));
  }

  private void askWho(Context ctx) {
    var waiting = waiting(ctx);
    idp.site().mayLeadTo(ctx, waiting.leadsTo());
    var here = idp.visits().session(ctx).map(it -> it.person().id()).orElse("");
    idp.site()
        .show(
            ctx,
            200,
            new SignInPage(ctx.pathParam("key"), waiting.app(), idp.people(), here, warnings()));
  }

  private List<String> warnings() {
    var behaviour = idp.behaviour();
    var warnings = new ArrayList<String>();
    for (var it : Mischief.values()) if (behaviour.does(it)) warnings.add(it.words());
    if (behaviour.clockMinutes() != 0)
      warnings.add(
          "The clock is "
              + Math.abs(behaviour.clockMinutes())
              + (behaviour.clockMinutes() > 0 ? " minutes ahead" : " minutes behind"));
    return warnings;
  }

  private void goOn(Context ctx) {
    var waiting = waiting(ctx);
    var person = idp.person(Site.field(ctx, "person"));
    idp.visits().forget(ctx.pathParam("key"));
    if (person.isEmpty()) waiting.cancel(ctx);
    else waiting.goOn(ctx, person.get(), idp.visits().begin(ctx, person.get()));
  }

  private void signOut(Context ctx) {
    var session = idp.visits().session(ctx);
    if (session.isEmpty()) idp.site().goOn(ctx, "/", "Nobody was signed in here.");
    else signOuts.begin(ctx, session.get());
  }

  /** Who is signed in here, for the overview, which then may lead to the apps that are told. */
  public Optional<Person> whoIsHere(Context ctx) {
    var session = idp.visits().session(ctx);
    session.ifPresent(it -> idp.site().mayLeadTo(ctx, signOuts.leadsTo(it)));
    return session.map(Visits.Session::person);
  }

  // ------------------------------------------------------------------ misbehaving

  private void showBehaviour(Context ctx) {
    idp.site()
        .show(
            ctx,
            200,
            new BehaviourPage(
                idp.site().notice(ctx),
                idp.behaviour(),
                idp.keys().published(),
                idp.keys().isNextAnnounced()));
  }

  private void misbehave(Context ctx) {
    var mischief = EnumSet.noneOf(Mischief.class);
    for (var it : Mischief.values())
      if (ctx.formParams("mischief").contains(it.name())) mischief.add(it);
    var placement =
        Arrays.stream(Behaviour.KeyPlacement.values())
            .filter(it -> it.name().equals(Site.field(ctx, "key_placement")))
            .findFirst()
            .orElse(Behaviour.KeyPlacement.NOT_ENCRYPTED);
    var message = Site.field(ctx, "message");
    idp.behave(
        new Behaviour(
            mischief,
            minutes(Site.field(ctx, "clock_minutes")),
            placement,
            message.isEmpty()
                ? Behaviour.USUAL_MESSAGE
                : message.substring(0, Math.min(message.length(), LONGEST_MESSAGE))));
    idp.site().goOn(ctx, BEHAVIOUR, "This is how it answers from now on.");
  }

  private static int minutes(String text) {
    try {
      var minutes = text.isEmpty() ? 0 : Integer.parseInt(text);
      return Math.max(-Behaviour.MOST_MINUTES, Math.min(Behaviour.MOST_MINUTES, minutes));
    } catch (NumberFormatException e) {
      throw new BadRequestResponse("The clock is off by a number of minutes, such as 10 or -10.");
    }
  }

  private void behave(Context ctx) {
    idp.behave(Behaviour.GOOD);
    idp.site().goOn(ctx, BEHAVIOUR, "It behaves.");
  }

  private void changeKeys(Context ctx, Runnable change) {
    change.run();
    ctx.redirect(BEHAVIOUR + "#keys", HttpStatus.SEE_OTHER);
  }
}
