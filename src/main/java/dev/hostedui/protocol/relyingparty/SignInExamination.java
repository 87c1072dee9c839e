package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Looks at the answer of a provider (OpenID Connect Core §3.1.2.7, §3.1.3.5, §3.1.3.7, §5.3.4). */
public final class SignInExamination {

  private static final Set<String> WANTS_THE_PERSON =
      Set.of(
          "login_required",
          "interaction_required",
          "consent_required",
          "account_selection_required");

  /** RFC 6749 §4.1.2.1: what a provider may say besides. */
  private static final Set<String> OTHER_REASONS =
      Set.of(
          "access_denied",
          "invalid_request",
          "invalid_scope",
          "server_error",
          "temporarily_unavailable",
          "unauthorized_client",
          "unsupported_response_type");

  private SignInExamination() {}

  /** For an answer that brought no code. */
  public static Examination of(Expected expected, Callback.Refused callback) {
    var checks = AnswerChecks.issuer(expected.registration(), callback.issuer());
    var error = callback.error().toLowerCase(Locale.ROOT);
    var known = WANTS_THE_PERSON.contains(error) || OTHER_REASONS.contains(error);
    checks.add(
        Check.failed(
            "answer",
            "code",
            said(callback.error(), callback.description()),
            WANTS_THE_PERSON.contains(error)
                ? "user_login_required"
                : "authentication_not_completed",
            known ? error : "provider_refused"));
    return new Examination(checks, null, "");
  }

  /** For an answer that cannot be read. */
  public static Examination of(Callback.Unreadable callback) {
    return new Examination(
        List.of(Check.failed("answer", "code", "", "invalid_request", callback.cause())), null, "");
  }

  /**
   * For an answer that brought a code, and what came of exchanging it. Every check is made that can
   * be, whatever failed before it.
   *
   * @param keys the provider's, fetched again when they did not {@link ProviderKeys#know} the token
   */
  public static Examination of(
      Expected expected,
      Callback.Code callback,
      TokenAnswer answer,
      ProviderKeys keys,
      Userinfo userinfo,
      Instant now) {
    var registration = expected.registration();
    var checks = AnswerChecks.issuer(registration, callback.issuer());
    checks.add(AnswerChecks.exchange(registration, answer));
    if (!(answer instanceof TokenAnswer.Tokens tokens)) return new Examination(checks, null, "");
    SignedToken token;
    try {
      token = SignedToken.parse(tokens.idToken());
    } catch (UnusableToken e) {
      checks.add(Check.failed("id_token", "JWS", "", "invalid_id_token", e.reason()));
      return new Examination(checks, null, "");
    }
    checks.addAll(new IdTokenChecks(expected, tokens, token, keys, now).all());
    var person = new Person(token, userinfo);
    checks.addAll(person.userinfoChecks(expected));
    checks.addAll(PersonChecks.all(expected, person.attributes()));
    return new Examination(checks, person.identity(), person.document());
  }

  /** The provider's code and words as one line. */
  static String said(String error, String description) {
    return description.isEmpty()
        ? error
        : error.isEmpty() ? description : error + ": " + description;
  }
}
