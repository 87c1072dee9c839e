package dev.hostedui.protocol.relyingparty;

/** How a client shows its secret at the token endpoint (RFC 6749 §2.3.1). */
public enum ClientAuthentication {
  /** In the {@code Authorization} header: {@code client_secret_basic}. */
  BASIC_AUTH("client_secret_basic"),
  /** Among the parameters of the body, never of the address: {@code client_secret_post}. */
  URL_PARAMS("client_secret_post");

  private final String method;

  ClientAuthentication(String method) {
    this.method = method;
  }

  /** Its name in the registry of OAuth (OpenID Connect Core §9). */
  public String method() {
    return method;
  }
}
