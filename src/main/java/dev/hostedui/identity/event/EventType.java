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
  // below: for the audit only, the reference has no such webhooks
  USER_PROFILE_UPDATED("user.profile_updated"),
  /** The record went with its last membership. */
  USER_DELETED("user.deleted"),
  /** The session turned to another organization. */
  SESSION_ORGANIZATION_CHOSEN("session.organization_chosen"),
  /** The person proved once more who they are. */
  SESSION_REAUTHENTICATED("session.reauthenticated"),
  PASSKEY_CREATED("passkey.created"),
  PASSKEY_RENAMED("passkey.renamed"),
  PASSKEY_DELETED("passkey.deleted"),
  /** A passkey signed with a counter it had passed: there may be a copy of it. Nobody got in. */
  PASSKEY_COUNTER_WENT_BACK("passkey.counter_went_back"),
  APPLICATION_CREATED("application.created"),
  CLIENT_SECRET_CREATED("application.client_secret_created"),
  CLIENT_SECRET_REVOKED("application.client_secret_revoked"),
  /** A session signed somebody in to an application. */
  GRANT_REDEEMED("application.signed_in"),
  /** The application gave back what it was granted. */
  GRANT_REVOKED("application.grant_revoked"),
  /** A code or refresh token came a second time, and what it had led to was revoked. */
  GRANT_REPLAYED("application.grant_replayed"),
  SIGNING_KEY_CREATED("signing_key.created"),
  /** An application could not be told that a session ended. */
  LOGOUT_CALL_GIVEN_UP("application.logout_call_given_up");

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
