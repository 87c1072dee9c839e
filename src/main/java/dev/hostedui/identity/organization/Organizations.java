package dev.hostedui.identity.organization;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Minutes;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes, finds and renames organizations. */
public final class Organizations {

  public static final int LONGEST_NAME = 200;

  private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,251}[a-z0-9])?");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "://|\\bwww\\.|[^\\s@]@[^\\s@]+\\.[^\\s@]|[\\p{L}\\p{N}]\\.\\p{L}{2,}/",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Organizations(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Renames an organization.
   *
   * @throws Problem INVALID unless the name has 1 to {@link #LONGEST_NAME} characters; or what
   *     {@link Actor#must} refuses
   */
  public Organization rename(Actor actor, OrganizationId id, String typed) {
    var name = name("display_name", typed);
    return database.inTransaction(
        tx -> {
          actor.must(tx, id, Permission.SETTINGS_MANAGE);
          var before = find(tx, id).orElseThrow(() -> Problem.notFound("organization_not_found"));
          if (before.displayName().equals(name)) return before;
          var was = OrganizationSnapshot.of(tx, before.id());
          tx.createUpdate(
                  "UPDATE organizations SET display_name = :name, updated_at = :now WHERE id = :id")
              .bind("name", name)
              .bind("now", clock.instant())
              .bind("id", before.id())
              .execute();
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_UPDATED,
              before.id(),
              before.id(),
              Change.from(was.values(), OrganizationSnapshot.of(tx, before.id()).values()));
          return new Organization(before.id(), before.number(), name);
        });
  }

  /**
   * An organization's session policy as it is stored.
   *
   * @param source the name of where its limits come from
   * @param absolute its own limit, or null when it has none
   * @param idle its own limit of inactivity, or null when it has none
   */
  public record StoredSessionPolicy(
      Set<Feature> features, String source, @Nullable Duration absolute, @Nullable Duration idle) {}

  /** An organization's session policy; empty when there is no such organization. */
  public static Optional<StoredSessionPolicy> sessionPolicy(Handle handle, OrganizationId id) {
    return handle
        .createQuery(
            "SELECT features, session_policy_source, session_absolute_minutes, session_idle_minutes"
                + " FROM organizations WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new StoredSessionPolicy(
                    Feature.among(Columns.text(row, "features")),
                    Columns.text(row, "session_policy_source"),
                    Columns.minutesOrNull(row, "session_absolute_minutes"),
                    Columns.minutesOrNull(row, "session_idle_minutes")))
        .findOne();
  }

  /** What an application may put into its addresses for an organization; either may be missing. */
  public record AddressNames(@Nullable String slug, @Nullable String externalId) {}

  /** The names of an organization; empty when there is no such organization. */
  public static Optional<AddressNames> addressNames(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT slug, external_id FROM organizations WHERE id = :id")
        .bind("id", id)
        // by hand, because it is asked at every authorization: see the page of the db package
        .map(
            (row, context) -> new AddressNames(row.getString("slug"), row.getString("external_id")))
        .findOne();
  }

  /**
   * Writes an organization's session policy, inside the change that has checked it.
   *
   * @param absolute its own limit, or null when it has none
   * @param idle its own limit of inactivity, or null when it has none
   */
  public static void setSessionPolicy(
      Handle tx,
      OrganizationId id,
      String source,
      @Nullable Duration absolute,
      @Nullable Duration idle,
      Instant now) {
    tx.createUpdate(
            """
            UPDATE organizations SET session_policy_source = :source, session_absolute_minutes = :absolute,
                   session_idle_minutes = :idle, updated_at = :now WHERE id = :id
            """)
        .bind("source", source)
        .bind("absolute", Minutes.of(absolute))
        .bind("idle", Minutes.of(idle))
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /**
   * Makes an organization without members, inside a larger change.
   *
   * @param creator who makes it, or null when nobody in particular does
   * @throws Problem INVALID for a name {@link #rename} would refuse
   */
  public Organization create(
      Handle tx,
      Actor actor,
      String typed,
      @Nullable String slug,
      Set<Feature> features,
      @Nullable String creator) {
    var name = name("display_name", typed);
    var number = ids.number();
    var id = new OrganizationId(OrganizationId.PREFIX + number);
    var names = names(features);
    tx.createUpdate(
            """
            INSERT INTO organizations (id, number, display_name, slug, features, created_by, created_at, updated_at)
            VALUES (:id, :number, :name, :slug, :features, :creator, :now, :now)
            """)
        .bind("id", id)
        .bind("number", number)
        .bind("name", name)
        .bind("slug", slug)
        .bind("features", String.join(" ", names))
        .bind("creator", creator)
        .bind("now", clock.instant())
        .execute();
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_CREATED,
        id,
        id,
        Change.created(OrganizationSnapshot.of(tx, id).values()));
    return new Organization(id, number, name);
  }

  /**
   * Makes an organization that nobody belongs to yet, for the operator.
   *
   * @param slug a short name for addresses, or null
   * @throws Problem INVALID for the name or the slug; CONFLICT when the slug is taken
   */
  public Organization create(Actor actor, String typed, @Nullable String slug) {
    actor.mustOperate();
    if (slug != null && !SLUG.matcher(slug).matches())
      throw Problem.invalid("slug_malformed").at("slug");
    return database.inTransaction(
        tx -> {
          if (slug != null && named(tx, slug).isPresent())
            throw Problem.conflict("slug_taken").at("slug");
          return create(tx, actor, typed, slug, Set.of(), null);
        });
  }

  /** What an operator calls an organization by. */
  public record Listed(OrganizationId id, @Nullable String slug, String displayName) {}

  /** The organizations in the order they were made, for the operator: the first thousand. */
  public List<Listed> list() {
    return database.rows(
        "SELECT id, slug, display_name FROM organizations ORDER BY number LIMIT 1000",
        row ->
            new Listed(
                new OrganizationId(Columns.text(row, "id")),
                row.getString("slug"),
                Columns.text(row, "display_name")));
  }

  /** The organization of an id or slug. */
  public static Optional<Organization> named(Handle handle, String idOrSlug) {
    return handle
        .createQuery(
            "SELECT id, number, display_name FROM organizations WHERE id = :name OR slug = :name")
        .bind("name", idOrSlug)
        .mapTo(Organization.class)
        .findOne();
  }

  /**
   * Switches a feature of an organization on or off, for the operator. Configuration stays either
   * way.
   *
   * @throws Problem NOT_FOUND when there is no organization of that id or slug
   */
  public Organization setFeature(Actor actor, String idOrSlug, Feature feature, boolean on) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var organization =
              named(tx, idOrSlug).orElseThrow(() -> Problem.notFound("organization_not_found"));
          Locks.organization(tx, organization.id());
          var before =
              Feature.among(
                  tx.createQuery("SELECT features FROM organizations WHERE id = :id")
                      .bind("id", organization.id())
                      .mapTo(String.class)
                      .one());
          var after = EnumSet.noneOf(Feature.class);
          after.addAll(before);
          if (!(on ? after.add(feature) : after.remove(feature))) return organization;
          var was = OrganizationSnapshot.of(tx, organization.id());
          tx.createUpdate(
                  "UPDATE organizations SET features = :features, updated_at = :now WHERE id = :id")
              .bind("features", String.join(" ", names(after)))
              .bind("now", clock.instant())
              .bind("id", organization.id())
              .execute();
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_UPDATED,
              organization.id(),
              organization.id(),
              Change.from(was.values(), OrganizationSnapshot.of(tx, organization.id()).values()));
          return organization;
        });
  }

  /** Whether the operator has switched a feature on for an organization. */
  public static boolean has(Handle handle, OrganizationId id, Feature feature) {
    return handle
        .createQuery("SELECT features FROM organizations WHERE id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .map(features -> Feature.among(features).contains(feature))
        .orElse(false);
  }

  private static Set<String> names(Set<Feature> features) {
    var names = new TreeSet<String>();
    for (var feature : features) names.add(feature.wireName());
    return names;
  }

  private static String name(String field, String typed) {
    var line = Names.line(typed);
    if (line.isEmpty()) throw Problem.invalid("name_missing").at(field);
    // it stands in mails to strangers, where an address would be a link to anywhere
    if (ADDRESS.matcher(line).find()) throw Problem.invalid("name_is_address").at(field);
    if (Names.length(line) > LONGEST_NAME) {
      throw Problem.invalid("name_too_long").at(field).with(LONGEST_NAME, Names.length(line));
    }
    return line;
  }

  /** How many organizations a person has made. */
  public static int madeBy(Handle handle, String creator) {
    return handle
        .createQuery("SELECT COUNT(*) FROM organizations WHERE created_by = :creator")
        .bind("creator", creator)
        .mapTo(Integer.class)
        .one();
  }

  /** The newest one of that name that a person has made within the last while. */
  public Optional<Organization> justMadeBy(
      Handle handle, String creator, String typed, Duration within) {
    return handle
        .createQuery(
            "SELECT id, number, display_name FROM organizations WHERE created_by = :creator"
                + " AND display_name = :name AND created_at > :since ORDER BY number DESC LIMIT 1")
        .bind("creator", creator)
        .bind("name", name("display_name", typed))
        .bind("since", clock.instant().minus(within))
        .mapTo(Organization.class)
        .findOne();
  }

  public static Optional<Organization> find(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT id, number, display_name FROM organizations WHERE id = :id")
        .bind("id", id)
        .mapTo(Organization.class)
        .findOne();
  }

  /**
   * Holds an organization as {@link Locks#organization} does, and reads it.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static Organization held(Handle tx, OrganizationId id) {
    Locks.organization(tx, id);
    return find(tx, id).orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  /** How many members an organization may have, or 0 when as many as it likes. */
  public static long seats(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT COALESCE(max_allowed_users, 0) FROM organizations WHERE id = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .one();
  }

  /** Counts new members and answers the last of the positions in the list that are theirs now. */
  public static long countIn(Handle tx, OrganizationId id, long many) {
    return tx.createQuery(
            """
            UPDATE organizations SET member_sequence = member_sequence + :many, member_count = member_count + :many
             WHERE id = :id RETURNING member_sequence
            """)
        .bind("many", many)
        .bind("id", id)
        .mapTo(Long.class)
        .one();
  }

  /** Counts a member out; nobody gets their position again. */
  public static void countOut(Handle tx, OrganizationId id) {
    tx.createUpdate("UPDATE organizations SET member_count = member_count - 1 WHERE id = :id")
        .bind("id", id)
        .execute();
  }
}
