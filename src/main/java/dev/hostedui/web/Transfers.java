package dev.hostedui.web;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are on their way to us and answers that are on their way to clients, none of which
 * holds a thread. A client that is slower than the pace is cut off. When all of them together hold
 * more memory than is set aside, the one that holds most is cut off first, and of equal ones the
 * one that has kept us waiting longest. When there are as many connections as there may be, whoever
 * comes next gets the place of the one that has been without a request longest.
 */
final class Transfers {

  /** The turn of a connection with a request that is being handled. */
  private static final long BUSY = Long.MAX_VALUE;

  private final Duration grace;
  private final long bytesPerSecond;
  private final long mostBytes;
  private final int mostConnections;
  private final Set<Transfer> waiting = new LinkedHashSet<>();
  private long heldBytes;

  /**
   * The connections, each with its turn among those that are without a request. Every request
   * changes it twice, so it has no lock that all of them would queue for.
   */
  private final Map<EndPoint, Long> connections = new ConcurrentHashMap<>();

  private final AtomicLong turns = new AtomicLong();

  /**
   * Sets the pace and the room.
   *
   * @param grace how long any transfer may take, however small
   * @param bytesPerSecond how much longer a large one may take
   * @param mostBytes how much all transfers may hold in memory
   * @param mostConnections how many clients may be connected
   */
  Transfers(Duration grace, long bytesPerSecond, long mostBytes, int mostConnections) {
    this.grace = grace;
    this.bytesPerSecond = bytesPerSecond;
    this.mostBytes = mostBytes;
    this.mostConnections = mostConnections;
  }

  /** The pace of production: 20 seconds and a kilobyte a second, in an eighth of the memory. */
  static Transfers inProduction() {
    var memory = Runtime.getRuntime().maxMemory() / 8;
    return new Transfers(Duration.ofSeconds(20), 1024, memory, roomForConnections(memory));
  }

  /**
   * A quarter of the files that the process may still open is left to the database and to calls to
   * others, and there is memory for the headers of every request.
   */
  private static int roomForConnections(long memory) {
    var most = memory / Server.HEADER_BYTES;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      var files = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
      most = Math.min(most, files / 4 * 3);
    }
    return (int) Math.max(1, Math.min(most, Integer.MAX_VALUE));
  }

  /** One request or one answer that a client keeps us waiting for. */
  final class Transfer {
    private final EndPoint connection;
    private final Scheduler.Task end;
    private long bytes;

    private Transfer(ConnectionMetaData client, long expected) {
      connection = client.getConnection().getEndPoint();
      end =
          client
              .getConnector()
              .getScheduler()
              .schedule(this::cut, grace.plus(Duration.ofMillis(expected * 1000 / bytesPerSecond)));
    }

    /** Closes the connection: whoever waits on it is told so at once. */
    private void cut() {
      done();
      connection.close();
    }

    /** So much of it is in memory now. */
    void holds(long bytes) {
      List<Transfer> tooMuch;
      synchronized (Transfers.this) {
        if (!waiting.contains(this)) return;
        heldBytes += bytes - this.bytes;
        this.bytes = bytes;
        tooMuch = takeWhatIsTooMuch();
      }
      tooMuch.forEach(Transfer::cut);
    }

    /** It is over, one way or the other. */
    void done() {
      end.cancel();
      synchronized (Transfers.this) {
        leave();
      }
    }

    private void leave() {
      if (waiting.remove(this)) heldBytes -= bytes;
    }
  }

  /**
   * Begins to wait for a transfer.
   *
   * @param expected how many bytes it may have in the end
   */
  Transfer begin(ConnectionMetaData client, long expected) {
    var transfer = new Transfer(client, expected);
    synchronized (this) {
      waiting.add(transfer);
    }
    return transfer;
  }

  private List<Transfer> takeWhatIsTooMuch() {
    var taken = new ArrayList<Transfer>(1);
    while (heldBytes > mostBytes) {
      // the first of equal ones, which is the one that came first
      var largest = Collections.max(waiting, Comparator.comparingLong(it -> it.bytes));
      largest.leave();
      taken.add(largest);
    }
    return taken;
  }

  /** How many transfers are waited for. */
  synchronized int count() {
    return waiting.size();
  }

  // ------------------------------------------------------------------ connections

  int connections() {
    return connections.size();
  }

  /** A client has connected, and gets the place of another one when all are taken. */
  void opened(EndPoint connection) {
    EndPoint other = null;
    synchronized (this) {
      if (connections.size() >= mostConnections) other = takeLongest();
      connections.put(connection, turns.getAndIncrement());
    }
    if (other != null) other.close();
  }

  /** Closes the connection whose place a new one would get. */
  void closeLongest() {
    EndPoint longest;
    synchronized (this) {
      longest = takeLongest();
    }
    if (longest != null) longest.close();
  }

  /** A request came on it, and is to be handled. */
  void asked(EndPoint connection) {
    connections.replace(connection, BUSY);
  }

  /** Its request is answered. */
  void answered(EndPoint connection) {
    connections.replace(connection, turns.getAndIncrement());
  }

  /** It is no longer there. */
  void closed(EndPoint connection) {
    connections.remove(connection);
  }

  /** The one that has been without a request longest, else the one of the longest transfer. */
  private @Nullable EndPoint takeLongest() {
    var quiet = takeQuiet();
    if (quiet != null || waiting.isEmpty()) return quiet;
    var transfer = waiting.iterator().next();
    transfer.leave();
    closed(transfer.connection);
    return transfer.connection;
  }

  private @Nullable EndPoint takeQuiet() {
    while (true) {
      var first =
          connections.entrySet().stream()
              .filter(it -> it.getValue() != BUSY)
              .min(Map.Entry.comparingByValue())
              .map(it -> Map.entry(it.getKey(), it.getValue()));
      if (first.isEmpty()) return null;
      // a request may have come on it meanwhile
      if (connections.remove(first.get().getKey(), first.get().getValue()))
        return first.get().getKey();
    }
  }
}
