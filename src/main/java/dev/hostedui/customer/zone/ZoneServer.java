package dev.hostedui.customer.zone;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;

/**
 * Listens for questions over UDP and TCP (RFC 1035 §4.2): at the address it is given, where it is
 * the resolver and {@code ns1}, and at a second loopback address, where it is {@code ns2}.
 */
public final class ZoneServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("dev.hostedui.customer");
  private static final int LONGEST = 65_535;
  private static final int WITHOUT_EDNS = 512;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MOST_CONNECTIONS = 16;

  private final Zones zones;
  private final List<AutoCloseable> sockets = new ArrayList<>();
  private final ExecutorService connections =
      new ThreadPoolExecutor(
          0,
          MOST_CONNECTIONS,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> thread(work, "customer-dns-connection"));
  private int port;

  public ZoneServer(Zones zones) {
    this.zones = zones;
  }

  /**
   * Begins to listen.
   *
   * @param port for both UDP and TCP; 0 takes a free one
   * @throws IOException if either is taken
   */
  public void start(String host, int port) throws IOException {
    var primary = InetAddress.getByName(host);
    var first = port > 0 ? Sockets.at(primary, port) : Sockets.atFreePort(primary);
    this.port = first.tcp().getLocalPort();
    var second = second(this.port);
    var answers =
        new Answers(
            zones,
            new Answers.Addresses(
                primary, second.map(it -> it.tcp().getInetAddress()).orElse(null)));
    serve(first, answers, false);
    second.ifPresent(it -> serve(it, answers, true));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    for (var socket : sockets) {
      try {
        socket.close();
      } catch (Exception e) {
        LOG.debug("A socket is not closed", e);
      }
    }
    connections.shutdownNow();
  }

  /** Both sockets at one address. */
  private record Sockets(DatagramSocket udp, ServerSocket tcp) {

    static Sockets at(InetAddress address, int port) throws IOException {
      var tcp = new ServerSocket();
      try {
        tcp.setReuseAddress(true);
        tcp.bind(new InetSocketAddress(address, port));
        return new Sockets(new DatagramSocket(tcp.getLocalPort(), address), tcp);
      } catch (IOException e) {
        tcp.close();
        throw e;
      }
    }

    /** A port that is free for TCP may be taken for UDP, so it tries some. */
    static Sockets atFreePort(InetAddress address) throws IOException {
      for (var left = 10; ; left--) {
        try {
          return at(address, 0);
        } catch (IOException e) {
          if (left == 0) throw e;
        }
      }
    }
  }

  private static Optional<Sockets> second(int port) {
    for (var address : List.of("127.0.0.2", "::1")) {
      try {
        return Optional.of(Sockets.at(InetAddress.getByName(address), port));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      } catch (IOException e) {
        LOG.debug("The customer's second name server cannot be at {}: {}", address, e.toString());
      }
    }
    return Optional.empty();
  }

  private void serve(Sockets at, Answers answers, boolean secondary) {
    sockets.add(at.udp());
    sockets.add(at.tcp());
    thread(() -> readPackets(at.udp(), answers, secondary), "customer-dns-udp").start();
    thread(() -> accept(at.tcp(), answers, secondary), "customer-dns-tcp").start();
  }

  private static Thread thread(Runnable work, String name) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void readPackets(DatagramSocket socket, Answers answers, boolean secondary) {
    var buffer = new byte[LONGEST];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
        var size = query.getOPT() == null ? WITHOUT_EDNS : query.getOPT().getPayloadSize();
        var answer =
            answers.answer(query, secondary).toWire(Math.min(Math.max(size, WITHOUT_EDNS), 1232));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException | RuntimeException e) {
        // what is no question gets no answer
        LOG.debug("A DNS packet is not answered: {}", e.toString());
      }
    }
  }

  private void accept(ServerSocket listener, Answers answers, boolean secondary) {
    while (!listener.isClosed()) {
      try {
        var connection = listener.accept();
        try {
          connections.execute(() -> answerAll(connection, answers, secondary));
        } catch (RejectedExecutionException e) {
          connection.close();
        }
      } catch (IOException e) {
        LOG.debug("A DNS connection is not answered: {}", e.toString());
      }
    }
  }

  /** Several questions may come over one connection (RFC 7766 §6.2.1). */
  private static void answerAll(Socket connection, Answers answers, boolean secondary) {
    try (connection) {
      connection.setSoTimeout(PATIENCE_MILLIS);
      var in = new DataInputStream(connection.getInputStream());
      var out = new DataOutputStream(connection.getOutputStream());
      while (true) {
        var question = in.readNBytes(in.readUnsignedShort());
        var answer = answers.answer(new Message(question), secondary).toWire(LONGEST);
        var framed = new byte[answer.length + 2];
        framed[0] = (byte) (answer.length >> 8);
        framed[1] = (byte) answer.length;
        System.arraycopy(answer, 0, framed, 2, answer.length);
        out.write(framed);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("A DNS connection ends: {}", e.toString());
    }
  }
}
