package dev.hostedui.identity.directory;

import dev.hostedui.identity.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Who is in the groups of a directory, and who will be as soon as they arrive. Every question and
 * change touches only the people it is about, however large the group is.
 */
final class GroupMembers {

  /** So many values are looked up or written by one statement. */
  private static final int CHUNK = 500;

  private GroupMembers() {}

  // ------------------------------------------------------------------ whom a value names

  /**
   * Whom values name, in their order.
   *
   * @param known each value that names a user of the directory, with that user
   * @param unknown the others, each once
   */
  record Named(Map<String, DirectoryUserId> known, Set<String> unknown) {}

  /**
   * Finds the users that values name: by our id, else by their user name in any case, else by their
   * external id, which the oldest user has when several do.
   */
  static Named named(Handle handle, DirectoryId directory, Collection<String> values) {
    var known = new LinkedHashMap<String, DirectoryUserId>();
    var unknown = new LinkedHashSet<String>();
    for (var chunk : chunks(new LinkedHashSet<>(values))) {
      var left = new LinkedHashSet<>(chunk);
      take(handle, directory, "id", Function.identity(), left, known);
      take(handle, directory, "user_name_key", Names::caseless, left, known);
      take(handle, directory, "external_id", Function.identity(), left, known);
      unknown.addAll(left);
    }
    return new Named(known, unknown);
  }

  private static void take(
      Handle handle,
      DirectoryId directory,
      String column,
      Function<String, String> key,
      Set<String> left,
      Map<String, DirectoryUserId> known) {
    if (left.isEmpty()) return;
    var keys = left.stream().map(key).distinct().toList();
    record Row(String key, DirectoryUserId id, long position) {}
    var found =
        bound(
                handle.createQuery(
                    "SELECT "
                        + column
                        + " AS key, id, position FROM directory_users WHERE directory_id = :directory AND "
                        + column
                        + " IN "
                        + list(keys.size())),
                keys)
            .bind("directory", directory)
            .mapTo(Row.class)
            .stream()
            .collect(
                Collectors.toMap(
                    Row::key,
                    Function.identity(),
                    BinaryOperator.minBy(Comparator.comparingLong(Row::position))));
    left.removeIf(
        value -> {
          var row = found.get(key.apply(value));
          if (row != null) known.put(value, row.id);
          return row != null;
        });
  }

  // ------------------------------------------------------------------ who is in

