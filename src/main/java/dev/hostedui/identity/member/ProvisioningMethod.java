package dev.hostedui.identity.member;

/** How somebody became a member. */
public enum ProvisioningMethod {
  INVITATION("invitation"),
  ALLOWED_EMAIL_DOMAIN("allowed_email_domain"),
  ORG_CREATOR("org_creator"),
  DIRECT_PROVISION("direct_provision");

  private final String wireName;

  ProvisioningMethod(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
