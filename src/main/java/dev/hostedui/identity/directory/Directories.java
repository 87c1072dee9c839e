package dev.hostedui.identity.directory;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.ProviderName;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes directories, turns them on and off, and ends them.
 *
 * <p>Every verb that changes one needs {@link Permission#SCIM_MANAGE} and the feature; turning a
 * directory off and deleting it need no feature. Members stay as they are when a directory is
 * turned off or deleted.
 */
public final class Directories {

  /** So many directories an organization may have; its page shows the first. */
  public static final int MOST = 20;

  /** Whether a directory that we ask can be asked. */
  public interface Readiness {
    /**
     * Makes sure that a directory can be read.
     *
     * @throws Problem CONFLICT where it is not authorized, or no groups are chosen
     */
    void mustBeReady(Handle tx, OrganizationId organization, DirectoryId directory);

    /** Has a directory read at once that was just enabled. */
    void enabled(Handle tx, DirectoryId directory);
  }

  private final Database database;
  private final Readiness readiness;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Directories(Database database, Readiness readiness, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.readiness = readiness;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ finding

  /** The directory that the organization's page shows: its first. */
  public Optional<Directory> of(OrganizationId organization) {
    return database.read(handle -> DirectoryTable.all(handle, organization, 1)).stream()
        .findFirst();
  }

  /** All directories of an organization, the oldest first. */
  public List<Directory> all(OrganizationId organization) {
    return database.read(handle -> DirectoryTable.all(handle, organization, MOST));
  }

  /**
   * A directory of an organization.
   *
   * @throws Problem NOT_FOUND, for another organization's too
   */
  public Directory find(OrganizationId organization, DirectoryId id) {
    return database.read(handle -> DirectoryTable.find(handle, organization, id));
  }

  /**
   * A directory of an organization, in the transaction of who changes something of it.
   *
   * @throws Problem NOT_FOUND, for another organization's too
   */
  public static Directory find(Handle tx, OrganizationId organization, DirectoryId id) {
    return DirectoryTable.find(tx, organization, id);
  }

  /** How many of the people whom a directory has sent are active members. */
  public long membersOf(OrganizationId organization, DirectoryId id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT COUNT(*) FROM directory_users du
                      JOIN memberships m ON m.user_id = du.user_id AND m.organization_id = du.organization_id
                     WHERE du.directory_id = :directory AND du.organization_id = :organization AND m.status = 'ACTIVE'
                    """)
                .bind("directory", id)
                .bind("organization", organization)
                .mapTo(Long.class)
                .one());
  }

  /**
   * What the directories of an organization say of somebody.
   *
   * @param active whether one says that they are active: with its next change they are a member,
   *     unless another has kept them out since
   * @param inactive whether one says that they are inactive
   * @param givesRoles whether one that knows them gives roles by its groups, in place of others
   */
  public record Word(boolean active, boolean inactive, boolean givesRoles) {}

  /** What the directories of an organization say of the person who has an address. */
  public Word word(OrganizationId organization, EmailAddress email) {
    return database.read(handle -> word(handle, organization, email));
  }

  private static Word word(Handle handle, OrganizationId organization, EmailAddress email) {
    return handle
        .createQuery(
            """
            SELECT COUNT(CASE WHEN du.deactivated_at IS NULL THEN 1 END) AS active, COUNT(du.deactivated_at) AS inactive,
                   COUNT((SELECT 1 FROM directory_groups g WHERE g.directory_id = d.id AND g.role_id IS NOT NULL LIMIT 1)) AS gives
              FROM directories d JOIN directory_users du ON du.directory_id = d.id AND du.email = :email
             WHERE d.organization_id = :organization
            """)
        .bind("organization", organization)
        .bind("email", email)
        .map(
            (row, context) ->
                new Word(
                    row.getLong("active") > 0,
                    row.getLong("inactive") > 0,
                    row.getLong("gives") > 0))
        .one();
  }

  /** Whether a directory of an organization makes somebody a member with its next change. */
  public static boolean admits(Handle handle, OrganizationId organization, EmailAddress email) {
    return word(handle, organization, email).active();
  }

  /** Notes that a directory was read. */
  public static void reached(Handle tx, DirectoryId id, Instant now) {
    DirectoryTable.noteContact(tx, id, now, now);
  }

  /** A directory whoever's it is: for the operator, and to log calls that show no good token. */
  public Optional<Directory> find(DirectoryId id) {
    return database.read(handle -> DirectoryTable.find(handle, id));
  }

  /**
   * A directory as the operator sees it.
   *
   * @param slug of its organization, or null when that has none
   */
  public record Listed(Directory directory, @Nullable String slug) {}

  /**
   * The directories of all organizations or of one, the oldest first, for the operator: the first
   * thousand.
   *
   * @param idOrSlug of an organization, or null for all
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public List<Listed> list(Actor actor, @Nullable String idOrSlug) {
    actor.mustOperate();
    return database.read(
        handle -> {
          var only = idOrSlug == null ? null : Organizations.getNamed(handle, idOrSlug).id();
          return DirectoryTable.list(handle, only);
        });
  }

  // ------------------------------------------------------------------ making and ending

  /**
   * Makes the organization's directory, by choosing a provider. One that calls us is listened to
   * from now on, as soon as it shows a token; one that we ask is enabled when it is set up.
   *
   * @param provider the name of a guide
   * @throws Problem CONFLICT when it has one already; INVALID for the provider; or what {@link
   *     Actor#must} and a feature that is off refuse
   */
  public Directory choose(
      Actor actor, OrganizationId organization, String provider, DirectoryType type) {
    return make(actor, organization, provider, type, 1, Problem.conflict("directory_exists"));
  }

  /**
   * Makes one more directory beside those the organization has, as applications may.
   *
   * @throws Problem CONFLICT when it has {@link #MOST}; else as {@link #choose}
   */
  public Directory add(
      Actor actor, OrganizationId organization, String provider, DirectoryType type) {
    return make(
        actor,
        organization,
        provider,
        type,
        MOST,
        Problem.conflict("too_many_directories").with(MOST));
  }

  private Directory make(
      Actor actor,
      OrganizationId organization,
      String provider,
      DirectoryType type,
      int most,
      Problem tooMany) {
    return database.inTransaction(
        tx -> {
          must(tx, actor, organization);
          checkProvider(provider);
          if (DirectoryTable.all(tx, organization, most).size() >= most) throw tooMany;
          var now = clock.instant();
          var enabled = type == DirectoryType.SCIM ? now : null;
          var made =
              new Directory(
                  new DirectoryId(ids.next(DirectoryId.PREFIX)),
                  organization,
                  provider,
                  type,
                  enabled,
                  enabled,
                  null,
                  null,
                  null,
                  null,
                  AttributeMap.NONE,
                  0,
                  0,
                  now,
                  now);
          DirectoryTable.insert(tx, made);
          var change = Change.created(DirectorySnapshot.of(made));
          record(tx, actor, EventType.DIRECTORY_CREATED, made, change);
          if (made.enabled()) record(tx, actor, EventType.DIRECTORY_ENABLED, made, change);
          return made;
        });
  }

  /**
   * Chooses another provider for a directory that has never reached us. Its tokens stay, unless it
   * is one that we ask and that never shows any.
   *
   * @param seen the {@link Version} that the caller has seen, or null when any will do
   * @throws Problem CONFLICT when it has reached us, or {@code version_changed}; else as {@link
   *     #choose}
   */
  public Directory changeProvider(
      Actor actor,
      OrganizationId organization,
      DirectoryId id,
      @Nullable String seen,
      String provider,
      DirectoryType type) {
    return database.inTransaction(
        tx -> {
          must(tx, actor, organization);
          checkProvider(provider);
          var before = DirectoryTable.find(tx, organization, id);
          Version.mustBe(seen, Version.of(before.updatedAt()));
          if (before.contacted()) throw Problem.conflict("directory_in_use");
          if (before.provider().equals(provider) && before.type() == type) return before;
          DirectoryTable.setProvider(tx, before, provider, type, clock.instant());
          var after = DirectoryTable.find(tx, organization, id);
          record(tx, actor, EventType.DIRECTORY_PROVIDER_CHANGED, before, after);
          if (type != DirectoryType.SCIM) DirectoryTokens.forgetAll(tx, after);
          // one that calls us needs nothing more to be listened to; one we ask has to be set up
          return type == before.type() ? after : turn(tx, actor, after, type == DirectoryType.SCIM);
        });
  }

  /**
   * Ends a directory for good, with all it has said. Members stay as they are. One that is enabled
   * is disabled by that, and whoever follows directories is told so.
   *
   * @throws Problem FORBIDDEN for a signed-in person once it was enabled: they can disable it;
   *     NOT_FOUND; or what {@link Actor#must} refuses
   */
  public void delete(Actor actor, OrganizationId organization, DirectoryId id) {
    database.useTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SCIM_MANAGE);
          var before = DirectoryTable.find(tx, organization, id);
          if (actor instanceof Actor.Person && before.everEnabled())
            throw Problem.forbidden("directory_not_deleted_by_people");
          var last = turn(tx, actor, before, false);
          DirectoryTable.delete(tx, last);
          record(
              tx,
              actor,
              EventType.DIRECTORY_DELETED,
              last,
              Change.deleted(DirectorySnapshot.of(last)));
        });
  }

  // ------------------------------------------------------------------ on and off

  /**
   * Listens to a directory from now on. Asked again it does nothing.
   *
   * @throws Problem CONFLICT for one that we ask and that cannot be read yet, see {@link
   *     Readiness}, and for who does not hold what its groups give; NOT_FOUND; or what {@link
   *     Actor#must} and a feature that is off refuse
   */
  public Directory enable(Actor actor, OrganizationId organization, DirectoryId id) {
    return database.inTransaction(
        tx -> {
          must(tx, actor, organization);
          var directory = DirectoryTable.find(tx, organization, id);
          if (!directory.enabled()) mustGiveAll(tx, actor, organization, id);
          if (directory.type() == DirectoryType.POLL && !directory.enabled())
            readiness.mustBeReady(tx, organization, id);
          return turn(tx, actor, directory, true);
        });
  }

  /**
   * Listens to a directory no more: its calls are refused, and members stay as they are. Asked
   * again it does nothing.
   *
   * @throws Problem NOT_FOUND, or what {@link Actor#must} refuses
   */
  public Directory disable(Actor actor, OrganizationId organization, DirectoryId id) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SCIM_MANAGE);
          return turn(tx, actor, DirectoryTable.find(tx, organization, id), false);
        });
  }

  private Directory turn(Handle tx, Actor actor, Directory before, boolean on) {
    if (before.enabled() == on) return before;
    var now = clock.instant();
    DirectoryTable.setEnabled(tx, before, on ? now : null, now);
    if (on && before.type() == DirectoryType.POLL) readiness.enabled(tx, before.id());
    var after = DirectoryTable.find(tx, before.organization(), before.id());
    record(
        tx, actor, on ? EventType.DIRECTORY_ENABLED : EventType.DIRECTORY_DISABLED, before, after);
    return after;
  }

  // ------------------------------------------------------------------ what verbs share

  /**
   * Refuses whom {@link Actor#must} refuses, and everybody while the feature is off.
   *
   * @throws Problem FORBIDDEN, or what {@link Actor#must} refuses
   */
  public static void must(Handle tx, Actor actor, OrganizationId organization) {
    actor.must(tx, organization, Permission.SCIM_MANAGE);
    Organizations.mustHave(tx, organization, Feature.DIR_SYNC);
  }

  /**
   * {@link #must(Handle, Actor, OrganizationId)} for a verb that belongs to a step with a
   * directory, which somebody may have been asked to do and nothing beside it.
   */
  public static void must(
      Handle tx, Actor actor, OrganizationId organization, PortalStep.Kind step, DirectoryId id) {
    actor.must(tx, organization, new PortalStep(step, id.value()));
    Organizations.mustHave(tx, organization, Feature.DIR_SYNC);
  }

  /**
   * Refuses whoever does not hold all that groups of a directory give. By its token, or in its
   * name, somebody puts themselves into any of them; so who lets it in, or speaks for it, gives all
   * those roles.
   *
   * @throws Problem CONFLICT {@code directory_exceeds_own}, with the name of such a role
   */
  public static void mustGiveAll(
      Handle tx, Actor actor, OrganizationId organization, DirectoryId id) {
    for (var role : given(tx, organization, id))
      if (!actor.mayLetIn(tx, organization, role.permissions())) throw exceedsOwn(role);
  }

  /** What is said to who does not hold all that a role gives, and so may not let a directory in. */
  public static Problem exceedsOwn(Role role) {
    return Problem.conflict("directory_exceeds_own").with(role.displayName());
  }

  /** The roles that groups of a directory give. */
  public List<Role> given(OrganizationId organization, DirectoryId id) {
    return database.read(handle -> given(handle, organization, id));
  }

  private static List<Role> given(Handle handle, OrganizationId organization, DirectoryId id) {
    return Roles.all(handle, organization, Set.copyOf(GroupTable.roles(handle, id)));
  }

  private static void checkProvider(String provider) {
    if (!ProviderName.isOne(provider))
      throw Problem.invalid("directory_provider_unknown").at("provider");
  }

  private void record(Handle tx, Actor actor, EventType type, Directory before, Directory after) {
    record(
        tx,
        actor,
        type,
        after,
        Change.from(DirectorySnapshot.of(before), DirectorySnapshot.of(after)));
  }

  private void record(Handle tx, Actor actor, EventType type, Directory directory, Change change) {
    events.record(tx, actor, type, directory.organization(), directory.id(), change);
  }
}
