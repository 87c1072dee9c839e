package dev.hostedui.identity.session;

import org.jspecify.annotations.Nullable;

/**
 * An organization's session policy (behaviour §5).
 *
 * @param source whose limits it wants
 * @param custom its own limits, also when they do not count now; null when there never were any
 */
public record SessionPolicy(Source source, @Nullable SessionLimits custom) {

  /** Whose limits count. */
  public enum Source {
    APPLICATION,
    CUSTOM
  }

  /** What applies, given what the application allows. */
  public SessionLimits effective(SessionLimits application) {
    return source == Source.CUSTOM && custom != null ? custom.strictest(application) : application;
  }
}
