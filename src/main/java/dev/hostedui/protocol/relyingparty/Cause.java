package dev.hostedui.protocol.relyingparty;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.upstream.Check;
import java.util.Locale;

/**
 * Everything that can be wrong or doubtful with an answer of a provider: the cause of a {@link
 * Check}, each with the code it belongs to. Pages have words and a remedy for every one. When a
 * document could not be had, the cause is why the call failed instead.
 */
public enum Cause {
  // ------------------------------------------------------------------ what the browser brought
  PARAMETER_REPEATED(Code.REQUEST),
  PARAMETER_TOO_LONG(Code.REQUEST),
  STATE_MISSING(Code.REQUEST),
  CODE_MISSING(Code.REQUEST),
  /** The provider says that it names itself in its answers, and this one does not. */
  ANSWER_ISSUER_MISSING(Code.REQUEST),
  ANSWER_ISSUER_DIFFERS(Code.REQUEST),

  // ------------------------------------------------------------------ what the provider says
  ACCESS_DENIED(Code.NOT_DONE),
  ACCOUNT_SELECTION_REQUIRED(Code.LOGIN),
  CONSENT_REQUIRED(Code.LOGIN),
  INTERACTION_REQUIRED(Code.LOGIN),
  LOGIN_REQUIRED(Code.LOGIN),
  INVALID_REQUEST(Code.NOT_DONE),
  INVALID_SCOPE(Code.NOT_DONE),
  SERVER_ERROR(Code.NOT_DONE),
  TEMPORARILY_UNAVAILABLE(Code.NOT_DONE),
  UNAUTHORIZED_CLIENT(Code.NOT_DONE),
  UNSUPPORTED_RESPONSE_TYPE(Code.NOT_DONE),
  /** A code of the provider's own. */
  PROVIDER_REFUSED(Code.NOT_DONE),

  // ------------------------------------------------------------------ the token endpoint
  /** The client id or the secret is wrong, or the secret is shown in another way than it wants. */
  TOKEN_INVALID_CLIENT(Code.EXCHANGE),
  /** The code is used, expired, or was given for another redirect URI. */
  TOKEN_INVALID_GRANT(Code.EXCHANGE),
  TOKEN_INVALID_REQUEST(Code.EXCHANGE),
  TOKEN_INVALID_SCOPE(Code.EXCHANGE),
  TOKEN_UNAUTHORIZED_CLIENT(Code.EXCHANGE),
  TOKEN_UNSUPPORTED_GRANT_TYPE(Code.EXCHANGE),
  /** A code of the provider's own, or none. */
  TOKEN_REFUSED(Code.EXCHANGE),
  TOKEN_ANSWER_NOT_JSON(Code.EXCHANGE),
  TOKEN_ANSWER_TOO_LONG(Code.EXCHANGE),
  TOKEN_TYPE_UNKNOWN(Code.EXCHANGE),
  ACCESS_TOKEN_MISSING(Code.EXCHANGE),
  ID_TOKEN_MISSING(Code.EXCHANGE),

  // ------------------------------------------------------------------ the ID token as a whole
  TOKEN_TOO_LONG(Code.ID_TOKEN),
  /** It is encrypted, which nobody asked for. */
  TOKEN_ENCRYPTED(Code.ID_TOKEN),
  TOKEN_MALFORMED(Code.ID_TOKEN),
  TOKEN_NOT_JSON(Code.ID_TOKEN),
  /** Its header says something that must be understood, and none of that is. */
  TOKEN_CRITICAL_HEADER(Code.ID_TOKEN),

  // ------------------------------------------------------------------ its signature
  TOKEN_UNSIGNED(Code.SIGNATURE),
  /** Signed in a way that is not believed, such as with the client's secret. */
  TOKEN_ALGORITHM(Code.SIGNATURE),
  /** The provider publishes no key of that name and kind. */
  SIGNING_KEY_UNKNOWN(Code.SIGNATURE),
  /** None of its keys made it, or it was changed since. */
  SIGNATURE_WRONG(Code.SIGNATURE),

