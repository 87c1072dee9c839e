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
  ONELOGIN("OneLogin", "SCIM Base URL", "SCIM Bearer Token", new OneLogin()),
  JUMPCLOUD("JumpCloud", "Base URL", "Token Key", new JumpCloud());

  /** At the end of an address it lets Entra speak closer to the standard. */
  public static final String ENTRA_FLAG = "aadOptscim062020";

  private static final Dialect FLAGGED_ENTRA = new Entra(true);

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

  /** How it speaks to an app at this address, of which Entra reads its flag. */
  public Dialect dialect(String endpoint) {
    return this == ENTRA && endpoint.contains("?" + ENTRA_FLAG) ? FLAGGED_ENTRA : dialect;
  }

  /** Whether the vendor ever deletes people in an app. */
  public boolean deletesEver() {
    return dialect.deletesEver();
  }
}
