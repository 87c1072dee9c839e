package dev.hostedui.identity.role;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The permissions there are: the predefined ones of the portal, and those an app has made for
 * itself, which mean nothing here and stand in its tokens.
 */
public final class Permissions {

  public static final int LONGEST_DESCRIPTION = 2_000;

  /** So many an app may make. */
  public static final int MOST = 1_000;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_:]{1,64}");

  /** The id of a permission. */
  public record PermissionId(String value) implements Id {
    static final String PREFIX = "perm_";
  }

  /**
   * A permission with its name.
   *
   * @param predefined whether it is one of the portal's
   * @param createdAt when an app made it, or null
   * @param updatedAt when an app last changed it, or null
   */
  public record Known(
      PermissionId id,
      String name,
      String description,
      boolean predefined,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt) {}

  private record Row(
      PermissionId id, String name, String description, Instant createdAt, Instant updatedAt) {
    Known known() {
      return new Known(id, name, description, false, createdAt, updatedAt);
    }
  }

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Permissions(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  // ------------------------------------------------------------------ finding

  /** All of them: the portal's in their order, then the app's in the order they were made. */
  public List<Known> all() {
    return database.read(Permissions::all);
  }

  static List<Known> all(Handle handle) {
    var all = new ArrayList<Known>();
    for (var permission : Permission.values()) all.add(predefined(permission));
    handle
        .createQuery(
            "SELECT id, name, description, created_at, updated_at FROM permissions ORDER BY id"
                + " LIMIT :most")
        .bind("most", MOST)
        .mapTo(Row.class)
        .forEach(row -> all.add(row.known()));
    return all;
  }

  /** The permission of that name. */
  public Optional<Known> find(String name) {
    return database.read(handle -> find(handle, name));
  }

  static Optional<Known> find(Handle handle, String name) {
    var predefined =
        Arrays.stream(Permission.values()).filter(it -> it.wireName().equals(name)).findFirst();
    if (predefined.isPresent()) return predefined.map(Permissions::predefined);
    return handle
        .createQuery(
            "SELECT id, name, description, created_at, updated_at FROM permissions WHERE name ="
                + " :name")
        .bind("name", name)
        .mapTo(Row.class)
        .findOne()
        .map(Row::known);
  }

  private static Known predefined(Permission permission) {
    return new Known(
        idOf(permission), permission.wireName(), permission.description(), true, null, null);
  }

  /** The same in every installation: made of the name. */
  private static PermissionId idOf(Permission permission) {
    var sum = new CRC32();
    sum.update(permission.wireName().getBytes(StandardCharsets.US_ASCII));
    return new PermissionId(PermissionId.PREFIX + "%018d".formatted(sum.getValue()));
  }

  /**
   * Refuses names of permissions that do not exist.
   *
   * @throws Problem INVALID, naming the field
   */
  static void mustExist(Handle tx, Iterable<String> names) {
    for (var name : names)
      if (find(tx, name).isEmpty())
        throw Problem.invalid("unknown_permission").at("permissions").with(name);
  }

  // ------------------------------------------------------------------ changing

  /**
   * Makes a permission for the operator's app.
   *
   * @param name 1 to 64 letters, digits, underscores and colons
   * @throws Problem INVALID, naming the field; CONFLICT when there is one of that name, or {@link
   *     #MOST} are there
   */
  public Known create(Actor actor, String name, String typedDescription) {
    actor.mustOperate();
    if (!isName(name)) throw Problem.invalid("invalid_permission_name").at("name");
    var description = described(typedDescription);
    return database.inTransaction(
        tx -> {
          Locks.roles(tx);
          if (find(tx, name).isPresent())
            throw Problem.conflict("permission_taken").at("name").with(name);
          if (all(tx).size() >= MOST + Permission.values().length)
            throw Problem.conflict("too_many_permissions").with(MOST);
          tx.createUpdate(
                  "INSERT INTO permissions (id, name, description, created_at, updated_at) VALUES"
                      + " (:id, :name, :description, :now, :now)")
              .bind("id", ids.next(PermissionId.PREFIX))
              .bind("name", name)
              .bind("description", description)
              .bind("now", clock.instant())
              .execute();
          var made = find(tx, name).orElseThrow();
          events.record(
              tx,
              actor,
              EventType.PERMISSION_CREATED,
              null,
              made.id(),
              Change.created(snapshot(made)));
          return made;
        });
  }

  /**
   * Describes a permission of the operator's app otherwise.
   *
   * @param seen the version that the actor has seen, or null when any will do
   * @throws Problem NOT_FOUND; INVALID; CONFLICT for a predefined one, and when it is another
   *     version by now
   */
  public Known describe(Actor actor, String name, @Nullable String seen, String typedDescription) {
    actor.mustOperate();
    var description = described(typedDescription);
    return database.inTransaction(
        tx -> {
          Locks.roles(tx);
          var before = own(tx, name);
          Version.mustBe(seen, version(before));
          if (before.description().equals(description)) return before;
          tx.createUpdate(
                  "UPDATE permissions SET description = :description, updated_at = "
                      + Version.NEXT
                      + " WHERE name = :name")
              .bind("description", description)
              .bind("now", clock.instant())
              .bind("name", name)
              .execute();
          var after = find(tx, name).orElseThrow();
          events.record(
              tx,
              actor,
              EventType.PERMISSION_UPDATED,
              null,
              after.id(),
              Change.from(snapshot(before), snapshot(after)));
          return after;
        });
  }

  /**
   * Removes a permission of the operator's app.
   *
   * @throws Problem NOT_FOUND; CONFLICT for a predefined one, and while a role gives it
   */
  public void delete(Actor actor, String name) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          Locks.roles(tx);
          var before = own(tx, name);
          if (isGiven(tx, name)) throw Problem.conflict("permission_given").with(name);
          tx.createUpdate("DELETE FROM permissions WHERE name = :name")
              .bind("name", name)
              .execute();
          events.record(
              tx,
              actor,
              EventType.PERMISSION_DELETED,
              null,
              before.id(),
              Change.deleted(snapshot(before)));
        });
  }

  private static Known own(Handle tx, String name) {
    var known = find(tx, name).orElseThrow(() -> Problem.notFound("permission_not_found"));
    if (known.predefined()) throw Problem.conflict("permission_predefined").with(name);
    return known;
  }

  private static boolean isGiven(Handle tx, String name) {
    return tx.createQuery("SELECT 1 FROM role_permissions WHERE permission = :name LIMIT 1")
        .bind("name", name)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  private static String described(String typed) {
    if (Names.length(typed) > LONGEST_DESCRIPTION)
      throw Problem.invalid("description_too_long").at("description").with(LONGEST_DESCRIPTION);
    return typed;
  }

  private static String version(Known known) {
    return known.updatedAt() == null ? "" : Version.of(known.updatedAt());
  }

  private static Map<String, Object> snapshot(Known known) {
    return new Snapshot()
        .with("id", known.id().value())
        .with("name", known.name())
        .with("description", known.description())
        .at("create_time", known.createdAt())
        .at("update_time", known.updatedAt())
        .values();
  }
}
