package dev.hostedui.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Bodies that are on their way to us and answers that are on their way to clients, none of which
 * holds a thread. A client that is slower than the pace is cut off. When all of them together hold
 * more memory than is set aside, the one that has kept us waiting longest is cut off first.
 */
final class Transfers {

  private final Duration grace;
  private final long bytesPerSecond;
  private final long mostBytes;
  private final Set<Transfer> waiting = new LinkedHashSet<>();
  private long heldBytes;

  /**
   * Sets the pace and the memory.
   *
   * @param grace how long any transfer may take, however small
   * @param bytesPerSecond how much longer a large one may take
   * @param mostBytes how much all transfers may hold in memory
   */
  Transfers(Duration grace, long bytesPerSecond, long mostBytes) {
    this.grace = grace;
    this.bytesPerSecond = bytesPerSecond;
    this.mostBytes = mostBytes;
  }

  /** The pace of production: 20 seconds and a kilobyte a second, in an eighth of the memory. */
  static Transfers inProduction() {
    return new Transfers(Duration.ofSeconds(20), 1024, Runtime.getRuntime().maxMemory() / 8);
  }

  /** One body or one answer that a client keeps us waiting for. */
  final class Transfer {
    private final Request request;
    private final long bytes;
    private final Scheduler.Task end;

    private Transfer(Request request, long bytes) {
      this.request = request;
      this.bytes = bytes;
      end =
          request
              .getComponents()
              .getScheduler()
              .schedule(this::cut, grace.plus(Duration.ofMillis(bytes * 1000 / bytesPerSecond)));
    }

    /** Closes the connection: whoever waits on it is told so at once. */
    private void cut() {
      request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    /** It is over, one way or the other. */
    void done() {
      end.cancel();
      synchronized (Transfers.this) {
        if (waiting.remove(this)) heldBytes -= bytes;
      }
    }
  }

  /** Begins to wait for a transfer of at most that many bytes. */
  Transfer begin(Request request, long bytes) {
    var transfer = new Transfer(request, bytes);
    var longest = new ArrayList<Transfer>(1);
    synchronized (this) {
      waiting.add(transfer);
      heldBytes += bytes;
      // a large one may need the place of many small ones
      while (heldBytes > mostBytes) {
        var one = first(waiting.iterator());
        heldBytes -= one.bytes;
        longest.add(one);
      }
    }
    longest.forEach(Transfer::cut);
    return transfer;
  }

  private static Transfer first(Iterator<Transfer> all) {
    var first = all.next();
    all.remove();
    return first;
  }

  /** How many transfers are waited for. */
  synchronized int count() {
    return waiting.size();
  }
}
