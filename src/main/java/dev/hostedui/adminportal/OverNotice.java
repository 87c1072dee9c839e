package dev.hostedui.adminportal;

import dev.hostedui.web.View;

/**
 * That a session is over, said on a page of it that is open.
 *
 * @param fault what has ended
 * @param remedy what can be done about it
 */
public record OverNotice(String fault, String remedy) implements View {

  /** What a page says by itself at the end, when it does not know what became of the link. */
  public static final OverNotice OF_THE_SESSION =
      new OverNotice(
          "Your time here has ended.",
          "Then open the link again, or load the page again that it is on.");
}
