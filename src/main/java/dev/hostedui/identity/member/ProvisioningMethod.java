package dev.hostedui.identity.member;

import dev.hostedui.db.WireNamed;

/** How somebody became a member. */
public enum ProvisioningMethod implements WireNamed {
  INVITATION("invitation"),
  /** Made a member when they first arrived through single sign-on. */
  JIT_USING_SSO("jit_using_sso"),
  ALLOWED_EMAIL_DOMAIN("allowed_email_domain"),
  ORG_CREATOR("org_creator"),
  DIRECT_PROVISION("direct_provision");

  private final String wireName;

  ProvisioningMethod(String wireName) {
    this.wireName = wireName;
  }

  @Override
  public String wireName() {
    return wireName;
  }
}
