package dev.hostedui.core;

import dev.hostedui.branding.LogoFetch;
import dev.hostedui.branding.PictureFetch;
import dev.hostedui.branding.PreviewLinks;
import dev.hostedui.db.Database;
import dev.hostedui.db.DueTimes;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.NodeNumber;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.apitoken.ApiTokens;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.ClientKeys;
import dev.hostedui.identity.application.ClientSecrets;
import dev.hostedui.identity.application.IdempotencyKeys;
import dev.hostedui.identity.application.OrganizationClients;
import dev.hostedui.identity.claim.TokenClaims;
import dev.hostedui.identity.connection.Certificates;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.ConnectionTests;
import dev.hostedui.identity.connection.ConnectionVersions;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.connection.PublishedSettings;
import dev.hostedui.identity.connection.ServiceProviderKeys;
import dev.hostedui.identity.connection.SignInHistory;
import dev.hostedui.identity.connection.UpstreamAccounts;
import dev.hostedui.identity.connection.UsedAnswers;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.DirectoryAttributes;
import dev.hostedui.identity.directory.DirectoryDrift;
import dev.hostedui.identity.directory.DirectoryGroups;
import dev.hostedui.identity.directory.DirectoryReceipts;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.identity.directory.DirectoryRoles;
import dev.hostedui.identity.directory.DirectoryTokens;
import dev.hostedui.identity.directory.DirectoryUsers;
import dev.hostedui.identity.directory.DirectoryWatch;
import dev.hostedui.identity.directory.PeopleNews;
import dev.hostedui.identity.directory.RoleAssignments;
import dev.hostedui.identity.directory.TokenWarnings;
import dev.hostedui.identity.directory.poll.Polls;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.environment.BrandingChanges;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.EnvironmentChanges;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventChain;
import dev.hostedui.identity.event.EventExport;
import dev.hostedui.identity.event.EventFeed;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.identity.grant.LogoutCalls;
import dev.hostedui.identity.grant.RefreshTokens;
import dev.hostedui.identity.mailtemplate.MailTemplates;
import dev.hostedui.identity.member.BulkInvitations;
import dev.hostedui.identity.member.Departures;
import dev.hostedui.identity.member.HoldersOfRoles;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.LettersDue;
import dev.hostedui.identity.member.MemberAdministration;
import dev.hostedui.identity.member.MemberExport;
import dev.hostedui.identity.member.MemberImport;
import dev.hostedui.identity.member.MemberList;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.member.PeopleSearch;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.member.RefusedInvitations;
import dev.hostedui.identity.member.RoleChanges;
import dev.hostedui.identity.member.SignUps;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.passkey.Challenges;
import dev.hostedui.identity.passkey.Notices;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.identity.passwordless.PasswordlessRequests;
import dev.hostedui.identity.picture.Pictures;
import dev.hostedui.identity.portallink.PortalCodes;
import dev.hostedui.identity.portallink.PortalLinkUses;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.portallink.PortalSessions;
import dev.hostedui.identity.portallink.StepsDone;
import dev.hostedui.identity.role.Permissions;
import dev.hostedui.identity.role.RoleDefinitions;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.seal.SealedColumn;
import dev.hostedui.identity.seal.Seals;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.SessionPolicies;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.signingkey.SigningKeys;
import dev.hostedui.identity.signon.Farewells;
import dev.hostedui.identity.signon.SignOnChoice;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.identity.social.SocialAccounts;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.user.Users;
import dev.hostedui.identity.webhook.Deliveries;
import dev.hostedui.identity.webhook.DeliveryLog;
import dev.hostedui.identity.webhook.WebhookId;
import dev.hostedui.identity.webhook.WebhookQueue;
import dev.hostedui.identity.webhook.Webhooks;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.mail.AccountLetters;
import dev.hostedui.mail.CodeLetters;
import dev.hostedui.mail.LetterBox;
import dev.hostedui.mail.MailSender;
import dev.hostedui.mail.ManagerLetters;
import dev.hostedui.mail.PortalLetters;
import dev.hostedui.mail.Post;
import dev.hostedui.outside.DomainDns;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.outside.MailTransport;
import dev.hostedui.outside.NameServers;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.webauthn.RelyingParty;
import dev.hostedui.upstream.ProviderAnswers;
import dev.hostedui.upstream.ProviderKeyCache;
import dev.hostedui.upstream.PublishedReader;
import dev.hostedui.upstream.UpstreamDocuments;
import dev.hostedui.web.Templates;
import dev.hostedui.webhooks.WebhookSender;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The database, the nouns with their verbs, and what reaches out, each made once in the order they
 * need each other.
 */
