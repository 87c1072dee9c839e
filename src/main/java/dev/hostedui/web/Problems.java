package dev.hostedui.web;

import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.KeyMissing;
import dev.hostedui.identity.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.EndpointNotFound;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what was thrown into a problem with its status and hands it to the face of the address;
 * details stand only in the log.
 */
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** Routes take them for one: who adds our address to a path writes two. */
  private static final Pattern SLASHES = Pattern.compile("/{2,}");

  private final Routes addresses;

  /** The longest prefix first. */
  private final List<Map.Entry<String, ProblemFace>> faces;

  /** Takes the face of each path prefix; {@code ""} is for all other paths. */
  Problems(Routes addresses, Map<String, ProblemFace> faces) {
    this.addresses = addresses;
    if (!faces.containsKey(""))
      throw new IllegalArgumentException("a face for all other paths is needed");
    this.faces =
        faces.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, ProblemFace> face) -> face.getKey().length())
                    .reversed())
            .toList();
  }

  void into(RoutesConfig routes) {
    routes.exception(
        Problem.class,
        (problem, ctx) -> {
          Statuses.retryAfter(ctx, problem);
          refuse(ctx, Statuses.of(problem), problem);
        });
    routes.exception(
        Bodies.Refused.class,
        (refused, ctx) -> {
          if (refused.fault == Bodies.Fault.ENCODED) {
            ctx.header("Accept-Encoding", "identity");
            refuse(ctx, refused.fault.status, Problem.invalid("body_encoded"));
          } else {
            // what is still sent of the body is read by nobody
            ctx.header("Connection", "close");
            refuse(
                ctx,
                refused.fault.status,
                refused.fault == Bodies.Fault.TOO_LARGE
                    ? tooLarge(ctx)
                    : ofStatus(refused.fault.status));
          }
        });
    routes.exception(
        JsonBody.Unusable.class, (body, ctx) -> refuse(ctx, body.status, body.problem));
    routes.exception(EndpointNotFound.class, (nowhere, ctx) -> refuseUnmatched(ctx));
    routes.exception(
        StorageUnavailable.class,
        (storage, ctx) -> {
          LOG.error(
              "request={} the database is not available: {}",
              Requests.id(ctx),
              storage.getMessage());
          // nobody is told when to try again where doing it twice may be what must not happen
          if (!storage.mayHaveChanged()) ctx.header("Retry-After", "10");
          var problem =
              storage.mayHaveChanged()
                  ? Problem.unavailable("storage_outcome_unknown")
                  : Problem.unavailable("storage_unavailable");
          Database.notAskedAgain(storage, () -> refuse(ctx, 503, problem));
        });
    routes.exception(
        Requests.MalformedForm.class,
        (form, ctx) -> refuse(ctx, 400, Problem.invalid("form_malformed")));
    routes.exception(
        KeyMissing.class,
        (missing, ctx) -> {
          LOG.error(
              "request={} a key is missing from HOSTED_UI_SECRET_KEY: {}",
              Requests.id(ctx),
              missing.getMessage());
          ctx.header("Retry-After", "60");
          refuse(ctx, 503, Problem.unavailable("key_missing"));
        });
    routes.exception(
        HttpResponseException.class,
        (http, ctx) -> refuse(ctx, http.getStatus(), ofStatus(http.getStatus())));
    routes.exception(
        Exception.class,
        (fault, ctx) -> {
          LOG.error(
              "request={} {} {} failed",
              Requests.id(ctx),
              ctx.req().getMethod(),
              Requests.pathForLog(ctx.path()),
              fault);
          refuse(ctx, 500, Problem.unavailable("fault").with(Requests.id(ctx)));
        });
    routes.error(
        404,
        ctx -> {
          // a handler that answered 404 itself has written its page already
          var type = ctx.res().getContentType();
          var unanswered = type == null || type.startsWith("text/plain");
          if (unanswered && !ctx.path().startsWith("/static/")) refuse(ctx, 404, ofStatus(404));
        });
  }

  /** No route took it: the address knows other verbs, or there is none. */
  private void refuseUnmatched(Context ctx) {
    var verbs = addresses.verbsAt(ctx.path());
    if (!verbs.isEmpty()) ctx.header("Allow", String.join(", ", verbs));
    var status = verbs.isEmpty() ? 404 : 405;
    refuse(ctx, status, ofStatus(status));
  }

  private Problem tooLarge(Context ctx) {
    return Problem.invalid("too_large")
        .with(addresses.largestBody(ctx.req().getMethod(), ctx.path()) / 1024);
  }

  private static Problem ofStatus(int status) {
    return switch (status) {
      case 401 -> Problem.forbidden("credential_missing");
      case 404 -> Problem.notFound("page_not_found");
      case 405 -> Problem.invalid("method_not_allowed");
      case 408 -> Problem.invalid("too_slow");
      case 415 -> Problem.invalid("media_type_unknown");
      default -> Problem.invalid("unreadable");
    };
  }

  private void refuse(Context ctx, int status, Problem problem) {
    faceOf(ctx.path()).refuse(ctx, status, problem);
  }

  /** The face of the longest prefix there is of a path, in which two slashes are one. */
  ProblemFace faceOf(String path) {
    var plain = SLASHES.matcher(path).replaceAll("/");
    return faces.stream()
        .filter(face -> plain.startsWith(face.getKey()))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
