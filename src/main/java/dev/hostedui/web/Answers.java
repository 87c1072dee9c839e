package dev.hostedui.web;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Takes answers off the threads that make them and sends them as fast as each client reads, so that
 * a client that does not read costs a connection and the bytes of its answer. Every answer here is
 * made whole in memory before it is sent, so nothing grows by keeping it.
 */
final class Answers extends Handler.Wrapper {

  private final Transfers transfers;

  Answers(Transfers transfers) {
    this.transfers = transfers;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var kept = new Kept(request, response, callback);
    return super.handle(request, kept, kept);
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
      if (parts.isEmpty()) {
        // clients would read what is not there, and say that it is of the wrong kind; only a file
        // may be empty
        if (!getWrapped().isCommitted()
            && !HttpMethod.HEAD.is(getRequest().getMethod())
            && !getHeaders().contains("Content-Disposition"))
          getHeaders().remove(HttpHeader.CONTENT_TYPE);
        if (getWrapped().hasLastWrite()) handled.succeeded();
        else Kept.super.write(true, null, Callback.from(handled::succeeded, handled::failed));
        return;
      }
      if (!getWrapped().isCommitted() && !getHeaders().contains(HttpHeader.CONTENT_LENGTH))
        getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
      new Sending().iterate();
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

      private Transfers.@Nullable Transfer waiting;
      private @Nullable RetainableByteBuffer part;
      private volatile boolean taken;

      @Override
      protected Action process() {
        if (part != null) part.release();
        part = parts.poll();
        if (part == null) return Action.SUCCEEDED;
        taken = false;
        Kept.super.write(
            parts.isEmpty(), part.getByteBuffer(), Callback.from(this::taken, this::failed));
        // nearly every client takes the whole at once, and nobody need look at the clock
        if (!taken && waiting == null) {
          waiting = transfers.beginAnswer(getRequest().getConnectionMetaData(), bytes);
          waiting.holds(bytes);
        }
        return Action.SCHEDULED;
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
