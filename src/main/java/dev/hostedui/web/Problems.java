package dev.hostedui.web;

import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what was thrown into an answer: statuses and words in one place, details only in the log.
 */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private final Map<String, ProblemFace> faces;
  private final ProblemFace other;

  /** Takes the face of each path prefix, and the one for all other paths. */
  Problems(Map<String, ProblemFace> faces, ProblemFace other) {
    this.faces = Map.copyOf(faces);
    this.other = other;
  }

  void into(RoutesConfig routes) {
    routes.exception(Problem.class, (problem, ctx) -> refuse(ctx, problem));
    routes.exception(
        Gate.TooLarge.class,
        (large, ctx) -> {
          ctx.header("Connection", "close");
          show(
              ctx,
              large.status.getCode(),
              "That is too much",
              "What was sent is larger than any form here. Nothing was changed.");
        });
    routes.exception(
        StorageUnavailable.class,
        (storage, ctx) -> {
          LOG.error(
              "request={} the database is not available: {}",
              Requests.id(ctx),
              storage.getMessage());
          ctx.header("Retry-After", "10");
          show(
              ctx,
              503,
              "Not available just now",
              "The server cannot read or save its data at the moment. Nothing was changed. Try again in a minute.");
        });
    routes.exception(
        HttpResponseException.class,
        (http, ctx) -> {
          var words = words(http.getStatus());
          show(ctx, http.getStatus(), words.get(0), words.get(1));
        });
    routes.exception(
        Exception.class,
        (fault, ctx) -> {
          LOG.error(
              "request={} {} {} failed",
              Requests.id(ctx),
              ctx.req().getMethod(),
              Requests.pathForLog(ctx.path()),
              fault);
          show(
              ctx,
              500,
              "Something went wrong",
              "This is our fault, and nothing was changed. If it happens again, tell support this number: "
                  + Requests.id(ctx)
                  + ".");
        });
    routes.error(
        404,
        ctx -> {
          // a handler that answered 404 itself has written its page already
          var type = ctx.res().getContentType();
          var unanswered = type == null || type.startsWith("text/plain");
          if (unanswered && !ctx.path().startsWith("/static/")) notFound(ctx);
        });
  }

  private void notFound(Context ctx) {
    show(ctx, 404, "Page not found", "There is nothing at this address.");
  }

  private void refuse(Context ctx, Problem problem) {
    Statuses.retryAfter(ctx, problem);
    show(ctx, Statuses.of(problem), titleOf(problem), problem.message());
  }

  private void show(Context ctx, int status, String title, String message) {
    faces.entrySet().stream()
        .filter(face -> ctx.path().startsWith(face.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(other)
        .show(ctx, status, title, message);
  }

  private static List<String> words(int status) {
    return switch (status) {
      case 404 -> List.of("Page not found", "There is nothing at this address.");
      case 405 -> List.of("Not possible here", "This address does not take that kind of request.");
      case 413 ->
          List.of(
              "That is too much",
              "What was sent is larger than any form here. Nothing was changed.");
      default ->
          List.of(
              "That did not work", "The request could not be understood. Go back and try again.");
    };
  }

  private static String titleOf(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> "That cannot be taken";
      case FORBIDDEN -> "You do not have access";
      case NOT_FOUND -> "Not found";
      case CONFLICT -> "That is not possible";
      case TOO_MANY -> "Too many tries";
    };
  }
}
