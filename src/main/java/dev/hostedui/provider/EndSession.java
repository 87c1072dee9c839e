package dev.hostedui.provider;

import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.RedirectUris;
import dev.hostedui.protocol.jose.Claims;
import dev.hostedui.protocol.oidc.AuthorizationRequest;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.oidc.RedirectAnswer;
import dev.hostedui.web.Access;
import dev.hostedui.web.AsNavigation;
import dev.hostedui.web.Html;
import dev.hostedui.web.Looks;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.OnwardPage;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SignOut;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The logout endpoint for applications (OpenID Connect RP-Initiated Logout 1.0).
 *
 * <p>An id token of the very session that is to end is proof enough. Without one any site could
 * sign people out, so they are asked (§2).
 */
final class EndSession {

  private static final String PATH = "/oidc/logout";
  private static final String CONFIRMATION = "/oidc/logout/confirmation";
  private static final String SIGNED_OUT = "/login?signed_out";

  private static final String NOT_OUR_HINT =
      "The app sent an id_token_hint that is no id token of ours, so it cannot send you on from"
          + " here.";
  private static final String NO_APP =
      "The app wanted you sent somewhere (post_logout_redirect_uri) and did not say who it is: it"
          + " needs an id_token_hint or a client_id that is registered.";
  private static final String GONE =
      "This app is no longer registered here, so it cannot send you on from here.";
  private static final String NOT_REGISTERED =
      "The app wanted you sent to an address that is not registered for it"
          + " (post_logout_redirect_uri), so this is where it ends. Whoever runs the app registers"
          + " it, letter by letter.";

  private final Applications applications;
  private final Tokens tokens;
  private final SignOut signOut;
  private final Html html;
  private final Looks looks;

  EndSession(Core core, Web web, Tokens tokens) {
    applications = core.applications;
    signOut = web.signOut();
    html = web.html();
    looks = web.looks();
    this.tokens = tokens;
  }

  void mount(Routes routes) {
    routes.getThatChanges(PATH, Access.anyoneKnown(), this::asked);
    routes.post(PATH, Access.crossSitePost(), this::asGet);
    routes.post(CONFIRMATION, Access.anyoneKnown(), this::confirmed);
    routes.get(CONFIRMATION, Access.anyone(), ctx -> ctx.redirect(PATH, HttpStatus.FOUND));
  }

  /** §2 wants POST as well; as a navigation the same request comes with the session's cookie. */
  private void asGet(Context ctx) {
    try {
      AsNavigation.to(ctx, PATH, Authorize.LONGEST_QUERY);
    } catch (OAuthProblem problem) {
      refuse(ctx, problem);
    }
  }

  private void refuse(Context ctx, OAuthProblem problem) {
    say(ctx, "This sign-out cannot be done", problem.description());
  }

  /**
   * Where the browser goes afterwards.
   *
   * @param address the registered address with its state, or null for our own page
   * @param refusal why it does not go where the application wants, in a sentence, or null
   */
  private record Way(
      @Nullable Application application, @Nullable String address, @Nullable String refusal) {}

  private void asked(Context ctx) {
    var query = ctx.queryString();
    var parameters = Map.<String, List<String>>of();
    try {
      parameters = FormParameters.parse(query == null ? "" : query);
      var sent = AuthorizationRequest.single(parameters, "id_token_hint");
      var hint = tokens.readIdHint(sent);
      var visitor = Visitor.maybe(ctx);
      var way =
          hint.isEmpty() && !sent.isEmpty()
              ? withoutItsHint(parameters, visitor)
              : way(parameters, hint, visitor);
      if (way.refusal != null) log(ctx, parameters, way.refusal);
      if (visitor.isEmpty()) {
        go(ctx, way);
      } else if (hint.map(it -> it.text("sid")).equals(visitor.map(EndSession::sid))) {
        var onward = end(ctx, visitor.get(), way);
        // apps sign out by a form, which may lead to us, and not on to an identity provider
        if (onward.address == null || onward.equals(way)) go(ctx, onward);
        else leave(ctx, onward.address, onward.application);
      } else {
        ask(ctx, 200, visitor.get(), way, parameters);
      }
    } catch (OAuthProblem problem) {
      log(ctx, parameters, problem.description());
      // who is signed in may want to be signed out nevertheless
      Visitor.maybe(ctx)
          .ifPresentOrElse(
              it -> ask(ctx, 400, it, new Way(null, null, problem.description()), Map.of()),
              () -> refuse(ctx, problem));
    }
  }

  /**
   * What is left of a request whose hint is none of ours: the person is asked, and stays here. Who
   * is not signed in and was to be sent nowhere else has lost nothing.
   */
  private Way withoutItsHint(Map<String, List<String>> parameters, Optional<Visitor> visitor) {
    var application =
        applications.find(AuthorizationRequest.single(parameters, "client_id")).orElse(null);
    var nothingAsked =
        visitor.isEmpty()
            && AuthorizationRequest.single(parameters, "post_logout_redirect_uri").isEmpty();
    return new Way(application, null, nothingAsked ? null : NOT_OUR_HINT);
  }

