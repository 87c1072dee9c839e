package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which attributes of a directory are custom attributes of its users.
 *
 * <p>It counts at once for everybody the directory has told of, because all it has told is kept.
 * Whoever has other custom attributes by it gets an event, and their profile follows; those of many
 * follow after the change ({@link PeopleNews}).
 */
public final class DirectoryAttributes {

  /** So far the clocks of two servers may differ. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  private final Database database;
  private final PeopleNews news;
  private final Events events;
  private final Clock clock;

  public DirectoryAttributes(Database database, PeopleNews news, Events events, Clock clock) {
    this.database = database;
    this.news = news;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Gives a directory a map in the place of the one it has; equal to it, nothing changes. It needs
   * {@link Permission#SCIM_MANAGE} and the feature.
   *
   * @param seen the {@link Version} that the caller has seen, or null when any will do
   * @throws Problem NOT_FOUND for the directory; INVALID with all that is wrong with the map, each
   *     at its field; CONFLICT {@code version_changed}; or what {@link Actor#must} and a feature
   *     that is off refuse
   */
  public Directory map(
      Actor actor,
      OrganizationId organization,
      DirectoryId id,
      @Nullable String seen,
      AttributeMap map) {
    map.check();
    var asked = clock.instant();
    var known = database.read(handle -> DirectoryTable.find(handle, organization, id));
    // reading what thousands were said of takes seconds, in which others shall be able to write
    var early =
        map.equals(known.attributes())
            ? List.<DirectoryUserId>of()
            : database.read(handle -> others(handle, known, map, Instant.EPOCH));
    return database.inTransaction(
        tx -> {
          Directories.must(tx, actor, organization);
          var before = DirectoryTable.find(tx, organization, id);
          Version.mustBe(seen, Version.of(before.updatedAt()));
          if (map.equals(before.attributes())) return before;
          DirectoryTable.setAttributes(tx, before, map, clock.instant());
          events.record(
              tx,
              actor,
              EventType.DIRECTORY_ATTRIBUTES_MAPPED,
              organization,
              id,
              Change.from(snapshot(before.attributes()), snapshot(map)));
          var same = before.attributes().equals(known.attributes());
          var others = new LinkedHashSet<>(same ? early : List.of());
          others.addAll(others(tx, before, map, same ? asked.minus(CLOCKS_APART) : Instant.EPOCH));
          news.owe(tx, actor, before, others, before.attributes());
          news.tellFew(tx, before);
          return DirectoryTable.find(tx, organization, id);
        });
  }

  /**
   * The users, changed since then, that have other custom attributes by another map. The inactive
   * ones, too: what the former map gave would stay with them.
   */
  private static List<DirectoryUserId> others(
      Handle handle, Directory before, AttributeMap map, Instant since) {
    record Row(DirectoryUserId id, String attributes) {}
    var others = new ArrayList<DirectoryUserId>();
    try (var rows =
        handle
            .createQuery(
                "SELECT id, attributes FROM directory_users WHERE directory_id = :directory AND"
                    + " updated_at >= :since")
            .bind("directory", before.id())
            .bind("since", since)
            .setFetchSize(500)
            .map(
                (row, context) ->
                    new Row(
                        new DirectoryUserId(Columns.text(row, "id")),
                        Columns.text(row, "attributes")))
            .stream()) {
      rows.forEach(
          row -> {
            var said = AttributeMap.parsed(row.attributes);
            var same =
                before.attributes().of(said).equals(map.of(said))
                    && PersonalProfile.custom(said, before.attributes())
                        .equals(PersonalProfile.custom(said, map));
            if (!same) others.add(row.id);
          });
    }
    return others;
  }

  private static Map<String, Object> snapshot(AttributeMap map) {
    return Map.of(
        "attributes",
        map.entries().stream().map(it -> Map.of("key", it.key(), "map_to", it.mapTo())).toList());
  }
}
