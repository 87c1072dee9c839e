package dev.hostedui;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.StorageUnavailable.Reason;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.NodeNumber;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.ClientKeys;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.identity.grant.LogoutCalls;
import dev.hostedui.identity.grant.RefreshTokens;
import dev.hostedui.identity.member.BulkInvitations;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.MemberImport;
import dev.hostedui.identity.member.MemberList;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Notices;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.signingkey.SigningKeys;
import dev.hostedui.identity.user.Users;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.login.HomeRealm;
import dev.hostedui.login.Login;
import dev.hostedui.login.LoginAttempts;
import dev.hostedui.login.MailedCodes;
import dev.hostedui.login.OrganizationQueries;
import dev.hostedui.login.SignIns;
import dev.hostedui.mail.LetterBox;
import dev.hostedui.mail.Letters;
import dev.hostedui.mail.MailSender;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.outside.MailTransport;
import dev.hostedui.outside.Places;
import dev.hostedui.outside.SmtpTransport;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Portal;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.account.AccountWidget;
import dev.hostedui.portal.general.GeneralWidget;
import dev.hostedui.portal.security.SecurityWidget;
import dev.hostedui.portal.sessionpolicy.SessionPolicyWidget;
import dev.hostedui.portal.users.UsersWidget;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.provider.Provider;
import dev.hostedui.sample.DevPages;
import dev.hostedui.sample.Outbox;
import dev.hostedui.sample.SampleApplications;
import dev.hostedui.sample.SampleData;
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
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Server;
import dev.hostedui.web.SessionCookie;
import dev.hostedui.web.SessionCredential;
import dev.hostedui.web.Templates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every object of the program, made here once, in the order they need each other. */
public final class App implements AutoCloseable {

  private final Config config;
  private final Database database;
  private final Environments environments;
  private final Organizations organizations;
  private final Members members;
  private final Invitations invitations;
  private final MemberImport memberImport;
  private final Sessions sessions;
  private final SessionEnds ends;
  private final Applications applications;
  private final NodeNumber node;
  private final ClientKeys clientKeys;
  private final SigningKeys signingKeys;
  private final LetterBox letterBox;
  private final HttpCaller caller;
  private final Provider provider;
  private final LoginAttempts attempts;
  private final MailedCodes codes;
  private final @Nullable Outbox outbox;
  private final SampleApplications sampleApplications;
  private final Routes routes = new Routes();
  private final Server server;
  private final Timetable timetable = new Timetable();

  /** Opens the database, brings its schema up and puts everything together; nothing listens yet. */
  public App(Config config, Clock clock) {
    this(config, clock, null);
  }

