package dev.hostedui.api;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.web.Json;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the API says no: the parts of a problem as fields at the top, and the same once more as the
 * details of a gRPC status, so that clients of either form find them.
 */
final class Refusals {

  /** The scopes an operation needs, kept with the request that lacks one. */
  static final String NEEDED = "needed-scopes";

  private static final String DETAIL = "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo";

  private final Words words = Words.english(Api.class);

  void refuse(Context ctx, int status, Problem problem) {
    var says = status(status, problem);
    var message = message(problem);
    var info = info(ctx, problem, says, message);
    Json.answer(ctx, says, body(grpc(says, problem), message, info));
  }

  /** Most clients show this and nothing else, so it names the fields that it is about. */
  private String message(Problem problem) {
    return problem.faults().stream()
        .map(fault -> (fault.field() == null ? "" : fault.field() + ": ") + words.of(fault))
        .collect(Collectors.joining(" "));
  }

  /** What is said of a request of which nothing is known. */
  String unread(int status, String message) {
    var problem = Problem.invalid("unreadable");
    var info = info(problem, status, message);
    return Json.written(body(grpc(status, problem), message, info));
  }

  private static Map<String, Object> body(int code, String message, Snapshot info) {
    var body = new Snapshot().with("code", code).with("message", message);
    info.values().forEach(body::with);
    return body.with("details", List.of(detail(info))).values();
  }

  /** Bad input is always 400 here, and a version that is not the one now 412. */
  private static int status(int status, Problem problem) {
    return switch (problem.code()) {
      case "version_changed", "if_match_weak" -> 412;
      default -> status == 422 ? 400 : status;
    };
  }

  private Snapshot info(Context ctx, Problem problem, int status, String message) {
    var info =
        info(problem, status, message).with("request_info", Map.of("request_id", Requests.id(ctx)));
    List<String> needed = ctx.attribute(NEEDED);
    if (needed != null) info.with("resource_info", Map.of("required_permissions", needed));
    var violations =
        problem.faults().stream()
            .filter(fault -> fault.field() != null)
            .map(
                fault ->
                    new Snapshot()
                        .with("field", fault.field())
                        .with("description", words.of(fault))
                        .with("constraint", fault.code())
                        .values())
            .toList();
    if (!violations.isEmpty())
      info.with("validation_error_info", Map.of("field_violations", violations));
    return info;
  }

  private static Snapshot info(Problem problem, int status, String message) {
    return new Snapshot()
        .with("error_code", errorCode(status, problem))
        .with("debug_info", Map.of())
        .with(
            "help_info",
            Map.of("links", List.of(Map.of("description", "Reference", "url", "/api/"))))
        .with("localized_message_info", Map.of("locale", "en-US", "message", message));
  }

  private static Map<String, Object> detail(Snapshot info) {
    var detail = new Snapshot().with("@type", DETAIL);
    info.values().forEach(detail::with);
    return detail.values();
  }

  private static String errorCode(int status, Problem problem) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 429 -> "RATE_LIMITED";
      default -> problem.code().toUpperCase(Locale.ROOT);
    };
  }

  /** The number of a gRPC status, by which clients of that transport tell refusals apart. */
  private static int grpc(int status, Problem problem) {
    return switch (status) {
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 5;
      case 409 -> isThereAlready(problem.code()) ? 6 : 10;
      case 412 -> 9;
      case 429 -> 8;
      case 500 -> 13;
      case 405, 501 -> 12;
      case 503 -> 14;
      default -> 3;
    };
  }

  private static boolean isThereAlready(String code) {
    return code.endsWith("_taken") || code.startsWith("already_") || code.endsWith("_exists");
  }
}
