package dev.hostedui.coffeedesk;

import dev.hostedui.coffeedesk.SignInFailed.Reason;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The sample app: a page for visitors, a page for people who are signed in, and what signing in and
 * out takes.
 *
 * <p>It starts in no time and asks nothing of the provider until somebody wants to sign in, so the
 * two may start in any order.
 */
public final class Coffeedesk implements AutoCloseable {

  /**
   * What the app must know.
   *
   * @param issuer the provider, such as {@code http://localhost:8080}
   * @param clientId under which the provider knows this app
   * @param clientSecret its secret there
   * @param host the address to listen on
   * @param port the port to listen on; 0 takes a free one
   */
  public record Setup(URI issuer, String clientId, String clientSecret, String host, int port) {

    /** Without the secret. */
    @Override
    public String toString() {
      return clientId + " at " + issuer;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger("dev.hostedui.coffeedesk");

  private static final String SESSION = "coffeedesk";

  /** Begins the name of a cookie for each departure, which ends with its state. */
  private static final String LEFT = "coffeedesk_left_";

  private static final int MOST_LEFT = 5;
  private static final String SIGN_OUT = "coffeedesk_sign_out";
  private static final Duration SIGNING_IN = Duration.ofMinutes(10);

  private static final Set<String> PROMPTS = Set.of("login", "create", "select_account");
  private static final Pattern ORGANIZATION = Pattern.compile("org_\\d{1,20}");

  private final Setup setup;
  private final Clock clock;
  private final DeskSessions sessions;
  private final SecureRandom random = new SecureRandom();
  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.hostedui.templates");
  private final Javalin javalin;
  private volatile @Nullable KnownProvider provider;

  /** Prepares the app; nothing listens yet. */
  public Coffeedesk(Setup setup, Clock clock) {
    this.setup = setup;
    this.clock = clock;
    sessions = new DeskSessions(clock);
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.http.maxRequestSize = 64 * 1024L;
              config.jetty.threadPool = new QueuedThreadPool(16, 2);
              config.jetty.modifyHttpConfiguration(
                  http -> {
                    http.setSendServerVersion(false);
                    // remembered headers would change the case of letters in tokens
                    http.setHeaderCacheCaseSensitive(true);
                  });
              mount(config.routes);
            });
  }

  private void mount(RoutesConfig routes) {
    routes.before(this::checkAddress);
    routes.get("/", this::showHome);
    routes.get("/single-sign-on", this::showPortal);
    routes.get("/login", this::beginSignIn);
    routes.get("/callback", this::finishSignIn);
    routes.post("/sign-out", this::signOut);
    routes.post("/backchannel-logout", this::endSessions);
    routes.get("/session", this::tellSession);
    routes.get("/coffeedesk.css", file("coffeedesk.css", "text/css"));
    routes.get("/coffeedesk.js", file("coffeedesk.js", "text/javascript"));
    routes.get("/portal.js", file("portal.js", "text/javascript"));
    routes.get("/coffeedesk.svg", file("coffeedesk.svg", "image/svg+xml"));
    routes.exception(SignInFailed.class, this::showFailure);
    routes.exception(HttpResponseException.class, Coffeedesk::showRefusal);
    routes.exception(Exception.class, this::showFault);
    routes.error(404, ctx -> show(ctx, 404, new FailurePage("There is no such page", "", "/")));
  }

  /**
   * Begins to listen. Where the port is taken it says so in the log, and that is all: it is only a
   * sample.
   *
   * @return whether it listens
   */
  public boolean start() {
    try {
      javalin.start(setup.host(), setup.port());
      return true;
    } catch (JavalinBindException e) {
      LOG.warn(
          "The sample app Coffeedesk is not running: port {} of {} is taken by another program.",
          setup.port(),
          setup.host());
      javalin.stop();
      return false;
    }
  }

  /** Where people find it, once it listens. */
  public URI url() {
    return URI.create("http://localhost:" + javalin.port() + "/");
  }

  @Override
  public void close() {
    javalin.stop();
  }

  // ------------------------------------------------------------------ pages

  private void showHome(Context ctx) throws SignInFailed {
    var session = sessions.find(ctx.cookie(SESSION)).orElse(null);
    if (session == null) {
      show(ctx, 200, new HomePage(hasSignedOut(ctx) ? "You are signed out." : ""));
      return;
    }
    SignedIn who = session.signedIn();
    try {
      if (session.ended().isEmpty()) who = session.renewed(clock, it -> provider().refresh(it));
    } catch (SignInFailed e) {
      if (e.reason() != Reason.OVER) throw e;
      LOG.info("A sign-in is over: {}", e.getMessage());
      session.end(e.reason().title + ".");
    }
    // asked after the tokens were renewed: the logout may have come meanwhile
    var ended = session.ended();
    show(
        ctx,
        200,
        ended.isPresent()
            ? new HomePage(ended.get())
            : new DeskPage(who, setup.issuer().resolve("/ui/"), clock));
  }

