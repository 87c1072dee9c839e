package dev.hostedui.protocol.saml;

/** Why a message is not read or not believed. What it says of itself is for the log. */
public final class SamlRefused extends Exception {

  private final Cause reason;

  SamlRefused(Cause reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** One of behaviour §2.3.6. */
  public String code() {
    return reason.code();
  }

  public Cause reason() {
    return reason;
  }
}
