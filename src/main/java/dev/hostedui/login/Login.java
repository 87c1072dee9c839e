package dev.hostedui.login;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.organization.OrganizationId;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.outside.Places;
import dev.hostedui.web.Access;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Cookies;
import dev.hostedui.web.Html;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SessionCookie;
import dev.hostedui.web.Statuses;
import dev.hostedui.web.Visitor;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers for the sign-in pages, the organization chooser and signing out. */
public final class Login implements ProblemFace {

  static final String HOME = "/ui/";

  private static final String ATTEMPT_COOKIE = "login";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final LoginAttempts attempts;
  private final SignIns signIns;
  private final Members members;
  private final Invitations invitations;
  private final Sessions sessions;
  private final OrganizationQueries organizations;
  private final Environments environments;
  private final Limits limits;
  private final Places places;
  private final Requests requests;
  private final Cookies cookies;
  private final SessionCookie sessionCookie;
  private final Html html;
  private final Brand brand;
  private final @Nullable String devMail;

  /** What signing in needs; {@code devMail} is where a sample's mail can be read, or null. */
  public record Parts(
      LoginAttempts attempts,
      SignIns signIns,
      Members members,
      Invitations invitations,
      Sessions sessions,
      OrganizationQueries organizations,
      Environments environments,
      Limits limits,
      Places places,
      Requests requests,
      Cookies cookies,
      SessionCookie sessionCookie,
      Html html,
      Brand brand,
      @Nullable String devMail) {}

  public Login(Parts parts) {
    attempts = parts.attempts;
    signIns = parts.signIns;
    members = parts.members;
    invitations = parts.invitations;
    sessions = parts.sessions;
    organizations = parts.organizations;
    environments = parts.environments;
    limits = parts.limits;
    places = parts.places;
    requests = parts.requests;
    cookies = parts.cookies;
    sessionCookie = parts.sessionCookie;
    html = parts.html;
    brand = parts.brand;
    devMail = parts.devMail;
  }

  public void mount(Routes routes) {
    routes.get("/login", Access.anyoneKnown(), ctx -> showSignIn(ctx, false));
    routes.post("/login", Access.anyone(), ctx -> begin(ctx, false));
    routes.get("/login/sign-up", Access.anyoneKnown(), ctx -> showSignIn(ctx, true));
    routes.post("/login/sign-up", Access.anyone(), ctx -> begin(ctx, true));
    routes.get("/login/code", Access.anyone(), this::showCode);
    routes.post("/login/code", Access.anyoneKnown(), this::checkCode);
    routes.post("/login/code/resend", Access.anyone(), this::resendCode);
    routes.get("/login/link/{token}", Access.anyoneKnown(), this::openLink);
    routes.post("/login/link/{token}", Access.anyoneKnown(), this::useLink);
    routes.get("/login/invitation/{token}", Access.anyoneKnown(), this::showInvitation);
    routes.post("/login/invitation/{token}", Access.anyoneKnown(), this::acceptInvitation);
    routes.get("/login/organization", Access.signedIn(), this::showOrganizations);
    routes.post("/login/organization", Access.signedIn(), this::chooseOrganization);
    routes.post("/login/organization/invited", Access.signedIn(), this::joinInvited);
    routes.post("/login/organization/suggested", Access.signedIn(), this::joinSuggested);
    routes.post("/login/organization/new", Access.signedIn(), this::createOrganization);
    routes.post("/logout", Access.anyoneKnown(), this::signOut);
  }

  // ------------------------------------------------------------------ address and code

  private void showSignIn(Context ctx, boolean signUp) {
    var returnTo = returnTo(Requests.query(ctx, "return_to"));
    if (Visitor.maybe(ctx).isPresent()) {
      ctx.redirect(returnTo, HttpStatus.FOUND);
      return;
    }
    var notice = ctx.queryParam("signed_out") != null ? "You are signed out." : null;
    signInPage(ctx, 200, signUp, "", null, notice, null, returnTo);
  }

