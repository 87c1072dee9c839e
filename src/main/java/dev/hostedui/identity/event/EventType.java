package dev.hostedui.identity.event;

import dev.hostedui.db.WireNamed;
import java.util.Arrays;
import java.util.Optional;

/**
 * What can happen: the name subscribers see, the kind of object it is about, and who may hear of
 * it.
 */
public enum EventType implements WireNamed {
  ORGANIZATION_CREATED("organization.created", "Organization", Audience.APP),
  ORGANIZATION_UPDATED("organization.updated", "Organization", Audience.APP),
  ORGANIZATION_DELETED("organization.deleted", "Organization", Audience.APP),
  ORGANIZATION_DOMAIN_CREATED("organization.domain_created", "Organization", Audience.APP),
  ORGANIZATION_DOMAIN_DELETED("organization.domain_deleted", "Organization", Audience.APP),
  SSO_CREATED("organization.sso_created", "Connection", Audience.APP),
  SSO_ENABLED("organization.sso_enabled", "Connection", Audience.APP),
  SSO_DISABLED("organization.sso_disabled", "Connection", Audience.APP),
  SSO_DELETED("organization.sso_deleted", "Connection", Audience.APP),
  /** Another provider was chosen for a connection that was never enabled. */
  SSO_PROVIDER_CHANGED("organization.sso_provider_changed", "Connection", Audience.CUSTOMER),
  SSO_SWITCH_TURNED("organization.sso_switch_turned", "Connection", Audience.CUSTOMER),
  /** Which of the organization's domains lead to it was changed. */
  SSO_DOMAINS_ATTACHED("organization.sso_domains_attached", "Connection", Audience.CUSTOMER),
  SSO_DRAFT_SAVED("organization.sso_draft_saved", "Connection", Audience.CUSTOMER),
  SSO_DRAFT_DISCARDED("organization.sso_draft_discarded", "Connection", Audience.CUSTOMER),
  /** Sign-ins use other settings from now on. */
  SSO_MADE_LIVE("organization.sso_made_live", "Connection", Audience.CUSTOMER),
  SSO_PUT_BACK("organization.sso_put_back", "Connection", Audience.CUSTOMER),
  SSO_TESTED("organization.sso_tested", "Connection", Audience.CUSTOMER),
  /** The provider published another certificate, and it is accepted. */
  SSO_CERTIFICATE_CHANGED("organization.sso_certificate_changed", "Connection", Audience.CUSTOMER),
  /** A key of ours was made, and is in the metadata of the connection. */
  SSO_KEY_CREATED("organization.sso_key_created", "Connection", Audience.CUSTOMER),
  /** A key of ours takes its turn at another time than was foreseen. */
  SSO_KEY_TURN_CHANGED("organization.sso_key_turn_changed", "Connection", Audience.CUSTOMER),
  /** A member is known by what the provider calls them from now on. */
  SSO_ACCOUNT_LINKED("user.sso_account_linked", "User", Audience.CUSTOMER),
  /** The app's people may come by accounts of a provider for everybody, once it is enabled. */
  SOCIAL_CONNECTION_CREATED("social_connection.created", "Connection", Audience.INTERNAL),
  SOCIAL_CONNECTION_UPDATED("social_connection.updated", "Connection", Audience.INTERNAL),
  SOCIAL_CONNECTION_ENABLED("social_connection.enabled", "Connection", Audience.INTERNAL),
  SOCIAL_CONNECTION_DISABLED("social_connection.disabled", "Connection", Audience.INTERNAL),
  SOCIAL_CONNECTION_DELETED("social_connection.deleted", "Connection", Audience.INTERNAL),
  /** A person is known by their account at a provider for everybody from now on. */
  SOCIAL_ACCOUNT_LINKED("user.social_account_linked", "User", Audience.CUSTOMER),
  SOCIAL_ACCOUNT_UNLINKED("user.social_account_unlinked", "User", Audience.CUSTOMER),
  ORGANIZATION_DOMAIN_VERIFIED(
      "organization.domain_dns_verification_success", "Organization", Audience.APP),
  /** The record was not seen in time, or another organization has proven the domain since. */
  ORGANIZATION_DOMAIN_FAILED(
      "organization.domain_dns_verification_failed", "Organization", Audience.APP),
  /** The record of a verified domain is gone; the domain stays verified. */
  ORGANIZATION_DOMAIN_RECORD_GONE(
      "organization.domain_record_gone", "Organization", Audience.CUSTOMER),
  ORGANIZATION_DOMAIN_RECORD_BACK(
      "organization.domain_record_back", "Organization", Audience.CUSTOMER),
  /** An organization has proven what another one has verified and no longer proves: for both. */
  ORGANIZATION_DOMAIN_CONTESTED("organization.domain_contested", "Organization", Audience.CUSTOMER),
  /**
   * A domain does not change hands that was about to: for who would have got it, and for who keeps
   * it when nobody else is about to get it.
   */
  ORGANIZATION_DOMAIN_CONTEST_DROPPED(
      "organization.domain_contest_dropped", "Organization", Audience.CUSTOMER),
  DIRECTORY_CREATED("organization.directory_created", "Directory", Audience.CUSTOMER),
  /** Another provider was chosen for a directory that had never reached us. */
  DIRECTORY_PROVIDER_CHANGED(
      "organization.directory_provider_changed", "Directory", Audience.CUSTOMER),
  DIRECTORY_ENABLED("organization.directory_enabled", "Directory", Audience.APP),
  DIRECTORY_DISABLED("organization.directory_disabled", "Directory", Audience.APP),
  DIRECTORY_DELETED("organization.directory_deleted", "Directory", Audience.CUSTOMER),
  DIRECTORY_TOKEN_CREATED(
      "organization.directory_token_created", "DirectoryToken", Audience.CUSTOMER),
  /** A token was used for the first time: it has arrived where it was to be entered. */
  DIRECTORY_CONNECTED("organization.directory_connected", "Directory", Audience.CUSTOMER),
  /** Another token takes its place, at once or after a while. */
  DIRECTORY_TOKEN_REPLACED(
      "organization.directory_token_replaced", "DirectoryToken", Audience.CUSTOMER),
  DIRECTORY_TOKEN_REVOKED(
      "organization.directory_token_revoked", "DirectoryToken", Audience.CUSTOMER),
  /** Somebody at the customer allowed us to read their directory. */
  DIRECTORY_AUTHORIZED("organization.directory_authorized", "Directory", Audience.CUSTOMER),
  /** It cannot be read any more: somebody disconnected it, or the other side ended it. */
  DIRECTORY_AUTHORIZATION_ENDED(
      "organization.directory_authorization_ended", "Directory", Audience.CUSTOMER),
  DIRECTORY_GROUPS_SELECTED(
      "organization.directory_groups_selected", "Directory", Audience.CUSTOMER),
  /** What was read would take so many people's access away that somebody has to say yes first. */
  DIRECTORY_POLL_HELD("organization.directory_poll_held", "Directory", Audience.CUSTOMER),
  DIRECTORY_POLL_ALLOWED("organization.directory_poll_allowed", "Directory", Audience.CUSTOMER),
  /** A directory knows somebody from now on, or lets them in again. */
  DIRECTORY_USER_CREATED("organization.directory.user_created", "DirectoryUser", Audience.APP),
  DIRECTORY_USER_UPDATED("organization.directory.user_updated", "DirectoryUser", Audience.APP),
  /** A directory knows somebody no more, or lets them in no more. */
  DIRECTORY_USER_DELETED("organization.directory.user_deleted", "DirectoryUser", Audience.APP),
  DIRECTORY_GROUP_CREATED("organization.directory.group_created", "DirectoryGroup", Audience.APP),
  DIRECTORY_GROUP_UPDATED("organization.directory.group_updated", "DirectoryGroup", Audience.APP),
  DIRECTORY_GROUP_DELETED("organization.directory.group_deleted", "DirectoryGroup", Audience.APP),
  /** Other attributes of a directory are custom ones. */
  DIRECTORY_ATTRIBUTES_MAPPED(
      "organization.directory_attributes_mapped", "Directory", Audience.CUSTOMER),
  /** Groups of a directory give other roles. */
  DIRECTORY_ROLES_ASSIGNED("organization.directory_roles_assigned", "Directory", Audience.CUSTOMER),
  /** Somebody without an account may set parts of the organization up. */
  PORTAL_LINK_CREATED("organization.portal_link_created", "PortalLink", Audience.CUSTOMER),
  /** Somebody went in by a link. */
  PORTAL_LINK_OPENED("organization.portal_link_opened", "PortalLink", Audience.CUSTOMER),
  PORTAL_LINK_REVOKED("organization.portal_link_revoked", "PortalLink", Audience.CUSTOMER),
  /** A program of the customer is known to the app by a token. */
  API_TOKEN_CREATED("organization.api_token_created", "ApiToken", Audience.CUSTOMER),
  API_TOKEN_UPDATED("organization.api_token_updated", "ApiToken", Audience.CUSTOMER),
  API_TOKEN_INVALIDATED("organization.api_token_invalidated", "ApiToken", Audience.CUSTOMER),
  /** A program of the customer gets tokens of its own for the app's API. */
  ORGANIZATION_CLIENT_CREATED(
      "organization.client_created", "OrganizationClient", Audience.CUSTOMER),
  ORGANIZATION_CLIENT_UPDATED(
      "organization.client_updated", "OrganizationClient", Audience.CUSTOMER),
  ORGANIZATION_CLIENT_DELETED(
      "organization.client_deleted", "OrganizationClient", Audience.CUSTOMER),
  ORGANIZATION_CLIENT_SECRET_CREATED(
      "organization.client_secret_created", "OrganizationClient", Audience.CUSTOMER),
  ORGANIZATION_CLIENT_SECRET_DELETED(
      "organization.client_secret_deleted", "OrganizationClient", Audience.CUSTOMER),
  /** A directory has left nobody who can do everything. */
  ORGANIZATION_WITHOUT_ADMIN("organization.without_admin", "Organization", Audience.CUSTOMER),
  /** Somebody's session is in an organization for the first time, however they came to be in it. */
  USER_SIGNUP("user.signup", "OrgMembership", Audience.APP),
  USER_LOGIN("user.login", "User", Audience.APP),
  USER_LOGOUT("user.logout", "User", Audience.APP),
  USER_INVITATION("user.organization_invitation", "OrgMembership", Audience.APP),
  MEMBERSHIP_CREATED("user.organization_membership_created", "OrgMembership", Audience.APP),
  MEMBERSHIP_UPDATED("user.organization_membership_updated", "OrgMembership", Audience.APP),
  MEMBERSHIP_DELETED("user.organization_membership_deleted", "OrgMembership", Audience.APP),
  ROLE_CREATED("role.created", "Role", Audience.APP),
  ROLE_UPDATED("role.updated", "Role", Audience.APP),
  ROLE_DELETED("role.deleted", "Role", Audience.APP),
  /** Everybody who held a role that was deleted has another one: one event, as they are many. */
  ROLE_REASSIGNED("organization.role_reassigned", "Role", Audience.CUSTOMER),
  PERMISSION_CREATED("permission.created", "Permission", Audience.APP),
  PERMISSION_UPDATED("permission.updated", "Permission", Audience.APP),
  PERMISSION_DELETED("permission.deleted", "Permission", Audience.APP),
  /** An invitation was handed on in another way than by mail. */
  INVITATION_LINK_COPIED("user.invitation_link_copied", "OrgMembership", Audience.CUSTOMER),
  /** The mail of an invitation was refused for good, and never arrives. */
  INVITATION_REFUSED("user.invitation_mail_refused", "OrgMembership", Audience.CUSTOMER),
  /** Many at once from another system: one event, however many they were. */
  MEMBERS_IMPORTED("organization.members_imported", "Organization", Audience.CUSTOMER),
  /** Somebody took a copy of the list, or of a part of it. */
  MEMBERS_EXPORTED("organization.members_exported", "Organization", Audience.CUSTOMER),
  USER_PROFILE_UPDATED("user.profile_updated", "User", Audience.CUSTOMER),
  /** The record went with its last membership. */
  USER_DELETED("user.deleted", "User", Audience.CUSTOMER),
  /** The session turned to another organization. */
  SESSION_ORGANIZATION_CHOSEN("session.organization_chosen", "Session", Audience.CUSTOMER),
  /** The person proved once more who they are. */
  SESSION_REAUTHENTICATED("session.reauthenticated", "Session", Audience.CUSTOMER),
  /** A wrong code was entered for an address; whose it is need not have been there. */
  LOGIN_CODE_REFUSED("user.login_code_refused", "LoginAttempt", Audience.CUSTOMER),
  /** An application had a code or a link mailed, to have a mailbox proven. */
  PASSWORDLESS_SENT("passwordless.sent", "PasswordlessRequest", Audience.INTERNAL),
  /** A mailbox was proven to an application. */
  PASSWORDLESS_VERIFIED("passwordless.verified", "PasswordlessRequest", Audience.INTERNAL),
  /** A wrong code was handed on by an application. */
  PASSWORDLESS_REFUSED("passwordless.code_refused", "PasswordlessRequest", Audience.INTERNAL),
  PASSKEY_CREATED("passkey.created", "Passkey", Audience.CUSTOMER),
  PASSKEY_RENAMED("passkey.renamed", "Passkey", Audience.CUSTOMER),
  PASSKEY_DELETED("passkey.deleted", "Passkey", Audience.CUSTOMER),
  /** A passkey signed with a counter it had passed: there may be a copy of it. Nobody got in. */
  PASSKEY_COUNTER_WENT_BACK("passkey.counter_went_back", "Passkey", Audience.CUSTOMER),
  /** A passkey said otherwise than when it was made whether it can be copied. Nobody got in. */
  PASSKEY_BACKUP_CHANGED("passkey.backup_eligibility_changed", "Passkey", Audience.CUSTOMER),
  /** How the app looks, or what it and its customers are called. */
  BRANDING_UPDATED("environment.branding_updated", "Environment", Audience.INTERNAL),
  /** Who may come in, or how long sessions, invitations and the like last. */
  ENVIRONMENT_SETTINGS_UPDATED("environment.settings_updated", "Environment", Audience.INTERNAL),
  /**
   * The ends of events were sealed by a key that is lost, and have the seals of another one now.
   */
  EVENT_SEALS_REPLACED("environment.event_seals_replaced", "Environment", Audience.INTERNAL),
  /** A mail has other words. */
  MAIL_TEMPLATE_UPDATED("environment.mail_template_updated", "MailTemplate", Audience.INTERNAL),
  APPLICATION_CREATED("application.created", "Application", Audience.INTERNAL),
  APPLICATION_UPDATED("application.updated", "Application", Audience.INTERNAL),
  APPLICATION_DELETED("application.deleted", "Application", Audience.INTERNAL),
  TOKEN_CLAIM_CREATED("token_claim.created", "TokenClaim", Audience.INTERNAL),
  TOKEN_CLAIM_UPDATED("token_claim.updated", "TokenClaim", Audience.INTERNAL),
  TOKEN_CLAIM_DELETED("token_claim.deleted", "TokenClaim", Audience.INTERNAL),
  CLIENT_SECRET_CREATED("application.client_secret_created", "ClientSecret", Audience.INTERNAL),
  CLIENT_SECRET_REVOKED("application.client_secret_revoked", "ClientSecret", Audience.INTERNAL),
  CLIENT_KEY_CREATED("application.client_key_created", "ClientKey", Audience.INTERNAL),
  CLIENT_KEY_REVOKED("application.client_key_revoked", "ClientKey", Audience.INTERNAL),
  /** A session signed somebody in to an application. */
  GRANT_REDEEMED("application.signed_in", "Grant", Audience.CUSTOMER),
  /** The application gave back what it was granted. */
  GRANT_REVOKED("application.grant_revoked", "Grant", Audience.INTERNAL),
  /** A code or refresh token came a second time, and what it had led to was revoked. */
  GRANT_REPLAYED("application.grant_replayed", "Grant", Audience.INTERNAL),
  SIGNING_KEY_CREATED("signing_key.created", "SigningKey", Audience.INTERNAL),
  /** What the key signed is worth nothing any more. */
  SIGNING_KEY_REVOKED("signing_key.revoked", "SigningKey", Audience.INTERNAL),
  WEBHOOK_CREATED("webhook.created", "WebhookEndpoint", Audience.INTERNAL),
  WEBHOOK_UPDATED("webhook.updated", "WebhookEndpoint", Audience.INTERNAL),
  WEBHOOK_DELETED("webhook.deleted", "WebhookEndpoint", Audience.INTERNAL),
  WEBHOOK_SECRET_ROTATED("webhook.secret_rotated", "WebhookEndpoint", Audience.INTERNAL),
  /** Nothing reached an address for days, so nothing is sent there any more. */
  WEBHOOK_GIVEN_UP("webhook.given_up", "WebhookEndpoint", Audience.INTERNAL),
  /** Somebody wants to see that an address is reached: sent to that one alone. */
  WEBHOOK_TESTED("webhook.test", "WebhookEndpoint", Audience.INTERNAL),
  /** An application could not be told that a session ended. */
  LOGOUT_CALL_GIVEN_UP("application.logout_call_given_up", "LogoutCall", Audience.INTERNAL);

  /** Who may hear of an event; the later ones of this list are the wider circles. */
  public enum Audience {
    /** Whoever runs this program, and nobody else. */
    INTERNAL,
    /** The audit of the customer whose organization it happened in. */
    CUSTOMER,
    /** The webhooks of the app as well. */
    APP;

    /** Whether an event for this audience is also for that one. */
    public boolean includes(Audience other) {
      return compareTo(other) >= 0;
    }
  }

  private final String wireName;
  private final String object;
  private final Audience audience;

  EventType(String wireName, String object, Audience audience) {
    this.wireName = wireName;
    this.object = object;
    this.audience = audience;
  }

  @Override
  public String wireName() {
    return wireName;
  }

  /** The kind of object, as apps know it; for those they do not know, their noun. */
  public String object() {
    return object;
  }

  public Audience audience() {
    return audience;
  }

  /** The name in words, like "Organization domain created", for those who show events to people. */
  public String label() {
    var words =
        wireName
            .replaceAll("[._]", " ")
            .replaceAll("\\bsso\\b", "SSO")
            .replaceAll("\\bdns\\b", "DNS");
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The type of that name, or empty for one of a newer program. */
  public static Optional<EventType> named(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(wireName)).findFirst();
  }
}
