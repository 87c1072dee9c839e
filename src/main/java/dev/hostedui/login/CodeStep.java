package dev.hostedui.login;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.mail.LetterBox;
import dev.hostedui.web.Access;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Looks;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The step of a sign-in by mail: the code is asked for, or another mail. */
final class CodeStep {

  private static final int A_MINUTE = 10;

  private final Web web;
  private final LoginAttempts attempts;
  private final MailedCodes codes;
  private final SignIns signIns;
  private final Environments environments;
  private final Database database;
  private final LetterBox letterBox;
  private final Clock clock;
  private final Journeys journeys;
  private final Looks looks;
  private final Entrance entrance;
  private final LoginFlow flow;
  private final @Nullable String devMail;

  CodeStep(
      Core core,
      Web web,
      Login.Ways ways,
      Journeys journeys,
      Entrance entrance,
      LoginFlow flow,
      Login.@Nullable Sample sample) {
    this.web = web;
    attempts = ways.attempts();
    codes = ways.codes();
    signIns = ways.signIns();
    environments = core.environments;
    database = core.database;
    letterBox = core.letterBox;
    clock = core.clock;
    devMail = sample == null ? null : sample.mail();
    this.journeys = journeys;
    looks = web.looks();
    this.entrance = entrance;
    this.flow = flow;
  }

  void mount(Routes routes) {
    routes.get("/login/code", Access.anyoneKnown(), this::show);
    routes.post("/login/code", Access.anyoneKnown(), this::check);
    routes.get("/login/code/mail", Access.anyone(), this::showMail);
    routes.post("/login/code/resend", Access.anyoneKnown(), this::resend);
    routes.get("/login/code/resend", Access.anyone(), Entrance.to("/login/code"));
  }

  /**
   * Where the code of a sign-in is asked for.
   *
   * @param back where to go instead, for whoever was asked to prove who they are, or null
   */
  static String address(LoginAttempt attempt, @Nullable String back) {
    return CodePage.with("/login/code", attempt.id(), back);
  }

  /** Where that leads to instead, as the page of the code says in its addresses, or null. */
  private @Nullable String back(Context ctx) {
    return Requests.hasQuery(ctx, "back")
        ? journeys.of(Requests.query(ctx, "back")).returnTo()
        : null;
  }

  /** The sign-in that a page names; the newest of the browser where none is named. */
  private Optional<LoginAttempt> attempt(Context ctx, String id) {
    return entrance
        .browser(ctx)
        .flatMap(it -> attempts.find(it, id))
        .filter(it -> it.means() == Means.MAIL);
  }

  /**
   * Whether there is nothing left to prove: its person has come in by another tab since it began,
   * by this sign-in or by another one.
   */
  private boolean isDone(Context ctx, LoginAttempt attempt) {
    return Entrance.isSignedIn(ctx, attempt)
        && (!isOpen(attempt)
            || Visitor.of(ctx).session().authenticatedAt().isAfter(attempt.createdAt()));
  }

  private boolean isOpen(LoginAttempt attempt) {
    return attempt.isOpen(clock.instant());
  }

  /** Goes on with a sign-in that has nothing left to prove, or says that it has ended. */
  private void overOrOn(Context ctx, Optional<LoginAttempt> attempt) {
    if (attempt.isPresent() && isDone(ctx, attempt.get()))
      entrance.leave(ctx, journeys.of(attempt.get().returnTo()));
    else over(ctx, attempt);
  }

  private void show(Context ctx) {
    var id = Requests.query(ctx, "attempt");
    var attempt = attempt(ctx, id);
    if (attempt.isEmpty() && id.isEmpty()) {
      ctx.redirect("/login", HttpStatus.FOUND);
      return;
    }
    if (attempt.isEmpty() || !isOpen(attempt.get()) || isDone(ctx, attempt.get())) {
      overOrOn(ctx, attempt);
      return;
    }
    page(ctx, 200, attempt.get(), null);
  }

  /** What has come of asking for another mail, in words that claim none that must not show. */
  private static @Nullable String notice(Context ctx, MailNews mail) {
    if (!mail.isOnItsWay()) return null;
    if (Requests.hasQuery(ctx, "resent"))
      return mail.mayBeNobody()
          ? "If there is an account, a new code is on its way."
          : "A new code is on its way.";
    if (!Requests.hasQuery(ctx, "sent")) return null;
    return mail.mayBeNobody()
        ? "If there is an account, a mail was sent a moment ago. Use its code or its link."
        : "A mail was sent a moment ago. Use its code or its link.";
  }

  /**
   * Whether the mail server took the mail is known only after the page was shown: its script asks
   * here a moment later, and again while there is no news.
   */
  private void showMail(Context ctx) {
    attempt(ctx, Requests.query(ctx, "attempt"))
        .map(it -> mail(ctx, it, isVouched(it, provider(it))))
        .filter(it -> !it.isOnItsWay())
        .ifPresentOrElse(
            it -> web.html().answer(ctx, 200, it), () -> ctx.status(HttpStatus.NO_CONTENT));
  }

