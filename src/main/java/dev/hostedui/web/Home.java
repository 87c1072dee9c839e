package dev.hostedui.web;

/** The portal's entry, where pages lead that have nowhere else to lead. */
public final class Home {

  /** Its address; every page of the portal is below it. */
  public static final String PATH = "/ui/";

  /** The page on which an organization's connection to its identity provider is set up. */
  public static final String SINGLE_SIGN_ON = PATH + "organization/sso";

  /** The page on which whoever came by a link, and has no account, sets that connection up. */
  public static final String SINGLE_SIGN_ON_BY_LINK = "/portal/sso";

  /** Where an organization provisions its members. */
  public static final String PROVISIONING = PATH + "organization/scim";

  private Home() {}

  /** Whether a path is one of the portal's. */
  public static boolean holds(String path) {
    return path.startsWith(PATH);
  }
}
