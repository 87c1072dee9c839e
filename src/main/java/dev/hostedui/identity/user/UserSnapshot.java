package dev.hostedui.identity.user;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** A person as events show them. */
public final class UserSnapshot {
  private UserSnapshot() {}

  public static Snapshot of(Handle tx, UserId id) {
    return tx.createQuery(
            """
            SELECT id, email, email_verified_at, given_name, family_name, created_at, updated_at, last_login_at
              FROM users WHERE id = :id
            """)
        .bind("id", id)
        .map((row, context) -> read(row))
        .one();
  }

  private static Snapshot read(ResultSet row) throws SQLException {
    var user = Users.read(row, "id");
    return new Snapshot()
        .with("id", user.id().value())
        .with("email", user.email().value())
        .with(
            "user_profile",
            new Snapshot()
                .with("given_name", user.givenName())
                .with("family_name", user.familyName())
                .with("name", user.fullName())
                .with("email_verified", user.emailVerified()))
        .at("create_time", Columns.time(row, "created_at"))
        .at("update_time", Columns.time(row, "updated_at"))
        .at("last_login_time", Columns.timeOrNull(row, "last_login_at"));
  }
}
