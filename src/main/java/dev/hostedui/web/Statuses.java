package dev.hostedui.web;

import dev.hostedui.identity.Problem;
import io.javalin.http.Context;

/** What HTTP says of each kind of refusal, on all pages. */
public final class Statuses {
  private Statuses() {}

  public static int of(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> 422;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case TOO_MANY -> 429;
      case UNAVAILABLE -> 503;
    };
  }

  /** Says when to come again, where the refusal is only for a while. */
  public static void retryAfter(Context ctx, Problem problem) {
    var wait = problem.retryAfter();
    if (wait != null)
      ctx.header("Retry-After", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
  }
}