public final class Core implements AutoCloseable {

  public final Config config;
  public final Clock clock;
  public final Database database;
  public final Vault vault;
  public final Ids ids;
  public final Events events;
  public final EventChain eventChain;
  public final EventFeed eventFeed;
  public final EventExport eventExport;

  public final Roles roles;
  public final Permissions permissions;
  public final RoleDefinitions roleDefinitions;
  public final Environments environments;
  public final BrandingChanges brandingChanges;
  public final EnvironmentChanges environmentChanges;
  public final Pictures pictures;
  public final MailTemplates mailTemplates;
  public final PreviewLinks previewLinks;
  public final OrganizationLogos organizationLogos;
  public final LogoFetch logoFetch;
  public final PictureFetch pictureFetch;
  public final Organizations organizations;
  public final Users users;
  public final Members members;
  public final Departures departures;
  public final PasswordlessRequests passwordlessRequests;
  public final MemberList memberList;
  public final MemberExport memberExport;
  public final PeopleSearch peopleSearch;
  public final LettersDue lettersDue;
  public final Invitations invitations;
  public final MemberAdministration memberAdministration;
  public final BulkInvitations bulkInvitations;
  public final MemberImport memberImport;
  public final EmailDomains emailDomains;
  public final Connections connections;
  public final ConnectionVersions connectionVersions;
  public final ConnectionSetup connectionSetup;
  public final ConnectionTests connectionTests;
  public final ConnectionRoutes connectionRoutes;
  public final UpstreamAccounts upstreamAccounts;
  public final UsedAnswers usedAnswers;
  public final SocialConnections socialConnections;
  public final SocialAccounts socialAccounts;
  public final OrganizationDomains organizationDomains;
  public final SignOnChoice signOnChoice;
  public final SignOnRequests signOnRequests;
  public final Farewells farewells;
  public final SignInHistory signInHistory;
  public final ServiceProviderKeys serviceProviderKeys;
  public final PublishedSettings publishedSettings;
  public final Certificates certificates;
  public final Directories directories;
  public final DirectoryTokens directoryTokens;
  public final DirectoryGroups directoryGroups;
  public final DirectoryWatch directoryWatch;
  public final DirectoryDrift directoryDrift;
  public final RoleAssignments roleAssignments;
  public final DirectoryAttributes directoryAttributes;
  public final ApiTokens apiTokens;
  public final OrganizationClients organizationClients;
  public final PeopleNews peopleNews;
  public final DirectoryRequests directoryRequests;
  public final DirectoryReceipts directoryReceipts;
  public final TokenWarnings tokenWarnings;
  public final DirectoryUsers directoryUsers;
  public final PolledDirectories polledDirectories;
  public final PortalLinks portalLinks;
  public final PortalLinkUses portalLinkUses;
  public final PortalSessions portalSessions;
  public final Sessions sessions;
  public final SessionEnds ends;
  public final SessionPolicies sessionPolicies;
  public final Passkeys passkeys;
  public final Challenges challenges;
  public final Notices notices;
  public final Applications applications;
  public final ClientSecrets clientSecrets;
  public final TokenClaims tokenClaims;
  public final ClientKeys clientKeys;
  public final IdempotencyKeys idempotencyKeys;
  public final AuthorizationRequests authorizationRequests;
  public final AuthorizationCodes authorizationCodes;
  public final RefreshTokens refreshTokens;
  public final Grants grants;
  public final LogoutCalls logoutCalls;
  public final SigningKeys signingKeys;
  public final Webhooks webhooks;
  public final Deliveries deliveries;
  public final DeliveryLog deliveryLog;
  public final RelyingParty relyingParty;

