package dev.hostedui.identity;

import java.util.EnumSet;
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
    for (var permission : values()) {
      if (Names.isAmong(spaceSeparated, permission.wireName)) found.add(permission);
    }
    return found;
  }
}
