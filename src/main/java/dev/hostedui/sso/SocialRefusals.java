package dev.hostedui.sso;

import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.Home;
import dev.hostedui.web.MessagePage;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in plain words why somebody does not get in by their account at a provider for everybody,
 * and how they go on. What only the operator can mend stands in the log.
 */
final class SocialRefusals {

  private static final Logger LOG = LoggerFactory.getLogger(SocialRefusals.class);

  private static final String TITLE = "You could not be signed in";
  private static final String LOGIN = "/login";
  private static final String SIGN_IN = "Sign in";

  private final Web web;

  SocialRefusals(Web web) {
    this.web = web;
  }

  void unknownConnection(Context ctx) {
    page(ctx, 404, TITLE, "This address belongs to no provider that is known here.", LOGIN);
  }

  void over(Context ctx) {
    page(
        ctx,
        409,
        "This sign-in has ended",
        "It was finished, waited too long, or began in another browser. Start again.",
        LOGIN);
  }

  void off(Context ctx, SocialConnection connection, @Nullable String attempt) {
    page(
        ctx,
        409,
        TITLE,
        "Signing in with "
            + connection.provider().label()
            + " is switched off at the moment. Sign in with your email address instead.",
        back(attempt));
  }

  void notAsked(Context ctx, SocialConnection connection) {
    page(
        ctx,
        409,
        TITLE,
        connection.provider().label()
            + " has answered a sign-in that did not begin here, or began long ago. Start again.",
        LOGIN);
  }

  void elsewhere(Context ctx, SocialConnection connection) {
    page(
        ctx,
        409,
        "Begin in this browser",
        connection.provider().label()
            + " has answered, but this sign-in began in another browser. Sign in from here once"
            + " more; nobody was signed in.",
        LOGIN);
  }

  void answeredAlready(Context ctx) {
    var app = web.brand().look().appName();
    show(
        ctx,
        409,
        "This answer was used already",
        "It is good only once, and was used by an earlier click, in another tab, or before the page"
            + " was loaded again. If you are signed in you can go on; if not, you can sign in from"
            + " there.",
        Home.PATH,
        "Go to " + app);
  }

  void tooLate(Context ctx, SocialConnection connection, SignOnRequest request) {
    page(
        ctx,
        409,
        "That took too long",
        "For safety there are ten minutes to sign in at "
            + connection.provider().label()
            + ". Try again.",
        back(request.attempt()));
  }

  /** Tells what is wrong with an answer as far as its person can do something about it. */
  void badAnswer(
      Context ctx, SocialConnection connection, SignOnRequest request, Examination examination) {
    var name = connection.provider().label();
    var failure = examination.firstFailure().orElse(null);
    var cause = failure == null || failure.cause() == null ? "" : failure.cause();
    if (cause.equals("access_denied")
        || (cause.equals("provider_refused") && isCancelled(failure))) {
      page(
          ctx,
          422,
          "You are not signed in",
          "You stopped at "
              + name
              + ", or did not allow it to say who you are. Nothing has changed. You can try once"
              + " more, or come in another way.",
          back(request.attempt()));
      return;
    }
    tellOperator(ctx, connection, failure);
    page(ctx, 422, TITLE, words(name, cause), back(request.attempt()));
  }

  /** What LinkedIn says instead of {@code access_denied}. */
  private static boolean isCancelled(@Nullable Check failure) {
    return failure != null
        && (failure.received().startsWith("user_cancelled_login")
            || failure.received().startsWith("user_cancelled_authorize"));
  }

  private static String words(String name, String cause) {
    return switch (cause) {
      case "token_invalid_client", "token_unauthorized_client", "unauthorized_client" ->
          name
              + " does not know this app as it is set up, so nobody can come in by it at the"
              + " moment. The people who run the app can see why. Sign in another way meanwhile.";
      case "token_invalid_grant" ->
          "The answer of " + name + " was used already or came too late. Try again.";
      case "nonce_missing", "nonce_differs", "token_issuer_differs", "token_audience_differs" ->
          "The answer of " + name + " does not belong to this sign-in. Try again.";
      case "server_error", "temporarily_unavailable" ->
          name + " has a fault of its own at the moment. Try again later, or sign in another way.";
      default ->
          name + " could not be asked who you are. Try again in a moment, or sign in another way.";
    };
  }

  /** One line with what went wrong and what to do; never with what is secret. */
  private static void tellOperator(
      Context ctx, SocialConnection connection, @Nullable Check failure) {
    if (failure == null) return;
    var cause = String.valueOf(failure.cause());
    LOG.warn(
        "request={} sign-in with {} ({}) failed: {} {} ({}).{}",
        Requests.id(ctx),
        connection.provider().label(),
        connection.id().value(),
        failure.name(),
        cause,
        failure.received(),
        switch (cause) {
          case "token_invalid_client" ->
              " Client id or secret is wrong: give it the right ones with `connection social"
                  + " change`.";
          case "token_invalid_grant" ->
              " If it happens often, look whether the redirect URI is registered as "
                  + connection.redirectUri()
                  + ".";
          default -> "";
        });
  }

  /** The first page again, where every way in is offered, keeping where the sign-in leads. */
  private static String back(@Nullable String attempt) {
    return attempt == null ? LOGIN : LOGIN + "/again?choose&attempt=" + attempt;
  }

  private void page(Context ctx, int status, String title, String message, String way) {
    show(ctx, status, title, message, way, way.equals(LOGIN) ? SIGN_IN : "Back to sign-in");
  }

  private void show(
      Context ctx, int status, String title, String message, String way, String wayLabel) {
    web.html()
        .answer(ctx, status, new MessagePage(web.looks().of(ctx), title, message, way, wayLabel));
  }
}
