package dev.hostedui.web;

import io.javalin.http.Context;

/** How a part of the addresses shows a refusal or a fault to a person. */
public interface ProblemFace {

  /**
   * Answers with a page, or what fits the request, that says what is wrong.
   *
   * @param title a few words
   * @param message a sentence or two, with the way on
   */
  void show(Context ctx, int status, String title, String message);
}