  private static String sid(Visitor visitor) {
    return visitor.session().id().value();
  }

  private Way way(
      Map<String, List<String>> parameters, Optional<Claims> hint, Optional<Visitor> visitor) {
    var named = AuthorizationRequest.single(parameters, "client_id");
    var hinted = hint.map(Claims::audience).orElse(List.of());
    if (!named.isEmpty() && !hinted.isEmpty() && !hinted.contains(named))
      throw OAuthProblem.invalidRequest(
          "The app that asks (client_id) is not the one the id_token_hint was issued to.");
    var clientId = !named.isEmpty() ? named : hinted.isEmpty() ? "" : hinted.get(0);
    var application = applications.find(clientId).orElse(null);
    var asked = AuthorizationRequest.single(parameters, "post_logout_redirect_uri");
    // one of several would be a guess, and an answer without any would be taken for a forged one
    AuthorizationRequest.single(parameters, "state");
    var state = AuthorizationRequest.state(parameters);
    if (asked.isEmpty()) return new Way(application, null, null);
    return application != null && isRegistered(application, asked, hint, visitor)
        ? new Way(application, RedirectAnswer.loggedOut(asked, state).address(), null)
        : new Way(application, null, refusal(application, clientId, hinted.contains(clientId)));
  }

  /**
   * Whether an address is one of an application's, for the organization of the session or for that
   * of the hint: the session may have gone to another one since in another tab.
   */
  private boolean isRegistered(
      Application application, String address, Optional<Claims> hint, Optional<Visitor> visitor) {
    var organizations =
        Stream.of(
                visitor.map(Visitor::active).map(it -> it.id()),
                hint.flatMap(it -> OrganizationId.parse(it.text("oid"))))
            .flatMap(Optional::stream)
            .map(applications::scopeOf);
    return Stream.concat(Stream.of(RedirectUris.Scope.NONE), organizations)
        .anyMatch(
            it ->
                RedirectUris.matches(
                    application.postLogoutRedirectUris(), address, application.type(), it));
  }

  private static String refusal(
      @Nullable Application application, String clientId, boolean oursOnce) {
    if (application != null) return NOT_REGISTERED;
    if (oursOnce) return GONE;
    return clientId.isEmpty()
        ? NO_APP
        : "The app that wanted you sent somewhere is not registered here (its client_id is unknown: "
            + AppFaults.shown(clientId)
            + "), so it cannot send you on from here.";
  }

  private void ask(
      Context ctx, int status, Visitor visitor, Way way, Map<String, List<String>> parameters) {
    html.answer(
        ctx,
        status,
        new SignOutPage(
            looks.of(ctx),
            sid(visitor),
            visitor.session().user().email().value(),
            way.application == null ? "An app" : way.application.name(),
            way.application == null ? "" : way.application.clientId(),
            way.refusal == null
                ? AuthorizationRequest.single(parameters, "post_logout_redirect_uri")
                : "",
            AuthorizationRequest.state(parameters),
            way.refusal == null ? "" : way.refusal));
  }

  private static void log(Context ctx, Map<String, List<String>> parameters, String refusal) {
    AppFaults.log(
        ctx, parameters, "post_logout_redirect_uri", "a sign-out does not lead back: " + refusal);
  }

  private void confirmed(Context ctx) {
    try {
      var visitor = Visitor.maybe(ctx);
      // somebody else has signed in since the page was shown: they were not asked
      if (visitor.isPresent()
          && !sid(visitor.get()).equals(Requests.optionalField(ctx, "session"))) {
        AsNavigation.to(ctx, PATH, Authorize.LONGEST_QUERY);
        return;
      }
      var way = way(FormParameters.parse(Requests.encodedFormOnly(ctx)), Optional.empty(), visitor);
      var onward = visitor.map(it -> end(ctx, it, way)).orElse(way);
      if (onward.address == null) go(ctx, onward);
      else leave(ctx, onward.address, onward.application);
    } catch (OAuthProblem problem) {
      refuse(ctx, problem);
    }
  }

  /** Ends the session, and says where the browser goes now: perhaps to identity providers first. */
  private Way end(Context ctx, Visitor visitor, Way way) {
    var returnTo = way.address == null ? SIGNED_OUT : way.address;
    var onward = signOut.end(ctx, visitor, returnTo);
    return way.refusal != null || onward.equals(returnTo)
        ? way
        : new Way(way.application, onward, null);
  }

  private void go(Context ctx, Way way) {
    if (way.refusal != null) {
      say(ctx, "You are signed out", way.refusal);
      return;
    }
    ctx.redirect(way.address == null ? SIGNED_OUT : way.address, HttpStatus.SEE_OTHER);
  }

  /** The end of a form, which must not lead elsewhere by itself. */
  private void leave(Context ctx, String address, @Nullable Application application) {
    var look = looks.of(ctx);
    var name = application == null ? look.appName() : application.name();
    html.answer(ctx, 200, new OnwardPage(look, name, address));
  }

  private void say(Context ctx, String title, String message) {
    html.answer(ctx, 400, new MessagePage(looks.of(ctx), title, message, "/login", "Sign in"));
  }
}
