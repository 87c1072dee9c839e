package dev.hostedui.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
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

  /** The feature of that name, or of one that others call it by. */
  public static Optional<Feature> named(String name) {
    if (name.equals("directory_sync") || name.equals("scim")) return Optional.of(DIR_SYNC);
    return Arrays.stream(values()).filter(it -> it.wireName.equals(name)).findFirst();
  }

  /**
   * The condition in SQL that it is switched on: for what goes on by itself and must not while it
   * is off.
   *
   * @param organizations what the statement calls the table of organizations
   */
  public String isOn(String organizations) {
    return "' ' || " + organizations + ".features || ' ' LIKE '% " + wireName + " %'";
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
