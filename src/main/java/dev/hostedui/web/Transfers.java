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
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are on their way to us and answers that are on their way to clients, none of which
 * holds a thread. A client that is slower than the pace is cut off. When all of them together hold
 * more memory than is set aside, the one that holds most is cut off first, and of equal ones the
 * one that has kept us waiting longest. When there are as many connections as there may be, whoever
 * comes next gets the place of the one that has been without a request longest. Once the server
 * stops, the rest of a request is waited for no longer than a second.
 */
final class Transfers {

  /** The turn of a connection with a request that is being handled. */
  private static final long BUSY = Long.MAX_VALUE;

  /** How long the rest of a request is waited for when the server stops. */
  private static final Duration LAST_GRACE = Duration.ofSeconds(1);

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
    private final Connector connector;
    private final boolean request;
    private long until;
    private Scheduler.Task end;
    private long bytes;

    private Transfer(ConnectionMetaData client, boolean request, Duration longest) {
      connection = client.getConnection().getEndPoint();
      connector = client.getConnector();
      this.request = request;
      until = System.nanoTime() + longest.toNanos();
      end = endAfter(longest);
    }

    private Scheduler.Task endAfter(Duration time) {
      return connector.getScheduler().schedule(this::cut, time);
    }

    private void hurry() {
      var last = System.nanoTime() + LAST_GRACE.toNanos();
      if (until - last <= 0) return;
      end.cancel();
      until = last;
      end = endAfter(LAST_GRACE);
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
      synchronized (Transfers.this) {
        end.cancel();
        leave();
      }
    }

    private void leave() {
      if (waiting.remove(this)) heldBytes -= bytes;
    }
  }

  /**
   * Begins to wait for the rest of a request.
   *
   * @param expected how many bytes it may have in the end
   */
  Transfer beginRequest(ConnectionMetaData client, long expected) {
    return begin(client, true, expected);
  }

  /**
   * Begins to wait until an answer is taken.
   *
   * @param expected how many bytes it has
   */
  Transfer beginAnswer(ConnectionMetaData client, long expected) {
    return begin(client, false, expected);
  }

  private Transfer begin(ConnectionMetaData client, boolean request, long expected) {
    var usual = grace.plus(Duration.ofMillis(expected * 1000 / bytesPerSecond));
    // whoever stops the connector looks for those that wait afterwards, and misses none that way
    synchronized (this) {
      var last = request && client.getConnector().isShutdown() && usual.compareTo(LAST_GRACE) > 0;
      var transfer = new Transfer(client, request, last ? LAST_GRACE : usual);
      waiting.add(transfer);
      return transfer;
    }
  }

  /**
   * Gives what is being asked through a connector that takes no more a last grace. Answers that are
   * being taken have as long as ever.
   */
  synchronized void hurry(Connector stopping) {
    for (var transfer : waiting)
      if (transfer.request && transfer.connector == stopping) transfer.hurry();
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
