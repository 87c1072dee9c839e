package dev.hostedui.identity;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The predefined permissions: they decide which widgets appear and what they allow. */
public enum Permission {
  SETTINGS_READ("sk_org_settings_read"),
  SETTINGS_MANAGE("sk_org_settings_manage"),
  USERS_READ("sk_org_users_read"),
  USERS_INVITE("sk_org_users_invite"),
  USERS_DELETE("sk_org_users_delete"),
  USERS_ROLE_CHANGE("sk_org_users_role_change"),
  SSO_READ("sk_org_sso_read"),
  SSO_MANAGE("sk_org_sso_manage"),
  SCIM_READ("sk_org_scim_read"),
  SCIM_MANAGE("sk_org_scim_manage"),
  SESSION_POLICY_READ("sk_org_session_policy_read"),
  SESSION_POLICY_MANAGE("sk_org_session_policy_manage");

  private static final Map<String, Permission> BY_NAME = new HashMap<>();

  static {
    for (var permission : values()) BY_NAME.put(permission.wireName, permission);
  }

  private final String wireName;

  Permission(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /**
   * The predefined ones in a list of names; an app's own permissions mean nothing to the portal.
   */
  public static Set<Permission> among(String spaceSeparated) {
    var found = EnumSet.noneOf(Permission.class);
    var start = 0;
    while (start < spaceSeparated.length()) {
      var space = spaceSeparated.indexOf(' ', start);
      var end = space < 0 ? spaceSeparated.length() : space;
      var permission = BY_NAME.get(spaceSeparated.substring(start, end));
      if (permission != null) found.add(permission);
      start = end + 1;
    }
    return found;
  }
}
