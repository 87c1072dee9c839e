package dev.hostedui.identity.session;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.Update;

/**
 * With what something was done: the browser, its network address and the place of that. Sessions
 * and passkeys keep it in columns of the same names.
 */
public record Device(UserAgent userAgent, String ip, Place place) {

  /** Binds the parameters that these columns have in a statement. */
  public Update bindTo(Update statement) {
    return statement
        .bind("userAgent", userAgent.raw())
        .bind("deviceType", userAgent.deviceType())
        .bind("os", userAgent.os())
        .bind("osVersion", userAgent.osVersion())
        .bind("browser", userAgent.browser())
        .bind("browserVersion", userAgent.browserVersion())
        .bind("ip", ip)
        .bind("city", place.city())
        .bind("region", place.region())
        .bind("country", place.country())
        .bind("latitude", place.latitude())
        .bind("longitude", place.longitude());
  }

  /** Reads these columns. */
  public static Device read(ResultSet row) throws SQLException {
    return new Device(
        new UserAgent(
            Columns.text(row, "user_agent"),
            Columns.text(row, "device_type"),
            Columns.text(row, "os"),
            Columns.text(row, "os_version"),
            Columns.text(row, "browser"),
            Columns.text(row, "browser_version")),
        Columns.text(row, "ip"),
        new Place(
            row.getString("city"),
            row.getString("region"),
            row.getString("country"),
            Columns.doubleOrNull(row, "latitude"),
            Columns.doubleOrNull(row, "longitude")));
  }

  /** Under the names that the API and events have for it. */
  Snapshot shown() {
    return new Snapshot()
        .with("user_agent", userAgent.raw())
        .with("os", userAgent.os())
        .with("os_version", userAgent.osVersion())
        .with("browser", userAgent.browser())
        .with("browser_version", userAgent.browserVersion())
        .with("device_type", userAgent.deviceType())
        .with("ip", ip)
        .with("location", place.shown());
  }
}
