package dev.hostedui.portal.security;

import dev.hostedui.web.Ago;

/**
 * A line of the list of sessions.
 *
 * @param icon of the kind of device
 * @param location city and country, or that it is not known
 * @param system operating system and version in words
 * @param browser browser and version in words
 */
public record ListedSession(
    String id,
    String icon,
    String location,
    String ip,
    String system,
    String browser,
    Ago lastActive,
    Ago created,
    boolean current) {

  /** How the session is named in a question. */
  public String label() {
    return browser + " on " + system;
  }
}
