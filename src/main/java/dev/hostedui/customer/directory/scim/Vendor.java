package dev.hostedui.customer.directory.scim;

/** Whose product the directory speaks like. */
public enum Vendor {
  OKTA("Okta, from its catalogue: PATCH", "Base URL", "API Token", new Okta(false)),
  OKTA_WIZARD(
      "Okta, an app of its wizard: PUT",
      "SCIM connector base URL",
      "HTTP Header Authorization: Bearer",
      new Okta(true)),
  ENTRA("Microsoft Entra ID", "Tenant URL", "Secret Token", new Entra(false)),
  ENTRA_FLAG(
      "Microsoft Entra ID with aadOptscim062020", "Tenant URL", "Secret Token", new Entra(true)),
  ONELOGIN("OneLogin", "SCIM Base URL", "SCIM Bearer Token", new OneLogin()),
  JUMPCLOUD("JumpCloud", "Base URL", "Token Key", new JumpCloud());

  private final String words;
  private final String endpointName;
  private final String tokenName;
  private final Dialect dialect;

  Vendor(String words, String endpointName, String tokenName, Dialect dialect) {
    this.words = words;
    this.endpointName = endpointName;
    this.tokenName = tokenName;
    this.dialect = dialect;
  }

  public String words() {
    return words;
  }

  /** What the vendor's console calls the address of the app. */
  public String endpointName() {
    return endpointName;
  }

  /** What the vendor's console calls the token. */
  public String tokenName() {
    return tokenName;
  }

  public Dialect dialect() {
    return dialect;
  }
}