  public final Templates templates = new Templates();
  public final LetterBox letterBox;
  public final Post post;
  public final CodeLetters codeLetters;
  public final HttpCaller caller;
  public final WebhookSender webhookSender;
  public final UpstreamDocuments upstreamDocuments;
  public final ProviderAnswers providerAnswers;

  private final NodeNumber node;

  /**
   * Opens the database, brings its schema up and makes everything that needs no web server.
   *
   * @param exactly tells the time, more exactly than the database keeps it: what is answered to who
   *     makes something must be what is read of it afterwards
   * @param mail how letters leave
   * @throws StorageUnavailable when the database or the key file cannot be used
   */
  public Core(Config config, Clock exactly, MailTransport mail) {
    this(config, exactly, mail, false);
  }

  /**
   * Opens the database of the settings.
   *
   * @param lacking whether a key that something in it needs may be missing: only for whoever mends
   *     that
   */
  public Core(Config config, Clock exactly, MailTransport mail, boolean lacking) {
    this.config = config;
    clock = Clock.tick(exactly, Duration.ofMillis(1));
    var random = new SecureRandom();
    database = Database.open(config.databaseUrl());
    vault = vault(config, database, random, lacking);
    Migrations.run(config.databaseUrl(), database);
    node = new NodeNumber(database, clock, random);
    ids = new Ids(clock, random, node);
    var webhookQueue = new WebhookQueue(ids, clock);
    portalLinkUses = new PortalLinkUses(database, ids, clock);
    events = new Events(ids, clock, webhookQueue.and(new StepsDone(portalLinkUses, clock)));
    eventChain = new EventChain(database, vault, clock);
    eventFeed = new EventFeed(database, eventChain);
    eventExport = new EventExport(eventFeed);

    roles = new Roles(database);
    permissions = new Permissions(database, events, ids, clock);
    organizations = new Organizations(database, events, ids, clock);
    roleDefinitions =
        new RoleDefinitions(
            database, events, new HoldersOfRoles(events, clock), organizations, ids, clock);
    pictures = new Pictures(database, clock);
    mailTemplates = new MailTemplates(database, events, clock);
    previewLinks = new PreviewLinks(vault, clock);
    environments = new Environments(database, roleDefinitions, pictures, ids, clock);
    environments.initialize(
        Environment.initial(
            config.branding(), config.supportEmail(), config.termsUrl(), config.privacyUrl()),
        config.logo());
    brandingChanges = new BrandingChanges(database, environments, pictures, events, clock);
    environmentChanges = new EnvironmentChanges(database, environments, events, clock);
    emailDomains = new EmailDomains(database, events, ids, clock);
    connections = new Connections(database, events, ids, clock, config.issuer());
    connections.initialize(config.issuers().get(config.issuers().size() > 1 ? 1 : 0));
    connectionVersions =
        new ConnectionVersions(
            database, vault, events, clock, config.issuers(), config.allowPrivateNetwork());
    connectionSetup = new ConnectionSetup(database, connections, connectionVersions, events);
    connectionTests = new ConnectionTests(database, events, ids, clock);
    connectionRoutes = new ConnectionRoutes(database);
    usedAnswers = new UsedAnswers(database, clock);
    signOnChoice = new SignOnChoice(database, connections, connectionRoutes);
    signOnRequests = new SignOnRequests(database, vault, ids, clock);
    socialConnections =
        new SocialConnections(
            database, vault, events, ids, clock, config.issuer(), config.allowPrivateNetwork());
    farewells = new Farewells(database, connectionRoutes, connectionVersions, vault, ids, clock);
    signInHistory = new SignInHistory(database, ids, clock);
    directoryRequests = new DirectoryRequests(database, ids, clock);
    serviceProviderKeys =
        new ServiceProviderKeys(
            database,
            vault,
            events,
            ids,
            clock,
            random,
            (pair, name, serial, begins, ends) ->
                Credential.selfSigned(pair, name, serial, begins, ends)
                    .certificate()
                    .certificate());
    users = new Users(database, events, Members::followRename, ids, clock);

    logoutCalls = new LogoutCalls(database, events, ids, clock);
    grants = new Grants(database, logoutCalls, events, clock);
    refreshTokens = new RefreshTokens(database, vault, events, ids, clock);
    authorizationRequests = new AuthorizationRequests(database, ids, clock);
    applications = new Applications(database, events, ids, clock, config.sample());
    tokenClaims = new TokenClaims(database, events, ids, clock);
    clientSecrets = new ClientSecrets(database, applications, events, ids, clock);
    clientKeys = new ClientKeys(database, applications, events, ids, clock);
    idempotencyKeys = new IdempotencyKeys(database, vault, clock);
    signingKeys = new SigningKeys(database, vault, events, ids, clock, random);

    letterBox =
        new LetterBox(
            database,
            vault,
            new MailSender(config.mailFrom(), mail, clock),
            new RefusedInvitations(events)::note,
            ids,
            clock);
    post =
        new Post(
            letterBox, environments, templates, config.baseUrl(), new Quotas(ids, clock), clock);
    codeLetters = new CodeLetters(post, environments);
    var accountLetters = new AccountLetters(post, clock);
    socialAccounts = new SocialAccounts(database, users, events, accountLetters, clock);
    var managerLetters = new ManagerLetters(post, environments, clock);
    passwordlessRequests =
        new PasswordlessRequests(
            database, codeLetters, vault, events, ids, clock, config.allowPrivateNetwork());
    webhooks = new Webhooks(database, vault, events, ids, clock, config.sample());
    deliveries = new Deliveries(database, webhookQueue, vault, events, managerLetters, clock);
    deliveryLog = new DeliveryLog(database, clock);

    sessions =
        new Sessions(
            database,
            environments,
            events,
            accountLetters,
            connectionRoutes,
            new SignUps(events, clock),
            ids,
            clock);
    authorizationCodes =
        new AuthorizationCodes(database, sessions, refreshTokens, events, ids, clock);
    ends = new SessionEnds(database, grants, events, clock);
    sessionPolicies = new SessionPolicies(database, environments, sessions, ends, events, clock);

    caller = new HttpCaller(config.allowPrivateNetwork());
    pictureFetch = new PictureFetch(caller, config.allowPrivateNetwork());
    organizationLogos =
        new OrganizationLogos(
            database,
            pictures,
            new Quotas(ids, clock),
            () -> environments.current().branding().organizations().mayBeChosenByAdmins(),
            events,
            clock);
    logoFetch = new LogoFetch(organizationLogos, pictureFetch);
    webhookSender = new WebhookSender(deliveries, caller, clock);
    upstreamDocuments = new UpstreamDocuments(caller, config.allowPrivateNetwork());
    providerAnswers =
        new ProviderAnswers(
            upstreamDocuments, new ProviderKeyCache(upstreamDocuments, clock), clock);
    organizationDomains =
        new OrganizationDomains(
            database,
            new DomainDns(new NameServers(config.dns()), config.allowPrivateNetwork()),
            managerLetters,
            Members::managing,
            events,
            ids,
            clock);

    relyingParty = new RelyingParty(config.passkeyRpId(), Set.copyOf(config.issuers()));
    members =
        new Members(database, organizations, users, sessions, ends, events, accountLetters, clock);
    departures = new Departures(database, clock, Directories::admits, UpstreamAccounts::admits);
    var provisioning = new Provisioning(members, ends, events, clock);
    upstreamAccounts = new UpstreamAccounts(users, provisioning, events, clock);
    certificates = new Certificates(database, provisioning, managerLetters, clock);
    publishedSettings =
        new PublishedSettings(
            database, events, new PublishedReader(upstreamDocuments, clock), clock);
    var polls = new Polls(database, events, clock);
    directories = new Directories(database, polls, events, ids, clock);
    directoryTokens = new DirectoryTokens(database, events, ids, clock);
    directoryReceipts = new DirectoryReceipts(database, ids, clock);
    tokenWarnings = new TokenWarnings(database, provisioning, managerLetters, clock);
    var roleChanges = new RoleChanges(events, clock);
    peopleNews = new PeopleNews(database, users, roleChanges, events, clock);
    var directoryRoles = new DirectoryRoles(roleChanges, peopleNews, clock);
    directoryUsers =
        new DirectoryUsers(
            database, users, provisioning, directoryRoles, directoryReceipts, events, ids, clock);
    directoryGroups = new DirectoryGroups(directoryRoles, events, ids, clock);
    directoryWatch =
        new DirectoryWatch(
            database, directoryTokens, directoryRequests, provisioning, managerLetters, clock);
    directoryDrift = new DirectoryDrift(database, directoryRequests);
    roleAssignments = new RoleAssignments(database, directoryRoles, events);
    apiTokens = new ApiTokens(database, provisioning, events, ids, clock);
    organizationClients = new OrganizationClients(database, events, ids, clock);
    directoryAttributes = new DirectoryAttributes(database, peopleNews, events, clock);
    polledDirectories = new PolledDirectories(this, polls, provisioning, managerLetters);
    var portalLetters = new PortalLetters(post);
    portalLinks = new PortalLinks(database, portalLetters, events, ids, clock);
    portalSessions =
        new PortalSessions(
            database,
            portalLinkUses,
            new PortalCodes(environments, portalLetters, vault, ids, clock),
            events,
            ids,
            clock);
    memberList = new MemberList(database, clock);
    memberExport = new MemberExport(database, memberList, events);
    peopleSearch = new PeopleSearch(database);
    lettersDue = new LettersDue(database);
    invitations = new Invitations(database, users, sessions, events, accountLetters, ids, clock);
    memberAdministration =
        new MemberAdministration(
            database, members, invitations, organizations, organizationDomains, users, ends, clock);
    bulkInvitations = new BulkInvitations(database, invitations);
    memberImport = new MemberImport(database, events, ids, clock);
    challenges = new Challenges(database, ids, clock);
    notices = new Notices(database, ends, accountLetters, events, ids, clock);
    passkeys = new Passkeys(database, notices, events, ids, clock);
  }

