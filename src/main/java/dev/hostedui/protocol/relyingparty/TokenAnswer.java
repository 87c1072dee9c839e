package dev.hostedui.protocol.relyingparty;

/** What came of exchanging a code (RFC 6749 §5, OpenID Connect Core §3.1.3.3). */
public sealed interface TokenAnswer {

  /**
   * Tokens, none of them looked at yet.
   *
   * @param idToken empty when none came, which is an answer of OAuth 2.0 alone
   */
  record Tokens(String idToken, String accessToken) implements TokenAnswer {
    /** Never with the tokens. */
    @Override
    public String toString() {
      return "tokens";
    }
  }

  /**
   * The provider refused.
   *
   * @param error the code of RFC 6749 §5.2, or one of the provider's own
   * @param description its own words, cut to what can be shown, or empty
   */
  record Refused(int status, String error, String description) implements TokenAnswer {}

  /**
   * There was no answer, or none that can be read.
   *
   * @param cause a {@link Cause}, or why the call failed
   * @param detail what came instead, in a few words, or empty
   */
  record Failed(String cause, String detail) implements TokenAnswer {}

  /** Reads what the token endpoint answered. */
  static TokenAnswer read(int status, String body) {
    return TokenAnswerReader.read(status, body, true);
  }

  /**
   * Reads what the token endpoint of a provider for everybody answered: an ID token may be missing
   * (RFC 6749 §5.1), and so may the token's type, which some leave out.
   */
  static TokenAnswer readPlain(int status, String body) {
    return TokenAnswerReader.read(status, body, false);
  }
}
