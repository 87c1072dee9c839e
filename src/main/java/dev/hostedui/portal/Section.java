package dev.hostedui.portal;

import static dev.hostedui.identity.Permission.SCIM_MANAGE;
import static dev.hostedui.identity.Permission.SCIM_READ;
import static dev.hostedui.identity.Permission.SESSION_POLICY_MANAGE;
import static dev.hostedui.identity.Permission.SESSION_POLICY_READ;
import static dev.hostedui.identity.Permission.SETTINGS_MANAGE;
import static dev.hostedui.identity.Permission.SETTINGS_READ;
import static dev.hostedui.identity.Permission.SSO_MANAGE;
import static dev.hostedui.identity.Permission.SSO_READ;
import static dev.hostedui.identity.Permission.USERS_READ;

import dev.hostedui.identity.Feature;
import dev.hostedui.web.Access;
import dev.hostedui.web.Visitor;
import java.util.Arrays;
import java.util.Optional;

/** Every page of the portal in menu order: where it is, what it is called, who may open it. */
public enum Section {
  GENERAL(
      "/ui/organization/general",
      "General",
      "settings",
      Access.members(SETTINGS_READ, SETTINGS_MANAGE)),
  USERS("/ui/organization/users", "Users", "users", Access.members(USERS_READ)),
  SSO(
      "/ui/organization/sso",
      "Single Sign On",
      "key",
      Access.members(SSO_READ, SSO_MANAGE).with(Feature.SSO)),
  SCIM(
      "/ui/organization/scim",
      "SCIM Provisioning",
      "arrow-left-right",
      Access.members(SCIM_READ, SCIM_MANAGE).with(Feature.DIR_SYNC)),
  DOMAINS(
      "/ui/organization/domains",
      "Domain Verification",
      "globe",
      Access.members(SETTINGS_MANAGE).with(Feature.DOMAIN_VERIFICATION)),
  SESSION_POLICY(
      "/ui/organization/session-policy",
      "Session Policy",
      "timer",
      Access.members(SESSION_POLICY_READ, SESSION_POLICY_MANAGE).with(Feature.SESSION_POLICY)),
  ACTIVITY("/ui/organization/activity", "Activity", "list", Access.members(SETTINGS_MANAGE)),
  ACCOUNT("/ui/profile/account", "My Account", "user", Access.signedIn()),
  SECURITY("/ui/profile/security", "Security", "lock", Access.signedIn());

  private final String path;
  private final String title;
  private final String icon;
  private final Access access;

  Section(String path, String title, String icon, Access access) {
    this.path = path;
    this.title = title;
    this.icon = icon;
    this.access = access;
  }

  public String path() {
    return path;
  }

  public String title() {
    return title;
  }

  public String icon() {
    return icon;
  }

  public Access access() {
    return access;
  }

  /** Whether it is about the organization rather than the person. */
  public boolean ofOrganization() {
    return access.kind() == Access.Kind.MEMBER;
  }

  /**
   * Where somebody goes on from an address that did not answer them: the section it belongs to, or
   * else the first in the menu; empty when they may open none.
   */
  static Optional<Section> nearest(String path, Visitor visitor) {
    var open = Arrays.stream(values()).filter(it -> it.access.allows(visitor)).toList();
    return open.stream()
        .filter(it -> path.equals(it.path) || path.startsWith(it.path + "/"))
        .findFirst()
        .or(() -> open.stream().findFirst());
  }
}