  /** Enters what happens without a request and without a face. */
  public void schedule(Timetable timetable) {
    timetable
        .everyWaiting(Duration.ofMillis(500), "send letters", letterBox::sendDue)
        .every(Duration.ofSeconds(5), "read the environment again", this::refreshEnvironment)
        .every(Duration.ofSeconds(1), "end stale sessions", ends::endStale)
        .every(Duration.ofSeconds(1), "end words of providers", ends::endWords)
        .everyWaiting(Duration.ofSeconds(10), "look domains up", organizationDomains::lookUpDue)
        .every(Duration.ofSeconds(30), "keep the node number", node::renew)
        .every(
            Duration.ofHours(1),
            "bring back what is dated ahead",
            new DueTimes(database, clock)::bringBack)
        .every(Duration.ofHours(1), "replace signing keys", signingKeys::rotateIfDue)
        .every(Duration.ofHours(1), "forget ended sessions", ends::forgetEnded)
        .every(Duration.ofMinutes(5), "forget challenges", challenges::forgetOld)
        .every(Duration.ofHours(1), "forget notices of passkeys", notices::forgetOld)
        .every(Duration.ofHours(1), "forget authorizations", authorizationRequests::forgetOld)
        .every(Duration.ofHours(1), "forget grants", grants::forgetOld)
        .every(Duration.ofHours(1), "forget assertions", clientKeys::forgetOld)
        .every(Duration.ofHours(1), "forget answers of the API", idempotencyKeys::forgetOld)
        .every(Duration.ofSeconds(2), "free keys of the API", idempotencyKeys::freeOwed)
        .every(Duration.ofHours(1), "forget calls", logoutCalls::forgetOld)
        .every(Duration.ofMinutes(5), "forget used answers", usedAnswers::forgetOld)
        .every(
            Duration.ofSeconds(1),
            "write the history of sign-ins",
            SignInHistory.BATCH,
            signInHistory::writeNoted)
        .every(Duration.ofHours(1), "forget the history of sign-ins", signInHistory::forgetOld)
        .every(Duration.ofSeconds(2), "write letters of members", lettersDue::write)
        .every(Duration.ofSeconds(1), "tell of changed groups", peopleNews::tellOwed)
        .every(
            Duration.ofSeconds(1),
            "write the log of directories",
            DirectoryRequests.BATCH,
            directoryRequests::writeNoted)
        .every(Duration.ofMinutes(10), "look after directories", directoryWatch::lookAfter)
        .every(Duration.ofHours(1), "forget the log of directories", directoryRequests::forgetOld)
        .every(Duration.ofHours(1), "replace keys for SAML", serviceProviderKeys::rotateDue)
        .everyWaiting(Duration.ofMinutes(5), "read published settings", publishedSettings::readDue)
        .every(Duration.ofHours(1), "warn of certificates that end", certificates::warnDue)
        .every(Duration.ofHours(1), "forget tests of connections", connectionTests::forgetOld)
        .every(Duration.ofMillis(200), "send events", webhookSender::begin)
        .every(Duration.ofHours(1), "forget deliveries", deliveries::forgetOld)
        .every(Duration.ofHours(1), "forget deleted webhooks", deliveries::forgetDeleted)
        .every(Duration.ofSeconds(1), "bind events", EventChain.BATCH, eventChain::bind)
        .every(Duration.ofHours(1), "seal events anew", eventChain::sealAnew)
        .every(
            Duration.ofHours(1),
            "forget events",
            () -> eventChain.forgetOlderThan(config.eventsKept()))
        .every(Duration.ofHours(1), "forget proofs of mailboxes", passwordlessRequests::forgetOld)
        .every(Duration.ofHours(1), "forget letters", letterBox::forgetOld)
        .everyWaiting(Duration.ofSeconds(5), "fetch logos", logoFetch::fetchDue)
        .every(Duration.ofHours(1), "forget pictures", pictures::forgetReleased)
        .every(Duration.ofHours(1), "forget receipts", directoryReceipts::forgetOld)
        .every(Duration.ofHours(1), "forget API tokens", apiTokens::forgetOld)
        .every(Duration.ofHours(1), "forget tokens of directories", directoryTokens::forgetOld)
        .every(Duration.ofHours(1), "warn of tokens that expire", tokenWarnings::warnDue)
        .every(Duration.ofHours(1), "forget portal links", portalLinks::forgetOld)
        .every(Duration.ofHours(1), "forget invitation links", invitations::forgetLinks)
        .every(Duration.ofSeconds(10), "look for the secret key", this::lookForKey);
    polledDirectories.schedule(timetable);
  }

