package dev.hostedui.login;

import com.google.common.base.CharMatcher;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Access;
import dev.hostedui.web.EndWords;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** The first step: whose sign-in it is, by the address. */
final class AddressStep {

  /** How often one mailbox may be written to from one network address. */
  private static final int A_MINUTE = 10;

  /** And all mailboxes together: an office of dozens signs in at nine. */
  private static final int AT_ADDRESS_A_MINUTE = 60;

  private static final int DEPARTURES_A_MINUTE = 600;

  /** Stands between addresses that were typed or pasted as a list. */
  private static final Pattern SEVERAL = Pattern.compile("[,;\\s]\\s*[^\\s,;]");

  private static final String NO_SIGN_UP =
      "Accounts are made by invitation only. Sign in if you have one, or ask an admin to invite"
          + " you.";

  private final Web web;
  private final Login.Ways ways;
  private final FirstPage page;
  private final LoginFlow flow;
  private final Journeys journeys;
  private final Entrance entrance;

  AddressStep(
      Web web,
      Login.Ways ways,
      FirstPage page,
      LoginFlow flow,
      Journeys journeys,
      Entrance entrance) {
    this.web = web;
    this.ways = ways;
    this.page = page;
    this.flow = flow;
    this.journeys = journeys;
    this.entrance = entrance;
  }

  void mount(Routes routes) {
    mount(routes, "/login", false);
    mount(routes, "/login/sign-up", true);
  }

  private void mount(Routes routes, String path, boolean signUp) {
    routes.getThatChanges(
        path,
        Access.anyoneKnown(),
        ctx -> show(ctx, signUp, true),
        ctx -> show(ctx, signUp, false));
    routes.post(path, Access.anyoneKnown(), ctx -> begin(ctx, signUp));
  }

  private void show(Context ctx, boolean signUp, boolean mayDepart) {
    var opening = Opening.of(ctx, journeys);
    // an application may want it proven anew, also by someone who is signed in; where it takes no
    // answer any more, it begins anew itself
    if ((Visitor.maybe(ctx).isPresent() && !opening.again()) || opening.journey().isOver()) {
      entrance.leave(ctx, opening.journey());
      return;
    }
    if (mayDepart && depart(ctx, opening)) return;
    if (signUp && !page.offersSignUp()) {
      page.show(ctx, 200, page.blank(ctx, opening, false).noticed(NO_SIGN_UP));
      return;
    }
    var blank = page.blank(ctx, opening, signUp);
    page.show(ctx, 200, blank.isConfirming() ? blank : noticed(ctx, blank));
  }

  /**
   * Sends the person to an identity provider right away when the application has said by which one
   * they are to come; there is nothing to type then.
   */
  private boolean depart(Context ctx, Opening opening) {
    var journey = opening.journey();
    var hint = opening.hint();
    if (journey.asked() == null || opening.choose()) return false;
    var social = journeys.provider(journey.asked());
    if (social.isPresent()) {
      takeDeparture(web, ctx);
      flow.begin(ctx, social.get(), hint.orElse(null), journey);
      return true;
    }
    var whose = hint.or(() -> Visitor.maybe(ctx).map(it -> it.session().user().email()));
    var connection =
        journeys
            .connection(journey.asked(), whose.orElse(null))
            .or(() -> hint.flatMap(ways.homeRealm()::of));
    if (connection.isEmpty()) return false;
    takeDeparture(web, ctx);
    flow.begin(ctx, connection.get(), hint.orElse(null), journey);
    return true;
  }

  private SignInPage noticed(Context ctx, SignInPage blank) {
    if (Requests.hasQuery(ctx, "signed_out")) return blank.done("You are signed out.");
    var left = web.flash().takeFarewell(ctx);
    if (left.isPresent()) return blank.done(left.get().message());
    return Visitor.ended(ctx).map(it -> blank.noticed(EndWords.of(it, web.brand()))).orElse(blank);
  }

  /** A mail of a sign-in costs one of its mailbox's and one of its network address's. */
  static void takeMail(Web web, Context ctx, EmailAddress mailbox) {
    web.limits().take("mail", A_MINUTE, mailbox, AT_ADDRESS_A_MINUTE, web.requests().ip(ctx));
  }

  /** A sign-in at an identity provider costs no mail, and a whole company may begin one at nine. */
  static void takeDeparture(Web web, Context ctx) {
    web.limits().take("begin", DEPARTURES_A_MINUTE, web.requests().ip(ctx));
  }

  /** What is wrong with what is no address, as far as it can be told. */
  private static Problem wrong(String typed) {
    var ats = CharMatcher.is('@').countIn(typed);
    if (ats > 1)
      return SEVERAL.matcher(typed).find()
          ? Problem.invalid("email_several")
          : Problem.invalid("email_two_ats");
    var foreign = CharMatcher.ascii().negate().indexIn(typed);
    if (ats == 1 && foreign >= 0 && foreign < typed.indexOf('@'))
      return Problem.invalid("email_letter").with(Character.toString(typed.codePointAt(foreign)));
    return EmailAddress.wrong(typed);
  }

  private void permit(Context ctx, EmailAddress email) {
    if (ways.homeRealm().of(email).isPresent()) takeDeparture(web, ctx);
    else takeMail(web, ctx, email);
  }

  private void begin(Context ctx, boolean signUp) {
    var typed = Requests.field(ctx, "email");
    var opening = Opening.of(ctx, journeys);
    var email = EmailAddress.parse(typed);
    if (opening.journey().isOver()) {
      entrance.tooLate(ctx, opening.journey());
      return;
    }
    if (signUp && !page.offersSignUp()) {
      page.show(ctx, 403, page.blank(ctx, opening, false).typed(typed).noticed(NO_SIGN_UP));
      return;
    }
    var again = page.blank(ctx, opening, signUp).typed(typed);
    if (email.isEmpty()) {
      page.show(ctx, 422, again.wrongEmail(Words.of(ctx).of(wrong(typed))));
      return;
    }
    var asked = opening.asked(ctx, email.get());
    if (asked.isPresent()) {
      // in another tab, since the page was shown
      page.refuse(
          ctx,
          again.typed(asked.get().value()),
          Problem.conflict("signed_in_as_another").with(asked.get().value(), email.get().value()));
      return;
    }
    try {
      page.refuseWithoutCookies(ctx);
      flow.beginOrGoOn(ctx, email.get(), opening.journey(), () -> permit(ctx, email.get()));
    } catch (Problem problem) {
      page.refuse(ctx, again, problem);
    }
  }
}
