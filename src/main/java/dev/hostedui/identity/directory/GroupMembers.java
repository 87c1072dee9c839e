package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Who is in the groups of a directory, and who will be as soon as they arrive. Every question and
 * change touches only the people it is about, however large the group is.
 */
final class GroupMembers {

  private GroupMembers() {}

  /** The addresses of those users whose domain their organization has not verified. */
  static List<String> foreign(Handle handle, Collection<DirectoryUserId> users) {
    var addresses = new ArrayList<String>();
    ValueLists.read(
        handle,
        "SELECT du.email FROM directory_users du WHERE du.id IN (%s) AND NOT "
            + DirectoryUserTable.OF_OWN_DOMAIN,
        users,
        row -> Columns.text(row, "email"),
        addresses::add);
    return addresses;
  }

  /** The addresses of users, in their order. */
  static List<String> addresses(Handle handle, Collection<DirectoryUserId> users) {
    var addresses = new TreeSet<String>();
    ValueLists.read(
        handle,
        "SELECT du.email FROM directory_users du WHERE du.id IN (%s)",
        users,
        row -> Columns.text(row, "email"),
        addresses::add);
    return List.copyOf(addresses);
  }

  // ------------------------------------------------------------------ whom a value names

  /**
   * Whom values name.
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
    var left = new LinkedHashSet<>(values);
    // by the id alone: asked for the directory too, SQLite would look at all its users instead
    take(
        handle,
        "SELECT id, id, position, directory_id FROM directory_users WHERE id IN (%s)",
        directory,
        Function.identity(),
        left,
        known);
    take(handle, by("user_name_key"), directory, GroupMembers::key, left, known, directory);
    take(handle, by("external_id"), directory, Function.identity(), left, known, directory);
    return new Named(known, left);
  }

  /** A value as the key of a user name, which is kept without what nobody sees in it. */
  static String key(String value) {
    return Names.caseless(Names.line(value));
  }

  private static String by(String column) {
    return "SELECT "
        + column
        + ", id, position, directory_id FROM directory_users WHERE directory_id = ? AND "
        + column
        + " IN (%s)";
  }

  private record Found(String key, DirectoryUserId id, long position, String directory) {}

  private static void take(
      Handle handle,
      String sql,
      DirectoryId directory,
      Function<String, String> key,
      Set<String> left,
      Map<String, DirectoryUserId> known,
      Object... first) {
    if (left.isEmpty()) return;
    var found = new HashMap<String, Found>();
    var keys = new HashMap<String, String>();
    for (var value : left) keys.put(value, key.apply(value));
    ValueLists.read(
        handle,
        sql,
        new LinkedHashSet<>(keys.values()),
        row ->
            new Found(
                row.getString(1),
                new DirectoryUserId(row.getString(2)),
                row.getLong(3),
                row.getString(4)),
        it -> {
          if (it.directory.equals(directory.value()))
            found.merge(
                it.key, it, BinaryOperator.minBy(Comparator.comparingLong(Found::position)));
        },
        first);
    left.removeIf(
        value -> {
          var row = found.get(keys.get(value));
          if (row != null) known.put(value, row.id);
          return row != null;
        });
  }

  // ------------------------------------------------------------------ who is in

  /** Everybody who is in a group, in no order. */
  static Set<DirectoryUserId> all(Handle handle, DirectoryGroupId group) {
    return new LinkedHashSet<>(
        Direct.rows(
            handle,
            "SELECT directory_user_id FROM directory_group_members WHERE group_id = ?",
            GroupMembers::user,
            group));
  }

  /** Those of some users who are in a group. */
  static Set<DirectoryUserId> among(
      Handle handle, DirectoryGroupId group, Collection<DirectoryUserId> users) {
    var in = new HashSet<DirectoryUserId>();
    ValueLists.read(
        handle,
        "SELECT directory_user_id FROM directory_group_members WHERE group_id = ? AND"
            + " directory_user_id IN (%s)",
        users,
        GroupMembers::user,
        in::add,
        group);
    return in;
  }

  private static DirectoryUserId user(ResultSet row) throws SQLException {
    return new DirectoryUserId(Columns.text(row, "directory_user_id"));
  }

  static void insert(Handle tx, DirectoryGroupId group, Collection<DirectoryUserId> users) {
    ValueLists.update(
        tx,
        "INSERT INTO directory_group_members (group_id, directory_user_id) SELECT ?, id FROM"
            + " directory_users WHERE id IN (%s)",
        users,
        group);
  }

  static void delete(Handle tx, DirectoryGroupId group, Collection<DirectoryUserId> users) {
    ValueLists.update(
        tx,
        "DELETE FROM directory_group_members WHERE group_id = ? AND directory_user_id IN (%s)",
        users,
        group);
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
    Direct.updateAll(
        tx,
        "INSERT INTO directory_pending_members (group_id, value, value_key, directory_id) VALUES"
            + " (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        values.stream()
            .map(it -> new Object[] {group.id(), it, key(it), group.directory()})
            .iterator());
  }

  /**
   * Nobody is awaited any more by values or by any that differ in capitals only: whoever is called
   * so would come in by either, and who was taken out must not.
   */
  static void awaitNoMore(Handle tx, DirectoryGroup group, Collection<String> values) {
    ValueLists.update(
        tx,
        "DELETE FROM directory_pending_members WHERE directory_id = ? AND group_id = ? AND"
            + " value_key IN (%s)",
        values.stream().map(GroupMembers::key).distinct().toList(),
        group.directory(),
        group.id());
  }

  private static void arrived(Handle tx, DirectoryGroupId group, String value) {
    Direct.update(
        tx, "DELETE FROM directory_pending_members WHERE group_id = ? AND value = ?", group, value);
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
    var keys = names.stream().map(GroupMembers::key).distinct().toList();
    var awaited = new ArrayList<Awaited>();
    ValueLists.read(
        tx,
        "SELECT group_id, value FROM directory_pending_members WHERE directory_id = ? AND"
            + " value_key IN (%s)",
        keys,
        row ->
            new Awaited(
                new DirectoryGroupId(Columns.text(row, "group_id")), Columns.text(row, "value")),
        awaited::add,
        user.directory());
    var entered = 0;
    for (var one : awaited) {
      // only a user name is the same in capitals and small letters
      if (!names.contains(one.value) && !key(one.value).equals(key(user.userName()))) continue;
      arrived(tx, one.groupId, one.value);
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
}
