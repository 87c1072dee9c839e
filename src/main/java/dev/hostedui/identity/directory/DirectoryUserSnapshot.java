package dev.hostedui.identity.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.ExactJson;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A user of a directory as events show it. */
public final class DirectoryUserSnapshot {

  /** So many groups of somebody are named. */
  private static final int MOST_GROUPS = 1_000;

  private DirectoryUserSnapshot() {}

  /** With the groups and roles it has in this transaction. */
  static Map<String, Object> of(Handle tx, DirectoryUser user, AttributeMap map) {
    return of(tx, user, map, true);
  }

  /**
   * {@link #of(Handle, DirectoryUser, AttributeMap)}.
   *
   * @param grouped whether the directory has any group: else nothing is asked about them
   */
  static Map<String, Object> of(Handle tx, DirectoryUser user, AttributeMap map, boolean grouped) {
    return of(user, map, grouped ? groups(tx, user) : List.of(), roles(tx, user));
  }

  /**
   * {@link #of(Handle, DirectoryUser, AttributeMap)} of many users of an organization, with a few
   * statements.
   */
  static Map<DirectoryUserId, Map<String, Object>> ofAll(
      Handle tx, OrganizationId organization, Collection<DirectoryUser> users) {
    record Named(String whose, Map<String, Object> name) {}
    var groups = new HashMap<String, List<Map<String, Object>>>();
    ValueLists.read(
        tx,
        """
        SELECT m.directory_user_id, g.id, g.display_name FROM directory_group_members m
          JOIN directory_groups g ON g.id = m.group_id
         WHERE m.directory_user_id IN (%s) ORDER BY m.directory_user_id, g.id
        """,
        users.stream().map(DirectoryUser::id).toList(),
        row -> new Named(Columns.text(row, "directory_user_id"), group(row)),
        it -> {
          var named = groups.computeIfAbsent(it.whose, any -> new ArrayList<>());
          if (named.size() < MOST_GROUPS) named.add(it.name);
        });
    var roles = new HashMap<String, List<Map<String, Object>>>();
    ValueLists.read(
        tx,
        """
        SELECT mr.user_id, r.name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
         WHERE mr.organization_id = ? AND mr.user_id IN (%s) ORDER BY r.name, r.id
        """,
        users.stream().map(DirectoryUser::user).filter(Objects::nonNull).toList(),
        row -> new Named(Columns.text(row, "user_id"), role(row)),
        it -> roles.computeIfAbsent(it.whose, any -> new ArrayList<>()).add(it.name),
        organization);
    var maps = new HashMap<DirectoryId, AttributeMap>();
    var all = new HashMap<DirectoryUserId, Map<String, Object>>();
    for (var user : users) {
      var person = user.user();
      all.put(
          user.id(),
          of(
              user,
              maps.computeIfAbsent(user.directory(), it -> DirectoryTable.attributes(tx, it)),
              groups.getOrDefault(user.id().value(), List.of()),
              person == null ? List.of() : roles.getOrDefault(person.value(), List.of())));
    }
    return all;
  }

  private static Map<String, Object> of(
      DirectoryUser user,
      AttributeMap map,
      List<Map<String, Object>> groups,
      List<Map<String, Object>> roles) {
    var said = AttributeMap.parsed(user.attributes());
    var enterprise = said.path(AttributeMap.ENTERPRISE);
    return new Snapshot()
        .with("id", user.id().value())
        .with("organization_id", user.organization().value())
        .with("dp_id", user.externalId())
        .with("active", user.active())
        .with("email", user.email().value())
        .with("preferred_username", user.userName())
        .with("name", user.name())
        .with("given_name", user.givenName())
        .with("family_name", user.familyName())
        .with("title", text(said.path("title")))
        .with("user_type", text(said.path("userType")))
        .with("employee_id", text(enterprise.path("employeeNumber")))
        .with("department", text(enterprise.path("department")))
        .with("division", text(enterprise.path("division")))
        .with("cost_center", text(enterprise.path("costCenter")))
        .with("organization", text(enterprise.path("organization")))
        .with("phone_number", phoneNumber(said))
        .with("language", text(said.path("preferredLanguage")))
        .with("locale", locale(said))
        .with("zoneinfo", text(said.path("timezone")))
        .with("nickname", text(said.path("nickName")))
        .with("profile", text(said.path("profileUrl")))
        .with("picture", picture(said))
        .with("address", value(first(said.path("addresses"))))
        .with("groups", groups)
        .with("roles", roles)
        .with("custom_attributes", map.of(said))
        .with("raw_attributes", value(said))
        .values();
  }

  /** Of one that is gone, or keeps its person out. */
  static Map<String, Object> ended(DirectoryUser user) {
    return new Snapshot()
        .with("id", user.id().value())
        .with("organization_id", user.organization().value())
        .with("dp_id", user.externalId())
        .with("email", user.email().value())
        .values();
  }

  static @Nullable String phoneNumber(JsonNode said) {
    return text(first(said.path("phoneNumbers")).path("value"));
  }

  static @Nullable String picture(JsonNode said) {
    return text(first(said.path("photos")).path("value"));
  }

  static @Nullable String locale(JsonNode said) {
    return text(said.path("locale"));
  }

  /** The primary value of several, else the first. */
  private static JsonNode first(JsonNode several) {
    for (var one : several) if (one.path("primary").asBoolean()) return one;
    return several.isArray() && !several.isEmpty() ? several.get(0) : MissingNode.getInstance();
  }

  private static @Nullable String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? ExactJson.text(node) : null;
  }

  private static @Nullable Object value(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? null : ExactJson.value(node);
  }

  private static List<Map<String, Object>> groups(Handle tx, DirectoryUser user) {
    return tx.createQuery(
            """
            SELECT g.id, g.display_name FROM directory_group_members m JOIN directory_groups g ON g.id = m.group_id
             WHERE m.directory_user_id = :user AND g.directory_id = :directory ORDER BY g.id LIMIT :most
            """)
        .bind("most", MOST_GROUPS)
        .bind("user", user.id())
        .bind("directory", user.directory())
        .map((row, context) -> group(row))
        .list();
  }

  private static Map<String, Object> group(ResultSet row) throws SQLException {
    return new Snapshot()
        .with("id", Columns.text(row, "id"))
        .with("name", Columns.text(row, "display_name"))
        .values();
  }

  private static List<Map<String, Object>> roles(Handle tx, DirectoryUser user) {
    return Direct.rows(
        tx,
        """
        SELECT r.name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
         WHERE mr.organization_id = ? AND mr.user_id = ? ORDER BY r.name, r.id
        """,
        DirectoryUserSnapshot::role,
        user.organization(),
        user.user());
  }

  private static Map<String, Object> role(ResultSet row) throws SQLException {
    return new Snapshot().with("role_name", Columns.text(row, "name")).values();
  }
}
