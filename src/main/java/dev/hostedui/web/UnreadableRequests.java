package dev.hostedui.web;

import dev.hostedui.web.ProblemFace.Unread;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to what Jetty refuses before the application sees it: an address or a header it cannot
 * read, or one that is too long; and in place of an answer that is too long itself. In our words
 * and with our headers, and it says that the connection ends: Jetty closes it without a word, and
 * the client's next request on it would be lost.
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
    // the application has answered, and what it said could not be sent: nobody else tells of it
    var answer =
        status == HttpStatus.INTERNAL_SERVER_ERROR_500
            ? answer(asked.path(), status, told(request, response, asked))
            : answer(asked.path(), status, words(status));
    fields.put(HttpHeader.CONTENT_TYPE, answer.mediaType());
    if ("HEAD".equals(asked.method())) callback.succeeded();
    else Content.Sink.write(response, true, answer.body(), callback);
    return true;
  }

  /** Writes down what happened, and says by what number it is found. */
  private static String told(Request request, Response response, RequestLines.Beginning asked) {
    var failure = (Throwable) request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    // whoever has hung up gets no answer, and it is nobody's fault
    if (failure instanceof EofException) return words(response.getStatus());
    if (!(request.getAttribute(Requests.ID) instanceof String id)) {
      LOG.warn(
          "{} {} did not reach the application: {}",
          asked.method(),
          Requests.pathForLog(asked.path()),
          String.valueOf(failure));
      return words(response.getStatus());
    }
    response.getHeaders().put("X-Request-Id", id);
    LOG.error(
        "request={} the answer to {} {} could not be sent",
        id,
        asked.method(),
        Requests.pathForLog(asked.path()),
        failure);
    return "The answer could not be sent. If it happens again, tell support this number: " + id;
  }

  private Unread answer(String path, int status, String words) {
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
