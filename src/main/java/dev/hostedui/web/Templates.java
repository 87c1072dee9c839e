package dev.hostedui.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Draws views with their templates, which were compiled when the program was built. */
public final class Templates {

  private static final String BASE = "dev.hostedui.";

  private static final ClassValue<String> PATHS =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          var name = type.getName().substring(BASE.length()).replace('.', '/');
          var slash = name.lastIndexOf('/') + 1;
          return name.substring(0, slash)
              + Character.toLowerCase(name.charAt(slash))
              + name.substring(slash + 1)
              + ".jte";
        }
      };

  /** As many answers are drawn at once on a busy machine; each of them is seldom larger. */
  private static final int MOST_KEPT = 32;

  private static final int LARGEST_KEPT = 64 * 1024;

  private final TemplateEngine engine;
  private final Queue<Drawing> idle = new ArrayBlockingQueue<>(MOST_KEPT);

  public Templates() {
    engine =
        TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.hostedui.templates");
    engine.setTrimControlStructures(true);
    engine.setBinaryStaticContent(true);
  }

  static String pathOf(Class<?> view) {
    return PATHS.get(view);
  }

  /** Draws a view into a larger one. */
  public void draw(View view, TemplateOutput output) {
    engine.render(view.template(), view, output);
  }

  /** What takes the bytes of a drawn view, and keeps none of them when it returns. */
  interface Taker {
    void take(byte[] bytes, int length) throws IOException;
  }

  /** Draws a view as the bytes of an answer. */
  void draw(View view, Taker taker) throws IOException {
    var drawing = idle.poll();
    if (drawing == null) drawing = new Drawing();
    draw(view, drawing);
    taker.take(drawing.bytes(), drawing.length());
    // after a failure it is simply not used again
    drawing.clear();
    if (drawing.capacity() <= LARGEST_KEPT) idle.offer(drawing);
  }
}
