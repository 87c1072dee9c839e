package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.DirectoryUserTable;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimUser;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Lists of people, and the groups they are in. */
final class UserListing extends Listing<DirectoryUser> {

  UserListing() {
    super(
        ResourceSchema.USER,
        Conditions.OF_USERS,
        "SELECT " + DirectoryUserTable.COLUMNS + " FROM directory_users du",
        "du",
        Map.of(
            "id", "position",
            "meta.created", "position",
            "meta.lastmodified", "updated_at",
            "username", "user_name_key"));
  }

  @Override
  DirectoryUser read(ResultSet row) throws SQLException {
    return DirectoryUserTable.read(row);
  }

  @Override
  long position(DirectoryUser item) {
    return item.position();
  }

  @Override
  String attributes(DirectoryUser item) {
    return item.attributes();
  }

  @Override
  ObjectNode resource(Call call, DirectoryUser item) {
    return resource(call, item, null);
  }

  /** Of whom it is known in which groups they are. */
  ObjectNode resource(Call call, DirectoryUser item, @Nullable List<ScimUser.InGroup> groups) {
    return ScimUser.stored(item.attributes())
        .answer(call.of(item).in(groups), item.active(), groups);
  }

  @Override
  List<ObjectNode> withBelonging(Handle handle, Call call, List<DirectoryUser> items) {
    var groups = groups(handle, call, items);
    return items.stream().map(it -> resource(call, it, groups.get(it.id()))).toList();
  }

  @Override
  long belonging(DirectoryUser item) {
    return 0;
  }

  @Override
  long count(Handle handle, Directory directory) {
    return handle
        .createQuery(
            "SELECT user_count FROM directories WHERE id = :id AND organization_id = :organization")
        .bind("id", directory.id())
        .bind("organization", directory.organization())
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** The groups of some people, by person. */
  Map<DirectoryUserId, List<ScimUser.InGroup>> groups(
      Handle handle, Call call, Collection<DirectoryUser> of) {
    var found = new HashMap<DirectoryUserId, List<ScimUser.InGroup>>();
    if (of.isEmpty()) return found;
    var list = ListParameter.of("user", of.stream().map(DirectoryUser::id).toList());
    list.into(
            handle.createQuery(
                "SELECT m.directory_user_id, g.id, g.display_name FROM directory_group_members m"
                    + " JOIN directory_groups g ON g.id = m.group_id WHERE m.directory_user_id IN "
                    + list.places()
                    + " AND g.directory_id = :directory ORDER BY m.directory_user_id, g.id"))
        .bind("directory", call.directory().id())
        .map(
            (row, context) -> {
              var id = row.getString("id");
              found
                  .computeIfAbsent(
                      new DirectoryUserId(row.getString("directory_user_id")),
                      any -> new ArrayList<>())
                  .add(
                      new ScimUser.InGroup(
                          id, row.getString("display_name"), call.base() + "/Groups/" + id));
              return id;
            })
        .list();
    return found;
  }
}
