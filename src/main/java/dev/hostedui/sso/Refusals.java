package dev.hostedui.sso;

import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.ConnectionTests;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.portallink.PortalSessionId;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.protocol.saml.Cause;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.Home;
import dev.hostedui.web.PortalWindow;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says in plain words why somebody does not get in by their identity provider, what to do about it
 * and where to go. The details stand in the sign-in history of their organization, for its admin:
 * whoever sent a forged answer learns nothing from the page.
 */
final class Refusals {

  private static final String TITLE = "You could not be signed in";
  private static final String LOGIN = "/login";
  private static final String AGAIN = LOGIN + "/again?attempt=";
  private static final String CHOOSE = "&choose";
  private static final String SIGN_IN = "Sign in";
  private static final String SWITCHED_OFF =
      "Single sign-on is switched off for you at the moment. Sign in with your email address"
          + " instead.";

  private final Web web;
  private final Parties parties;
  private final OurAddresses addresses;
  private final ConnectionTests tests;

  Refusals(Web web, Parties parties, OurAddresses addresses, ConnectionTests tests) {
    this.web = web;
    this.parties = parties;
    this.addresses = addresses;
    this.tests = tests;
  }

  void unknownConnection(Context ctx) {
    page(
        ctx,
        404,
        TITLE,
        "This address belongs to no connection that is known here. Whoever looks after your"
            + " identity provider finds the right one on the page Single Sign On.");
  }

  void connectionNotActive(Context ctx) {
    page(ctx, 409, TITLE, SWITCHED_OFF);
  }

  /** The same of a sign-in under way, for which something may wait. */
  void connectionNotActive(Context ctx, String attempt) {
    var otherWay = AGAIN + attempt + CHOOSE;
    show(ctx, 409, TITLE, SWITCHED_OFF, null, null, otherWay, "Sign in another way");
  }

  void over(Context ctx) {
    page(
        ctx,
        409,
        "This sign-in has ended",
        "It was finished, waited too long, or began in another browser. Start again with your email"
            + " address.");
  }

  void noTest(Context ctx) {
    toWidget(
        ctx,
        Home.SINGLE_SIGN_ON,
        "This test cannot run",
        "It was run already, waited too long, or was started by somebody else. Start it again on"
            + " the page Single Sign On, signed in as yourself, where it was started.");
  }

  /** An answer to a test run that has its result, as when its last page is loaded again. */
  void testOver(Context ctx, SignOnRequest request) {
    toWidget(
        ctx,
        widget(request),
        "This test has ended",
        "Its result is in the tab where you started it, or under Test Configuration. Nobody was"
            + " signed in.");
  }

  /** An answer to a test run of a draft that is no more. */
  void testOutdated(Context ctx, SignOnRequest request) {
    toWidget(
        ctx,
        widget(request),
        "The draft was changed meanwhile",
        "What was tested is not what is saved now, so that this test counts as failed. Nobody was"
            + " signed in. Start the test again on the page Single Sign On.");
  }

  void nothingCame(Context ctx) {
    page(
        ctx,
        400,
        TITLE,
        "Nothing came from your identity provider. Its answer does not come along when this address"
            + " is opened again. Start with your email address: you are sent there and back.");
  }

  /** An answer to a sign-in by SAML, at an address of the connection that is for something else. */
  void misdirected(Context ctx) {
    Parties.idOf(ctx)
        .flatMap(parties::connection)
        .filter(it -> it.protocol() == Protocol.SAML)
        .ifPresentOrElse(
            it ->
                show(
                    ctx,
                    400,
                    TITLE,
                    "Your identity provider has sent its answer to a wrong address. Whoever looks"
                        + " after it enters this one there as the Reply URL, or Assertion Consumer"
                        + " Service URL:",
                    addresses.samlCallback(it.id()),
                    null,
                    Cause.DESTINATION_DIFFERS.code(),
                    LOGIN,
                    SIGN_IN),
            () -> unknownConnection(ctx));
  }

