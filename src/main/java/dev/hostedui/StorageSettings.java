package dev.hostedui;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Where data is kept, and the keys it is sealed with. */
final class StorageSettings {

  private final GivenSettings given;

  StorageSettings(GivenSettings given) {
    this.given = given;
  }

  String databaseUrl() {
    var url = given.get("HOSTED_UI_DATABASE_URL", "jdbc:sqlite:data/hosted-ui.db");
    if (!url.startsWith("jdbc:sqlite:") && !url.startsWith("jdbc:postgresql:")) {
      given.fault("HOSTED_UI_DATABASE_URL", "must begin with jdbc:sqlite: or jdbc:postgresql:.");
    } else if (url.matches(
        "jdbc:sqlite:(?:|\\?.*|file:.*|:resource:.*|.*:memory:.*|.*mode=memory.*)")) {
      // each connection would have a database of its own
      given.fault(
          "HOSTED_UI_DATABASE_URL", "must name a file, like jdbc:sqlite:data/hosted-ui.db.");
    } else if (url.startsWith("jdbc:sqlite:") && url.contains("?")) {
      given.fault(
          "HOSTED_UI_DATABASE_URL",
          "must end with the name of the file: how it is opened is the program's to say.");
    } else if (url.matches("jdbc:postgresql:[^?]*@.*")) {
      // the driver would look for a host of that name, and print it with the password
      given.fault(
          "HOSTED_UI_DATABASE_URL",
          "must name the user and the password behind the database, like"
              + " jdbc:postgresql://host/database?user=…&password=…");
    } else if (url.matches("jdbc:postgresql:[^?]*[&;=].*")) {
      // it would be taken for the name of the database, and printed with the password
      given.fault(
          "HOSTED_UI_DATABASE_URL",
          "must have a ? between the database and the user, like"
              + " jdbc:postgresql://host/database?user=…&password=…");
    } else if (url.startsWith("jdbc:postgresql:") && !isUnderstood(url)) {
      given.fault(
          "HOSTED_UI_DATABASE_URL",
          "must be like jdbc:postgresql://host:5432/database?user=…&password=…, with other"
              + " characters than letters and digits written as in addresses (% as %25).");
    }
    return url;
  }

  private static boolean isUnderstood(String url) {
    try {
      DriverManager.getDriver(url);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * How long what happened is kept: an audit of the last year finds all of it, and what the log of
   * webhooks still shows is there to be sent again.
   */
  Duration eventsKept() {
    var text = given.get("HOSTED_UI_EVENTS_KEPT_DAYS", "400");
    if (text.matches("\\d{2,5}") && Integer.parseInt(text) >= 31)
      return Duration.ofDays(Integer.parseInt(text));
    given.fault("HOSTED_UI_EVENTS_KEPT_DAYS", "must be a number of days from 31 to 99999.");
    return Duration.ofDays(400);
  }

  List<byte[]> keys(boolean sample) {
    var text = given.get("HOSTED_UI_SECRET_KEY", "");
    var keys = new ArrayList<byte[]>();
    if (text.isEmpty()) {
      if (!sample)
        given.fault("HOSTED_UI_SECRET_KEY", "is missing. Make one with: openssl rand -base64 32");
      return keys;
    }
    for (var part : GivenSettings.LIST.split(text)) {
      try {
        var key = Base64.getDecoder().decode(part);
        if (key.length == 32) {
          keys.add(key);
          continue;
        }
      } catch (IllegalArgumentException e) {
        // the fault is reported below
      }
      given.fault(
          "HOSTED_UI_SECRET_KEY",
          "must be 32 bytes in base64, or several of them with commas between, newest first. Make"
              + " one with: openssl rand -base64 32");
      return keys;
    }
    // separators alone: production must not make up a key of its own
    if (keys.isEmpty()) given.fault("HOSTED_UI_SECRET_KEY", "holds no key.");
    return keys;
  }
}
