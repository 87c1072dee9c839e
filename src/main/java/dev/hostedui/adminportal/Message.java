package dev.hostedui.adminportal;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.portal.Switched;
import dev.hostedui.web.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page around a frame is told, as the JSON that the script posts. */
final class Message {
  private Message() {}

  /** The portal is there. */
  static String loaded(OrganizationId organization, Instant expiry) {
    return of(
        "PORTAL_LOAD_SUCCESS",
        "session",
        organization,
        "The admin portal is loaded.",
        Map.of("expiry", expiry.toString()));
  }

  /** The portal cannot be shown. */
  static String failed(String code, String why) {
    return of("PORTAL_LOAD_FAILURE", "session", null, why, Map.of("error_code", code));
  }

  /** The session ends in five minutes. */
  static String warning(OrganizationId organization, Instant expiry) {
    return of(
        "PORTAL_SESSION_WARNING",
        "session",
        organization,
        "The session of the admin portal ends soon.",
        Map.of("expiry", expiry.toString()));
  }

  /** The session has ended while the page was open. */
  static String expired(OrganizationId organization, Instant expiry) {
    return of(
        "PORTAL_SESSION_EXPIRY",
        "session",
        organization,
        "The session of the admin portal has ended.",
        Map.of("expiry", expiry.toString()));
  }

  /** A connection or directory was enabled or disabled. */
  static String switched(OrganizationId organization, Switched it) {
    var connection = it.thing() == Switched.Thing.CONNECTION;
    var data = new LinkedHashMap<String, Object>();
    data.put(connection ? "connection_type" : "directory_type", connection ? "SSO" : "SCIM");
    data.put("id", it.id());
    if (connection) data.put("type", it.type());
    data.put("provider", it.provider());
    data.put("enabled", it.enabled());
    return of(
        (connection ? "ORGANIZATION_SSO_" : "ORGANIZATION_DIRECTORY_")
            + (it.enabled() ? "ENABLED" : "DISABLED"),
        connection ? "connection" : "directory",
        organization,
        (connection ? "Single sign-on is " : "Provisioning is ")
            + (it.enabled() ? "enabled." : "disabled."),
        data);
  }

  private static String of(
      String type,
      String object,
      @Nullable OrganizationId organization,
      String words,
      Map<String, Object> data) {
    var message = new LinkedHashMap<String, Object>();
    message.put("event_type", type);
    message.put("object", object);
    if (organization != null) message.put("organization_id", organization.value());
    message.put("message", words);
    message.put("data", data);
    return Json.written(message);
  }
}