  /** The same with a mail transport of one's own: what tests use to play the mail server. */
  public App(Config config, Clock clock, @Nullable MailTransport mail) {
    this.config = config;
    var random = new SecureRandom();
    var vault = new Vault(SecretKeys.of(config, random), random);
    database = Database.open(config.databaseUrl());
    Migrations.run(config.databaseUrl(), database);
    node = new NodeNumber(database, clock, random);
    var ids = new Ids(clock, random, node);

    // what is true
    var events = new Events(ids, clock);
    var roles = new Roles(database, events, ids, clock);
    environments = new Environments(database, roles, ids, clock);
    environments.initialize(
        Environment.initial(
            config.branding(), config.supportEmail(), config.termsUrl(), config.privacyUrl()));
    organizations = new Organizations(database, events, ids, clock);
    var users = new Users(database, events, Members::followRename, ids, clock);
    var logoutCalls = new LogoutCalls(database, events, ids, clock);
    var grants = new Grants(database, logoutCalls, events, clock);
    var refreshTokens = new RefreshTokens(database, vault, events, ids, clock);
    var authorizationCodes = new AuthorizationCodes(database, refreshTokens, events, ids, clock);
    sessions = new Sessions(database, environments, events, ids, clock);
    ends = new SessionEnds(database, grants, events, clock);
    applications = new Applications(database, events, ids, clock, config.sample());
    clientKeys = new ClientKeys(database, applications, events, ids, clock);
    var authorizationRequests = new AuthorizationRequests(database, ids, clock);
    signingKeys = new SigningKeys(database, vault, events, ids, clock, random);
    var emailDomains = new EmailDomains(database, events, ids, clock);

    // what reaches out
    outbox = mail == null && config.smtp() == null ? new Outbox(clock) : null;
    var transport =
        mail != null ? mail : config.smtp() != null ? new SmtpTransport(config.smtp()) : outbox;
    if (transport == null) throw new IllegalStateException("no way to send mail");
    var templates = new Templates();
    letterBox =
        new LetterBox(
            database, vault, new MailSender(config.mailFrom(), transport, clock), ids, clock);
    var letters = new Letters(letterBox, environments, templates, config.baseUrl());
    members = new Members(database, organizations, users, sessions, ends, events, clock);
    invitations = new Invitations(database, users, sessions, events, letters, ids, clock);
    var memberList = new MemberList(database, clock);
    memberImport = new MemberImport(database, events, ids, clock);

    var challenges = new Challenges(database, ids, clock);
    var notices = new Notices(database, ends, letters, events, ids, clock);
    var passkeys = new Passkeys(database, notices, events, ids, clock);

    caller = new HttpCaller(config.allowPrivateNetwork());

    // what lets the world in
    var cookies = new Cookies(config.https());
    var sessionCookie = new SessionCookie(cookies, clock);
    var requests = new Requests(new ClientAddress(config.trustedProxies()), clock.millis());
    var session = new SessionCredential(sessions, ends, sessionCookie, requests);
    var gate = new Gate(session, Map.of(), clock, config.baseUrl());
    var html = new Html(templates);
    var assets = new Assets();
    var issuer = config.baseUrl().toString().replaceAll("/+$", "");
    var brand = new Brand(issuer, environments, assets);
    var flash = new Flash(cookies);
    var pages = new Pages(html, brand, flash);
    var devices = new Devices(requests, places(config));
    var limits = new Limits();
    var relyingParty =
        new RelyingParty(config.passkeyRpId(), Set.of(Gate.originOf(config.baseUrl())));
    var portal =
        new Portal(
            pages,
            Map.of(
                Section.GENERAL,
                surface -> new GeneralWidget(organizations, emailDomains, database, brand, surface),
                Section.USERS,
                surface ->
                    new UsersWidget(
                        members,
                        invitations,
                        new BulkInvitations(database, invitations),
                        roles,
                        memberList,
                        clock,
                        surface),
                Section.SESSION_POLICY,
                surface ->
                    new SessionPolicyWidget(
                        new SessionPolicies(database, environments, ends, events, clock),
                        brand,
                        surface),
                Section.ACCOUNT,
                surface -> new AccountWidget(users, members, passkeys, relyingParty, surface),
                Section.SECURITY,
                surface ->
                    new SecurityWidget(
                        ends,
                        new SecurityWidget.Parts(
                            passkeys,
                            challenges,
                            relyingParty,
                            environments,
                            devices,
                            limits,
                            brand,
                            html,
                            flash,
                            database,
                            clock),
                        surface)));
    attempts = new LoginAttempts(database, events, ids, clock);
    codes = new MailedCodes(database, attempts, environments, letters, vault, ids, clock);
    var organizationQueries = new OrganizationQueries(database, clock);
    var signIns =
        new SignIns(
            database,
            environments,
            attempts,
            users,
            invitations,
            sessions,
            ends,
            events,
            organizationQueries);
    // nobody signs in at a provider of their own yet
    HomeRealm homeRealm = email -> Optional.empty();
    var login =
        new Login(
            new Login.Parts(
                new Login.Web(html, brand, requests, devices, limits, cookies, sessionCookie),
                new Login.Ways(database, clock, attempts, codes, homeRealm, signIns),
                new Login.PasskeyParts(passkeys, challenges, notices, relyingParty),
                new Login.Nouns(
                    environments,
                    members,
                    invitations,
                    sessions,
                    ends,
                    authorizationRequests,
                    organizationQueries),
                outbox == null ? null : "/dev/mail"));
    provider =
        new Provider(
            new Provider.Parts(
                issuer,
                applications,
                clientKeys,
                authorizationRequests,
                authorizationCodes,
                refreshTokens,
                grants,
                logoutCalls,
                sessions,
                ends,
                signingKeys,
                environments,
                caller,
                limits,
                requests,
                cookies,
                sessionCookie,
                html,
                brand,
                ids,
                clock));
    portal.mount(routes);
    login.mount(routes);
    provider.mount(routes);
    if (config.sample()) {
      new DevPages(database, users, sessions, sessionCookie, requests, outbox, html, brand, clock)
          .mount(routes);
      new SampleData(database, organizations, users, members, memberImport, emailDomains, clock)
          .seed();
    }
    sampleApplications = new SampleApplications(database, applications, ids);
    if (config.sample()) sampleApplications.register();
    else sampleApplications.disarm();
    var faces = new HashMap<>(provider.faces());
    faces.put(Home.PATH, pages);
    faces.put("", login);
    server =
        new Server(
            routes,
            gate,
            requests,
            assets,
            faces,
            new Headers(config.https(), config.hstsSubdomains()),
            () -> database.trouble().map(Reason::words));

    // what happens without a request
    timetable
        .every(Duration.ofMillis(500), "send letters", letterBox::sendDue)
        .every(Duration.ofSeconds(5), "read the environment again", this::refreshEnvironment)
        .every(Duration.ofMillis(100), "call applications of ended sessions", provider::callDue)
        .every(Duration.ofSeconds(1), "end stale sessions", ends::endStale)
        .every(Duration.ofSeconds(30), "keep the node number", node::renew)
        .every(Duration.ofHours(1), "replace signing keys", signingKeys::rotateIfDue)
        .every(Duration.ofHours(1), "forget ended sessions", ends::forgetEnded)
        .every(Duration.ofHours(1), "forget sign-ins", attempts::forgetOld)
        .every(Duration.ofHours(1), "forget mailed codes", codes::forgetOld)
        .every(Duration.ofMinutes(5), "forget challenges", challenges::forgetOld)
        .every(Duration.ofHours(1), "forget notices of passkeys", notices::forgetOld)
        .every(Duration.ofHours(1), "forget authorizations", authorizationRequests::forgetOld)
        .every(Duration.ofHours(1), "forget grants", grants::forgetOld)
        .every(Duration.ofHours(1), "forget assertions", clientKeys::forgetOld)
        .every(Duration.ofHours(1), "forget calls", logoutCalls::forgetOld)
        .every(Duration.ofHours(1), "forget letters", letterBox::forgetOld)
        .every(Duration.ofHours(1), "forget invitation links", invitations::forgetLinks);
  }

