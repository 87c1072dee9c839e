package dev.hostedui.identity.organization;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.role.Permission;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes, finds and renames organizations. */
public final class Organizations {

  public static final int LONGEST_NAME = 200;

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
   * Renames the person's organization.
   *
   * @throws Problem INVALID unless the name has 1 to {@link #LONGEST_NAME} characters
   */
  public Organization rename(Actor.Person actor, String typed) {
    actor.must(Permission.SETTINGS_MANAGE);
    var name = name("display_name", typed);
    return database.inTransaction(
        tx -> {
          var before =
              find(tx, actor.inOrganization())
                  .orElseThrow(() -> Problem.notFound("The organization"));
          if (before.displayName().equals(name)) return before;
          tx.createUpdate(
                  "UPDATE organizations SET display_name = :name, updated_at = :now WHERE id = :id")
              .bind("name", name)
              .bind("now", clock.millis())
              .bind("id", before.id().value())
              .execute();
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_UPDATED,
              before.id(),
              before.id(),
              Change.from(
                  Map.of("display_name", before.displayName()), Map.of("display_name", name)));
          return new Organization(before.id(), before.number(), name);
        });
  }

  /**
   * Writes an organization's session policy, inside the change that has checked it.
   *
   * @param absoluteMinutes its own limit, or null when it has none
   * @param idleMinutes likewise
   */
  public static void setSessionPolicy(
      Handle tx,
      OrganizationId id,
      String source,
      @Nullable Long absoluteMinutes,
      @Nullable Long idleMinutes,
      Instant now) {
    tx.createUpdate(
            """
            UPDATE organizations SET session_policy_source = :source, session_absolute_minutes = :absolute,
                   session_idle_minutes = :idle, updated_at = :now WHERE id = :id
            """)
        .bind("source", source)
        .bind("absolute", absoluteMinutes)
        .bind("idle", idleMinutes)
        .bind("now", now.toEpochMilli())
        .bind("id", id.value())
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
    var names = new TreeSet<String>();
    for (var feature : features) names.add(feature.wireName());
    tx.createUpdate(
            """
            INSERT INTO organizations (id, number, display_name, slug, features, created_by, created_at, updated_at)
            VALUES (:id, :number, :name, :slug, :features, :creator, :now, :now)
            """)
        .bind("id", id.value())
        .bind("number", number)
        .bind("name", name)
        .bind("slug", slug)
        .bind("features", String.join(" ", names))
        .bind("creator", creator)
        .bind("now", clock.millis())
        .execute();
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_CREATED,
        id,
        id,
        Change.created(Map.of("display_name", name, "features", names)));
    return new Organization(id, number, name);
  }

  private static String name(String field, String typed) {
    var line = Names.line(typed);
    if (line.isEmpty()) throw Problem.invalid(field, "name_missing", "Enter a name.");
    if (Names.length(line) > LONGEST_NAME) {
      throw Problem.invalid(
          field,
          "name_too_long",
          "A name has at most "
              + LONGEST_NAME
              + " characters; this one has "
              + Names.length(line)
              + ".");
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

  public static Optional<Organization> find(Handle handle, OrganizationId id) {
    return handle
        .createQuery("SELECT id, number, display_name FROM organizations WHERE id = :id")
        .bind("id", id.value())
        .map(
            (row, context) ->
                new Organization(
                    new OrganizationId(Columns.text(row, "id")),
                    row.getLong("number"),
                    Columns.text(row, "display_name")))
        .findOne();
  }

  /**
   * Holds the organization's row until the transaction ends, so that rules about all its members
   * are checked one change at a time on PostgreSQL too. SQLite has one writer anyway.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public static void lock(Handle tx, OrganizationId id) {
    var held =
        tx.createUpdate("UPDATE organizations SET updated_at = updated_at WHERE id = :id")
            .bind("id", id.value())
            .execute();
    if (held == 0) throw Problem.notFound("The organization");
  }
}
