package dev.hostedui.protocol.saml;

/** Why a message is not read or not believed. What it says of itself is for the log. */
public final class SamlRefused extends Exception {

  private final Cause reason;

  SamlRefused(Cause reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The code by which apps and the portal know the cause. */
  public String code() {
    return reason.code();
  }

  public Cause reason() {
    return reason;
  }
}
