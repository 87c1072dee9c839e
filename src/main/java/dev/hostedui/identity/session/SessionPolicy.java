package dev.hostedui.identity.session;

import org.jspecify.annotations.Nullable;

/**
 * An organization's session policy.
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

  /** Which policy it is, for whoever changes what they have seen. */
  public String version() {
    var idle = custom == null ? null : custom.idle();
    return source.name()
        + (custom == null ? "" : "-" + custom.absolute().toMinutes())
        + (idle == null ? "" : "-" + idle.toMinutes());
  }

  /** What applies, given what the application allows. */
  public SessionLimits effective(SessionLimits application) {
    return source == Source.CUSTOM && custom != null ? custom.strictest(application) : application;
  }
}
