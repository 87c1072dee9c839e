package dev.hostedui.adminportal;

import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * That a session is over, said on a page of it that is open.
 *
 * @param fault what has ended
 * @param remedy what can be done about it
 * @param told what the page around a frame is told, as JSON, or null for nothing
 */
public record OverNotice(String fault, String remedy, @Nullable String told) implements View {

  /** What a page says by itself at the end, when it does not know what became of the link. */
  public static final OverNotice OF_THE_SESSION =
      new OverNotice(
          "Your time here has ended.",
          "Then open the link again, or load the page again that it is on.",
          null);

  /** The same that tells the page around something. */
  OverNotice telling(String message) {
    return new OverNotice(fault, remedy, message);
  }
}