  /**
   * Shows the provider's admin portal in a frame, to who may set up single sign-on. Each load of
   * the page has a link of its own. The portal learns from the referrer whose page it is on.
   */
  private void showPortal(Context ctx) throws SignInFailed {
    var session = sessions.find(ctx.cookie(SESSION)).filter(it -> it.ended().isEmpty());
    if (session.isEmpty()) {
      redirect(ctx, URI.create("/login"));
      return;
    }
    var who = session.get().signedIn();
    if (!who.maySetUpSignIn()) {
      show(ctx, 403, new FailurePage("This is for admins", "Ask an admin of your team.", "/"));
      return;
    }
    ctx.header("Referrer-Policy", "strict-origin-when-cross-origin");
    show(ctx, 200, new PortalPage(who, provider().portalLink(who.organization())));
  }

  private static boolean hasSignedOut(Context ctx) {
    var state = ctx.cookie(SIGN_OUT);
    return state != null && state.equals(ctx.queryParam("state"));
  }

  /** For the script of an open page, which asks all the time. It renews no tokens. */
  private void tellSession(Context ctx) {
    var here = sessions.find(ctx.cookie(SESSION)).filter(it -> it.ended().isEmpty()).isPresent();
    ctx.result(here ? "signed in" : "signed out");
  }

  // ------------------------------------------------------------------ signing in

  /** Also the initiate-login URL: where the provider sends people to begin anew. */
  private void beginSignIn(Context ctx) throws SignInFailed {
    var departure = new Departure(secret(), secret(), secret(), secret());
    var prompt = Optional.ofNullable(ctx.queryParam("prompt")).filter(PROMPTS::contains);
    var organization =
        Optional.ofNullable(ctx.queryParam("organization_id"))
            .filter(id -> ORGANIZATION.matcher(id).matches());
    var there =
        provider()
            .signIn(
                departure,
                prompt.orElse(null),
                organization.orElse(null),
                ctx.queryParam("login_hint"));
    sessions.depart(departure);
    leaveRoom(ctx);
    // one for each, so that tabs that leave at the same moment do not take the other's away
    setCookie(ctx, LEFT + departure.state(), departure.browser(), SIGNING_IN);
    redirect(ctx, there);
  }

  /** Forgets the oldest departures of a browser that leaves again and again. */
  private static void leaveRoom(Context ctx) {
    var cookies = Optional.ofNullable(ctx.req().getCookies()).orElseGet(() -> new Cookie[0]);
    // browsers send the oldest first (RFC 6265 §5.4)
    var left =
        Arrays.stream(cookies).map(Cookie::getName).filter(it -> it.startsWith(LEFT)).toList();
    for (var name : left.subList(0, Math.max(0, left.size() + 1 - MOST_LEFT)))
      setCookie(ctx, name, "", Duration.ZERO);
  }

  private void finishSignIn(Context ctx) throws SignInFailed {
    var answer = ctx.queryParamMap();
    var state = ctx.queryParam("state");
    var browser = state == null ? null : ctx.cookie(LEFT + state);
    if (state == null || browser == null || answer.values().stream().anyMatch(it -> it.size() > 1))
      throw new SignInFailed(Reason.NOT_BEGUN_HERE, "no state, or no cookie");
    var departure =
        sessions
            .comeBack(state, browser)
            .orElseThrow(() -> new SignInFailed(Reason.NOT_BEGUN_HERE, "an unknown state"));
    setCookie(ctx, LEFT + state, "", Duration.ZERO);
    var who = provider().finish(departure, answer);
    // a new key at every sign-in, so that nobody can plant one
    sessions.remove(ctx.cookie(SESSION));
    var key = secret();
    sessions.begin(key, who);
    setCookie(ctx, SESSION, key, null);
    ctx.redirect("/", HttpStatus.SEE_OTHER);
  }

  // ------------------------------------------------------------------ signing out

