package dev.hostedui.web;

import dev.hostedui.identity.Problem;
import io.javalin.http.Context;

/**
 * How the callers of a part of the addresses are told of a refusal or a fault: people by a page,
 * programs in the form of their standard. Each face takes from a problem what its form has room
 * for, and the words from its {@link Words}.
 */
public interface ProblemFace {

  /**
   * Answers with what is wrong.
   *
   * @param status what HTTP says of it; a face whose standard says otherwise goes by the problem's
   *     kind
   */
  void refuse(Context ctx, int status, Problem problem);
}
