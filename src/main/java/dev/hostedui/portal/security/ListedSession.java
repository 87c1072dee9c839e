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

  static final String UNKNOWN_SYSTEM = "Unknown system";
  static final String UNKNOWN_BROWSER = "Unknown browser";

  /** How the session is named in a question, by as much as is known of it. */
  public String label() {
    if (system.equals(UNKNOWN_SYSTEM))
      return browser.equals(UNKNOWN_BROWSER) ? "An unknown device" : browser;
    return (browser.equals(UNKNOWN_BROWSER) ? "A browser" : browser) + " on " + system;
  }
}