  private void signOut(Context ctx) {
    if (!isFromOurPage(ctx)) {
      show(
          ctx,
          403,
          new FailurePage("You are still signed in", "Another site asked to sign you out.", "/"));
      return;
    }
    var key = ctx.cookie(SESSION);
    var session = sessions.find(key).orElse(null);
    sessions.remove(key);
    setCookie(ctx, SESSION, "", Duration.ZERO);
    var state = secret();
    var here = URI.create("/?state=" + state);
    setCookie(ctx, SIGN_OUT, state, SIGNING_IN);
    try {
      redirect(
          ctx,
          session == null
              ? here
              : provider().signOut(session.signedIn(), url(), state).orElse(here));
    } catch (SignInFailed e) {
      LOG.warn("The provider cannot be told of a sign-out: {}", e.getMessage());
      redirect(ctx, here);
    }
  }

  private boolean isFromOurPage(Context ctx) {
    var site = ctx.header("Sec-Fetch-Site");
    if (site != null) return site.equals("same-origin");
    var origin = ctx.header("Origin");
    return origin == null || url().toString().equals(origin + "/");
  }

  /** The provider's word that a session ended there (Back-Channel Logout 1.0 §2.5 to §2.8). */
  private void endSessions(Context ctx) {
    try {
      var token = Optional.ofNullable(ctx.formParam("logout_token")).orElse("");
      if (!sessions.end(provider().logout(token)))
        throw new SignInFailed(Reason.UNTRUSTED, "a logout token was used before");
      ctx.status(200);
    } catch (SignInFailed e) {
      LOG.warn("A back-channel logout is refused: {}", e.getMessage());
      ctx.status(400).contentType("application/json").result("{\"error\":\"invalid_request\"}");
    }
  }

  // ------------------------------------------------------------------ the rest

  private KnownProvider provider() throws SignInFailed {
    var known = provider;
    if (known == null)
      provider = known = KnownProvider.discover(setup, url().resolve("/callback"), clock);
    return known;
  }

  private String secret() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The headers of every answer, and one name for the app: cookies are of that name only. */
  private void checkAddress(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("X-Content-Type-Options", "nosniff");
    // the form that signs out leads on to the provider, which browsers count as its target
    ctx.header(
        "Content-Security-Policy",
        """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
        frame-src %1$s; form-action 'self' %1$s; base-uri 'none'; frame-ancestors 'none'"""
            .formatted(setup.issuer().resolve("/")));
    if (url().getAuthority().equals(ctx.host())) return;
    if (ctx.req().getMethod().equals("GET")) redirect(ctx, url());
    else ctx.status(421);
    ctx.skipRemainingHandlers();
  }

  private static void redirect(Context ctx, URI to) {
    ctx.redirect(to.toString(), HttpStatus.SEE_OTHER);
  }

  private static void setCookie(
      Context ctx, String name, String value, @Nullable Duration lifetime) {
    ctx.res()
        .addHeader(
            "Set-Cookie",
            name
                + "="
                + value
                + "; HttpOnly; SameSite=Lax; Path=/"
                + (lifetime == null ? "" : "; Max-Age=" + lifetime.toSeconds()));
  }

  private void show(Context ctx, int status, Record page) {
    var name = page.getClass().getSimpleName();
    var html = new StringOutput();
    templates.render(
        "coffeedesk/" + Character.toLowerCase(name.charAt(0)) + name.substring(1) + ".jte",
        page,
        html);
    ctx.status(status).contentType("text/html;charset=utf-8").result(html.toString());
  }

  private void showFailure(SignInFailed e, Context ctx) {
    var reason = e.reason();
    LOG.atLevel(reason.status < 500 ? Level.INFO : Level.WARN)
        .log("{}: {}", reason, e.getMessage());
    var again = ctx.path().equals("/") ? "/" : "/login";
    show(ctx, reason.status, new FailurePage(reason.title, reason.message, again));
  }

  private static void showRefusal(HttpResponseException e, Context ctx) {
    ctx.status(e.getStatus())
        .contentType("text/plain;charset=utf-8")
        .result(String.valueOf(e.getMessage()));
  }

  private void showFault(Exception e, Context ctx) {
    LOG.error("{} {} failed", ctx.req().getMethod(), ctx.path(), e);
    show(ctx, 500, new FailurePage("Something went wrong", "It is our fault.", "/"));
  }

  private static Handler file(String name, String type) {
    var path = "/static/coffeedesk/" + name;
    try (var stream = Coffeedesk.class.getResourceAsStream(path)) {
      if (stream == null) throw new IllegalStateException(path + " is missing");
      var bytes = stream.readAllBytes();
      return ctx -> ctx.contentType(type).header("Cache-Control", "max-age=600").result(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
