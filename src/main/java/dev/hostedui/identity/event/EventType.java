package dev.hostedui.identity.event;

/** What can happen. The wire name is the one subscribers of webhooks will see. */
public enum EventType {
  ORGANIZATION_CREATED("organization.created"),
  ORGANIZATION_UPDATED("organization.updated"),
  ORGANIZATION_DOMAIN_CREATED("organization.domain_created"),
  ORGANIZATION_DOMAIN_DELETED("organization.domain_deleted"),
  USER_SIGNUP("user.signup"),
  USER_LOGIN("user.login"),
  USER_LOGOUT("user.logout"),
  USER_INVITATION("user.organization_invitation"),
  MEMBERSHIP_CREATED("user.organization_membership_created"),
  MEMBERSHIP_UPDATED("user.organization_membership_updated"),
  MEMBERSHIP_DELETED("user.organization_membership_deleted"),
  ROLE_CREATED("role.created"),
  ROLE_UPDATED("role.updated"),
  /** For the audit only: the reference has no such webhook. */
  USER_PROFILE_UPDATED("user.profile_updated"),
  /** For the audit only: the record went with its last membership. */
  USER_DELETED("user.deleted"),
  /** For the audit only: the session turned to another organization. */
  SESSION_ORGANIZATION_CHOSEN("session.organization_chosen");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
