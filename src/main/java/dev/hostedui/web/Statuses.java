package dev.hostedui.web;

import dev.hostedui.identity.Problem;

/** The HTTP status of each kind of refusal, for all pages. */
public final class Statuses {
  private Statuses() {}

  public static int of(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> 422;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case TOO_MANY -> 429;
    };
  }
}
