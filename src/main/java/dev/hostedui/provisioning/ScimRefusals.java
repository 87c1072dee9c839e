package dev.hostedui.provisioning;

import dev.hostedui.identity.Problem;
import dev.hostedui.protocol.scim.ScimProblem;
import dev.hostedui.web.Words;
import org.jspecify.annotations.Nullable;

/** What SCIM says of our refusals (RFC 7644 §3.12). */
final class ScimRefusals {

  private static final Words WORDS = Words.english();

  private ScimRefusals() {}

  static ScimProblem of(Problem problem) {
    return new ScimProblem(status(problem), type(problem), WORDS.of(problem));
  }

  private static int status(Problem problem) {
    return switch (problem.kind()) {
      case INVALID -> 400;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT ->
          switch (problem.code()) {
            case "directory_version_stale" -> 412;
            case "seats_taken", "other_organization", "too_many_directory_groups" -> 403;
            default -> 409;
          };
      case TOO_MANY -> 429;
      case UNAVAILABLE -> 503;
    };
  }

  private static ScimProblem.@Nullable Type type(Problem problem) {
    return switch (problem.code()) {
      case "directory_email_immutable" -> ScimProblem.Type.MUTABILITY;
      case "directory_user_name_taken", "directory_email_taken", "directory_group_taken" ->
          ScimProblem.Type.UNIQUENESS;
      default -> problem.kind() == Problem.Kind.INVALID ? ScimProblem.Type.INVALID_VALUE : null;
    };
  }

  /** What a status says when nobody has said more. */
  static ScimProblem of(int status, Problem problem) {
    // the pages answer a bad form with 422, which SCIM does not know
    if (status == 422) return of(problem);
    return new ScimProblem(
        status, status == 400 ? ScimProblem.Type.INVALID_SYNTAX : null, WORDS.of(problem));
  }
}
