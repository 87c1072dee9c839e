package dev.hostedui.protocol.saml;

/**
 * Which signatures an answer must carry. Those that it carries beyond that must hold as well. There
 * is no choice of none: then anybody could sign in as anybody.
 */
public enum SigningOption {
  RESPONSE,
  ASSERTION,
  BOTH,
  /** At least one of them. */
  EITHER;

  boolean needsResponse() {
    return this == RESPONSE || this == BOTH;
  }

  boolean needsAssertion() {
    return this == ASSERTION || this == BOTH;
  }
}
