package dev.hostedui.customer.idp;

/** How the identity provider can misbehave, and what the portal should answer. */
public enum Mischief {
  NOT_ASSIGNED(
      "The person is not assigned to the app",
      "Both",
      "Nobody is signed in. The provider's own words are shown, and that it refused."),
  REFUSED(
      "The provider fails, with a message of its own",
      "Both",
      "Nobody is signed in. The provider's words below are shown as they are."),
  OTHER_AUDIENCE(
      "The answer is for another app",
      "Both: Audience, aud",
      "Refused: the audience is not this connection. Shows both, and says to compare the entity id"
          + " or client id."),
  OTHER_RECIPIENT(
      "The answer is for another address",
      "SAML: Recipient and Destination",
      "Refused: sent for another address. Says to compare the ACS URL."),
  OTHER_ISSUER(
      "Another issuer",
      "Both: Issuer, iss",
      "Refused: the issuer is not the one configured. Shows both, letter by letter."),
  OTHER_REQUEST(
      "The answer belongs to a request that nobody made",
      "SAML: InResponseTo",
      "Refused: it answers no request of this browser. Says to begin again."),
  OTHER_NONCE("Another nonce", "OpenID Connect", "Refused: the token is not of this sign-in."),
  UNSIGNED(
      "Nothing is signed",
      "Both; OpenID Connect: alg none",
      "Refused: there is no signature. Says to switch signing on."),
  SHA1(
      "Signed with SHA-1",
      "SAML",
      "Refused unless the operator allows it: says to choose SHA-256 in the provider."),
  ROTATED_KEY(
      "Signed with a new key that nobody was told of",
      "Both: not in metadata or key set",
      "Refused: signed with none of the keys that are known. Says that the certificate may have"
          + " been renewed, or that the key set lacks the key."),
  EXPIRED_CERTIFICATE(
      "The certificate has ended",
      "SAML: metadata and answer",
      "A warning with the date, once metadata was read. Whoever signs in gets in: the key is the"
          + " same."),
  NO_EMAIL(
      "No email",
      "Both; a SAML NameID is the id then",
      "Refused: mandatory_attribute_missing, with the names that did come."),
  TRANSIENT_NAME_ID(
      "A NameID that is another one each time",
      "SAML: transient",
      "Nobody is known by it: who comes is known by their proven address."),
  SAME_ANSWER_TWICE(
      "The last answer is sent once more",
      "SAML",
      "Refused: it belongs to another sign-in, and an assertion is good once.");

  private final String words;
  private final String where;
  private final String answer;

  Mischief(String words, String where, String answer) {
    this.words = words;
    this.where = where;
    this.answer = answer;
  }

  /** What it is, for people. */
  public String words() {
    return words;
  }

  /** In which standard, and in which of its fields. */
  public String where() {
    return where;
  }

  /** What the portal should answer. */
  public String answer() {
    return answer;
  }
}
