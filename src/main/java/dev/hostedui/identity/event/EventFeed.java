package dev.hostedui.identity.event;

import dev.hostedui.db.Database;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The events that were recorded, for those who follow them and for those who look something up.
 *
 * <p>Who follows them reads by position, not by id: an id is drawn before its transaction is
 * committed, so on PostgreSQL an event may appear after one with a larger id was read. A position
 * is given to what is committed already, before it is read for the first time. So nobody who
 * follows positions misses an event, and changes that record events never wait for each other.
 */
public final class EventFeed {

  /** Where an event has the id of a person whom it is about. */
  private static final List<String> OF_A_PERSON = List.of("actor_id", "object_id", "on_behalf_of");

  private final Database database;
  private final EventChain chain;

  public EventFeed(Database database, EventChain chain) {
    this.database = database;
    this.chain = chain;
  }

  /**
   * The next events of an organization after a position, the oldest first.
   *
   * @param organization whose, or null for all events of the installation
   * @param position that of the last one that was read, or 0
   * @param limit how many at most; fewer are the last ones so far
   */
  public List<RecordedEvent> after(
      @Nullable OrganizationId organization, EventFilter filter, long position, int limit) {
    chain.bind();
    var values = new LinkedHashMap<String, Object>();
    var where = new ArrayList<String>();
    where.add("position > :position");
    values.put("position", position);
    if (organization != null) where.add("organization_id = :organization");
    if (organization != null) values.put("organization", organization);
    if (!filter.types().isEmpty()) where.add("type IN " + types(filter, values));
    if (filter.actor() != null) where.add("actor_id = :actor");
    if (filter.actor() != null) values.put("actor", filter.actor());
    if (!filter.people().isEmpty()) {
      var people = ListParameter.of("person", filter.people());
      values.putAll(people.values());
      where.add(
          OF_A_PERSON.stream()
              .map(column -> column + " IN " + people.places())
              .collect(Collectors.joining(" OR ", "(", ")")));
    }
    addTimes(filter, where, values);
    return select(String.join(" AND ", where) + " ORDER BY position LIMIT " + limit, values);
  }

  /**
   * An organization's newest events, the newest first.
   *
   * <p>Each way to filter is read by an index of its own, so that it takes no longer to find the
   * few events of a kind among many others.
   *
   * @param before the id of the last one that was shown, or null to begin with the newest
   * @param limit how many at most
   */
  public List<RecordedEvent> newest(
      OrganizationId organization, EventFilter filter, @Nullable String before, int limit) {
    var values = new LinkedHashMap<String, Object>();
    return select(newest(organization, filter, before, limit, values), values);
  }

  /** The positions of those that have one, in the same order. */
  List<Long> newestPositions(OrganizationId organization, EventFilter filter, int limit) {
    var values = new LinkedHashMap<String, Object>();
    var condition = "position IS NOT NULL AND " + newest(organization, filter, null, limit, values);
    return database.read(
        handle -> {
          var query = handle.createQuery("SELECT position FROM events WHERE " + condition);
          values.forEach(query::bind);
          return query.mapTo(Long.class).list();
        });
  }

  /** The events at these positions that are still kept, the oldest first. */
  List<RecordedEvent> at(List<Long> positions) {
    var places = ListParameter.of("position", positions);
    return select("position IN " + places.places() + " ORDER BY id", places.values());
  }

  private static String newest(
      OrganizationId organization,
      EventFilter filter,
      @Nullable String before,
      int limit,
      Map<String, Object> values) {
    values.put("organization", organization);
    var common = new ArrayList<String>();
    common.add("organization_id = :organization");
    if (before != null) common.add("id < :before");
    if (before != null) values.put("before", before);
    addTimes(filter, common, values);
    if (filter.actor() != null) common.add("actor_id = :actor");
    if (filter.actor() != null) values.put("actor", filter.actor());
    var branches = new ArrayList<String>();
    if (!filter.people().isEmpty()) {
      if (!filter.types().isEmpty()) common.add("type IN " + types(filter, values));
      for (var person : filter.people()) {
        var name = "person" + branches.size();
        values.put(name, person);
        for (var column : OF_A_PERSON) branches.add(column + " = :" + name);
      }
    } else if (!filter.types().isEmpty()) {
      for (var type : filter.types()) {
        var name = "type" + branches.size();
        values.put(name, type);
        branches.add("type = :" + name);
      }
    } else branches.add("1 = 1");
    var shared = String.join(" AND ", common);
    var ids =
        branches.stream()
            .map(
                branch ->
                    "SELECT id FROM (SELECT id FROM events WHERE "
                        + shared
                        + " AND "
                        + branch
                        + " ORDER BY id DESC LIMIT "
                        + limit
                        + ") AS branch")
            .collect(Collectors.joining(" UNION ALL "));
    return "id IN (" + ids + ") ORDER BY id DESC LIMIT " + limit;
  }

  /** Binds what was recorded so far, so that all that is read has its position and hash. */
  void settle() {
    while (chain.bind() > 0 || chain.isBehind()) {
      // a bounded batch each time, by this thread or by whoever came before it
    }
  }

  /** One event, whosever it is; empty when there is none of that id, or none any more. */
  public static Optional<RecordedEvent> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT " + RecordedEvent.COLUMNS + " FROM events WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> RecordedEvent.read(row))
        .findOne();
  }

  private static String types(EventFilter filter, Map<String, Object> values) {
    var types = ListParameter.of("type", filter.types());
    values.putAll(types.values());
    return types.places();
  }

  /** An id begins with the time it was made at, and is in an index that times are not in. */
  private static void addTimes(EventFilter filter, List<String> where, Map<String, Object> values) {
    if (filter.since() != null) where.add("id >= :since");
    if (filter.since() != null) values.put("since", Ids.first(Events.PREFIX, filter.since()));
    if (filter.until() != null) where.add("id < :until");
    if (filter.until() != null) values.put("until", Ids.first(Events.PREFIX, filter.until()));
  }

  private List<RecordedEvent> select(String condition, Map<String, ?> values) {
    return database.read(
        handle -> {
          var query =
              handle.createQuery(
                  "SELECT " + RecordedEvent.COLUMNS + " FROM events WHERE " + condition);
          values.forEach(query::bind);
          return query.map((row, context) -> RecordedEvent.read(row)).list();
        });
  }
}
