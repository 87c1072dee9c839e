package dev.hostedui.web;

import com.google.common.collect.Iterators;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** Answers with files that are too large to be held, such as exports. */
public final class Downloads {

  private Downloads() {}

  /**
   * Answers with a file. Its first part is made now, so that what is wrong is told on a page; each
   * other one once the client has taken those before it, by threads that know nothing of the
   * request. A file that cannot be made to its end is cut off, which its client notices.
   *
   * @param parts at least one
   */
  public static void answer(Context ctx, String name, String mediaType, Iterator<String> parts) {
    var first = bytes(parts.next());
    var more = parts.hasNext();
    // the rest goes past Javalin, and half a file cannot be compressed
    ctx.disableCompression();
    ctx.contentType(mediaType)
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    try {
      // a result would be given the charset of a type that names none, which is not ours to guess
      ctx.outputStream().write(first);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (more) Answers.makeLater(ctx, Iterators.transform(parts, Downloads::bytes));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
