package dev.hostedui.web;

import dev.hostedui.identity.Problem;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers with a drawn view. */
public final class Html {

  private static final String TYPE = "text/html;charset=utf-8";

  private final Templates templates;

  public Html(Templates templates) {
    this.templates = templates;
  }

  public Templates templates() {
    return templates;
  }

  /** Answers with this status and view. */
  public void answer(Context ctx, int status, View view) {
    ctx.status(status).contentType(TYPE);
    try {
      // written in one call: a template is hundreds of pieces, each a way through all of Jetty
      templates.draw(view, (bytes, length) -> ctx.outputStream().write(bytes, 0, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The page for a request that could not be read, so that there is no context of it.
   *
   * @param words what is wrong, in a sentence
   * @param way where to go from here
   */
  public ProblemFace.Unread unread(Look look, String words, String way) {
    var page =
        new MessagePage(
            look,
            Words.english().title(Problem.invalid("unreadable")),
            words,
            way,
            "Go to " + look.appName());
    var drawn = new StringOutput();
    templates.draw(page, drawn);
    return new ProblemFace.Unread(TYPE, drawn.toString());
  }
}
