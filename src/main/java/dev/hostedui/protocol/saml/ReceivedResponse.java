package dev.hostedui.protocol.saml;

/**
 * An answer to a sign-in as it came (SAML Core §3.3.3, SAML Profiles §4.1.4). Reading one never
 * fails: what cannot be read is an answer whose examination says so.
 */
public final class ReceivedResponse {

  /** The longest field that is read, in characters of base64. */
  public static final int LIMIT = 1024 * 1024;

  private ReceivedResponse() {}

  /** Reads the form field {@code SAMLResponse}. */
  public static ReceivedResponse read(String field) {
    return Unwritten.yet(ReceivedResponse.class);
  }

  /**
   * The request it claims to answer; empty when it claims none. Good for looking up what was asked,
   * and for nothing else before {@link #examine}.
   */
  public String inResponseTo() {
    return Unwritten.yet(String.class);
  }

  /** Who it claims to come from; empty when it does not say. */
  public String issuer() {
    return Unwritten.yet(String.class);
  }

  /** Makes every check and keeps what came of each. */
  public ExaminedResponse examine(Expectation expected) {
    return Unwritten.yet(ExaminedResponse.class);
  }
}
