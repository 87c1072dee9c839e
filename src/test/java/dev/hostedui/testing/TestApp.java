package dev.hostedui.testing;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.peers.Peer;
import io.javalin.testtools.FormBody;
import io.javalin.testtools.HttpClient;
import io.javalin.testtools.Request;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole program on a copy of the sample's data, listening on a free port; its jobs run when
 * told to.
 *
 * <p>As a {@code @RegisterExtension} it closes by itself: in a field of the object after each test,
 * in a static one after all of them. Then every test finds the data, the clock and the mailbox as
 * they were, while what is only in memory stays: how often an address has tried to sign in.
 */
public final class TestApp
    implements AutoCloseable,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {

  /** When the sample's data was made. A test's clock starts an hour later. */
  static final Instant SEEDED = Instant.parse("2026-11-23T09:00:00Z");

  private static final Instant STARTED = SEEDED.plus(Duration.ofHours(1));
  static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final java.net.http.HttpClient WIRE =
      java.net.http.HttpClient.newBuilder()
          .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
          .build();

  /** Those of {@link #lent} that nobody uses now. */
  private static final Map<Engine, Queue<TestApp>> AT_REST =
      Map.of(
          Engine.SQLITE, new ConcurrentLinkedQueue<>(),
          Engine.POSTGRESQL, new ConcurrentLinkedQueue<>());

  private final App app;
  private final StoppedClock clock;
  private final MailServer mail;
  private final int port;
  private boolean shared;
  private boolean isClosed;

  static {
    MadeKeys.prefer();
    NativeRsa.prefer();

    // the first thing of a run that nearly every test needs
    Peer.beginToStartIfRequired();
  }

  private TestApp(App app, StoppedClock clock, MailServer mail, int port) {
    this.app = app;
    this.clock = clock;
    this.mail = mail;
    this.port = port;
    if (port > 0) endIdleConnectionsSoon();
  }

  /** Clients here keep their connections: at its end the listener would give each a second. */
  private void endIdleConnectionsSoon() {
    for (var connector : app.server().javalin().jettyServer().server().getConnectors()) {
      if (connector instanceof ServerConnector listener) listener.setShutdownIdleTimeout(10);
    }
  }

  /** Starts on SQLite and listens. */
  public static TestApp start() {
    return start(Engine.SQLITE, Map.of());
  }

  /** Starts with settings of one's own on top. */
  public static TestApp start(Engine engine, Map<String, String> settings) {
    var clock = new StoppedClock(STARTED);
    var mail = new MailServer();
    var all =
        new HashMap<>(
            Map.of("HOSTED_UI_LISTEN", "127.0.0.1:0", "HOSTED_UI_DATABASE_URL", engine.fresh()));
    all.putAll(settings);
    var app = new App(config(all), clock, mail);
    return new TestApp(app, clock, mail, listening(app, App::startWithoutJobs));
  }

  /** Starts on a port that its public address names: passkeys are bound to that. */
  public static TestApp startAtItsAddress() {
    return startAtItsAddress(Map.of());
  }

  /** Starts at the address it listens on, with settings of one's own on top. */
  public static TestApp startAtItsAddress(Map<String, String> more) {
    return Ports.start(port -> start(Engine.SQLITE, at(port, more)));
  }

  private static Map<String, String> at(int port, Map<String, String> more) {
    var settings = new HashMap<>(more);
    settings.put("HOSTED_UI_LISTEN", "127.0.0.1:" + port);
    settings.put("HOSTED_UI_BASE_URL", "http://localhost:" + port);
    return settings;
  }

  /** Starts as a newcomer finds it: mail stays in the sample's outbox, at {@code /dev/mail}. */
  public static TestApp startWithOutbox() {
    var clock = new StoppedClock(STARTED);
    var settings =
        Map.of("HOSTED_UI_LISTEN", "127.0.0.1:0", "HOSTED_UI_DATABASE_URL", Engine.SQLITE.fresh());
    var app = new App(config(settings), clock);
    return new TestApp(app, clock, new MailServer(), app.startWithoutJobs());
  }

  /**
   * Starts as an operator would: at the address it listens on, by the machine's clock, with its
   * jobs running. For clients that look at the issuer and at the time.
   */
  public static TestApp startForClients() {
    return startForClients(Map.of());
  }

  /** Starts for clients, with settings of one's own on top. */
  public static TestApp startForClients(Map<String, String> more) {
    return Ports.start(
        port -> {
          var mail = new MailServer();
          var settings = at(port, Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile()));
          settings.putAll(more);
          var app = new App(config(settings), Clock.systemUTC(), mail);
          return new TestApp(app, null, mail, listening(app, App::start));
        });
  }

  private static int listening(App app, ToIntFunction<App> start) {
    try {
      return start.applyAsInt(app);
    } catch (RuntimeException e) {
      app.close();
      throw e;
    }
  }

  /** Puts the program together without listening: for tests of verbs. */
  public static TestApp quiet(Engine engine) {
    var clock = new StoppedClock(STARTED);
    var mail = new MailServer();
    return new TestApp(
        new App(config(Map.of("HOSTED_UI_DATABASE_URL", engine.fresh())), clock, mail),
        clock,
        mail,
        -1);
  }

  /**
   * What {@link #quiet} makes, perhaps one that had another test before: putting its data back is
   * much faster than putting a program together.
   */
  static TestApp lent(Engine engine) {
    var rested = AT_REST.get(engine).poll();
    if (rested != null) {
      rested.putBack();
      return rested;
    }
    var made = quiet(engine);
    engine.keepSeed(made.app.core().config.databaseUrl());
    return made;
  }

  /**
   * Hands on what was lent. One whose clock was moved is closed instead: it would go on making ids
   * of a time that the next test has not reached.
   */
  void giveBack() {
    if (isClosed || !clock.instant().equals(STARTED)) close();
    else AT_REST.get(engine(app.core().config.databaseUrl())).add(this);
  }

  /** Makes the sample's data, and the key that signs tokens, which takes a while. */
  static void seed(String url) {
    try (var app =
        new App(
            config(Map.of("HOSTED_UI_LISTEN", "127.0.0.1:0", "HOSTED_UI_DATABASE_URL", url)),
            new StoppedClock(SEEDED),
            new MailServer())) {
      app.core().signingKeys.shown();
    }
  }

  /** Settings of a test's program, with these on top. */
  public static Config config(Map<String, String> settings) {
    var all = new HashMap<>(Map.of("HOSTED_UI_SECRET_KEY", KEY, "HOSTED_UI_LOG", "error"));
    all.putAll(settings);
    try {
      return Settings.read(all, null);
    } catch (Settings.Faults e) {
      throw new AssertionError(e);
    }
  }

  public App app() {
    return app;
  }

  public StoppedClock clock() {
    if (clock == null) throw new IllegalStateException("this one goes by the machine's clock");
    return clock;
  }

  public MailServer mail() {
    return mail;
  }

  /** Sends what is due and answers the newest mail to an address. */
  public MailServer.Mail mailTo(String address) {
    app.core().letterBox.sendDue();
    return mail.last(address);
  }

  public String origin() {
    return "http://localhost:" + port;
  }

  public int port() {
    return port;
  }

  /** A browser that knows nobody yet. */
  public Browser browser() {
    return new Browser();
  }

  /** A browser in which somebody of the sample is signed in, in their first organization. */
  public Browser as(String email) {
    return as(email, "");
  }

  /** The same in the organization of that slug. */
  public Browser as(String email, String slug) {
    var browser = browser();
    var answer = browser.post("/dev/sign-in", "email", email, "organization", slug);
    if (answer.status() != 303) throw new AssertionError(answer.toString());
    return browser;
  }

  // ------------------------------------------------------------------ looking up

  public UserId user(String email) {
    return new UserId(one("SELECT id FROM users WHERE email = '" + email + "'"));
  }

  /** What a page says that shows somebody an organization. */
  public String meant(String email, String slug) {
    return user(email).value() + "." + organization(slug).value();
  }

  public OrganizationId organization(String slug) {
    return new OrganizationId(one("SELECT id FROM organizations WHERE slug = '" + slug + "'"));
  }

  /** A role of the environment. */
  public RoleId role(String name) {
    return new RoleId(
        one("SELECT id FROM roles WHERE organization_id IS NULL AND name = '" + name + "'"));
  }

  /** A link to the admin portal of an organization, as the operator makes one. */
  public PortalLinks.Made portalLink(String slug, PortalLinks.Terms terms) {
    return app.core().portalLinks.make(Identity.INTERNAL, organization(slug), terms);
  }

  /** The ids of somebody's live sessions, latest activity first. */
  public List<String> sessionsOf(UserId user) {
    return all(
        "SELECT id FROM sessions WHERE user_id = '"
            + user.value()
            + "' AND status = 'active' ORDER BY last_active_at DESC, id DESC");
  }

  /** The single value of a query. */
  public String one(String sql) {
    return app.core().database.read(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  public List<String> all(String sql) {
    return app.core().database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  /** How the database would find the rows of a query, were tables too large to be read whole. */
  public String plan(String sql) {
    var database = app.core().database;
    return database.inTransaction(
        tx -> {
          if (database.engine() == Database.Engine.SQLITE)
            return String.join(
                "\n",
                tx.createQuery("EXPLAIN QUERY PLAN " + sql)
                    .map((row, context) -> row.getString("detail"))
                    .list());
          tx.execute("SET LOCAL enable_seqscan = off");
          return String.join("\n", tx.createQuery("EXPLAIN " + sql).mapTo(String.class).list());
        });
  }

  public long count(String table) {
    return Long.parseLong(one("SELECT COUNT(*) FROM " + table));
  }

  /** The types of all events since the sample was made, oldest first. */
  public List<String> events() {
    return all(
        "SELECT type FROM events WHERE occurred_at > " + SEEDED.toEpochMilli() + " ORDER BY id");
  }

  /** The events that somebody signed in, for the first time or again. */
  private static final Set<String> SIGN_IN = Set.of("user.login", "user.signup");

  private static final Set<String> SIGN_IN_TIMES =
      Set.of("last_login_at", "signed_in_at", "signed_up_at");

  /**
   * Every row of these tables as text, to see whether anything changed; that somebody signed in is
   * left out.
   */
  public String contents(String... tables) {
    return app.core()
        .database
        .read(
            handle -> {
              var all = new StringBuilder();
              for (var table : tables) {
                handle.createQuery("SELECT * FROM " + table).mapToMap().list().stream()
                    .filter(row -> !SIGN_IN.contains(String.valueOf(row.get("type"))))
                    .peek(row -> row.keySet().removeAll(SIGN_IN_TIMES))
                    .map(Object::toString)
                    .sorted()
                    .forEach(row -> all.append(table).append(row).append('\n'));
              }
              return all.toString();
            });
  }

  /** What organizations are made of and what was done to them. */
  public String contents() {
    return contents(
        "organizations",
        "users",
        "memberships",
        "membership_roles",
        "email_domains",
        "invitation_links",
        "letters",
        "events");
  }

  /** Changes rows behind the program's back, to arrange what no verb of today arranges. */
  public void arrange(String sql) {
    app.core().database.useTransaction(tx -> tx.createUpdate(sql).execute());
  }

  /**
   * Changes a setting of the environment as an operator does: {@code on}, {@code off}, a number.
   */
  public void set(EnvironmentSetting setting, String typed) {
    app.core()
        .environmentChanges
        .change(new Actor.Internal("test"), null, Map.of(setting, setting.read(typed)));
  }

  /** Gives somebody a passkey that no authenticator holds, as the number it is named by. */
  public void givePasskey(String email, int number, String name, String aaguid, String backup) {
    arrange(
        """
        INSERT INTO passkeys (id, user_id, credential_id, name, public_key, sign_count, aaguid, attachment, transports,
               backup, created_at, updated_at, user_agent, device_type, os, os_version, browser, browser_version, ip)
        SELECT 'cred_00000000000000000%1$d', id, 'Ym9ndXMtY3JlZGVudGlhbC1pZC0xMjM0NTY3ODkw%1$d', '%2$s', 'key', 0, '%3$s', '',
               'usb', '%4$s', %1$d, 0, '', 'desktop', 'Linux', '', 'Chrome', '', '127.0.0.1'
          FROM users WHERE email = '%5$s'
        """
            .formatted(number, name, aaguid, backup, email));
  }

  /** Lets sign-ins begin at no application, so that the portal is where people end up. */
  public void hasNoWayToAnApp() {
    arrange("UPDATE applications SET initiate_login_uri = NULL");
    app.core().environments.refresh();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
    var url = app.core().config.databaseUrl();
    engine(url).keepSeed(url);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!shared) return;
    putBack();
  }

  /** Makes data, clock and mailbox what they were. */
  private void putBack() {
    var url = app.core().config.databaseUrl();
    engine(url).restore(url);
    app.core().environments.refresh();
    clock().set(STARTED);
    mail.goDown(false);
    mail.clear();
  }

  private static Engine engine(String url) {
    return url.startsWith("jdbc:sqlite:") ? Engine.SQLITE : Engine.POSTGRESQL;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!shared) close();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    isClosed = true;
    app.close();
    var url = app.core().config.databaseUrl();
    engine(url).forget(url);
  }

  /** A browser without script: cookies, forms, and the headers browsers send. */
  public final class Browser {

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    /** Sends a header with every request from now on; an empty value takes it away. */
    public Browser with(String name, String value) {
      if (value.isEmpty()) headers.remove(name);
      else headers.put(name, value);
      return this;
    }

    /** Sends requests as htmx does, from now on. */
    public Browser htmx() {
      return with("HX-Request", "true");
    }

    public Map<String, String> cookies() {
      return cookies;
    }

    /** A second browser with the same cookies. */
    public Browser copy() {
      var copy = new Browser();
      copy.cookies.putAll(cookies);
      copy.headers.putAll(headers);
      return copy;
    }

    public Answer get(String path) {
      return send(path, Map.of(), Request.Builder::get);
    }

    /** Looks at a link without opening it, as what scans mails does. */
    public RawHttp.Reply head(String link) {
      var lines =
          new ArrayList<>(
              List.of(
                  "HEAD " + link.replaceFirst("^https?://[^/]+", "") + " HTTP/1.1",
                  "Host: localhost",
                  "Connection: close"));
      headers.forEach((name, value) -> lines.add(name + ": " + value));
      if (!cookies.isEmpty()) lines.add("Cookie: " + cookieHeader());
      return RawHttp.send(port, lines.toArray(String[]::new));
    }

    /** Posts a form of names and values in turn, as a page of ours would. */
    public Answer post(String path, String... form) {
      return send(
          path, Map.of("Sec-Fetch-Site", "same-origin"), request -> request.post(body(form)));
    }

    /** Posts a body of another kind, as a page of ours would. */
    public Answer postRaw(String path, String type, byte[] body) {
      return send(
          path,
          Map.of("Sec-Fetch-Site", "same-origin", "Content-Type", type),
          request -> request.post(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Posts a form without any header of ours. */
    public Answer postBare(String path, String... form) {
      return send(path, Map.of(), request -> request.post(body(form)));
    }

    /** Goes where an answer sends us, once, as a browser would. */
    public Answer follow(Answer answer) {
      return get(answer.next().replaceFirst("^https?://[^/]+", ""));
    }

    private Answer send(
        String path, Map<String, String> defaults, Consumer<Request.Builder> request) {
      var all = new LinkedHashMap<>(defaults);
      all.putAll(headers);
      if (!cookies.isEmpty()) all.put("Cookie", cookieHeader());
      var answer =
          new Answer(
              new HttpClient(app.server().javalin(), WIRE)
                  .request(
                      path,
                      builder -> {
                        request.accept(builder);
                        all.forEach(builder::header);
                      }));
      answer.headers("Set-Cookie").forEach(this::keep);
      return answer;
    }

    private String cookieHeader() {
      return cookies.entrySet().stream()
          .map(it -> it.getKey() + "=" + it.getValue())
          .collect(Collectors.joining("; "));
    }

    private void keep(String cookie) {
      var pair = cookie.substring(0, cookie.indexOf(';'));
      var name = pair.substring(0, pair.indexOf('='));
      var value = pair.substring(pair.indexOf('=') + 1);
      if (value.isEmpty()) cookies.remove(name);
      else cookies.put(name, value);
    }

    private static FormBody body(String... form) {
      var body = new FormBody.Builder();
      for (var i = 0; i < form.length; i += 2) body.add(form[i], form[i + 1]);
      return body.build();
    }
  }
}
