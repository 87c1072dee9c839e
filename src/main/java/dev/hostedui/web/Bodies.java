package dev.hostedui.web;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
 * costs a connection and nothing more. A body that is too large, broken or too slow is not read on:
 * the gate finds the {@link Fault} at the request and refuses.
 *
 * <p>Own code here: Jetty's loaders keep its read buffers, one for each byte of a client that sends
 * byte by byte; this one copies.
 */
final class Bodies implements ContentLoaderFactory {

  private static final String FAULT = "body-fault";
  private static final int SMALL = 32;
  private static final int USUAL = 2048;

  /** Larger ones are sent by nobody who means well. */
  private static final long MOST_DISCARDED = 64 * 1024 * 1024;

  /** Why there is no body to read; the connection is of no use after it. */
  enum Fault {
    TOO_LARGE(413),
    BROKEN(400),
    TOO_SLOW(408);

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
   * Lets nobody handle a request whose body is not all there.
   *
   * @throws Refused when it is too large, broken or too slow
   */
  static void refuseFaults(Context ctx) {
    Fault fault = ctx.attribute(FAULT);
    if (fault != null) throw new Refused(fault);
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
    return request.getLength() > most
        ? new TooLarge(most, handler, request, response, callback)
        : new Loader(most, handler, request, response, callback);
  }

  /** A body that is not read: its length alone says that it is too large. */
  private final class TooLarge extends ContentLoader {

    private final int most;

    TooLarge(int most, Handler handler, Request request, Response response, Callback callback) {
      super(handler, request, response, callback);
      this.most = most;
    }

    @Override
    protected void load() {
      getRequest().setAttribute(FAULT, Fault.TOO_LARGE);
      handle(getRequest(), getResponse(), new Rest(getRequest(), most, getCallback()));
    }
  }

  /**
   * Takes what a client still sends of a body that was refused, after the answer is sent: closed
   * with bytes that nobody has read, the connection would be reset, and the client would see that
   * instead of the answer. So much and no more is taken, at the pace of any body; who waits to be
   * asked for the body is not asked.
   */
  private final class Rest implements Callback, Invocable.Task {

    private final Request request;
    private final int expected;
    private final Callback over;
    private long left = MOST_DISCARDED;
    private Transfers.@Nullable Transfer waiting;

    Rest(Request request, int expected, Callback over) {
      this.request = request;
      this.expected = expected;
      this.over = over;
    }

    @Override
    public void succeeded() {
      var unasked = request.getHeaders().contains(HttpHeader.EXPECT);
      if (unasked || request.getLength() > MOST_DISCARDED) over.succeeded();
      else run();
    }

    @Override
    public void failed(Throwable failure) {
      over.failed(failure);
    }

    @Override
    public void run() {
      while (true) {
        var chunk = request.read();
        if (chunk == null) {
          if (waiting == null) waiting = transfers.begin(request, expected);
          request.demand(this);
          return;
        }
        var failed = Content.Chunk.isFailure(chunk);
        var last = chunk.isLast();
        left -= chunk.remaining();
        chunk.release();
        if (failed || last || left < 0) break;
      }
      if (waiting != null) waiting.done();
      over.succeeded();
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
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
          if (waiting == null) waiting = transfers.begin(getRequest(), expected());
          getRequest().demand(this);
          return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
          var late = chunk.getFailure() instanceof TimeoutException;
          return end(late ? Fault.TOO_SLOW : Fault.BROKEN);
        }
        var part = chunk.getByteBuffer();
        var tooLarge = gathered.size() + part.remaining() > most;
        if (!tooLarge) {
          var bytes = new byte[part.remaining()];
          part.get(bytes);
          gathered.writeBytes(bytes);
        }
        chunk.release();
        if (tooLarge) return end(Fault.TOO_LARGE);
        if (chunk.isLast()) return end(null);
      }
    }

    private long expected() {
      var announced = getRequest().getLength();
      return announced < 0 ? most : announced;
    }

    private boolean end(@Nullable Fault fault) {
      if (waiting != null) waiting.done();
      if (fault != null) getRequest().setAttribute(FAULT, fault);
      return true;
    }

    private void go() {
      var request = getRequest();
      var callback =
          request.getAttribute(FAULT) == Fault.TOO_LARGE
              ? new Rest(request, most, getCallback())
              : getCallback();
      handle(new Whole(request, gathered.toByteArray()), getResponse(), callback);
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
