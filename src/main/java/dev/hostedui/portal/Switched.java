package dev.hostedui.portal;

/**
 * A connection or directory that was just enabled or disabled, for whoever shows the widget on a
 * page of their own.
 *
 * @param type how it speaks, such as {@code SAML}
 * @param provider the name of its guide, such as {@code OKTA}
 */
public record Switched(Thing thing, String id, String type, String provider, boolean enabled) {

  /** What it is. */
  public enum Thing {
    CONNECTION,
    DIRECTORY
  }
}
