package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Finds out what a change of role assignments would do, in one statement of the database, however
 * many people there are. It changes nothing.
 */
final class RoleForecast {

  /** So many of those who gain or lose a role are named. */
  static final int NAMED = 20;

  private static final String EFFECTS =
      """
      , effects (kind, user_id, role_id) AS (
        SELECT 'GAIN', user_id, role_id FROM gained UNION ALL SELECT 'LOSE', user_id, role_id FROM lost)
      SELECT * FROM (
        SELECT e.kind, e.role_id, u.id, u.email, u.email_verified_at, u.given_name, u.family_name,
               COUNT(*) OVER (PARTITION BY e.kind, e.role_id) AS total,
               ROW_NUMBER() OVER (PARTITION BY e.kind, e.role_id ORDER BY u.email) AS place,
               (SELECT COUNT(DISTINCT user_id) FROM effects) AS people
          FROM effects e JOIN users u ON u.id = e.user_id) AS ranked
       WHERE place <= :named OR (kind = 'LOSE' AND id = :self)
       ORDER BY place
      """;

  private record Row(boolean gains, RoleId role, User user, long total, long place, long people) {}

  private RoleForecast() {}

  /** The effects of giving these groups these roles; the others keep what they have. */
  static RoleEffects of(
      Handle handle, Actor actor, Directory directory, List<RoleAssignment> changed) {
    if (changed.isEmpty()) return RoleEffects.NONE;
    var organization = directory.organization();
    var sets = RoleSets.forecast(handle, directory, changed);
    var query =
        handle
            .createQuery(sets.with() + EFFECTS)
            .bindMap(sets.bindings())
            .bind("named", NAMED)
            .bind("self", actor instanceof Actor.Person person ? person.user().value() : "");
    var rows =
        query
            .map(
                (row, context) ->
                    new Row(
                        Columns.text(row, "kind").equals("GAIN"),
                        new RoleId(Columns.text(row, "role_id")),
                        Users.read(row, "id"),
                        row.getLong("total"),
                        row.getLong("place"),
                        row.getLong("people")))
            .list();
    return rows.isEmpty() ? RoleEffects.NONE : effects(handle, organization, actor, rows);
  }

  private static RoleEffects effects(
      Handle handle, OrganizationId organization, Actor actor, List<Row> rows) {
    Map<RoleId, List<Row>> byRole = new HashMap<>();
    for (var row : rows) byRole.computeIfAbsent(row.role, any -> new ArrayList<>()).add(row);
    var roles = new ArrayList<RoleEffects.OfRole>();
    var own = new ArrayList<Role>();
    for (var role : Roles.all(handle, organization, byRole.keySet())) {
      var all = byRole.getOrDefault(role.id(), List.of());
      var gains = all.stream().filter(Row::gains).toList();
      var losses = all.stream().filter(row -> !row.gains).toList();
      roles.add(
          new RoleEffects.OfRole(role, total(gains), named(gains), total(losses), named(losses)));
      if (losses.stream().anyMatch(row -> actor.is(row.user.id()))) own.add(role);
    }
    roles.sort(
        Comparator.comparing((RoleEffects.OfRole it) -> it.role().displayName())
            .thenComparing(it -> it.role().id().value()));
    return new RoleEffects(rows.get(0).people, roles, own, null);
  }

  private static long total(List<Row> rows) {
    return rows.isEmpty() ? 0 : rows.get(0).total;
  }

  private static List<User> named(List<Row> rows) {
    return rows.stream().filter(row -> row.place <= NAMED).map(Row::user).toList();
  }
}
