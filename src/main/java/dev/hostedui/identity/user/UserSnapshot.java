package dev.hostedui.identity.user;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.db.ListParameter;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** A person as events show them. */
public final class UserSnapshot {
  private UserSnapshot() {}

  private static final String SELECT =
      """
      SELECT id, email, email_verified_at, given_name, family_name, external_id, metadata, profile,
             created_at, updated_at, last_login_at
        FROM users
      """;

  private static final String ONE = SELECT + " WHERE id = ?";

  public static Snapshot of(Handle tx, UserId id) {
    return Direct.row(tx, ONE, UserSnapshot::read, id).orElseThrow();
  }

  /** Several people by their ids, as far as they exist. */
  public static Map<String, Snapshot> of(Handle handle, Collection<String> ids) {
    var found = new HashMap<String, Snapshot>();
    if (ids.isEmpty()) return found;
    var list = ListParameter.of("id", ids);
    list.into(handle.createQuery(SELECT + " WHERE id IN " + list.places()))
        .map((row, context) -> Map.entry(Columns.text(row, "id"), read(row)))
        .forEach(it -> found.put(it.getKey(), it.getValue()));
    return found;
  }

  private static Snapshot read(ResultSet row) throws SQLException {
    var user = Users.read(row, "id");
    var metadata = Metadata.stored(Columns.text(row, "metadata"));
    var profile = UserDetails.map(Columns.text(row, "profile"));
    var shown =
        new Snapshot()
            .with("id", user.id().value().replaceFirst("^usr_", "usp_"))
            .with("given_name", user.givenName())
            .with("family_name", user.familyName())
            .with("name", profile.getOrDefault("name", user.fullName()))
            .with("email_verified", user.emailVerified());
    profile.forEach(shown::with);
    return new Snapshot()
        .with("id", user.id().value())
        .with("email", user.email().value())
        .with("external_id", row.getString("external_id"))
        .with("metadata", metadata.values().isEmpty() ? null : metadata.values())
        .with("user_profile", shown)
        .at("create_time", Columns.time(row, "created_at"))
        .at("update_time", Columns.time(row, "updated_at"))
        .at("last_login_time", Columns.timeOrNull(row, "last_login_at"));
  }
}
