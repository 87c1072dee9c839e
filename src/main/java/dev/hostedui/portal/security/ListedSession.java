package dev.hostedui.portal.security;

import dev.hostedui.web.Ago;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list of sessions.
 *
 * @param icon of the kind of device
 * @param location city and country, or null where it is not known
 * @param system operating system and version in words
 * @param browser browser and version in words
 * @param position where the list goes on after this line
 */
public record ListedSession(
    String id,
    String icon,
    @Nullable String location,
    String ip,
    String system,
    String browser,
    Ago lastActive,
    Ago created,
    boolean current,
    String position) {

  static final String UNKNOWN_SYSTEM = "Unknown system";
  static final String UNKNOWN_BROWSER = "Unknown browser";

  /** The device, by as much as is known of it. */
  public String device() {
    if (system.equals(UNKNOWN_SYSTEM))
      return browser.equals(UNKNOWN_BROWSER) ? "An unknown device" : browser;
    return (browser.equals(UNKNOWN_BROWSER) ? "A browser" : browser) + " on " + system;
  }

  /** What stands first in its line: the place, or else the device. */
  public String headline() {
    return location == null ? device() : location;
  }

  /** A name that no other line has: two sessions of one device differ in when they were begun. */
  public String name() {
    return device()
        + (location == null ? "" : ", " + location)
        + ", "
        + ip
        + ", last active "
        + lastActive.words()
        + ", begun on "
        + created.exact();
  }
}
