package dev.hostedui.identity.organization;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** An organization as events show it. */
public final class OrganizationSnapshot {
  private OrganizationSnapshot() {}

  private static final String SELECT =
      """
      SELECT o.id, o.number, o.display_name, o.external_id, o.slug, o.logo_url, o.logo_picture, o.metadata, o.features, o.max_allowed_users,
             o.session_policy_source, o.session_absolute_minutes, o.session_idle_minutes,
             o.created_at, o.updated_at,
             (SELECT r.name FROM roles r WHERE r.id = o.default_member_role_id) AS default_member_role
        FROM organizations o
      """;

  private static final String ONE = SELECT + " WHERE o.id = ?";

  public static Snapshot of(Handle tx, OrganizationId id) {
    return find(tx, id).orElseThrow();
  }

  public static Optional<Snapshot> find(Handle handle, OrganizationId id) {
    return Direct.row(handle, ONE, OrganizationSnapshot::read, id);
  }

  /** The organization an app knows by an id of its own. */
  public static Optional<Snapshot> ofExternalId(Handle handle, String externalId) {
    return handle
        .createQuery(SELECT + " WHERE o.external_id = :id")
        .bind("id", externalId)
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * An organization in a list.
   *
   * @param number its position
   */
  public record Listed(long number, Snapshot organization) {}

  /**
   * Organizations in the order they were made, next to a position.
   *
   * @param backwards whether those before the position are meant, the nearest first
   */
  public static List<Listed> list(Handle handle, long position, boolean backwards, int limit) {
    return handle
        .createQuery(
            SELECT
                + (backwards
                    ? " WHERE o.number < :position ORDER BY o.number DESC LIMIT :limit"
                    : " WHERE o.number > :position ORDER BY o.number LIMIT :limit"))
        .bind("position", position)
        .bind("limit", limit)
        .map((row, context) -> new Listed(row.getLong("number"), read(row)))
        .list();
  }

  /**
   * Organizations next to a position that have a text in their name or slug, or as one of their
   * ids.
   *
   * @param like the text as a pattern in small letters, with {@code !} as its escape
   */
  public static List<Listed> search(
      Handle handle, String text, String like, long position, boolean backwards, int limit) {
    return handle
        .createQuery(
            SELECT
                + " WHERE (o.id = :text OR o.external_id = :text OR o.slug LIKE :like ESCAPE '!' OR"
                + " LOWER(o.display_name) LIKE :like ESCAPE '!') AND "
                + (backwards
                    ? "o.number < :position ORDER BY o.number DESC LIMIT :limit"
                    : "o.number > :position ORDER BY o.number LIMIT :limit"))
        .bind("text", text)
        .bind("like", like)
        .bind("position", position)
        .bind("limit", limit)
        .map((row, context) -> new Listed(row.getLong("number"), read(row)))
        .list();
  }

  /** How many organizations there are. */
  public static long count(Handle handle) {
    return handle.createQuery("SELECT COUNT(*) FROM organizations").mapTo(Long.class).one();
  }

  private static Snapshot read(ResultSet row) throws SQLException {
    var absolute = Columns.longOrNull(row, "session_absolute_minutes");
    var idle = Columns.longOrNull(row, "session_idle_minutes");
    var metadata = Metadata.stored(Columns.text(row, "metadata"));
    return new Snapshot()
        .with("id", Columns.text(row, "id"))
        .with("display_name", Columns.text(row, "display_name"))
        .with("external_id", row.getString("external_id"))
        .with("slug", row.getString("slug"))
        .with("logo_url", row.getString("logo_url"))
        .with("logo_picture", row.getString("logo_picture"))
        .with("metadata", metadata.values().isEmpty() ? null : metadata.values())
        .with("default_member_role", row.getString("default_member_role"))
        .with(
            "settings",
            new Snapshot()
                .with("features", features(Columns.text(row, "features")))
                .with("max_allowed_users", Columns.longOrNull(row, "max_allowed_users")))
        .with(
            "session_policy",
            new Snapshot()
                .with("policy_source", Columns.text(row, "session_policy_source"))
                .with("absolute_session_timeout", absolute)
                .with("absolute_session_timeout_unit", absolute == null ? null : "MINUTES")
                .with("idle_session_timeout_enabled", absolute == null ? null : idle != null)
                .with("idle_session_timeout", idle)
                .with("idle_session_timeout_unit", idle == null ? null : "MINUTES"))
        .at("create_time", Columns.time(row, "created_at"))
        .at("update_time", Columns.time(row, "updated_at"));
  }

  private static List<Map<String, Object>> features(String stored) {
    var on = Feature.among(stored);
    return Arrays.stream(Feature.values())
        .map(
            feature ->
                new Snapshot()
                    .with("name", feature.wireName())
                    .with("enabled", on.contains(feature))
                    .values())
        .toList();
  }
}
