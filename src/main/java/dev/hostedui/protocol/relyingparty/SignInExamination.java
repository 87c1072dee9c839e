package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at the answer of a provider (OpenID Connect Core §3.1.2.7, §3.1.3.5, §3.1.3.7, §5.3.4). */
public final class SignInExamination {

  private SignInExamination() {}

  /** For an answer that brought no code. */
  public static Examination of(Expected expected, Callback.Refused callback) {
    var checks = AnswerChecks.issuer(expected, callback.issuer());
    checks.add(
        Cause.of("", callback.error(), Cause.PROVIDER_REFUSED)
            .failed("answer", "code", said(callback.error(), callback.description())));
    return new Examination(checks, null, "");
  }

  /**
   * For a code that another provider gave (RFC 9207 §2.4): it must not be exchanged here, which
   * would hand it over. Empty when nothing speaks against exchanging it.
   */
  public static Optional<Examination> misdirected(Expected expected, Callback.Code callback) {
    var checks = AnswerChecks.issuer(expected, callback.issuer());
    return checks.stream().anyMatch(Check::failed)
        ? Optional.of(new Examination(checks, null, ""))
        : Optional.empty();
  }

  /** For an answer that cannot be read. */
  public static Examination of(Callback.Unreadable callback) {
    return new Examination(List.of(callback.cause().failed("answer", "code", "")), null, "");
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
    var checks = AnswerChecks.issuer(expected, callback.issuer());
    checks.add(AnswerChecks.exchange(registration, answer));
    if (!(answer instanceof TokenAnswer.Tokens tokens)) return new Examination(checks, null, "");
    SignedToken token;
    try {
      token = SignedToken.parse(tokens.idToken());
    } catch (UnusableToken e) {
      checks.add(e.cause().failed("id_token", "JWS", ""));
      return new Examination(checks, null, "");
    }
    checks.addAll(new IdTokenChecks(expected, tokens, token, keys, now).all());
    var person = new Person(token, userinfo);
    checks.addAll(person.userinfoChecks(expected));
    var domains = expected.domains();
    if (domains != null) checks.addAll(PersonChecks.all(expected, domains, person.attributes()));
    return new Examination(checks, person.identity(), person.document());
  }

  /**
   * For a code of a provider that gives no ID token but tells by calls whose account it is, and
   * what came of exchanging it.
   */
  public static Examination of(
      Expected expected, Callback.Code callback, TokenAnswer answer, Account account) {
    var checks = AnswerChecks.issuer(expected, callback.issuer());
    checks.add(AnswerChecks.exchange(expected.registration(), answer));
    var endpoint = String.valueOf(expected.registration().userinfoEndpoint());
    if (account instanceof Account.Failed failed)
      checks.add(
          Check.failed(
              "userinfo",
              endpoint,
              failed.detail(),
              Cause.USERINFO_REFUSED.code(),
              failed.cause()));
    if (!(account instanceof Account.Told told)) return new Examination(checks, null, "");
    checks.add(Check.passed("userinfo", endpoint, told.identity().subject()));
    return new Examination(checks, told.identity(), "");
  }

  /** The provider's code and words as one line. */
  static String said(String error, String description) {
    return description.isEmpty()
        ? error
        : error.isEmpty() ? description : error + ": " + description;
  }
}
