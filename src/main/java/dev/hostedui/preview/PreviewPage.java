package dev.hostedui.preview;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;

/**
 * All faces side by side.
 *
 * @param base the address of the page, below which the faces are
 */
public record PreviewPage(
    Look look, String stylesUrl, String scriptUrl, String base, List<Face> faces) implements View {

  /** One of them: what it is called, and by which name its address ends. */
  public record Face(String name, String title) {}
}
