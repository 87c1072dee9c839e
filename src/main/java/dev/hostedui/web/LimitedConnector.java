package dev.hostedui.web;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients connect. It tells {@link Transfers} who comes and goes, and says in one line what
 * Jetty says with a stack trace each second: that the system gives no more connections.
 */
final class LimitedConnector extends ServerConnector {

  private static final Logger LOG = LoggerFactory.getLogger(LimitedConnector.class);
  private static final long SAID_EVERY_NANOSECONDS = 60_000_000_000L;
  private static final long PAUSE_NANOSECONDS = 100_000_000L;

  private final Transfers transfers;
  private final AtomicLong said = new AtomicLong(System.nanoTime() - SAID_EVERY_NANOSECONDS);

  LimitedConnector(
      org.eclipse.jetty.server.Server server, HttpConfiguration http, Transfers transfers) {
    super(server, new RequestLines(http, transfers));
    this.transfers = transfers;
  }

  @Override
  protected void onEndPointOpened(EndPoint endPoint) {
    super.onEndPointOpened(endPoint);
    transfers.opened(endPoint);
  }

  @Override
  protected void onEndPointClosed(EndPoint endPoint) {
    transfers.closed(endPoint);
    super.onEndPointClosed(endPoint);
  }

  /**
   * To Jetty a connection on which a byte comes now and then is not idle, and would hold up the
   * end.
   */
  @Override
  public CompletableFuture<Void> shutdown() {
    var done = super.shutdown();
    transfers.hurry(this);
    return done;
  }

  /** Mostly there are too many open files: one connection less makes room for the next. */
  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    if (!isRunning()
        || !(failure instanceof IOException)
        || failure instanceof ClosedChannelException) return super.handleAcceptFailure(failure);
    var now = System.nanoTime();
    var last = said.get();
    if (now - last >= SAID_EVERY_NANOSECONDS && said.compareAndSet(last, now))
      LOG.warn("no more connections can be taken: {}", failure.getMessage());
    transfers.closeLongest();
    // it is closed in a moment, by another thread
    LockSupport.parkNanos(PAUSE_NANOSECONDS);
    return true;
  }
}
