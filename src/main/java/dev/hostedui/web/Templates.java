package dev.hostedui.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.Utf8ByteOutput;

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

  private final TemplateEngine engine;

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

  /** Draws a view as the bytes of an answer. */
  public Utf8ByteOutput bytes(View view) {
    var output = new Utf8ByteOutput();
    draw(view, output);
    return output;
  }
}
