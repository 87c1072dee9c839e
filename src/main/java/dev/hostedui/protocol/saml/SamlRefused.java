package dev.hostedui.protocol.saml;

/** Why a message about signing out is not believed. */
public final class SamlRefused extends Exception {

  private final String code;
  private final Cause reason;

  SamlRefused(Cause reason, String message) {
    super(message, null, false, false);
    this.code = reason.code();
    this.reason = reason;
  }

  /** One of behaviour §2.3.6. */
  public String code() {
    return code;
  }

  public Cause reason() {
    return reason;
  }
}