  private int lookForKey() {
    if (SecretKeys.areMissing(config))
      throw new IllegalStateException(
          "The key file "
              + config.keyFile()
              + " was removed. Put it back: without it the next start cannot open the database.");
    return 0;
  }

  private int refreshEnvironment() {
    environments.refresh();
    tokenClaims.refresh();
    return 0;
  }

  /**
   * What seals and opens at rest. It is made before anything is changed: whoever works with another
   * key than the database was sealed with would leave in it what its server cannot open.
   */
  private static Vault vault(
      Config config, Database database, SecureRandom random, boolean lacking) {
    var fit = KeyFit.of(config, database, random);
    if (!fit.fits() && !(lacking && fit.verdict() == KeyFit.Verdict.LACKING)) {
      database.close();
      throw anotherKey(fit);
    }
    return new Vault(SecretKeys.of(config, random), random);
  }

  private static StorageUnavailable anotherKey(KeyFit fit) {
    return new StorageUnavailable(fit.words(), new IllegalStateException("another key"));
  }

  /**
   * Seals a database that nobody has sealed anything in, so that whoever comes later knows whether
   * they have the same secret key. Whoever begins a database does this last.
   *
   * @throws StorageUnavailable when another program has begun it at the same time with another key
   */
  public void sealFirst() {
    if (EventChain.isSealed(database)) return;
    eventChain.begin();
    var fit = keyFit(config, database);
    if (fit.verdict() == KeyFit.Verdict.OTHER) throw anotherKey(fit);
  }

