package dev.hostedui.provider;

import dev.hostedui.identity.Problem;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Json;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.Map;

/**
 * How the endpoints that clients call by themselves answer: JSON, readable from pages of any origin
 * because no cookie is read there, and refusals in the words of RFC 6749 §5.2.
 */
final class ClientAnswers implements ProblemFace {

  /**
   * What a page may send along: {@code *} is every header but {@code Authorization}; browsers of
   * before 2021 know only names, so those that tracing adds to every call are named as well.
   */
  private static final String HEADERS =
      "Authorization, Content-Type, Accept, X-Requested-With, traceparent, tracestate, baggage,"
          + " sentry-trace, b3, X-B3-TraceId, X-B3-SpanId, X-B3-ParentSpanId, X-B3-Sampled,"
          + " X-Request-Id, newrelic, x-datadog-trace-id, x-datadog-parent-id, x-datadog-origin,"
          + " x-datadog-sampling-priority, *";

  /** Declares the preflight of browsers for endpoints that pages call. */
  static void preflight(Routes routes, String... paths) {
    for (var path : paths) routes.options(path, Access.client(), ClientAnswers::preflight);
  }

  private static void preflight(Context ctx) {
    fromAnywhere(ctx);
    ctx.header("Access-Control-Allow-Methods", "GET, HEAD, POST")
        .header("Access-Control-Allow-Headers", HEADERS)
        .header("Access-Control-Max-Age", "86400")
        .status(204);
  }

  /** No cookie counts here, so a page that calls from elsewhere gains nothing it has not got. */
  static void fromAnywhere(Context ctx) {
    ctx.header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After, X-Request-Id");
  }

  static void refuse(Context ctx, OAuthProblem problem) {
    if (problem.status() == 401)
      ctx.header("WWW-Authenticate", "Basic realm=\"clients\", charset=\"UTF-8\"");
    Json.answer(
        ctx,
        problem.status(),
        Map.of("error", problem.error(), "error_description", problem.description()));
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    fromAnywhere(ctx);
    Json.answerWritten(ctx, status, written(status, Words.english().of(problem)));
  }

  @Override
  public Unread unread(String path, int status, String words) {
    return new Unread("application/json", written(status, words));
  }

  private static String written(int status, String words) {
    var error =
        switch (status) {
          case 500 -> "server_error";
          case 503 -> "temporarily_unavailable";
          default -> "invalid_request";
        };
    return Json.written(Map.of("error", error, "error_description", words));
  }
}
