package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryGroup;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.GroupTable;
import dev.hostedui.protocol.scim.Projection;
import dev.hostedui.protocol.scim.Resource;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimGroup;
import dev.hostedui.protocol.scim.ScimJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Lists of groups, and who is in them. */
final class GroupListing extends Listing<DirectoryGroup> {

  private static final String MEMBERS =
      """
      SELECT m.directory_user_id, du.user_name, du.display_name
        FROM directory_group_members m JOIN directory_users du ON du.id = m.directory_user_id
       WHERE m.group_id = :group AND du.directory_id = :directory
       ORDER BY m.directory_user_id
      """;

  /** What is said of a member (RFC 7643 §4.2). */
  private static final List<String> PARTS = List.of("value", "$ref", "display", "type");

  GroupListing() {
    super(
        ResourceSchema.GROUP,
        Conditions.OF_GROUPS,
        "SELECT " + GroupTable.COLUMNS + " FROM directory_groups g",
        "g",
        Map.of(
            "id", "position",
            "meta.created", "position",
            "meta.lastmodified", "updated_at",
            "displayname", "display_name_key"));
  }

  @Override
  DirectoryGroup read(ResultSet row) throws SQLException {
    return GroupTable.read(row);
  }

  @Override
  long position(DirectoryGroup item) {
    return item.position();
  }

  @Override
  String attributes(DirectoryGroup item) {
    return item.attributes();
  }

  @Override
  ObjectNode resource(Call call, DirectoryGroup item) {
    return resource(item, call.of(item));
  }

  private static ObjectNode resource(DirectoryGroup item, Resource about) {
    return ScimGroup.stored(item.attributes()).answer(about);
  }

  @Override
  long count(Handle handle, Directory directory) {
    return handle
        .createQuery(
            "SELECT group_count FROM directories WHERE id = :id AND organization_id ="
                + " :organization")
        .bind("id", directory.id())
        .bind("organization", directory.organization())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  @Override
  List<ObjectNode> withBelonging(Handle handle, Call call, List<DirectoryGroup> items) {
    return items.stream().map(it -> withMembers(handle, call, it)).toList();
  }

  private ObjectNode withMembers(Handle handle, Call call, DirectoryGroup group) {
    if (group.memberCount() == 0) return resource(call, group);
    var list = ScimJson.newList();
    var names = new Called();
    members(
        handle,
        call,
        group.id(),
        member -> {
          names.add(member.name);
          list.add(member.element(call));
        });
    return resource(group, names.in(call.of(group))).set("members", list);
  }

  /** How members are called, which changes without the group; of 50,000 nothing else is kept. */
  private static final class Called {
    private int hash;
    private boolean any;

    void add(String name) {
      hash = 31 * hash + name.hashCode();
      any = true;
    }

    Resource in(Resource group) {
      return any ? group.naming(hash) : group;
    }
  }

  /** A group as it is answered with the names of its members, which are read and not written. */
  Resource naming(Handle handle, Call call, DirectoryGroup group) {
    var names = new Called();
    if (group.memberCount() > 0)
      members(handle, call, group.id(), member -> names.add(member.name));
    return names.in(call.of(group));
  }

  /** The members of a group that are chosen by what is said of them. */
  Set<DirectoryUserId> chosen(
      Handle handle, Call call, DirectoryGroupId group, Predicate<ObjectNode> by) {
    var chosen = new LinkedHashSet<DirectoryUserId>();
    members(
        handle,
        call,
        group,
        member -> {
          if (by.test(member.element(call))) chosen.add(new DirectoryUserId(member.id));
        });
    return chosen;
  }

  /**
   * Whether somebody is chosen who is awaited, of whom a value says all that is known: they would
   * be called so.
   */
  static boolean isChosen(Call call, String awaited, Predicate<ObjectNode> by) {
    return by.test(new Member(awaited, awaited).element(call));
  }

  @Override
  long belonging(DirectoryGroup item) {
    return item.memberCount();
  }

  /** Whether an answer tells how members are called. */
  static boolean namesMembers(Projection projection) {
    return projection.wants("members", "display");
  }

  /**
   * Writes a group with its members, each as its row is read: of 50,000 nothing is kept but the
   * bytes of the answer. Its version tells of their names where these are told, so it comes last.
   *
   * @return the group as it was answered
   */
  Resource writeWithMembers(
      Handle handle,
      Call call,
      Projection projection,
      DirectoryGroup group,
      ObjectNode answer,
      ByteArrayOutputStream to) {
    var parts = PARTS.stream().filter(it -> projection.wants("members", it)).toList();
    var names = new Called();
    try (var json = ScimJson.generator(to)) {
      json.writeStartObject();
      for (var it : answer.properties()) {
        if (it.getKey().equals("meta")) continue;
        json.writeFieldName(it.getKey());
        json.writeTree(it.getValue());
      }
      if (group.memberCount() > 0 && !parts.isEmpty()) {
        json.writeArrayFieldStart("members");
        members(
            handle,
            call,
            group.id(),
            member -> {
              if (namesMembers(projection)) names.add(member.name);
              json.writeStartObject();
              for (var it : parts) json.writeStringField(it, member.part(call, it));
              json.writeEndObject();
            });
        json.writeEndArray();
      }
      var about = names.in(call.of(group));
      if (answer.get("meta") instanceof ObjectNode meta) {
        if (meta.has("version")) meta.put("version", about.etag());
        json.writeFieldName("meta");
        json.writeTree(meta);
      }
      json.writeEndObject();
      return about;
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    }
  }

  private record Member(String id, String name) {

    ObjectNode element(Call call) {
      var element = ScimJson.newObject();
      PARTS.forEach(it -> element.put(it, part(call, it)));
      return element;
    }

    String part(Call call, String part) {
      return switch (part) {
        case "value" -> id;
        case "$ref" -> call.base() + "/Users/" + id;
        case "display" -> name;
        default -> "User";
      };
    }
  }

  private interface Each<X extends Exception> {
    void take(Member member) throws X;
  }

  private static <X extends Exception> void members(
      Handle handle, Call call, DirectoryGroupId group, Each<X> each) throws X {
    handle
        .createQuery(MEMBERS)
        .bind("group", group)
        .bind("directory", call.directory().id())
        .setFetchSize(1_000)
        .map((row, context) -> member(row))
        .useIterator(
            members -> {
              while (members.hasNext()) each.take(members.next());
            });
  }

  private static Member member(ResultSet row) throws SQLException {
    var name = row.getString("display_name");
    return new Member(
        row.getString("directory_user_id"), name.isEmpty() ? row.getString("user_name") : name);
  }
}
