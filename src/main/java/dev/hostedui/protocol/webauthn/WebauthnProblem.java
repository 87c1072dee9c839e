package dev.hostedui.protocol.webauthn;

/** Why the answer of an authenticator does not hold. The message is for the log. */
public final class WebauthnProblem extends Exception {

  /** What is wrong with it. */
  public enum Reason {
    /** It cannot be read. */
    MALFORMED,
    /** It answers another challenge, or another ceremony. */
    CHALLENGE,
    /** It was made on a page of somebody else. */
    ORIGIN,
    /** It was made for another relying party. */
    RELYING_PARTY,
    /** The person was not there, or did not show that it is them. */
    USER_VERIFICATION,
    /** The signature, or what is signed, is wrong. */
    SIGNATURE,
    /** The signature counter went back; everything else holds. */
    COUNTER,
    /**
     * Whether it can be backed up is not what it was when it was made, which must never change
     * (§6.1.3); everything before that holds.
     */
    BACKUP
  }

  private final Reason reason;

  WebauthnProblem(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
