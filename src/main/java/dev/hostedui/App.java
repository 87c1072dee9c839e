package dev.hostedui;

import dev.hostedui.adminportal.AdminPortal;
import dev.hostedui.adminportal.Place;
import dev.hostedui.api.Api;
import dev.hostedui.core.Config;
import dev.hostedui.core.Core;
import dev.hostedui.core.PolledDirectories;
import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.db.StorageUnavailable.Reason;
import dev.hostedui.db.TimeLimit;
import dev.hostedui.guide.Guides;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.login.Login;
import dev.hostedui.outside.MailTransport;
import dev.hostedui.outside.Places;
import dev.hostedui.outside.SmtpTransport;
import dev.hostedui.portal.Colleagues;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Portal;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.portal.account.AccountWidget;
import dev.hostedui.portal.activity.ActivityWidget;
import dev.hostedui.portal.colleagues.ColleaguesWidget;
import dev.hostedui.portal.domains.DomainsWidget;
import dev.hostedui.portal.general.GeneralWidget;
import dev.hostedui.portal.scim.GoogleCallback;
import dev.hostedui.portal.scim.ScimWidget;
import dev.hostedui.portal.security.SecurityWidget;
import dev.hostedui.portal.sessionpolicy.SessionPolicyWidget;
import dev.hostedui.portal.sso.SsoWidget;
import dev.hostedui.portal.users.UsersWidget;
import dev.hostedui.preview.Preview;
import dev.hostedui.provider.Provider;
import dev.hostedui.provisioning.ScimFace;
import dev.hostedui.sample.DevPages;
import dev.hostedui.sample.Outbox;
import dev.hostedui.sample.SampleApplications;
import dev.hostedui.sample.SampleData;
import dev.hostedui.sso.Sso;
import dev.hostedui.web.Access;
import dev.hostedui.web.Assets;
import dev.hostedui.web.Brand;
import dev.hostedui.web.ClientAddress;
import dev.hostedui.web.Cookies;
import dev.hostedui.web.Devices;
import dev.hostedui.web.Flash;
import dev.hostedui.web.Gate;
import dev.hostedui.web.Headers;
import dev.hostedui.web.Home;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.Looks;
import dev.hostedui.web.Metrics;
import dev.hostedui.web.OwnAddresses;
import dev.hostedui.web.PictureFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Server;
import dev.hostedui.web.SessionCookie;
import dev.hostedui.web.SessionCredential;
import dev.hostedui.web.SignOut;
import dev.hostedui.web.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program: its core, and the faces that let the world in, made once and introduced here. */
public final class App implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  private final Core core;
  private final Provider provider;
  private final ScimFace scim;
  private final SampleApplications sampleApplications;
  private final Routes routes = new Routes();
  private final Server server;
  private final Timetable timetable =
      new Timetable(
          verb -> TimeLimit.JOB.allow(verb::getAsInt), StorageUnavailable.class::isInstance);

  /** Opens the database, brings its schema up and puts everything together; nothing listens yet. */
  public App(Config config, Clock clock) {
    this(config, clock, null);
  }

  /**
   * Puts everything together with a mail transport of one's own: what tests use to play the mail
   * server.
   */
  public App(Config config, Clock clock, @Nullable MailTransport mail) {
    var outbox = mail == null && config.smtp() == null ? new Outbox(clock) : null;
    core = new Core(config, clock, mail != null ? mail : outbox != null ? outbox : smtp(config));

    // what lets the world in
    var cookies = new Cookies(core.config.https());
    var sessionCookie = new SessionCookie(cookies, core.clock);
    var requests =
        new Requests(new ClientAddress(core.config.trustedProxies()), core.clock.millis());
    var html = new Html(core.templates);
    var assets = new Assets();
    var addresses = new OwnAddresses(config.baseUrl(), config.oldBaseUrls());
    var brand = new Brand(addresses, core.environments, core.applications, assets);
    var looks = new Looks(brand, core.organizationLogos);
    var session =
        new SessionCredential(
            core.sessions, core.ends, sessionCookie, requests, html, brand, looks);
    var flash = new Flash(cookies);
    var pages =
        new Pages(
            html, brand, flash, sessionCookie, new Colleagues(core.portalLinks, brand, core.clock));
    var devices = new Devices(requests, places(core.config));
    var signOut = new SignOut(core.sessions, core.ends, core.farewells, sessionCookie);
    var web =
        new Web(
            html,
            brand,
            looks,
            flash,
            requests,
            devices,
            new Limits(),
            cookies,
            sessionCookie,
            signOut,
            addresses);
    scim = new ScimFace(core, web);
    Function<Surface, Widget> singleSignOn = surface -> new SsoWidget(core, web, surface);
    Function<Surface, Widget> provisioning =
        surface -> new ScimWidget(core, web, scim.trials(), surface);
    Function<Surface, Widget> domains =
        surface ->
            new DomainsWidget(
                core.organizationDomains, core.environments, core.clock, web, surface);
    var directories = Guides.titles(ScimWidget.class);
    var vendors = new HashMap<>(Guides.titles(SsoWidget.class));
    directories.forEach(vendors::putIfAbsent);
    var portal =
        new Portal(
            pages,
            Map.of(
                Section.GENERAL,
                surface ->
                    new GeneralWidget(
                        core.organizations,
                        core.organizationLogos,
                        core.emailDomains,
                        core.database,
                        brand,
                        surface),
                Section.USERS,
                surface ->
                    new UsersWidget(
                        core.members,
                        core.invitations,
                        core.bulkInvitations,
                        core.roles,
                        core.memberList,
                        core.memberExport,
                        core.departures,
                        core.directories,
                        core.clock,
                        surface),
                Section.SSO,
                singleSignOn,
                Section.SCIM,
                provisioning,
                Section.DOMAINS,
                domains,
                Section.SESSION_POLICY,
                surface -> new SessionPolicyWidget(core.sessionPolicies, brand, surface),
                Section.ACTIVITY,
                surface -> new ActivityWidget(core, brand, vendors, surface),
                Section.ACCOUNT,
                surface -> new AccountWidget(core, surface),
                Section.SECURITY,
                surface -> new SecurityWidget(core, web, surface)),
            (module, surface) -> new ColleaguesWidget(core, brand, module, surface));
    var adminPortal =
        new AdminPortal(
            core,
            web,
            Map.of(
                PortalModule.SSO,
                singleSignOn,
                PortalModule.SCIM,
                provisioning,
                PortalModule.DOMAINS,
                domains));
    var login = new Login(core, web, config.sample() ? newcomers(outbox != null) : null);
    var sso = new Sso(core, web);
    provider = new Provider(core, web);
    var api =
        new Api(core, web, SsoWidget.providers(), SsoWidget::documentWords, directories.keySet());
    var gate =
        new Gate(
            session,
            Map.of(
                Access.Kind.API,
                provider.apiCredential(),
                Access.Kind.DIRECTORY,
                scim.credential(),
                Access.Kind.LINK,
                adminPortal.credential()),
            core.clock,
            web.addresses());
    // what programs call many times a second comes first: the router compares one after another
    scim.mount(routes);
    provider.mount(routes);
    portal.mount(routes);
    adminPortal.mount(routes);
    new GoogleCallback(core.polledDirectories, Section.SCIM.path(), Place.SCIM.path())
        .mount(routes);
    new PictureFace(core.pictures).mount(routes);
    new Preview(core, web, assets).mount(routes);
    login.mount(routes);
    sso.mount(routes);
    api.mount(routes);
    sampleApplications = new SampleApplications(core);
    if (config.sample()) {
      new DevPages(core, web, outbox).mount(routes);
    } else if (sampleApplications.disarm()) {
      LOG.warn(
          "{} was begun as a sample: it holds made-up people and organizations among yours. For"
              + " production begin afresh with another HOSTED_UI_DATABASE_URL. If they are gone,"
              + " deleting the client {} by the API ends this warning.",
          Database.placeOf(config.databaseUrl()),
          SampleApplications.API_CLIENT);
    }
    begin(core);
    var faces = new HashMap<>(provider.faces());
    faces.put(Api.ROOT, api);
    faces.put(ScimFace.PREFIX, scim.refusals());
    // below the same address, but people come there
    faces.put(PolledDirectories.CALLBACK, pages);
    faces.put(Home.PATH, pages);
    faces.putAll(adminPortal.faces());
    faces.put("", login);
    server =
        new Server(
            routes,
            gate,
            requests,
            assets,
            faces,
            new Headers(config.https(), config.hstsSubdomains()),
            new Metrics(
                config.metricsToken(),
                () -> trouble(core).isEmpty(),
                List.of(
                    new Metrics.Gauge(
                        "hosted_ui_mails_waiting",
                        "Mails that are still to be sent.",
                        core.letterBox::waiting),
                    new Metrics.Gauge(
                        "hosted_ui_webhooks_waiting",
                        "Events that are still to be sent to webhooks, one for each webhook.",
                        core.deliveries::waiting),
                    new Metrics.Gauge(
                        "hosted_ui_logout_calls_waiting",
                        "Calls that are still to tell apps of ended sessions.",
                        core.logoutCalls::waiting))),
            () -> core.environments.current().organizationWord(),
            () -> trouble(core));

    core.schedule(timetable);
    login.schedule(timetable);
    provider.schedule(timetable);
    sso.schedule(timetable);
  }

  /** Why no traffic should come, in words: of the health and of the metrics. */
  private static Optional<String> trouble(Core core) {
    return core.database.trouble().map(Reason::words).or(core::keyTrouble);
  }

  /**
   * The core for who works on the data beside a running server; in a sample with the data that a
   * server would have begun with. Letters wait in the database until a server sends them.
   */
  public static Core coreOnly(Config config, Clock clock) {
    return coreOnly(config, clock, false);
  }

  /**
   * {@link #coreOnly(Config, Clock)}.
   *
   * @param lacking whether a key that something in the database needs may be missing
   */
  public static Core coreOnly(Config config, Clock clock, boolean lacking) {
    var core =
        new Core(
            config,
            clock,
            letter -> {
              throw new IllegalStateException("only a server sends letters");
            },
            lacking);
    begin(core);
    return core;
  }

  /** What the first program at a database leaves in it. */
  private static void begin(Core core) {
    // a sample is known by its data from the moment on in which the database is sealed
    if (core.config.sample()) new SampleData(core).begin();
    core.sealFirst();
  }

  private static MailTransport smtp(Config config) {
    if (config.smtp() == null) throw new IllegalStateException("no way to send mail");
    return new SmtpTransport(config.smtp(), config.baseUrl().getHost());
  }

  /** Whom to sign in as in the sample; its mail stays here when there is an outbox. */
  private static Login.Sample newcomers(boolean outbox) {
    return new Login.Sample(
        outbox ? "/dev/mail" : null,
        "/dev/",
        List.of(
            new Login.Sample.Person("ada@acmecorp.example", "an admin"),
            new Login.Sample.Person("max@acmecorp.example", "a member")));
  }

  private static Places places(Config config) {
    try {
      return Places.open(config.places());
    } catch (IOException e) {
      throw new UncheckedIOException("HOSTED_UI_GEOIP_DATABASE is not an .mmdb file", e);
    }
  }

  /** Begins to listen and to work; returns the port. */
  public int start() {
    var port = startWithoutJobs();
    timetable.start();
    return port;
  }

  /** Begins to listen only: tests call the verbs of the timetable themselves. */
  public int startWithoutJobs() {
    return server.start(core.config.listenHost(), core.config.listenPort());
  }

  /** What the program is without its faces. */
  public Core core() {
    return core;
  }

  /** The name of the sample's app in the protocol. */
  public static String coffeedeskClient() {
    return SampleApplications.COFFEEDESK;
  }

  /** Where the sample's app is, when its port is free. */
  public static String coffeedeskHome() {
    return SampleApplications.COFFEEDESK_HOME;
  }

  /** A secret for the sample app, good until the next one; empty when this is no sample. */
  public Optional<String> newCoffeedeskSecret() {
    return core.config.sample()
        ? Optional.of(sampleApplications.newCoffeedeskSecret())
        : Optional.empty();
  }

  public ScimFace scim() {
    return scim;
  }

  public Provider provider() {
    return provider;
  }

  public Routes routes() {
    return routes;
  }

  public Server server() {
    return server;
  }

  /** Lets running requests and the running job finish, then closes the database. */
  @Override
  public void close() {
    try (core;
        timetable;
        server) {
      // the last is closed first
    }
  }
}
