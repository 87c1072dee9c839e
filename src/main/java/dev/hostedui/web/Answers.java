package dev.hostedui.web;

import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes answers off the threads that make them and sends them as fast as each client reads, so that
 * a client that does not read costs a connection and the bytes of its answer. Nearly every answer
 * here is made whole in memory before it is sent, so nothing grows by keeping it. Of a larger one
 * there is one part at a time, see {@link Downloads}.
 */
final class Answers extends Handler.Wrapper {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** Where a request has what is still to be made of its answer. */
  private static final String LATER = "answer-made-later";

  /** The parts of an answer that follow what was written, each made when its turn has come. */
  private record Later(Iterator<byte[]> parts) {}

  private final Transfers transfers;

  Answers(Transfers transfers) {
    this.transfers = transfers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var kept = new Kept(request, response, callback);
    return super.handle(request, kept, kept);
  }

  /** Adds parts to what is written of an answer. */
  static void makeLater(Context ctx, Iterator<byte[]> parts) {
    ctx.req().setAttribute(LATER, new Later(parts));
  }

  private final class Kept extends Response.Wrapper implements Callback {

    private final Callback handled;
    private final Deque<RetainableByteBuffer> parts = new ArrayDeque<>(2);
    private long bytes;
    private boolean whole;

    Kept(Request request, Response response, Callback handled) {
      super(request, response);
      this.handled = handled;
    }

    @Override
    public void write(boolean last, @Nullable ByteBuffer content, Callback callback) {
      if (content != null && content.hasRemaining()) {
        bytes += content.remaining();
        var part =
            getRequest().getComponents().getByteBufferPool().acquire(content.remaining(), true);
        part.append(content);
        parts.add(part);
      }
      if (last) whole = true;
      callback.succeeded();
    }

    /** What was written cannot be taken back, as if it were gone already. */
    @Override
    public boolean isCommitted() {
      return bytes > 0 || whole || super.isCommitted();
    }

    @Override
    public boolean hasLastWrite() {
      return whole || super.hasLastWrite();
    }

    @Override
    public void reset() {
      release();
      bytes = 0;
      whole = false;
      super.reset();
    }

    /**
     * Sends what was written. An answer without a body is sent here, too, before Jetty is told that
     * all is done. Told so first, Jetty 12.1.14 sends it by itself and can end one request twice:
     * it notes that the last write is over ({@code HttpChannelState.ChannelResponse.succeeded})
     * before it runs the callback that ends the request ({@code LastWriteCallback}), and the thread
     * that leaves the handler between the two ({@code HandlerInvoker.run}) finds everything done
     * and ends it as well. The second end meets no request, or the next one of the connection,
     * which then is never answered. Where the write is ours, all is not done before the write is
     * over, and only one of the two threads finds that it is.
     */
    @Override
    public void succeeded() {
      var later = getRequest().getAttribute(LATER) instanceof Later some ? some.parts : null;
      if (parts.isEmpty() && later == null) {
        // clients would read what is not there, and say that it is of the wrong kind; only a file
        // may be empty. The head alone says what the body would be, where there would be one
        if (!getWrapped().isCommitted()
            && (!HttpMethod.HEAD.is(getRequest().getMethod())
                || getStatus() == HttpStatus.NO_CONTENT_204)
            && !getHeaders().contains("Content-Disposition"))
          getHeaders().remove(HttpHeader.CONTENT_TYPE);
        if (getWrapped().hasLastWrite()) handled.succeeded();
        else Kept.super.write(true, null, Callback.from(handled::succeeded, handled::failed));
        return;
      }
      if (later != null) {
        // by the end of a connection nobody sees whether that was the end of the file
        if (getRequest().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1)
          getHeaders().put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED);
      } else if (!getWrapped().isCommitted() && !getHeaders().contains(HttpHeader.CONTENT_LENGTH))
        getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
      // who asks for the head alone is sent no parts, and none is made for them
      if (later == null || HttpMethod.HEAD.is(getRequest().getMethod()))
        later = Collections.emptyIterator();
      new Sending(later).iterate();
    }

    @Override
    public void failed(Throwable failure) {
      release();
      handled.failed(failure);
    }

    private void release() {
      parts.forEach(RetainableByteBuffer::release);
      parts.clear();
    }

    /** Sends part after part; whoever waits for the client is the connection, not a thread. */
    private final class Sending extends IteratingCallback {

      private final Iterator<byte[]> later;
      private Transfers.@Nullable Transfer waiting;
      private @Nullable RetainableByteBuffer part;
      private volatile boolean taken;

      Sending(Iterator<byte[]> later) {
        this.later = later;
      }

      @Override
      protected Action process() {
        if (part != null) part.release();
        // not once more when the next one cannot be made
        part = null;
        part = parts.isEmpty() && later.hasNext() ? made() : parts.poll();
        if (part == null) return Action.SUCCEEDED;
        taken = false;
        Kept.super.write(
            parts.isEmpty() && !later.hasNext(),
            part.getByteBuffer(),
            Callback.from(this::taken, this::failed));
        // nearly every client takes the whole at once, and nobody need look at the clock
        if (!taken && waiting == null) {
          waiting = transfers.beginAnswer(getRequest().getConnectionMetaData(), bytes);
          waiting.holds(bytes);
        }
        return Action.SCHEDULED;
      }

      /** Makes a part, which has a time of its own: how long the whole is, nobody knows. */
      private RetainableByteBuffer made() {
        if (waiting != null) waiting.done();
        waiting = null;
        try {
          var next = later.next();
          bytes = next.length;
          var made = getRequest().getComponents().getByteBufferPool().acquire(next.length, true);
          made.append(ByteBuffer.wrap(next));
          return made;
        } catch (RuntimeException | Error fault) {
          LOG.error("request={} the rest of its answer failed", id(), fault);
          throw fault;
        }
      }

      private String id() {
        return getRequest().getAttribute(Requests.ID) instanceof String known ? known : "";
      }

      private void taken() {
        taken = true;
        succeeded();
      }

      @Override
      protected void onCompleteSuccess() {
        over();
        handled.succeeded();
      }

      @Override
      protected void onCompleteFailure(Throwable failure) {
        over();
        release();
        handled.failed(failure);
      }

      private void over() {
        if (waiting != null) waiting.done();
        if (part != null) part.release();
        part = null;
      }
    }
  }
}
