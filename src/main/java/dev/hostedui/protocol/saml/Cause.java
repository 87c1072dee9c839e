package dev.hostedui.protocol.saml;

import java.util.Locale;

/**
 * Everything that can be wrong or doubtful with a message of an identity provider: the cause of a
 * {@link dev.hostedui.protocol.upstream.Check}, each with the code it belongs to. Pages have words
 * and a remedy for every one.
 */
public enum Cause {
  // ------------------------------------------------------------------ the message as a whole
  NOT_BASE64(Code.MALFORMED),
  MESSAGE_TOO_LARGE(Code.MALFORMED),
  MESSAGE_TOO_COMPLEX(Code.MALFORMED),
  NOT_XML(Code.MALFORMED),
  HAS_DOCTYPE(Code.MALFORMED),
  NOT_A_RESPONSE(Code.MALFORMED),
  NOT_SAML_2(Code.MALFORMED),
  DUPLICATE_ID(Code.MALFORMED),
  ID_MISSING(Code.MALFORMED),

  // ------------------------------------------------------------------ what the provider says
  STATUS_AUTHN_FAILED(Code.STATUS),
  STATUS_INVALID_NAME_ID_POLICY(Code.STATUS),
  STATUS_NO_AUTHN_CONTEXT(Code.STATUS),
  STATUS_NO_PASSIVE(Code.STATUS),
  STATUS_REQUEST_DENIED(Code.STATUS),
  STATUS_REQUEST_UNSUPPORTED(Code.STATUS),
  STATUS_UNKNOWN_PRINCIPAL(Code.STATUS),
  STATUS_UNSUPPORTED_BINDING(Code.STATUS),
  STATUS_VERSION_MISMATCH(Code.STATUS),
  /** The request is at fault, and it says no more. */
  STATUS_REQUESTER(Code.STATUS),
  /** The provider is at fault, and it says no more. */
  STATUS_RESPONDER(Code.STATUS),
  STATUS_MISSING(Code.STATUS),
  STATUS_OTHER(Code.STATUS),

  // ------------------------------------------------------------------ who, for whom, where
  ISSUER_DIFFERS(Code.INVALID),
  ISSUER_MISSING(Code.INVALID),
  AUDIENCE_DIFFERS(Code.INVALID),
  AUDIENCE_MISSING(Code.INVALID),
  DESTINATION_DIFFERS(Code.ACS),
  DESTINATION_MISSING(Code.ACS),
  RECIPIENT_DIFFERS(Code.ASSERTION_URL),
  RECIPIENT_MISSING(Code.ASSERTION_URL),
  /** It answers another request than the one this sign-in began with. */
  IN_RESPONSE_TO_DIFFERS(Code.INVALID),
  /** It answers no request, and this sign-in began with one. */
  IN_RESPONSE_TO_MISSING(Code.INVALID),
  /** It answers a request that is not or no longer known. */
  IN_RESPONSE_TO_UNKNOWN(Code.INVALID),
  /** Nobody asked for it, and the connection does not allow that. */
  UNSOLICITED(Code.INVALID),

  // ------------------------------------------------------------------ the assertion
  NO_ASSERTION(Code.INVALID),
  SEVERAL_ASSERTIONS(Code.INVALID),
  ASSERTION_MISPLACED(Code.INVALID),
  NOT_ENCRYPTED(Code.INVALID),
  /**
   * It could not be opened with our keys, or what came out is not a signed assertion; which of
   * these is not said, because the difference helps to break encryption.
   */
  NOT_DECRYPTED(Code.INVALID),
  ENCRYPTION_ALGORITHM_REFUSED(Code.INVALID),
  ENCRYPTION_INCOMPLETE(Code.INVALID),
  NO_AUTHN_STATEMENT(Code.INVALID),
  UNKNOWN_CONDITION(Code.INVALID),

  // ------------------------------------------------------------------ signatures
  NOT_SIGNED(Code.SIGNATURE),
  /** Signed, but by a key whose certificate was not configured. */
  SIGNED_BY_ANOTHER_KEY(Code.SIGNATURE),
  /** The signature holds, and what it was made for was changed since. */
  CONTENT_CHANGED(Code.SIGNATURE),
  /** Not made by any key we know, nor by the one it carries. */
  SIGNATURE_BROKEN(Code.SIGNATURE),
  /** It is not built as SAML wants it, or does not sign the element it stands in. */
  SIGNATURE_SHAPE_REFUSED(Code.SIGNATURE),
  SIGNATURE_ALGORITHM_REFUSED(Code.SIGNATURE),
  TRANSFORM_REFUSED(Code.SIGNATURE),
  SHA1(Code.SIGNATURE),
  /** There is no certificate to check it with. */
  NO_CERTIFICATE(Code.SIGNATURE),
  CERTIFICATE_EXPIRED(Code.SIGNATURE),
  CERTIFICATE_NOT_YET_VALID(Code.SIGNATURE),

  // ------------------------------------------------------------------ times
  NOT_YET_VALID(Code.EXPIRED),
  EXPIRED(Code.EXPIRED),
  /** It is out of its time because the clocks differ. */
  CLOCK_AHEAD(Code.EXPIRED),
  /** It is out of its time because the clocks differ. */
  CLOCK_BEHIND(Code.EXPIRED),
  BAD_TIME(Code.MALFORMED),
  TIME_MISSING(Code.INVALID),
  NO_BEARER_CONFIRMATION(Code.INVALID),
  CONFIRMATION_EXPIRED(Code.RESPONSE_EXPIRED),

  /** The session at the provider was to end at a time that has passed. */
  PROVIDER_SESSION_OVER(Code.EXPIRED),

  // ------------------------------------------------------------------ when they signed in
  AUTH_TIME_TOO_OLD(Code.LOGIN),
  AUTHN_INSTANT_MISSING(Code.LOGIN),

  // ------------------------------------------------------------------ whom it names
  NAME_ID_MISSING(Code.INVALID),
  NAME_ID_TRANSIENT(Code.INVALID),
  NAME_ID_NOT_AN_ADDRESS(Code.INVALID),
  NAME_ID_ENCRYPTED(Code.INVALID),
  GROUPS_NOT_SENT(Code.INVALID),
  SECRET_IN_ATTRIBUTE(Code.INVALID),
  ATTRIBUTE_ENCRYPTED(Code.INVALID),

  // ------------------------------------------------------------------ messages by redirect
  PARAMETER_MISSING(Code.FORM),
  PARAMETER_REPEATED(Code.FORM),
  PARAMETER_NAME_ENCODED(Code.FORM),
  NOT_DEFLATED(Code.FORM),
  NOT_A_LOGOUT_MESSAGE(Code.REQUEST);

  /** The codes that concern SAML. */
  private static final class Code {
    static final String ACS = "invalid_acs_url";
    static final String ASSERTION_URL = "invalid_assertion_url";
    static final String EXPIRED = "assertion_expired";
    static final String FORM = "invalid_saml_form_params";
    static final String INVALID = "invalid_saml_response";
    static final String LOGIN = "user_login_required";
    static final String MALFORMED = "malformed_saml_response";
    static final String REQUEST = "invalid_saml_request";
    static final String RESPONSE_EXPIRED = "response_expired";
    static final String SIGNATURE = "signature_validation_failed";
    static final String STATUS = "invalid_status";
  }

  private final String code;

  Cause(String code) {
    this.code = code;
  }

  /** The code by which apps and the portal know it. */
  public String code() {
    return code;
  }

  /** Its own name, as checks carry it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
