package dev.hostedui.identity.session;

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
        .bind("country", place.country());
  }
}
