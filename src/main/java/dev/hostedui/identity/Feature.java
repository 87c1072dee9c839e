package dev.hostedui.identity;

import java.util.EnumSet;
import java.util.Set;

/** What the operator can switch on for an organization; each shows a widget. */
public enum Feature {
  SSO("sso"),
  DIR_SYNC("dir_sync"),
  DOMAIN_VERIFICATION("domain_verification"),
  SESSION_POLICY("session_policy");

  private final String wireName;

  Feature(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** The features in a list of names. */
  public static Set<Feature> among(String spaceSeparated) {
    var found = EnumSet.noneOf(Feature.class);
    for (var feature : values()) {
      if (Names.isAmong(spaceSeparated, feature.wireName)) found.add(feature);
    }
    return found;
  }
}