  // ------------------------------------------------------------------ its claims
  TOKEN_ISSUER_DIFFERS(Code.ID_TOKEN),
  TOKEN_AUDIENCE_DIFFERS(Code.ID_TOKEN),
  /** It is for others as well, and does not say that it was given to us. */
  AUDIENCE_OF_OTHERS(Code.ID_TOKEN),
  AUTHORIZED_PARTY_DIFFERS(Code.ID_TOKEN),
  EXPIRY_MISSING(Code.ID_TOKEN),
  TOKEN_EXPIRED(Code.ID_TOKEN),
  ISSUED_AT_MISSING(Code.ID_TOKEN),
  NOT_BEFORE_MALFORMED(Code.ID_TOKEN),
  /** The provider's clock is ahead. */
  TOKEN_FROM_THE_FUTURE(Code.ID_TOKEN),
  /** Made before we asked: the provider's clock is behind. */
  TOKEN_OLDER_THAN_REQUEST(Code.ID_TOKEN),
  /** Not enough to refuse it. */
  CLOCKS_DIFFER(Code.ID_TOKEN),
  NONCE_MISSING(Code.ID_TOKEN),
  NONCE_DIFFERS(Code.ID_TOKEN),
  /** It came with another access token than the one it was made for. */
  ACCESS_TOKEN_DIFFERS(Code.ID_TOKEN),
  /** The person signed in at the provider longer ago than was asked for. */
  AUTH_TIME_TOO_OLD(Code.LOGIN),
  AUTH_TIME_MISSING(Code.LOGIN),
  SUBJECT_MISSING(Code.ID_TOKEN),
  SUBJECT_TOO_LONG(Code.ID_TOKEN),
  SUBJECT_UNFIT(Code.ID_TOKEN),

  // ------------------------------------------------------------------ userinfo
  USERINFO_REFUSED(Code.USERINFO),
  USERINFO_NOT_JSON(Code.USERINFO),
  /** It is signed or encrypted, which nobody asked for. */
  USERINFO_SIGNED(Code.USERINFO),
  USERINFO_SUBJECT_MISSING(Code.USERINFO),
  /** It speaks of somebody else. */
  USERINFO_SUBJECT_DIFFERS(Code.USERINFO),

  // ------------------------------------------------------------------ whose people they are
  EMAIL_NOT_VERIFIED(Code.DOMAIN),
  EMAIL_DOMAIN_NOT_VERIFIED(Code.DOMAIN),
  /** A provider for everybody speaks for nobody's domain. */
  EMAIL_DOMAIN_OF_OTHERS(Code.DOMAIN),
  /** The account belongs to another organization at Google. */
  HOSTED_DOMAIN_OF_OTHERS(Code.DOMAIN),
  /** The account is the person's own and not the organization's. */
  HOSTED_DOMAIN_MISSING(Code.DOMAIN),

  // ------------------------------------------------------------------ what is needed of a person
  EMAIL_MISSING(Code.ATTRIBUTE),
  /** Entra ID sends it when an optional claim is added. */
  EMAIL_MISSING_ENTRA(Code.ATTRIBUTE),
  EMAIL_MALFORMED(Code.ATTRIBUTE),
  /** The sign-in name of a guest of a Microsoft Entra tenant. */
  EMAIL_OF_GUEST(Code.ATTRIBUTE),
  NAME_MISSING(Code.ATTRIBUTE),
  /** There were too many. */
  GROUPS_NOT_SENT(Code.ID_TOKEN);

  /** The codes that concern OpenID Connect. */
  private static final class Code {
    static final String ATTRIBUTE = "mandatory_attribute_missing";
    static final String DOMAIN = "invalid_user_domain";
    static final String EXCHANGE = "failed_to_exchange_token";
    static final String ID_TOKEN = "invalid_id_token";
    static final String LOGIN = "user_login_required";
    static final String NOT_DONE = "authentication_not_completed";
    static final String REQUEST = "invalid_request";
    static final String SIGNATURE = "signature_validation_failed";
    static final String USERINFO = "user_info_retrieve_failed";
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

  Check failed(String check, String expected, String received) {
    return Check.failed(check, expected, received, code, text());
  }

  Check doubtful(String check, String expected, String received) {
    return Check.doubtful(check, expected, received, code, text());
  }

  /** The one a provider's error code of that name stands for. */
  static Cause of(String prefix, String error, Cause otherwise) {
    var name = Ascii.toUpperCase(prefix + error);
    for (var cause : values()) {
      // its name alone does not say that a provider may use it
      var saidByProviders = cause.code.equals(otherwise.code) || cause.code.equals(Code.LOGIN);
      if (saidByProviders && cause.name().equals(name)) return cause;
    }
    return otherwise;
  }
}
