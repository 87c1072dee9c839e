package dev.hostedui.api;

import dev.hostedui.db.Columns;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.user.UserSnapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** People with their memberships, as the API shows them. */
final class PeopleReading {
  private PeopleReading() {}

  /** A membership's part of an answer, and what it lacks: the roles. */
  private record Listed(String user, String organization, Snapshot membership) {}

  /** What somebody holds, gathered from several rows. */
  private static final class Held {
    final List<Map<String, Object>> roles = new ArrayList<>();
    final TreeSet<String> permissions = new TreeSet<>();
  }

  /**
   * People by their ids, in that order, as far as they exist and belong to the organization: who is
   * on a list that was read before may have left by now.
   *
   * @param in the organization whose membership is shown, or null for all of theirs
   */
  static List<Map<String, Object>> all(
      Handle handle, List<UserId> ids, @Nullable OrganizationId in, Instant now) {
    if (ids.isEmpty()) return List.of();
    var names = ids.stream().map(UserId::value).toList();
    var people = UserSnapshot.of(handle, names);
    var held = held(handle, names, in);
    var identities = identities(handle, names, in);
    var memberships = new HashMap<String, List<Map<String, Object>>>();
    for (var listed : memberships(handle, names, in, now)) {
      var roles = held.getOrDefault(listed.user + listed.organization, new Held());
      memberships
          .computeIfAbsent(listed.user, any -> new ArrayList<>())
          .add(
              listed
                  .membership
                  .with("roles", roles.roles)
                  .with("permissions", List.copyOf(roles.permissions))
                  .values());
    }
    var all = new ArrayList<Map<String, Object>>();
    for (var name : names) {
      var person = people.get(name);
      var belongs = memberships.getOrDefault(name, List.of());
      if (person == null || (in != null && belongs.isEmpty())) continue;
      var shown = person.with("memberships", belongs).values();
      // a new map: that of the snapshot is what events show
      if (shown.get("user_profile") instanceof Map<?, ?> profile) {
        var more = new LinkedHashMap<String, Object>();
        profile.forEach((key, value) -> more.put(String.valueOf(key), value));
        more.put("external_identities", identities.getOrDefault(name, List.of()));
        shown.put("user_profile", more);
      }
      all.add(shown);
    }
    return all;
  }

  /**
   * One person.
   *
   * @throws Problem NOT_FOUND, also for who does not belong to the organization
   */
  static Map<String, Object> one(
      Handle handle, UserId id, @Nullable OrganizationId in, Instant now) {
    var found = all(handle, List.of(id), in, now);
    if (found.isEmpty()) throw Problem.notFound("user_not_found");
    return found.get(0);
  }

  /** The memberships of a person as they are shown. */
  static List<?> memberships(Map<String, Object> person) {
    return person.get("memberships") instanceof List<?> memberships ? memberships : List.of();
  }

  /** By whom providers know people: those of organizations, and those for everybody. */
  private static Map<String, List<Map<String, Object>>> identities(
      Handle handle, List<String> users, @Nullable OrganizationId in) {
    var identities = new HashMap<String, List<Map<String, Object>>>();
    var list = ListParameter.of("user", users);
    list.into(
            handle.createQuery(
                """
                SELECT a.user_id, a.connection_id, c.provider, c.protocol AS type, a.issuer, a.subject, 0 AS social, a.created_at, a.last_login_at
                  FROM users u JOIN memberships m ON m.user_id = u.id
                  JOIN upstream_accounts a ON a.organization_id = m.organization_id AND a.user_id = m.user_id
                  JOIN connections c ON c.id = a.connection_id
                 WHERE (:all = 1 OR m.organization_id = :organization) AND u.id IN %1$s
                UNION ALL
                SELECT s.user_id, s.connection_id, p.provider, 'OAUTH', '', s.subject, 1, s.created_at, s.last_login_at
                  FROM social_accounts s JOIN social_connections p ON p.id = s.connection_id
                 WHERE s.user_id IN %1$s
                 ORDER BY 8, 2, 5
                """
                    .formatted(list.places())))
        .bind("all", in == null ? 1 : 0)
        .bind("organization", in == null ? "" : in.value())
        .map((row, context) -> Map.entry(Columns.text(row, "user_id"), identity(row)))
        .forEach(
            it ->
                identities
                    .computeIfAbsent(it.getKey(), any -> new ArrayList<>())
                    .add(it.getValue()));
    return identities;
  }

  private static Map<String, Object> identity(ResultSet row) throws SQLException {
    var issuer = Columns.text(row, "issuer");
    return new Snapshot()
        .with("connection_id", Columns.text(row, "connection_id"))
        .with("connection_provider", Columns.text(row, "provider"))
        .with("connection_type", Columns.text(row, "type"))
        .with("connection_issuer", issuer.isEmpty() ? null : issuer)
        .with("connection_user_id", Columns.text(row, "subject"))
        .with("is_social", row.getInt("social") == 1)
        .at("created_time", Columns.time(row, "created_at"))
        .at("last_login_time", Columns.time(row, "last_login_at"))
        .values();
  }

