package dev.hostedui.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.HoldersOfRoles;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.member.ProvisioningMethod;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.role.Permissions;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.role.RoleDefinitions;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.Place;
import dev.hostedui.identity.session.Session;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The nouns and verbs over a test's database, people who ask for changes, and what came of it. */
public final class Identity implements AutoCloseable {

  public static final Actor INTERNAL = new Actor.Internal("test");

  /** A browser to begin sessions with. */
  public static final Device DEVICE =
      new Device(UserAgent.parse("test"), "203.0.113.7", Place.UNKNOWN);

  private final TestApp app;
  private final Ids ids;
  private final Events events;
  private final Vault vault;

  private Identity(TestApp app) {
    this.app = app;
    // a day ahead, so that what the test makes sorts after what the app has made
    this.ids = new Ids(Clock.offset(app.clock(), Duration.ofDays(1)), new SecureRandom(), () -> 63);
    this.events = new Events(ids, app.clock());
    this.vault = new Vault(List.of(new byte[32]), new SecureRandom());
  }

  public static Identity on(Engine engine) {
    return new Identity(TestApp.lent(engine));
  }

  public TestApp app() {
    return app;
  }

  public StoppedClock clock() {
    return app.clock();
  }

  public Database database() {
    return app.app().core().database;
  }

  public Ids ids() {
    return ids;
  }

  public Events events() {
    return events;
  }

  public Vault vault() {
    return vault;
  }

  public Members members() {
    return app.app().core().members;
  }

  public Invitations invitations() {
    return app.app().core().invitations;
  }

  public Organizations organizations() {
    return app.app().core().organizations;
  }

  public Sessions sessions() {
    return app.app().core().sessions;
  }

  public SessionEnds ends() {
    return app.app().core().ends;
  }

  public Environments environments() {
    return app.app().core().environments;
  }

  public Roles roles() {
    return new Roles(database());
  }

  public RoleDefinitions roleDefinitions() {
    return new RoleDefinitions(
        database(), events, new HoldersOfRoles(events, clock()), organizations(), ids, clock());
  }

  /** Makes those of an app's own permissions that are not there yet. */
  public void permissions(String... names) {
    var permissions = new Permissions(database(), events, ids, clock());
    for (var name : names)
      if (permissions.find(name).isEmpty()) permissions.create(INTERNAL, name, "");
  }

  public Users users() {
    return new Users(database(), events, Members::followRename, ids, clock());
  }

  public EmailDomains emailDomains() {
    return new EmailDomains(database(), events, ids, clock());
  }

  public OrganizationDomains organizationDomains() {
    return app.app().core().organizationDomains;
  }

  /** A person who has just signed in to that organization, with what their roles give there. */
  public Actor.Person person(String email, OrganizationId organization) {
    return person(app.user(email), organization);
  }

  /** The same by the slug of an organization of the sample. */
  public Actor.Person person(String email, String slug) {
    return person(email, app.organization(slug));
  }

  private Actor.Person person(UserId user, OrganizationId organization) {
    return actor(sessions().resume(begin(user, organization).token()).orElseThrow());
  }

  /** Who has just come in by a link to modules of the portal, which are switched on. */
  public Actor.PortalLink portalLink(OrganizationId organization, PortalModule... modules) {
    for (var module : modules)
      organizations().setFeature(INTERNAL, organization.value(), module.feature(), true);
    var terms =
        new PortalLinks.Terms(PortalLink.Kind.SHAREABLE, Set.of(modules), null, false, null);
    var made = app.app().core().portalLinks.make(INTERNAL, organization, terms);
    return opened(made);
  }

  /** Who has just come in by this link. */
  public Actor.PortalLink opened(PortalLinks.Made made) {
    var sessions = app.app().core().portalSessions;
    var token = sessions.open(made.uuid(), Actor.Origin.INSIDE, null).token();
    return sessions.resolve(token).orElseThrow().actor(Actor.Origin.INSIDE);
  }

  /** A session just begun. */
  public Session.Begun begin(UserId user, OrganizationId organization) {
    return database()
        .inTransaction(
            tx ->
                sessions()
                    .begin(
                        tx,
                        new Actor.Newcomer(user.value(), "", Actor.Origin.INSIDE),
                        user,
                        organization,
                        DEVICE));
  }

  /** Who a session lets ask for changes, as the gate would say. */
  public static Actor.Person actor(Session session) {
    return new Actor.Person(
        session.user().id(), session.user().email().value(), session.id(), Actor.Origin.INSIDE);
  }

  /** The organization that is active in a person's session. */
  public OrganizationId in(Actor.Person person) {
    return new OrganizationId(
        app.one(
            "SELECT organization_id FROM sessions WHERE id = '" + person.session().value() + "'"));
  }

  /** An organization without members. */
  public Organization organization(String name) {
    return database()
        .inTransaction(tx -> organizations().create(tx, INTERNAL, name, null, Set.of(), null));
  }

  /** Makes somebody an active member with that role of the environment, and signs them in there. */
  public Actor.Person member(Organization organization, String email, String role) {
    return admitted(organization, email, app.role(role));
  }

  /** The same with a role of the organization. */
  public Actor.Person member(Organization organization, String email, Role role) {
    return admitted(organization, email, role.id());
  }

  private Actor.Person admitted(Organization organization, String email, RoleId roleId) {
    var user =
        database()
            .inTransaction(
                tx -> {
                  var made = users().findOrCreate(tx, new EmailAddress(email), "", "");
                  users().markVerified(tx, made.id());
                  var role = Roles.find(tx, organization.id(), roleId).orElseThrow();
                  members()
                      .admit(
                          tx,
                          INTERNAL,
                          organization,
                          made,
                          role,
                          ProvisioningMethod.DIRECT_PROVISION);
                  return made;
                });
    return person(user.id(), organization.id());
  }

  /** A role of an organization, or of the environment when that is null. */
  public Role role(Organization organization, String name, String... permissions) {
    permissions(permissions);
    return roleDefinitions()
        .create(
            INTERNAL,
            new RoleDefinition(
                organization == null ? null : organization.id(),
                name,
                "The " + name,
                null,
                Set.of(permissions)));
  }

  /** The types of the events that some work records. */
  public List<String> eventsOf(Runnable work) {
    var before = new HashSet<>(app.all("SELECT id FROM events"));
    work.run();
    var types = new ArrayList<String>();
    for (var line : app.all("SELECT id || ' ' || type FROM events ORDER BY id")) {
      var space = line.indexOf(' ');
      if (!before.contains(line.substring(0, space))) types.add(line.substring(space + 1));
    }
    return types;
  }

  /** The refusal of a verb, which must leave no event behind. */
  public Problem refusal(ThrowingCallable verb) {
    var thrown = new Throwable[1];
    var recorded = eventsOf(() -> thrown[0] = Assertions.catchThrowable(verb));
    assertThat(thrown[0]).isInstanceOf(Problem.class);
    assertThat(recorded).as("a refused verb records nothing").isEmpty();
    return (Problem) thrown[0];
  }

  @Override
  public void close() {
    app.giveBack();
  }
}