  void unreadable(Context ctx) {
    page(
        ctx,
        400,
        TITLE,
        "What came from your identity provider cannot be read, or is too long. Start again with your"
            + " email address. If it stays so, tell those who look after the provider.");
  }

  void notAsked(Context ctx) {
    page(
        ctx,
        409,
        TITLE,
        "Your identity provider has answered a sign-in that did not begin here, or began long ago."
            + " Start again with your email address.");
  }

  void answeredAlready(Context ctx) {
    show(
        ctx,
        409,
        "This answer was used already",
        "An answer of your identity provider is good only once, and this one was used before: by an"
            + " earlier click, in another tab, or before the page was loaded again. If you are"
            + " signed in you can go on; if not, you can sign in from there.",
        null,
        null,
        Home.PATH,
        "Go to " + web.brand().look().appName());
  }

  void elsewhere(Context ctx) {
    page(
        ctx,
        409,
        "Begin in this browser",
        "Your identity provider has answered, but this sign-in began in another browser. Sign in"
            + " from here once more; nobody was signed in.");
  }

  void tooLate(Context ctx, SignOnRequest request) {
    if (request.test() != null) {
      toWidget(
          ctx,
          widget(request),
          "That took too long",
          "For safety there are ten minutes to sign in at your identity provider. Start the test"
              + " again on the page Single Sign On.");
      return;
    }
    show(
        ctx,
        409,
        "That took too long",
        "For safety there are ten minutes to sign in at your identity provider. Try again.",
        null,
        null,
        again(request),
        "Try again");
  }

  /** An answer to what was asked before the connection was set to something else. */
  void changedMeanwhile(Context ctx, SignOnRequest request) {
    show(
        ctx,
        409,
        TITLE,
        "The connection was changed meanwhile. Try again.",
        null,
        null,
        again(request),
        "Try again");
  }

  void unsolicited(Context ctx) {
    page(
        ctx,
        409,
        "Begin here",
        "Your identity provider sent you without having been asked, which is not"
            + " allowed here. Start with your email address and you are sent there and back.");
  }

  /** A sign-in that begins at an identity provider which is not the one of the connection. */
  void anotherProvider(Context ctx) {
    page(
        ctx,
        409,
        "Begin here",
        "What led you here is not the identity provider of this connection. Start with your email"
            + " address: you are sent to the right one and back.");
  }

  /** A sign-in that begins at the identity provider where there is no app to go to. */
  void noApp(Context ctx) {
    page(
        ctx,
        409,
        "Begin here",
        "Start with your email address: you are sent to your identity provider and back.");
  }

  void signedOut(Context ctx) {
    show(
        ctx,
        200,
        "You are signed out",
        "Your sessions that began at this identity provider have ended here.",
        null,
        null,
        LOGIN,
        SIGN_IN);
  }

  /** A provider's sign-out, in a browser in which somebody is signed in otherwise. */
  void wordTakenBack(Context ctx) {
    show(
        ctx,
        200,
        "You are still signed in here",
        "What your identity provider had opened for you here is closed. Another"
            + " session goes on in this browser. Sign out in the menu if you want to.",
        null,
        null,
        Home.PATH,
        "Go to " + web.brand().look().appName());
  }

  /** An address at which a sign-out goes on, of one that is over or never was. */
  void noSignOut(Context ctx, boolean signedIn) {
    if (signedIn)
      show(
          ctx,
          409,
          "You are still signed in",
          "This address belongs to no sign-out that is under way. Sign out in the menu if you want"
              + " to.",
          null,
          null,
          Home.PATH,
          "Go to " + web.brand().look().appName());
    else
      show(
          ctx,
          409,
          "You are signed out",
          "Nobody is signed in in this browser, and this sign-out is over.",
          null,
          null,
          LOGIN,
          SIGN_IN);
  }

  /** An address for sign-outs, of no connection that anybody has come by. */
  void noLogoutHere(Context ctx) {
    show(
        ctx,
        404,
        "You were not signed out",
        "Nobody signs in by a connection of this address. Sign out here yourself. Whoever looks"
            + " after your identity provider finds the right address on the page Single Sign On.",
        null,
        null,
        Home.PATH,
        "Go to " + web.brand().look().appName());
  }

