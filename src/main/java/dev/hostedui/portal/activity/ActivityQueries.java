package dev.hostedui.portal.activity;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What people and apps are called now, for the sentences about what they did. */
final class ActivityQueries {

  private final Database database;

  ActivityQueries(Database database) {
    this.database = database;
  }

  /**
   * The names of those who still are there: of people by their ids, of apps by their client ids.
   */
  Map<String, String> names(Collection<String> ids) {
    return database.read(
        handle -> {
          var names = new HashMap<String, String>();
          for (var id : ids) name(handle, id).ifPresent(name -> names.put(id, name));
          return names;
        });
  }

  private static Optional<String> name(Handle handle, String id) {
    return handle
        .createQuery(
            """
            SELECT given_name, family_name, email FROM users WHERE id = :id
            UNION ALL SELECT name, '', '' FROM applications WHERE client_id = :id
            """)
        .bind("id", id)
        .map(
            (row, context) -> {
              var full =
                  (Columns.text(row, "given_name") + " " + Columns.text(row, "family_name"))
                      .strip();
              return full.isEmpty() ? Columns.text(row, "email") : full;
            })
        .findFirst();
  }

  /** The id of the person with an address, whoever they are: events say whether they were here. */
  Optional<String> person(EmailAddress email) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id FROM users WHERE email = :email")
                .bind("email", email)
                .mapTo(String.class)
                .findOne());
  }
}
