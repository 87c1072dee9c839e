package dev.hostedui.sso;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is read of a sign-in that departs to an identity provider. It writes nothing. */
final class DepartureQueries {

  private static final String DEPARTING =
      "SELECT email, connection_id, max_age_seconds FROM login_attempts WHERE id = ? AND"
          + " browser_hash = ? AND means = ? AND used_at IS NULL AND expires_at > ?";

  private final Database database;
  private final Clock clock;

  DepartureQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A sign-in that an identity provider has to vouch for.
   *
   * @param email whose it is, or null while nobody knows
   * @param connection the id of the one connection that will do, or null when the address decides
   * @param maxAgeSeconds how long ago the person may have proven who they are, or null
   */
  record Departing(
      @Nullable EmailAddress email, @Nullable String connection, @Nullable Long maxAgeSeconds) {}

  /**
   * One that is under way in the browser that holds this secret.
   *
   * @param means by what it is to be proven, as its row writes it
   */
  Optional<Departing> find(String attempt, String browser, String means) {
    return database
        .rows(
            DEPARTING,
            row -> {
              var email = row.getString("email");
              return new Departing(
                  email == null ? null : new EmailAddress(email),
                  row.getString("connection_id"),
                  Columns.longOrNull(row, "max_age_seconds"));
            },
            attempt,
            Ids.hash(browser),
            means,
            clock.millis())
        .stream()
        .findFirst();
  }
}
