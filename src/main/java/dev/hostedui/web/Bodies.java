package dev.hostedui.web;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoader;
import org.eclipse.jetty.server.handler.EagerContentHandler.ContentLoaderFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the body of a request before a thread is given to it, so that a client that sends slowly
 * costs a connection and nothing more. A body that is too large is kept by nobody, and one that is
 * broken or too slow is not read on: the gate finds the {@link Fault} at the request and refuses.
 *
 * <p>Own code here: Jetty's loaders keep its read buffers, one for each byte of a client that sends
 * byte by byte; this one copies.
 */
final class Bodies implements ContentLoaderFactory {

  private static final String FAULT = "body-fault";
  private static final Set<String> PLAIN = Set.of("", "identity");
  private static final int SMALL = 32;
  private static final int USUAL = 2048;

  /** Larger ones are sent by nobody who means well. */
  private static final long MOST_DROPPED = 64 * 1024 * 1024;

  /** Why there is no body to read. */
  enum Fault {
    TOO_LARGE(413),
    BROKEN(400),
    TOO_SLOW(408),
    /** Packed, by gzip for example: nothing is unpacked here (RFC 9110 §8.4). */
    ENCODED(415);

    final int status;

    Fault(int status) {
      this.status = status;
    }
  }

  /** The body of a request could not be taken. */
  static final class Refused extends RuntimeException {
    final Fault fault;

    Refused(Fault fault) {
      super(fault.name(), null, false, false);
      this.fault = fault;
    }
  }

  private final Routes routes;
  private final Transfers transfers;

  Bodies(Routes routes, Transfers transfers) {
    this.routes = routes;
    this.transfers = transfers;
  }

  /**
   * Lets nobody handle a request whose body is not all there, or cannot be read.
   *
   * @throws Refused when it is too large, broken, too slow or packed
   */
  static void refuseFaults(Context ctx) {
    Fault fault = ctx.attribute(FAULT);
    if (fault != null) throw new Refused(fault);
    var coding = ctx.header("Content-Encoding");
    if (Requests.changes(ctx)
        && coding != null
        && !PLAIN.contains(coding.strip().toLowerCase(Locale.ROOT)))
      throw new Refused(Fault.ENCODED);
  }

  /** Whether the client went away, or sent nothing sensible, before its body was there. */
  static boolean clientLeft(Context ctx) {
    Fault fault = ctx.attribute(FAULT);
    return fault == Fault.BROKEN || fault == Fault.TOO_SLOW;
  }

  /** Of every type: a limit that a client could choose would be none. */
  @Override
  public @Nullable String getApplicableMimeType() {
    return null;
  }

  @Override
  public @Nullable ContentLoader newContentLoader(
      @Nullable String contentType,
      @Nullable String mimeType,
      Handler handler,
      Request request,
      Response response,
      Callback callback) {
    var most = routes.largestBody(request.getMethod(), request.getHttpURI().getPath());
    if (request.getLength() > most && !isTaken(request)) {
      request.setAttribute(FAULT, Fault.TOO_LARGE);
      return null;
    }
    return new Loader(most, handler, request, response, callback);
  }

  /**
   * Whether a body that is too large is taken, and dropped as it comes, before it is refused.
   * Closed with bytes that nobody has read, a connection is reset, and whoever is still sending
   * sees that instead of the answer. Who waits to be asked for the body is refused at once.
   */
  private static boolean isTaken(Request request) {
    return request.getLength() <= MOST_DROPPED && !request.getHeaders().contains(HttpHeader.EXPECT);
  }

  private final class Loader extends ContentLoader implements Invocable.Task {

    private final int most;
    private final ByteArrayOutputStream gathered;
    private Transfers.@Nullable Transfer waiting;

    Loader(int most, Handler handler, Request request, Response response, Callback callback) {
      super(handler, request, response, callback);
      this.most = most;
      // grows with what has come: room for what was only announced would be had for nothing
      this.gathered =
          new ByteArrayOutputStream((int) Math.max(SMALL, Math.min(USUAL, request.getLength())));
    }

    @Override
    protected void load() {
      if (gather()) go();
    }

    /** More of it has come, and a thread is given to whoever handles the whole. */
    @Override
    public void run() {
      if (gather()) getRequest().getContext().execute(this::go);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }

    /** Takes what is there; says whether that is all. */
    private boolean gather() {
      while (true) {
        var chunk = getRequest().read();
        if (chunk == null) {
          if (waiting == null)
            waiting = transfers.beginRequest(getRequest().getConnectionMetaData(), expected());
          waiting.holds(gathered.size());
          getRequest().demand(this);
          return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
          var late = chunk.getFailure() instanceof TimeoutException;
          return end(late ? Fault.TOO_SLOW : Fault.BROKEN);
        }
        var part = chunk.getByteBuffer();
        var announced = getRequest().getLength() > most;
        var tooLarge = announced || gathered.size() + part.remaining() > most;
        if (!tooLarge) {
          var bytes = new byte[part.remaining()];
          part.get(bytes);
          gathered.writeBytes(bytes);
        }
        chunk.release();
        if (tooLarge && (!announced || chunk.isLast())) return end(Fault.TOO_LARGE);
        if (chunk.isLast()) return end(null);
      }
    }

    private long expected() {
      var announced = getRequest().getLength();
      return announced < 0 ? most : Math.min(announced, most);
    }

    private boolean end(@Nullable Fault fault) {
      if (waiting != null) waiting.done();
      if (fault != null) getRequest().setAttribute(FAULT, fault);
      return true;
    }

    private void go() {
      handle(new Whole(getRequest(), gathered.toByteArray()), getResponse(), getCallback());
    }
  }

  /** A request whose body is there. */
  private static final class Whole extends Request.Wrapper {

    private Content.Chunk next;

    Whole(Request request, byte[] body) {
      super(request);
      next = Content.Chunk.from(ByteBuffer.wrap(body), true);
    }

    @Override
    public Content.Chunk read() {
      var chunk = next;
      next = Content.Chunk.EOF;
      return chunk;
    }

    @Override
    public void demand(Runnable demandCallback) {
      demandCallback.run();
    }
  }
}