  /** Everybody who is in a group, in no order. */
  static Set<DirectoryUserId> all(Handle handle, DirectoryGroupId group) {
    return handle
        .createQuery(
            "SELECT directory_user_id FROM directory_group_members WHERE group_id = :group")
        .bind("group", group)
        .mapTo(DirectoryUserId.class)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Those of some users who are in a group. */
  static Set<DirectoryUserId> among(
      Handle handle, DirectoryGroupId group, Collection<DirectoryUserId> users) {
    var in = new HashSet<DirectoryUserId>();
    for (var chunk : chunks(users))
      in.addAll(
          bound(
                  handle.createQuery(
                      "SELECT directory_user_id FROM directory_group_members WHERE group_id = :group"
                          + " AND directory_user_id IN "
                          + list(chunk.size())),
                  chunk)
              .bind("group", group)
              .mapTo(DirectoryUserId.class)
              .list());
    return in;
  }

  static void insert(Handle tx, DirectoryGroupId group, Collection<DirectoryUserId> users) {
    for (var chunk : chunks(users))
      bound(
              tx.createUpdate(
                  "INSERT INTO directory_group_members (group_id, directory_user_id) SELECT :group,"
                      + " id FROM directory_users WHERE id IN "
                      + list(chunk.size())),
              chunk)
          .bind("group", group)
          .execute();
  }

  static void delete(Handle tx, DirectoryGroupId group, Collection<DirectoryUserId> users) {
    for (var chunk : chunks(users))
      bound(
              tx.createUpdate(
                  "DELETE FROM directory_group_members WHERE group_id = :group AND"
                      + " directory_user_id IN "
                      + list(chunk.size())),
              chunk)
          .bind("group", group)
          .execute();
  }

  // ------------------------------------------------------------------ who is awaited

  static Set<String> pending(Handle handle, DirectoryGroupId group) {
    return handle
        .createQuery("SELECT value FROM directory_pending_members WHERE group_id = :group")
        .bind("group", group)
        .mapTo(String.class)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static void await(Handle tx, DirectoryGroup group, Collection<String> values) {
    for (var chunk : chunks(values)) {
      var rows =
          tx.prepareBatch(
              "INSERT INTO directory_pending_members (group_id, value, value_key, directory_id) VALUES"
                  + " (:group, :value, :key, :directory) ON CONFLICT DO NOTHING");
      for (var value : chunk)
        rows.bind("group", group.id())
            .bind("value", value)
            .bind("key", Names.caseless(value))
            .bind("directory", group.directory())
            .add();
      rows.execute();
    }
  }

  static void awaitNoMore(Handle tx, DirectoryGroupId group, Collection<String> values) {
    for (var chunk : chunks(values)) {
      var rows =
          tx.prepareBatch(
              "DELETE FROM directory_pending_members WHERE group_id = :group AND value = :value");
      for (var value : chunk) rows.bind("group", group).bind("value", value).add();
      rows.execute();
    }
  }

  /**
   * Lets a user into the groups that named them before they came, or before they were called so.
   * Whoever makes or changes a user calls it, while the directory is held.
   *
   * @return how many groups they came into
   */
  static int arrive(Handle tx, DirectoryUser user, Instant now) {
    record Awaited(DirectoryGroupId groupId, String value) {}
    var names = new ArrayList<String>();
    names.add(user.id().value());
    names.add(user.userName());
    if (user.externalId() != null) names.add(user.externalId());
    var keys = names.stream().map(Names::caseless).distinct().toList();
    var awaited =
        bound(
                tx.createQuery(
                    "SELECT group_id, value FROM directory_pending_members WHERE directory_id ="
                        + " :directory AND value_key IN "
                        + list(keys.size())),
                keys)
            .bind("directory", user.directory())
            .mapTo(Awaited.class)
            .list();
    var entered = 0;
    for (var one : awaited) {
      // only a user name is the same in capitals and small letters
      if (!names.contains(one.value)
          && !Names.caseless(one.value).equals(Names.caseless(user.userName()))) continue;
      awaitNoMore(tx, one.groupId, List.of(one.value));
      if (!among(tx, one.groupId, List.of(user.id())).isEmpty()) continue;
      insert(tx, one.groupId, List.of(user.id()));
      GroupTable.count(tx, user.directory(), one.groupId, 1, now);
      entered++;
    }
    return entered;
  }

  /** Takes a user out of all groups, before the directory knows them no more. */
  static void leaveAll(Handle tx, DirectoryUser user, Instant now) {
    var groups =
        tx.createQuery(
                "SELECT group_id FROM directory_group_members WHERE directory_user_id = :user")
            .bind("user", user.id())
            .mapTo(DirectoryGroupId.class)
            .list();
    for (var group : groups) {
      delete(tx, group, List.of(user.id()));
      GroupTable.count(tx, user.directory(), group, -1, now);
    }
  }

  // ------------------------------------------------------------------ lists of values

  static <T> List<List<T>> chunks(Collection<T> all) {
    var list = List.copyOf(all);
    return IntStream.iterate(0, from -> from < list.size(), from -> from + CHUNK)
        .mapToObj(from -> list.subList(from, Math.min(from + CHUNK, list.size())))
        .toList();
  }

  /** The parameters of a list of that many values, for {@link #bound}. */
  static String list(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> ":v" + i)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  static <T extends SqlStatement<T>> T bound(T statement, List<?> values) {
    for (var i = 0; i < values.size(); i++) statement.bind("v" + i, values.get(i));
    return statement;
  }
}
