package dev.hostedui.web;

import dev.hostedui.web.ProblemFace.Unread;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to what Jetty refuses before the application sees it: an address or a header it cannot
 * read, or one that is too long. In our words and with our headers, and it says that the connection
 * ends: Jetty closes it without a word, and the client's next request on it would be lost.
 */
final class UnreadableRequests implements Request.Handler {

  private static final Logger LOG = LoggerFactory.getLogger(UnreadableRequests.class);

  private final Headers headers;
  private final Problems problems;

  UnreadableRequests(Headers headers, Problems problems) {
    this.headers = headers;
    this.problems = problems;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var fields = response.getHeaders();
    headers.all().map(HttpField::getName).forEach(fields::remove);
    headers.all().forEach(fields::add);
    fields.put(HttpHeader.CONNECTION, "close");
    var status = response.getStatus();
    var asked = RequestLines.Beginning.of(request);
    var answer = answer(asked.path(), status);
    fields.put(HttpHeader.CONTENT_TYPE, answer.mediaType());
    if ("HEAD".equals(asked.method())) callback.succeeded();
    else Content.Sink.write(response, true, answer.body(), callback);
    return true;
  }

  private Unread answer(String path, int status) {
    var words = words(status);
    if (path.isEmpty()) return Unread.plain(words);
    try {
      return problems.faceOf(path).unread(path, status, words);
    } catch (RuntimeException e) {
      LOG.warn("a page could not be drawn", e);
      return Unread.plain(words);
    }
  }

  private static String words(int status) {
    return switch (status) {
      case HttpStatus.URI_TOO_LONG_414 -> "This address is too long.";
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "The browser sent more with this request than is taken here. Deleting this site’s cookies"
              + " helps.";
      case HttpStatus.BAD_REQUEST_400 -> "This address or request could not be understood.";
      default -> "The request could not be answered.";
    };
  }
}
