package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.WireNamed;

/** Why a domain is not the organization's. */
public enum Failure implements WireNamed {
  /** The record was not seen within {@link OrganizationDomains#WINDOW}. */
  EXPIRED,
  /** The record was seen, but another organization had verified the domain and kept it. */
  HELD,
  /** The record was gone, and another organization has proven the domain. */
  TAKEN_OVER;

  @Override
  public String wireName() {
    return name();
  }
}
