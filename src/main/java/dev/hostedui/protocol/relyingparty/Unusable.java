package dev.hostedui.protocol.relyingparty;

import java.util.List;
import java.util.Locale;

/** Something of a provider's that cannot be used. */
public final class Unusable extends Exception {

  /** Why, and what the arguments say about it. Pages have words and a remedy for every one. */
  public enum Reason {
    // ---------------------------------------------------------------- what an admin typed
    /** Neither an issuer nor the address of a document. */
    ISSUER_NOT_AN_ADDRESS,
    /** A vendor's page that does not say which customer is meant. Argument: the page. */
    ISSUER_OF_PORTAL,

    // ---------------------------------------------------------------- discovery documents
    DISCOVERY_NOT_JSON,
    /** Argument: the member that is missing. */
    DISCOVERY_INCOMPLETE,
    /**
     * It names another issuer than the one asked for. Arguments: the one asked for, the one named,
     * and what may be asked instead, or empty.
     */
    DISCOVERY_ISSUER_DIFFERS,
    /**
     * It speaks for all customers of a vendor, so that anybody could sign in. Arguments: what was
     * asked, and what the customer's own address looks like.
     */
    MULTI_TENANT_ISSUER,
    /** An address that is none, or has no TLS. Arguments: the member, and the address. */
    DISCOVERY_ADDRESS_UNUSABLE,
    /** It offers no authorization code flow. */
    DISCOVERY_NO_CODE_FLOW,
    /** It signs ID tokens in no way that is believed here. Argument: its ways. */
    DISCOVERY_NO_KNOWN_ALGORITHM,
    /** A client cannot show it a secret. Argument: what it takes instead. */
    DISCOVERY_NO_KNOWN_AUTHENTICATION,

    // ---------------------------------------------------------------- sets of keys
    KEYS_NOT_JSON,
    /** Arguments: how many there are, and how many may be. */
    KEYS_TOO_MANY,
    /** None of them can sign. */
    KEYS_NONE,

    // ---------------------------------------------------------------- logout tokens
    TOKEN_TOO_LONG,
    TOKEN_ENCRYPTED,
    TOKEN_MALFORMED,
    TOKEN_NOT_JSON,
    TOKEN_CRITICAL_HEADER,
    LOGOUT_TYPE,
    LOGOUT_SIGNATURE,
    /** Arguments: the issuer expected, and the one named. */
    LOGOUT_ISSUER,
    /** Arguments: the audience expected, and the one named. */
    LOGOUT_AUDIENCE,
    /** It has a nonce, as ID tokens do. */
    LOGOUT_NONCE,
    LOGOUT_EVENT,
    LOGOUT_ISSUED_AT,
    LOGOUT_EXPIRED,
    /** It names neither a person nor a session. */
    LOGOUT_NOBODY,
    /** It has no id by which it is known when it comes again. */
    LOGOUT_ID;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final List<String> arguments;

  Unusable(Reason reason, String... arguments) {
    super(reason.code(), null, false, false);
    this.reason = reason;
    this.arguments = List.of(arguments);
  }

  public Reason reason() {
    return reason;
  }

  /** What the reason says it tells, cut to a length that can be shown. */
  public List<String> arguments() {
    return arguments;
  }
}
