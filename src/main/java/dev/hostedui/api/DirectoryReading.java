package dev.hostedui.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.identity.ExactJson;
import dev.hostedui.identity.directory.AttributeMap;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The people and groups of a directory, page by page. */
final class DirectoryReading {
  private DirectoryReading() {}

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What is asked for.
   *
   * @param since when something must have changed last, or later
   * @param detail whether all is shown that the directory has told
   */
  record Ask(Pages pages, Instant since, boolean detail) {}

  /** One of them at its place in the list. */
  record Listed(long position, Map<String, Object> json) {}

  private static final String OF_DIRECTORY =
      " WHERE d.organization_id = :organization AND d.directory_id = :directory AND d.updated_at >="
          + " :since";

  private static String among(String group) {
    return OF_DIRECTORY
        + (group.isEmpty()
            ? ""
            : " AND EXISTS (SELECT 1 FROM directory_group_members x JOIN directory_groups y ON y.id"
                + " = x.group_id AND y.directory_id = d.directory_id WHERE x.directory_user_id ="
                + " d.id AND x.group_id = :group)");
  }

  private static Query asked(Handle handle, String sql, Directory directory, Ask ask) {
    return handle
        .createQuery(sql)
        .bind("organization", directory.organization())
        .bind("directory", directory.id())
        .bind("since", ask.since);
  }

  /** How many people there are on all pages of what is asked for. */
  static long countUsers(Handle handle, Directory directory, Ask ask, String group) {
    // the directory counts all its people itself: nobody waits for a count of 100,000 rows
    if (group.isEmpty() && ask.since.equals(Instant.EPOCH)) return directory.userCount();
    var query =
        asked(handle, "SELECT COUNT(*) FROM directory_users d" + among(group), directory, ask);
    if (!group.isEmpty()) query.bind("group", group);
    return query.mapTo(Long.class).one();
  }

  /** How many groups there are on all pages of what is asked for. */
  static long countGroups(Handle handle, Directory directory, Ask ask) {
    if (ask.since.equals(Instant.EPOCH)) return directory.groupCount();
    return asked(handle, "SELECT COUNT(*) FROM directory_groups d" + OF_DIRECTORY, directory, ask)
        .mapTo(Long.class)
        .one();
  }

  /** Takes the id of a group that they must be in, or an empty text. */
  static List<Listed> users(Handle handle, Directory directory, Ask ask, String group) {
    var query =
        asked(
                handle,
                """
                SELECT d.id, d.position, d.user_id, d.user_name, d.email, d.given_name, d.family_name, d.deactivated_at,
                       d.attributes, d.updated_at,
                       (SELECT string_agg(g.id || ' ' || g.display_name, '\n')
                          FROM directory_group_members m JOIN directory_groups g ON g.id = m.group_id
                         WHERE m.directory_user_id = d.id) AS groups
                  FROM directory_users d
                """
                    + among(group)
                    + edge(ask.pages),
                directory,
                ask)
            .bind("edge", ask.pages.position())
            .bind("limit", ask.pages.limit());
    if (!group.isEmpty()) query.bind("group", group);
    return query.map((row, context) -> user(row, directory.attributes(), ask.detail)).list();
  }

  static List<Listed> groups(Handle handle, Directory directory, Ask ask) {
    return asked(
            handle,
            """
            SELECT d.id, d.position, d.display_name, d.member_count, d.attributes, d.updated_at,
                   (SELECT r.name FROM roles r WHERE r.id = d.role_id) AS role
              FROM directory_groups d
            """
                + OF_DIRECTORY
                + edge(ask.pages),
            directory,
            ask)
        .bind("edge", ask.pages.position())
        .bind("limit", ask.pages.limit())
        .map((row, context) -> group(row, ask.detail))
        .list();
  }

  /** How many of a directory's groups give a role. */
  static long groupsWithRoles(Handle handle, Directory directory) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM directory_groups WHERE organization_id = :organization AND"
                + " directory_id = :directory AND role_id IS NOT NULL")
        .bind("organization", directory.organization())
        .bind("directory", directory.id())
        .mapTo(Long.class)
        .one();
  }

  private static String edge(Pages pages) {
    return " AND d.position "
        + pages.comparison()
        + " :edge ORDER BY d.position "
        + pages.order()
        + " LIMIT :limit";
  }

  private static Listed user(ResultSet row, AttributeMap map, boolean detail) throws SQLException {
    var email = Columns.text(row, "email");
    var groups = Columns.text(row, "groups");
    var said = Columns.text(row, "attributes");
    var parsed = parsed(said);
    var custom = map.of(parsed);
    return new Listed(
        row.getLong("position"),
        new Snapshot()
            .with("id", Columns.text(row, "id"))
            .with("email", email)
            .with("emails", emails(email, parsed))
            .with("preferred_username", Columns.text(row, "user_name"))
            .with("given_name", Columns.text(row, "given_name"))
            .with("family_name", Columns.text(row, "family_name"))
            .with("active", Columns.timeOrNull(row, "deactivated_at") == null)
            .with("user_id", row.getString("user_id"))
            .with(
                "groups",
                groups.isEmpty()
                    ? List.of()
                    : groups
                        .lines()
                        .map(line -> line.split(" ", 2))
                        .map(it -> Map.of("id", it[0], "display_name", it[1]))
                        .toList())
            .at("updated_at", Columns.time(row, "updated_at"))
            .with("custom_attributes", custom)
            .with("user_detail", detail ? detail(parsed, custom) : null)
            .values());
  }

  /** All addresses that a directory has told of somebody, the one they are known by first. */
  private static List<String> emails(String email, JsonNode said) {
    var emails = new LinkedHashSet<String>();
    emails.add(email);
    for (var it : said.path("emails")) {
      var address = it.path("value").asText().strip();
      if (!address.isEmpty() && !address.equalsIgnoreCase(email)) emails.add(address);
    }
    return List.copyOf(emails);
  }

  private static Listed group(ResultSet row, boolean detail) throws SQLException {
    return new Listed(
        row.getLong("position"),
        new Snapshot()
            .with("id", Columns.text(row, "id"))
            .with("display_name", Columns.text(row, "display_name"))
            .with("total_users", row.getLong("member_count"))
            .at("updated_at", Columns.time(row, "updated_at"))
            .with("role_name", row.getString("role"))
            .with("group_detail", detail ? parsed(Columns.text(row, "attributes")) : null)
            .values());
  }

  /** The groups of a directory that give a role, the first thousand. */
  static List<Map<String, Object>> assignments(Handle handle, Directory directory) {
    return handle
        .createQuery(
            """
            SELECT d.id, r.name FROM directory_groups d JOIN roles r ON r.id = d.role_id
             WHERE d.organization_id = :organization AND d.directory_id = :directory ORDER BY d.position LIMIT 1000
            """)
        .bind("organization", directory.organization())
        .bind("directory", directory.id())
        .map(
            (row, context) ->
                Map.<String, Object>of(
                    "group_id", Columns.text(row, "id"), "role_name", Columns.text(row, "name")))
        .list();
  }

  private static Map<String, Object> detail(JsonNode said, Map<String, Object> custom) {
    var detail =
        JSON.convertValue(
            ExactJson.value(said), new TypeReference<LinkedHashMap<String, Object>>() {});
    detail.put("custom_attributes", custom);
    return detail;
  }

  private static JsonNode parsed(String attributes) {
    try {
      return ExactJson.read(attributes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what a directory tells is kept as JSON", e);
    }
  }
}