  private void begin(Context ctx, boolean signUp) {
    var typed = Requests.field(ctx, "email");
    var returnTo = returnTo(Requests.field(ctx, "return_to"));
    var email = EmailAddress.parse(typed);
    if (email.isEmpty()) {
      signInPage(
          ctx,
          422,
          signUp,
          typed,
          "Enter an email address, like ada@example.com.",
          null,
          null,
          returnTo);
      return;
    }
    try {
      limits.take("mail", requests.ip(ctx));
      var token = attempts.begin(email.get(), returnTo);
      cookies.set(ctx, ATTEMPT_COOKIE, token, LoginAttempts.LIFETIME);
      ctx.redirect("/login/code", HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      retryAfter(ctx, problem);
      signInPage(ctx, Statuses.of(problem), signUp, typed, null, null, problem.message(), returnTo);
    }
  }

  private void signInPage(
      Context ctx,
      int status,
      boolean signUp,
      String email,
      @Nullable String emailError,
      @Nullable String notice,
      @Nullable String formError,
      String returnTo) {
    html.answer(
        ctx,
        status,
        new SignInPage(
            brand.look(),
            signUp,
            environments.current().signUp(),
            email,
            emailError,
            notice,
            formError,
            returnTo));
  }

  private Optional<LoginAttempt> attempt(Context ctx) {
    return cookies
        .read(ctx, ATTEMPT_COOKIE)
        .filter(token -> TOKEN.matcher(token).matches())
        .flatMap(attempts::find);
  }

  private void showCode(Context ctx) {
    var attempt = attempt(ctx);
    if (attempt.isEmpty()) {
      ctx.redirect("/login", HttpStatus.FOUND);
      return;
    }
    var notice = ctx.queryParam("resent") != null ? "A new code is on its way." : null;
    codePage(ctx, 200, attempt.get(), null, notice, null);
  }

  private void checkCode(Context ctx) {
    var attempt = attempt(ctx);
    if (attempt.isEmpty()) {
      over(ctx);
      return;
    }
    try {
      limits.take("code", requests.ip(ctx));
      attempts.checkCode(attempt.get(), Requests.field(ctx, "code"));
    } catch (Problem problem) {
      retryAfter(ctx, problem);
      var ofField = problem.field() != null;
      codePage(
          ctx,
          Statuses.of(problem),
          attempt.get(),
          ofField ? problem.message() : null,
          null,
          ofField ? null : problem.message());
      return;
    }
    prove(ctx, attempt.get());
  }

  private void resendCode(Context ctx) {
    var attempt = attempt(ctx);
    if (attempt.isEmpty()) {
      over(ctx);
      return;
    }
    try {
      limits.take("mail", requests.ip(ctx));
      attempts.resend(attempt.get());
      ctx.redirect("/login/code?resent", HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      retryAfter(ctx, problem);
      codePage(ctx, Statuses.of(problem), attempt.get(), null, null, problem.message());
    }
  }

  private void codePage(
      Context ctx,
      int status,
      LoginAttempt attempt,
      @Nullable String codeError,
      @Nullable String notice,
      @Nullable String formError) {
    html.answer(
        ctx,
        status,
        new CodePage(
            brand.look(),
            attempt.email().value(),
            Ago.span(environments.current().codeLifetime()),
            codeError,
            notice,
            formError,
            devMail));
  }

  private void over(Context ctx) {
    message(
        ctx,
        409,
        "This sign-in has ended",
        "It was finished, or waited too long. Start again with your email address.",
        "/login",
        "Start again");
  }

  // ------------------------------------------------------------------ link

  /**
   * In the browser that asked, the link signs in; elsewhere it asks first, so that no mail scanner
   * uses it up.
   */
  private void openLink(Context ctx) {
    var attempt = byLink(ctx);
    if (attempt.isEmpty()) {
      linkOver(ctx);
    } else if (attempt(ctx).map(LoginAttempt::id).equals(attempt.map(LoginAttempt::id))) {
      prove(ctx, attempt.get());
    } else {
      html.answer(
          ctx,
          200,
          new LinkPage(brand.look(), attempt.get().email().value(), ctx.pathParam("token")));
    }
  }

  private void useLink(Context ctx) {
    var attempt = byLink(ctx);
    if (attempt.isEmpty()) {
      linkOver(ctx);
    } else {
      prove(ctx, attempt.get());
    }
  }

  private Optional<LoginAttempt> byLink(Context ctx) {
    var token = ctx.pathParam("token");
    return TOKEN.matcher(token).matches() ? attempts.findByLink(token) : Optional.empty();
  }

  private void linkOver(Context ctx) {
    message(
        ctx,
        409,
        "This link cannot be used any more",
        "It was used, replaced by a newer one, or its time ran out. Ask for a new one.",
        "/login",
        "Sign in");
  }

  private void prove(Context ctx, LoginAttempt attempt) {
    var signedIn =
        signIns.byEmail(
            attempt.email(), device(ctx), requests.origin(ctx), tx -> attempts.finish(tx, attempt));
    enter(ctx, signedIn);
    var returnTo = returnTo(attempt.returnTo());
    ctx.redirect(
        signedIn.choose() ? "/login/organization?return_to=" + encoded(returnTo) : returnTo,
        HttpStatus.SEE_OTHER);
  }

  /** Hands the new session to the browser; one it had before is over. */
  private void enter(Context ctx, SignIns.SignedIn signedIn) {
    Visitor.maybe(ctx).ifPresent(before -> sessions.signOut(before.actor()));
    cookies.clear(ctx, ATTEMPT_COOKIE);
    sessionCookie.set(ctx, signedIn.session().token(), signedIn.session().absoluteExpiry());
  }

  private Device device(Context ctx) {
    var ip = requests.ip(ctx);
    return new Device(UserAgent.parse(Requests.userAgent(ctx)), ip, places.of(ip));
  }

  // ------------------------------------------------------------------ invitation

  private void showInvitation(Context ctx) {
    var invited = invitation(ctx);
    if (invited.isEmpty() || invited.get().state() != Invitations.Invited.State.OPEN) {
      invitationOver(
          ctx, invited.map(Invitations.Invited::state).orElse(Invitations.Invited.State.WITHDRAWN));
      return;
    }
    var email = invited.get().user().email().value();
    var other =
        Visitor.maybe(ctx)
            .map(visitor -> visitor.session().user().email().value())
            .filter(it -> !it.equals(email))
            .orElse(null);
    html.answer(
        ctx,
        200,
        new InvitationPage(
            brand.look(),
            invited.get().organization().displayName(),
            email,
            other,
            ctx.pathParam("token")));
  }

  private void acceptInvitation(Context ctx) {
    limits.take("code", requests.ip(ctx));
    var invited = invitation(ctx);
    if (invited.isEmpty() || invited.get().state() != Invitations.Invited.State.OPEN) {
      invitationOver(
          ctx, invited.map(Invitations.Invited::state).orElse(Invitations.Invited.State.WITHDRAWN));
      return;
    }
    try {
      enter(ctx, signIns.byInvitation(ctx.pathParam("token"), device(ctx), requests.origin(ctx)));
      ctx.redirect(HOME, HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.CONFLICT && problem.kind() != Problem.Kind.NOT_FOUND)
        throw problem;
      invitationOver(ctx, Invitations.Invited.State.ACCEPTED);
    }
  }

  private Optional<Invitations.Invited> invitation(Context ctx) {
    var token = ctx.pathParam("token");
    return TOKEN.matcher(token).matches() ? invitations.invitedBy(token) : Optional.empty();
  }

  private void invitationOver(Context ctx, Invitations.Invited.State state) {
    switch (state) {
      case ACCEPTED ->
          message(
              ctx,
              409,
              "This invitation was accepted already",
              "Sign in with the address it was sent to.",
              "/login",
              "Sign in");
      case EXPIRED ->
          message(
              ctx,
              409,
              "This invitation has expired",
              "Ask your admin to resend it; a new mail brings a new link.",
              "/login",
              "Sign in");
      default ->
          message(
              ctx,
              404,
              "This invitation is not valid",
              "It was withdrawn, or the link is incomplete. Ask your admin to resend it.",
              "/login",
              "Sign in");
    }
  }

  // ------------------------------------------------------------------ organization

  private void showOrganizations(Context ctx) {
    organizationPage(
        ctx,
        200,
        returnTo(Requests.query(ctx, "return_to")),
        ctx.queryParam("new") != null,
        "",
        null,
        null);
  }

  private void organizationPage(
      Context ctx,
      int status,
      String returnTo,
      boolean creating,
      String name,
      @Nullable String nameError,
      @Nullable String formError) {
    var visitor = Visitor.of(ctx);
    var user = visitor.session().user();
    var active = visitor.active();
    html.answer(
        ctx,
        status,
        new OrganizationPage(
            brand.look(),
            user.email().value(),
            organizations.own(user),
            organizations.invited(user),
            organizations.suggested(user),
            active == null ? "" : active.id().value(),
            environments.current().signUp(),
            creating,
            name,
            nameError,
            formError,
            returnTo));
  }

  private void chooseOrganization(Context ctx) {
    choose(ctx, id -> sessions.choose(Visitor.of(ctx).actor(), id));
  }

  private void joinInvited(Context ctx) {
    choose(ctx, id -> invitations.acceptPending(Visitor.of(ctx).actor(), id));
  }

  private void joinSuggested(Context ctx) {
    choose(ctx, id -> members.joinByEmailDomain(Visitor.of(ctx).actor(), id));
  }

  private void choose(Context ctx, java.util.function.Consumer<OrganizationId> verb) {
    var returnTo = returnTo(Requests.field(ctx, "return_to"));
    try {
      verb.accept(
          OrganizationId.parse(Requests.field(ctx, "organization"))
              .orElseThrow(() -> Problem.notFound("The organization")));
      ctx.redirect(returnTo, HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      organizationPage(ctx, Statuses.of(problem), returnTo, false, "", null, problem.message());
    }
  }

  private void createOrganization(Context ctx) {
    var returnTo = returnTo(Requests.field(ctx, "return_to"));
    var name = Requests.field(ctx, "display_name");
    try {
      members.createOrganization(Visitor.of(ctx).actor(), name);
      ctx.redirect(returnTo, HttpStatus.SEE_OTHER);
    } catch (Problem problem) {
      var ofField = problem.field() != null;
      organizationPage(
          ctx,
          Statuses.of(problem),
          returnTo,
          true,
          name,
          ofField ? problem.message() : null,
          ofField ? null : problem.message());
    }
  }

  // ------------------------------------------------------------------ out

  private void signOut(Context ctx) {
    Visitor.maybe(ctx).ifPresent(visitor -> sessions.signOut(visitor.actor()));
    sessionCookie.clear(ctx);
    if (Requests.wantsFragment(ctx)) {
      ctx.header("HX-Redirect", "/login?signed_out");
    } else {
      ctx.redirect("/login?signed_out", HttpStatus.SEE_OTHER);
    }
  }

  // ------------------------------------------------------------------ saying no

  @Override
  public void show(Context ctx, int status, String title, String message) {
    message(ctx, status, title, message, HOME, "Go to " + brand.look().appName());
  }

  private void message(
      Context ctx, int status, String title, String message, String way, String wayLabel) {
    html.answer(ctx, status, new MessagePage(brand.look(), title, message, way, wayLabel));
  }

  private static void retryAfter(Context ctx, Problem problem) {
    var wait = problem.retryAfter();
    if (wait != null) ctx.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
  }

  /** Only our own pages: anything else would make us send people wherever a link says. */
  static String returnTo(String typed) {
    var ours =
        typed.length() <= 1_000
            && typed.startsWith("/ui/")
            && typed.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
    return ours && !typed.contains("//") ? typed : HOME;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