  private MailNews mail(Context ctx, LoginAttempt attempt, boolean vouched) {
    var back = back(ctx);
    // a mail is written only to who has an account; a provider's word for nobody gets not this far
    var mayBeNobody = !vouched && !MailedCodes.maySignUp(environments.current(), attempt.mailbox());
    return new MailNews(
        attempt.mailbox().value(),
        Ago.span(environments.current().codeLifetime()),
        mayBeNobody,
        standing(attempt, mayBeNobody),
        CodePage.with("/login/code/mail", attempt.id(), back),
        CodePage.another(journeys.of(attempt.returnTo()).returnTo(), back));
  }

  /**
   * Whether the identity provider of an organization has named the mailbox.
   *
   * @param provider the one for everybody that has, if it was one of those
   */
  private static boolean isVouched(LoginAttempt attempt, Optional<String> provider) {
    return attempt.answer() != null && provider.isEmpty();
  }

  /** That a mail was refused would tell a stranger that one was written. */
  private MailNews.Standing standing(LoginAttempt attempt, boolean mayBeNobody) {
    if (!mayBeNobody && codes.linkHash(attempt).filter(letterBox::isRefused).isPresent())
      return MailNews.Standing.REFUSED;
    return letterBox.isHeldUp() ? MailNews.Standing.HELD_UP : MailNews.Standing.ON_ITS_WAY;
  }

  private void check(Context ctx) {
    var attempt = attempt(ctx, Requests.fieldOrQuery(ctx, "attempt"));
    if (attempt.isEmpty() || !isOpen(attempt.get()) || isDone(ctx, attempt.get())) {
      overOrOn(ctx, attempt);
      return;
    }
    try {
      web.limits().refuseGuesser("code", A_MINUTE, web.requests().ip(ctx));
      check(ctx, attempt.get());
    } catch (Problem problem) {
      refuse(ctx, attempt.get(), problem);
      return;
    }
    try {
      flow.proven(ctx, attempt.get(), signIns.ofMail(attempt.get(), entrance.origin(ctx)));
    } catch (Problem refused) {
      flow.refuse(ctx, attempt.get(), refused);
    }
  }

  private void check(Context ctx, LoginAttempt attempt) {
    try {
      codes.check(attempt, Requests.field(ctx, "code"), entrance.origin(ctx));
    } catch (Problem problem) {
      // what is not six digits was mistyped, and does not count as a guess
      if (!problem.code().equals("code_missing"))
        web.limits().guessedWrong("code", A_MINUTE, web.requests().ip(ctx));
      throw problem;
    }
  }

  private void resend(Context ctx) {
    var attempt = attempt(ctx, Requests.fieldOrQuery(ctx, "attempt"));
    if (attempt.isEmpty() || !isOpen(attempt.get()) || isDone(ctx, attempt.get())) {
      overOrOn(ctx, attempt);
      return;
    }
    try {
      // no code leads in with an answer that counts no more
      signIns.ofMail(attempt.get(), entrance.origin(ctx)).mustHold();
    } catch (Problem refused) {
      flow.refuse(ctx, attempt.get(), refused);
      return;
    }
    try {
      AddressStep.takeMail(web, ctx, attempt.get().mailbox());
      codes.resend(attempt.get());
      ctx.redirect(address(attempt.get(), back(ctx)) + "&resent", HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      refuse(ctx, attempt.get(), problem);
    }
  }

  private void refuse(Context ctx, LoginAttempt attempt, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    page(ctx, Statuses.of(problem), attempt, problem);
  }

  private void page(Context ctx, int status, LoginAttempt attempt, @Nullable Problem problem) {
    var words = Words.of(ctx);
    var provider = provider(attempt);
    var vouched = isVouched(attempt, provider);
    var mail = mail(ctx, attempt, vouched);
    web.html()
        .answer(
            ctx,
            status,
            new CodePage(
                looks.ofSignIn(attempt.organization()),
                attempt.id(),
                mail,
                vouched,
                vouched && isOurs(attempt),
                provider.orElse(null),
                problem == null ? null : words.at(problem, "code"),
                problem == null ? notice(ctx, mail) : null,
                problem == null ? null : words.besides(problem, "code"),
                devMail,
                Entrance.somebodyElse(ctx, attempt.mailbox()).map(EmailAddress::value).orElse(null),
                back(ctx)));
  }

  /** Whether the mailbox is at a domain of the organization whose identity provider named it. */
  private boolean isOurs(LoginAttempt attempt) {
    var organization = attempt.organization();
    return organization != null
        && database.read(
            handle ->
                OrganizationDomains.hasVerified(handle, organization, attempt.mailbox().domain()));
  }

  /** The name of the provider for everybody that has named the mailbox, if one has. */
  private Optional<String> provider(LoginAttempt attempt) {
    return database
        .read(handle -> MailedCodes.provider(handle, attempt))
        .map(SocialProvider::label);
  }

  private void over(Context ctx, Optional<LoginAttempt> attempt) {
    if (!entrance.keepsCookies(ctx)) {
      entrance.message(
          ctx,
          409,
          "This sign-in is not known in this browser",
          "A sign-in belongs to the browser that it began in, and is told by a cookie. None came:"
              + " your browser keeps none from here, or the sign-in began in another one. Allow"
              + " cookies from here, or go on in the other browser.",
          entrance.beginning(),
          "Start again");
      return;
    }
    entrance.message(
        ctx,
        409,
        "This sign-in has ended",
        "It was finished, or waited too long. Start again with your email address.",
        attempt.map(UpstreamStep::again).orElseGet(entrance::beginning),
        "Start again");
  }
}
