package dev.hostedui.portal.security;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.passkey.Authenticator;
import dev.hostedui.identity.passkey.Backup;
import dev.hostedui.identity.passkey.Passkeys;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Assets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the card of passkeys reads: a person's own and nobody else's. */
final class PasskeyQueries {

  private final Database database;
  private final Clock clock;

  PasskeyQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  List<ListedPasskey> of(UserId user) {
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id, name, credential_id, aaguid, attachment, transports, backup, created_at, last_used_at,
                           browser, os, city, country
                      FROM passkeys
                     WHERE user_id = :user
                     ORDER BY created_at, id LIMIT :most
                    """)
                .bind("user", user)
                .bind("most", Passkeys.MOST)
                .map((row, context) -> passkey(row, now))
                .list());
  }

  private static ListedPasskey passkey(ResultSet row, Instant now) throws SQLException {
    var authenticator =
        Authenticator.of(Columns.text(row, "aaguid"), Columns.text(row, "attachment"));
    var used = Columns.timeOrNull(row, "last_used_at");
    var transports = Columns.text(row, "transports");
    return new ListedPasskey(
        Columns.text(row, "id"),
        Columns.text(row, "name"),
        switch (authenticator.kind()) {
          case MANAGER -> "key-round";
          case DEVICE -> "fingerprint";
          case SECURITY_KEY -> "usb";
        },
        authenticator.maker() == null ? null : Assets.maker(authenticator.maker()),
        authenticator.name(),
        Ago.of(Columns.time(row, "created_at"), now),
        from(
            Columns.text(row, "browser"),
            Columns.text(row, "os"),
            Columns.text(row, "city"),
            Columns.text(row, "country")),
        used == null ? null : Ago.of(used, now),
        switch (Backup.named(Columns.text(row, "backup"))) {
          case IMPOSSIBLE -> "Only on the device it was made on";
          case POSSIBLE -> "Not synced yet";
          case MADE -> "Synced between devices";
        },
        Columns.text(row, "credential_id"),
        transports.isEmpty() ? List.of() : List.of(transports.split(" ")));
  }

  private static String from(String browser, String os, String city, String country) {
    var place =
        Stream.of(city, country).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    return (browser.isEmpty() ? "an unknown browser" : browser)
        + (os.isEmpty() ? "" : " on " + os)
        + (place.isEmpty() ? "" : " in " + place);
  }
}
