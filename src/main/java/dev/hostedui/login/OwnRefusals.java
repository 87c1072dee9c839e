package dev.hostedui.login;

import dev.hostedui.identity.Problem;
import dev.hostedui.web.Words;
import io.javalin.http.Context;

/**
 * Refusals in the words for the person who comes in: who is told of one elsewhere is an admin, and
 * can do something else about it.
 */
final class OwnRefusals {
  private OwnRefusals() {}

  /** All that is wrong, as the one reads it whom it is about. */
  static String words(Context ctx, Problem problem) {
    return Words.of(ctx).of(of(problem));
  }

  /**
   * A problem of somebody whom an organization has invited, and whom the provider of another one
   * has vouched for.
   *
   * @param invited the name of the organization that has invited them
   */
  static Problem ofInvited(Problem problem, String invited) {
    if (!problem.code().equals("not_invited")) return problem;
    var said = problem.faults().get(0).arguments();
    return Problem.forbidden("own_invitation_elsewhere").with(said.get(0), said.get(1), invited);
  }

  /** A problem as one of the person's own. */
  static Problem of(Problem problem) {
    return switch (problem.code()) {
      case "seats_taken" -> Problem.conflict("own_seats_taken");
      case "other_organization" -> {
        var email = problem.faults().get(0).arguments().get(0);
        yield Problem.conflict("own_other_organization").with(email);
      }
      default -> problem;
    };
  }
}
