package dev.hostedui.identity.event;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was recorded. It never changes, except that it gets its position and hash once.
 *
 * @param position its place among all events, from 1, without end; null until it is given one
 * @param type its wire name; one that {@link EventType#named} does not know is of a newer program
 * @param organization whose event it is, or null
 * @param object the id of what was changed
 * @param actorType the kind of actor, like {@code user} or {@code directory}
 * @param actorEmail by which a person was known then, or null
 * @param onBehalfOf the person whom an actor that is none acted for or upon, or null
 * @param before JSON of what was so before, or null
 * @param after JSON of what is so since, or null
 * @param previousHash the hash of the event before it in its chain, empty for the first one; null
 *     until it has a position
 * @param hash of all of it, see {@link EventChain}; null until it has a position
 */
public record RecordedEvent(
    @Nullable Long position,
    String id,
    String type,
    @Nullable OrganizationId organization,
    String object,
    String actorType,
    String actorId,
    @Nullable String actorEmail,
    @Nullable String onBehalfOf,
    @Nullable String before,
    @Nullable String after,
    Instant occurredAt,
    @Nullable String ip,
    @Nullable String userAgent,
    @Nullable String requestId,
    @Nullable String previousHash,
    @Nullable String hash) {

  /** What a statement selects to read one. */
  static final String COLUMNS =
      "position, id, type, organization_id, object_id, actor_type, actor_id, actor_email,"
          + " on_behalf_of, before_state, after_state, occurred_at, ip, user_agent, request_id,"
          + " previous_hash, hash";

  /** The event in a row that has {@link #COLUMNS}. */
  static RecordedEvent read(ResultSet row) throws SQLException {
    var organization = row.getString("organization_id");
    return new RecordedEvent(
        Columns.longOrNull(row, "position"),
        Columns.text(row, "id"),
        Columns.text(row, "type"),
        organization == null ? null : new OrganizationId(organization),
        Columns.text(row, "object_id"),
        Columns.text(row, "actor_type"),
        Columns.text(row, "actor_id"),
        row.getString("actor_email"),
        row.getString("on_behalf_of"),
        row.getString("before_state"),
        row.getString("after_state"),
        Columns.time(row, "occurred_at"),
        row.getString("ip"),
        row.getString("user_agent"),
        row.getString("request_id"),
        row.getString("previous_hash"),
        row.getString("hash"));
  }
}
