package dev.hostedui.identity;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The predefined permissions: they decide which widgets appear and what they allow. */
public enum Permission {
  SETTINGS_READ("sk_org_settings_read", "See the organization and its settings"),
  SETTINGS_MANAGE("sk_org_settings_manage", "See and change the organization and its settings"),
  USERS_READ("sk_org_users_read", "See the members"),
  USERS_INVITE("sk_org_users_invite", "Invite people"),
  USERS_DELETE("sk_org_users_delete", "Remove members"),
  USERS_ROLE_CHANGE("sk_org_users_role_change", "Change the roles of members"),
  SSO_READ("sk_org_sso_read", "See single sign-on"),
  SSO_MANAGE("sk_org_sso_manage", "See and change single sign-on"),
  SCIM_READ("sk_org_scim_read", "See provisioning by a directory"),
  SCIM_MANAGE("sk_org_scim_manage", "See and change provisioning by a directory"),
  SESSION_POLICY_READ("sk_org_session_policy_read", "See the session policy"),
  SESSION_POLICY_MANAGE("sk_org_session_policy_manage", "See and change the session policy");

  private final String wireName;
  private final String description;

  Permission(String wireName, String description) {
    this.wireName = wireName;
    this.description = description;
  }

  /** What it lets somebody do, in a few words for developers. */
  public String description() {
    return description;
  }

  public String wireName() {
    return wireName;
  }

  /** A list of names as {@link #among} reads it. */
  public static String written(Set<Permission> permissions) {
    return permissions.stream().map(Permission::wireName).sorted().collect(Collectors.joining(" "));
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
