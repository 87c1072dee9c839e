package dev.hostedui.portal.activity;

import dev.hostedui.identity.event.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What events are about, for who looks for some of them. */
public enum Topic {
  SIGN_INS("Sign-ins"),
  USERS("Users and roles"),
  SSO("Single Sign On"),
  SCIM("SCIM Provisioning"),
  DOMAINS("Domains"),
  SETTINGS("Settings");

  private final String title;

  Topic(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /** How addresses write it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Topic> named(String wireName) {
    return Arrays.stream(values()).filter(it -> it.wireName().equals(wireName)).findFirst();
  }

  /** The wire names of the events an organization can have about it. */
  List<String> types() {
    return Arrays.stream(EventType.values())
        .filter(it -> it.audience().includes(EventType.Audience.CUSTOMER))
        .filter(it -> of(it.wireName()) == this)
        .map(EventType::wireName)
        .toList();
  }

  /** What an event of this name is about. */
  static Topic of(String type) {
    if (type.startsWith("organization.sso_") || type.equals("user.sso_account_linked")) return SSO;
    if (type.startsWith("organization.directory")) return SCIM;
    if (type.startsWith("organization.domain_")) return DOMAINS;
    if (type.startsWith("user.log")
        || type.startsWith("user.social_account_")
        || type.equals("user.signup")
        || type.startsWith("session.")
        || type.startsWith("passkey.")
        || type.startsWith("application.")) return SIGN_INS;
    if (type.startsWith("user.")
        || type.startsWith("role.")
        || type.startsWith("permission.")
        || type.startsWith("organization.members_")
        || type.startsWith("organization.role_")
        || type.equals("organization.without_admin")) return USERS;
    return SETTINGS;
  }
}