  /** The provider was told of a sign-out and says that it did not end its own session. */
  void signedOutHereOnly(Context ctx, String returnTo) {
    show(
        ctx,
        200,
        "You are signed out here only",
        "Your identity provider says that it could not sign you out: your session there may still"
            + " be open. Sign out there as well, above all where others use this computer.",
        null,
        null,
        returnTo,
        "Continue");
  }

  /** Tells what is wrong with a message about signing out. */
  void badLogout(Context ctx, String code) {
    show(
        ctx,
        422,
        "You were not signed out",
        "The message of your identity provider was not accepted. Sign out here yourself; if it"
            + " happens once more, ask your IT admin to look at the connection on the page Single"
            + " Sign On.",
        null,
        code,
        Home.PATH,
        "Go to " + web.brand().look().appName());
  }

  /** Tells what is wrong with an answer that nobody asked for. */
  void badUnsolicited(Context ctx, Examination examination) {
    var failure = examination.firstFailure().orElse(null);
    var code = failure == null || failure.code() == null ? "invalid_request" : failure.code();
    show(ctx, 422, TITLE, AnswerWords.of(failure), said(failure), code, LOGIN, SIGN_IN);
  }

  /** Tells what is wrong with an answer as far as its person can do something about it. */
  void badAnswer(Context ctx, SignOnRequest request, Examination examination) {
    var failure = examination.firstFailure().orElse(null);
    var code = failure == null || failure.code() == null ? "invalid_request" : failure.code();
    show(
        ctx, 422, TITLE, AnswerWords.of(failure), said(failure), code, again(request), "Try again");
  }

  /** What the provider itself said, where it did. */
  private static @Nullable String said(@Nullable Check failure) {
    if (failure == null || failure.received().isBlank() || failure.cause() == null) return null;
    var name = failure.name().toLowerCase(Locale.ROOT);
    return name.equals("status") || name.equals("answer") ? failure.received() : null;
  }

  /** The same sign-in once more. */
  private static String again(SignOnRequest request) {
    if (request.attempt() == null) return LOGIN;
    return AGAIN + request.attempt();
  }

  /** To where test runs are started, and where their results stand. */
  private void toWidget(Context ctx, String widget, String title, String message) {
    show(ctx, 409, title, message, null, null, widget, "Back to Single Sign On");
  }

  /** Where the test run was started that a request is of. */
  private String widget(SignOnRequest request) {
    return ConnectionTestId.parse(String.valueOf(request.test()))
        .flatMap(tests::testerOf)
        .map(Refusals::widget)
        .orElse(Home.SINGLE_SIGN_ON);
  }

  /** Where somebody has started a test run: the cookies of a browser need not come along. */
  static String widget(ConnectionTest.Tester tester) {
    if (!tester.byLink()) return Home.SINGLE_SIGN_ON;
    var session = tester.portalSession();
    return session == null
        ? Home.SINGLE_SIGN_ON_BY_LINK
        : PortalWindow.address(new PortalSessionId(session), Home.SINGLE_SIGN_ON_BY_LINK);
  }

  private void page(Context ctx, int status, String title, String message) {
    show(ctx, status, title, message, null, null, LOGIN, SIGN_IN);
  }

  private void show(
      Context ctx,
      int status,
      String title,
      String message,
      @Nullable String said,
      @Nullable String code,
      String way,
      String wayLabel) {
    show(ctx, status, title, message, null, said, code, way, wayLabel);
  }

  private void show(
      Context ctx,
      int status,
      String title,
      String message,
      @Nullable String address,
      @Nullable String said,
      @Nullable String code,
      String way,
      String wayLabel) {
    parties.dress(ctx);
    web.html()
        .answer(
            ctx,
            status,
            new RefusedPage(
                web.looks().of(ctx),
                title,
                message,
                address,
                said,
                code,
                way,
                wayLabel,
                way.startsWith(AGAIN) && !way.endsWith(CHOOSE) ? way + CHOOSE : null));
  }
}
