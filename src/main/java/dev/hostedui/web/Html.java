package dev.hostedui.web;

import gg.jte.output.Utf8ByteOutput;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers with a drawn view. */
public final class Html {

  private static final String TYPE = "text/html;charset=utf-8";

  private static final int WORTH_COMPRESSING_BYTES = 1_500;

  private final Templates templates;

  public Html(Templates templates) {
    this.templates = templates;
  }

  public Templates templates() {
    return templates;
  }

  /** Answers with this status and view; personal pages are never kept by anyone on the way. */
  public void answer(Context ctx, int status, View view) {
    Utf8ByteOutput drawn = templates.bytes(view);
    ctx.status(status).contentType(TYPE).header("Cache-Control", "no-store");
    ctx.res().setContentLength(-1);
    // Javalin looks at the first piece only, and a template's first piece is always short
    if (drawn.getContentLength() >= WORTH_COMPRESSING_BYTES) ctx.minSizeForCompression(0);
    try {
      drawn.writeTo(ctx.outputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
