package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.upstream.Check;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of what comes before a token: who answers, and what the token endpoint says. */
final class AnswerChecks {

  private AnswerChecks() {}

  /** RFC 9207 §2.4: an answer of another provider must not be taken to this one. */
  static List<Check> issuer(Expected expected, @Nullable String received) {
    var checks = new ArrayList<Check>();
    var registration = expected.registration();
    var known = registration.issuer();
    if (received == null) {
      if (registration.announcesIssuer())
        checks.add(Cause.ANSWER_ISSUER_MISSING.failed("answer_issuer", known, ""));
    } else if (received.equals(expected.habits().issuer(known, received))) {
      checks.add(Check.passed("answer_issuer", known, received));
    } else {
      checks.add(Cause.ANSWER_ISSUER_DIFFERS.failed("answer_issuer", known, Shown.line(received)));
    }
    return checks;
  }

  /**
   * A 401 is about who asks (RFC 6749 §5.2), whatever it is called: Keycloak says
   * "unauthorized_client" to a wrong secret, others have words of their own.
   */
  private static Cause cause(TokenAnswer.Refused refused) {
    var cause = Cause.of("token_", refused.error(), Cause.TOKEN_REFUSED);
    return refused.status() == 401
            && (cause == Cause.TOKEN_UNAUTHORIZED_CLIENT || cause == Cause.TOKEN_REFUSED)
        ? Cause.TOKEN_INVALID_CLIENT
        : cause;
  }

  /** Names the way the secret was shown: that is what a refusal is mostly about. */
  static Check exchange(Registration registration, TokenAnswer answer) {
    var expected = registration.authentication().method();
    if (answer instanceof TokenAnswer.Refused refused) {
      return cause(refused)
          .failed(
              "token_exchange",
              expected,
              (refused.status()
                      + " "
                      + SignInExamination.said(refused.error(), refused.description()))
                  .strip());
    }
    if (answer instanceof TokenAnswer.Failed failed)
      return Check.failed(
          "token_exchange", expected, failed.detail(), Cause.TOKEN_REFUSED.code(), failed.cause());
    return Check.passed("token_exchange", expected, "200");
  }
}
