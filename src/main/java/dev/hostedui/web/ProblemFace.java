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

  /** An answer as a whole. */
  record Unread(String mediaType, String body) {

    /** For whoever it may be. */
    static Unread plain(String words) {
      return new Unread("text/plain;charset=utf-8", words + "\n");
    }
  }

  /**
   * What is answered to a request that could not be read, so that there is no context of it.
   *
   * @param path what is known of the address
   * @param words what is wrong, in a sentence
   */
  default Unread unread(String path, int status, String words) {
    return Unread.plain(words);
  }
}
