package dev.hostedui.identity.role;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** A role as events show it, with its own permissions; those it extends are named by that role. */
final class RoleSnapshot {
  private RoleSnapshot() {}

  static Snapshot of(Handle tx, RoleId id) {
    return tx.createQuery(
            """
            SELECT r.id, r.organization_id, r.name, r.display_name, r.description,
                   (SELECT b.name FROM roles b WHERE b.id = r.extends_role_id) AS extends,
                   (SELECT COUNT(*) FROM environment e WHERE e.default_creator_role_id = r.id) AS default_creator,
                   (SELECT COUNT(*) FROM environment e WHERE e.default_member_role_id = r.id) AS default_member
              FROM roles r WHERE r.id = :id
            """)
        .bind("id", id)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("id", Columns.text(row, "id"))
                    .with("name", Columns.text(row, "name"))
                    .with("display_name", Columns.text(row, "display_name"))
                    .with("description", Columns.text(row, "description"))
                    .with("extends", row.getString("extends"))
                    .with("is_org_role", row.getString("organization_id") != null)
                    .with("default_creator", row.getInt("default_creator") > 0)
                    .with("default_member", row.getInt("default_member") > 0)
                    .with("permissions", permissions(tx, id)))
        .one();
  }

  private static List<String> permissions(Handle tx, RoleId id) {
    return tx.createQuery(
            "SELECT permission FROM role_permissions WHERE role_id = :id ORDER BY permission")
        .bind("id", id)
        .mapTo(String.class)
        .list();
  }
}