  /** Whether the secret key of these settings is the one that a database was sealed with. */
  public static KeyFit keyFit(Config config, Database database) {
    return KeyFit.of(config, database, new SecureRandom());
  }

  /**
   * What of a database is still sealed with an earlier one of these keys, in words: until that is
   * nothing, only the newest is not enough.
   */
  public static List<String> withAnEarlierKey(Config config, Database database, Clock clock) {
    var random = new SecureRandom();
    var vault = new Vault(SecretKeys.of(config, random), random);
    var all = new ArrayList<>(new Seals(database, vault).withAnEarlierKey());
    if (Migrations.appliedVersion(database) >= EventChain.SCHEMA
        && new EventChain(database, vault, clock).hasOldSeals()) all.add("seals of what happened");
    return all;
  }

  /**
   * Seals with the newest key whatever an earlier one has sealed. Servers may run meanwhile that
   * know the newest too.
   */
  public Seals.Outcome sealAnew() {
    var outcome = new Seals(database, vault).sealAnew();
    return new Seals.Outcome(outcome.anew() + eventChain.sealAnew(), outcome.left());
  }

  /**
   * Takes away what was sealed with a key that is not among ours, because that one is lost. What
   * can be made anew is: a key that signs tokens, secrets of webhooks, which are disabled until
   * their app knows them, and the seals of what happened.
   *
   * @return what is no more and was needed, in words with what it belongs to
   */
  public List<String> forgetUnopened(Actor actor) {
    var seals = new Seals(database, vault);
    var forgotten = new ArrayList<String>();
    for (var column : SealedColumn.values()) {
      var owners = seals.missingAKey(column);
      if (owners.isEmpty()) continue;
      forgotten.add(column.words() + " (" + String.join(", ", owners) + ")");
      switch (column) {
        case SIGNING_KEY -> signingKeys.replaceUnopened(actor);
        case WEBHOOK -> {
          for (var id : owners) {
            webhooks.rotateSecret(actor, new WebhookId(id), Duration.ZERO);
            webhooks.turn(actor, new WebhookId(id), false);
          }
        }
        case SOCIAL -> owners.forEach(id -> socialConnections.disable(actor, new ConnectionId(id)));
        default -> {} // the text goes, and nothing else
      }
    }
    seals.forgetUnopened(clock.instant());
    var environment = environmentChanges.shown(actor).id();
    var replaced =
        eventChain.replaceUnknownSeals(
            (tx, count) ->
                events.record(
                    tx,
                    actor,
                    EventType.EVENT_SEALS_REPLACED,
                    null,
                    environment,
                    Change.created(Map.of("seals", count))));
    if (replaced > 0) forgotten.add("what events were known by (" + replaced + " seals)");
    return forgotten;
  }

  /**
   * Why a server can do nothing with these keys, or empty: another node may have begun to seal with
   * one that it was not given.
   */
  public Optional<String> keyTrouble() {
    // what is sealed meanwhile could not be opened after the next start
    if (SecretKeys.areMissing(config)) return Optional.of("the file of the secret key was removed");
    return SigningKeys.canBeOpened(database, vault)
        ? Optional.empty()
        : Optional.of(
            "the key that signs tokens was sealed with a secret key that is missing here");
  }

  /** Examines the newest events of a database, see {@link EventChain#verify}. */
  public static EventChain.Verdict verifyEvents(
      Config config, Database database, Clock clock, long most) {
    var random = new SecureRandom();
    var vault = new Vault(SecretKeys.of(config, random), random);
    return new EventChain(database, vault, clock).verify(most);
  }

  /** Closes all that is open, whatever part of it fails at that. */
  @Override
  public void close() {
    try (database;
        node;
        directoryRequests;
        signInHistory;
        caller;
        webhookSender;
        letterBox) {
      // the last is closed first
    }
  }
}