  private static Places places(Config config) {
    try {
      return Places.open(config.places());
    } catch (IOException e) {
      throw new UncheckedIOException("HOSTED_UI_GEOIP_DATABASE is not an .mmdb file", e);
    }
  }

  private int refreshEnvironment() {
    environments.refresh();
    return 0;
  }

  /** Begins to listen and to work; returns the port. */
  public int start() {
    var port = server.start(config.listenHost(), config.listenPort());
    timetable.start();
    return port;
  }

  /** Begins to listen only: tests call the verbs of the timetable themselves. */
  public int startWithoutJobs() {
    return server.start(config.listenHost(), config.listenPort());
  }

  /** Whether the secret key is the one that the database was sealed with. */
  public boolean keyFits() {
    return keyFits(config, database);
  }

  /** The same of a database that nobody serves. */
  public static boolean keyFits(Config config, Database database) {
    var random = new SecureRandom();
    return SigningKeys.canBeOpened(database, new Vault(SecretKeys.of(config, random), random));
  }

  public Config config() {
    return config;
  }

  public Database database() {
    return database;
  }

  public Environments environments() {
    return environments;
  }

  public Organizations organizations() {
    return organizations;
  }

  public Members members() {
    return members;
  }

  public Invitations invitations() {
    return invitations;
  }

  public MemberImport memberImport() {
    return memberImport;
  }

  public Sessions sessions() {
    return sessions;
  }

  public SessionEnds ends() {
    return ends;
  }

  public Applications applications() {
    return applications;
  }

  public ClientKeys clientKeys() {
    return clientKeys;
  }

  public SigningKeys signingKeys() {
    return signingKeys;
  }

  /** A secret for the sample app, good until the next one; empty when this is no sample. */
  public Optional<String> newCoffeedeskSecret() {
    return config.sample()
        ? Optional.of(sampleApplications.newCoffeedeskSecret())
        : Optional.empty();
  }

  public Provider provider() {
    return provider;
  }

  public LetterBox letterBox() {
    return letterBox;
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
    server.close();
    timetable.close();
    caller.close();
    node.close();
    database.close();
  }
}
