package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks of what comes before a token: who answers, and what the token endpoint says. */
final class AnswerChecks {

  private static final Set<String> REASONS =
      Set.of(
          "invalid_client",
          "invalid_grant",
          "invalid_request",
          "invalid_scope",
          "unauthorized_client",
          "unsupported_grant_type");

  private AnswerChecks() {}

  /** RFC 9207 §2.4: an answer of another provider must not be taken to this one. */
  static List<Check> issuer(Registration registration, @Nullable String received) {
    var checks = new ArrayList<Check>();
    var expected = registration.issuer();
    if (received == null) {
      if (registration.announcesIssuer())
        checks.add(
            Check.failed(
                "answer_issuer", expected, "", "invalid_request", "answer_issuer_missing"));
    } else if (received.equals(expected)) {
      checks.add(Check.passed("answer_issuer", expected, received));
    } else {
      checks.add(
          Check.failed(
              "answer_issuer",
              expected,
              Shown.line(received),
              "invalid_request",
              "answer_issuer_differs"));
    }
    return checks;
  }

  /** Names the way the secret was shown: that is what a refusal is mostly about. */
  static Check exchange(Registration registration, TokenAnswer answer) {
    var expected = registration.authentication().method();
    if (answer instanceof TokenAnswer.Refused refused) {
      var error = refused.error().toLowerCase(Locale.ROOT);
      return Check.failed(
          "token_exchange",
          expected,
          (refused.status() + " " + SignInExamination.said(refused.error(), refused.description()))
              .strip(),
          "failed_to_exchange_token",
          REASONS.contains(error) ? "token_" + error : "token_refused");
    }
    if (answer instanceof TokenAnswer.Failed failed)
      return Check.failed(
          "token_exchange", expected, failed.detail(), "failed_to_exchange_token", failed.cause());
    return Check.passed("token_exchange", expected, "200");
  }
}