  private static List<Listed> memberships(
      Handle handle, List<String> users, @Nullable OrganizationId in, Instant now) {
    var list = ListParameter.of("user", users);
    return list.into(
            handle.createQuery(
                """
                SELECT m.user_id, m.organization_id, o.display_name, m.status, m.metadata, m.provisioning_method, m.inviter_email,
                       m.created_at, m.accepted_at, m.expires_at
                  FROM users u JOIN memberships m ON m.user_id = u.id JOIN organizations o ON o.id = m.organization_id
                 WHERE (:all = 1 OR m.organization_id = :organization)
                """
                    + " AND u.id IN "
                    + list.places()
                    + " ORDER BY m.created_at, m.organization_id"))
        .bind("all", in == null ? 1 : 0)
        .bind("organization", in == null ? "" : in.value())
        .map(
            (row, context) ->
                new Listed(
                    Columns.text(row, "user_id"),
                    Columns.text(row, "organization_id"),
                    membership(row, now)))
        .list();
  }

  private static Snapshot membership(ResultSet row, Instant now) throws SQLException {
    var expires = Columns.timeOrNull(row, "expires_at");
    var accepted = Columns.timeOrNull(row, "accepted_at");
    var created = Columns.time(row, "created_at");
    var status = MembershipStatus.now(Columns.text(row, "status"), expires, now);
    var metadata = Metadata.stored(Columns.text(row, "metadata")).values();
    return new Snapshot()
        .with("organization_id", Columns.text(row, "organization_id"))
        .with("name", Columns.text(row, "display_name"))
        .with("display_name", Columns.text(row, "display_name"))
        .with("membership_status", status.name())
        .with("metadata", metadata.isEmpty() ? null : metadata)
        .with("provisioning_method", Columns.text(row, "provisioning_method"))
        .with("inviter_email", row.getString("inviter_email"))
        .at("created_at", created)
        .at("join_time", status.invited() ? null : accepted != null ? accepted : created)
        .at("accepted_at", accepted)
        .at("expires_at", expires);
  }

  private static Map<String, Held> held(
      Handle handle, List<String> users, @Nullable OrganizationId in) {
    var held = new HashMap<String, Held>();
    var list = ListParameter.of("user", users);
    list.into(
            handle.createQuery(
                """
                SELECT mr.user_id, mr.organization_id, r.id, r.name, r.display_name, r.effective_permissions
                  FROM users u JOIN membership_roles mr ON mr.user_id = u.id
                  JOIN memberships m ON m.organization_id = mr.organization_id AND m.user_id = mr.user_id
                  JOIN roles r ON r.id = mr.role_id
                 WHERE (:all = 1 OR mr.organization_id = :organization)
                """
                    + " AND u.id IN "
                    + list.places()
                    + " ORDER BY r.name, r.id"))
        .bind("all", in == null ? 1 : 0)
        .bind("organization", in == null ? "" : in.value())
        .map(
            (row, context) -> {
              var of =
                  held.computeIfAbsent(
                      Columns.text(row, "user_id") + Columns.text(row, "organization_id"),
                      any -> new Held());
              of.roles.add(
                  new Snapshot()
                      .with("id", Columns.text(row, "id"))
                      .with("name", Columns.text(row, "name"))
                      .with("display_name", Columns.text(row, "display_name"))
                      .values());
              for (var permission : Columns.text(row, "effective_permissions").split(" ", -1))
                if (!permission.isEmpty()) of.permissions.add(permission);
              return true;
            })
        .list();
    return held;
  }

  /** An invitation. */
  static Map<String, Object> invite(Handle handle, OrganizationId organization, UserId user) {
    return handle
        .createQuery(
            """
            SELECT status, inviter_email, created_at, expires_at, resent_at, resent_count FROM memberships
             WHERE organization_id = :organization AND user_id = :user
            """)
        .bind("organization", organization)
        .bind("user", user)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("organization_id", organization.value())
                    .with("user_id", user.value())
                    .with("status", Columns.text(row, "status"))
                    .at("created_at", Columns.time(row, "created_at"))
                    .at("expires_at", Columns.timeOrNull(row, "expires_at"))
                    .at("resent_at", Columns.timeOrNull(row, "resent_at"))
                    .with("resent_count", row.getLong("resent_count"))
                    .with("inviter_email", row.getString("inviter_email"))
                    .values())
        .one();
  }

  /** People of the whole installation next to a position, in the order of their ids. */
  static List<UserId> list(Handle handle, Pages pages) {
    return handle
        .createQuery(
            "SELECT id FROM users WHERE id "
                + pages.comparison()
                + " :from ORDER BY id "
                + pages.order()
                + " LIMIT :limit")
        .bind("from", id(pages.position()))
        .bind("limit", pages.limit())
        .mapTo(UserId.class)
        .list();
  }

  private static String id(long position) {
    return UserId.PREFIX + "%018d".formatted(position);
  }

  static long count(Handle handle) {
    return handle.createQuery("SELECT COUNT(*) FROM users").mapTo(Long.class).one();
  }

  /** The place of a person in the list of all. */
  static long position(UserId id) {
    return Long.parseLong(id.value().substring(UserId.PREFIX.length()));
  }
}
