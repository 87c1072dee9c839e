package dev.hostedui.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A server that misbehaves, once a connection. */
public final class Peer implements AutoCloseable {

  /** What it does with a connection. */
  public interface Behaviour {
    void meet(Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket server;

  public Peer(Behaviour behaviour) throws IOException {
    this("127.0.0.1", behaviour);
  }

  public Peer(String host, Behaviour behaviour) throws IOException {
    this(host, 0, behaviour);
  }

  public Peer(String host, int port, Behaviour behaviour) throws IOException {
    server = new ServerSocket(port, 10, InetAddress.getByName(host));
    var thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try {
                  var socket = server.accept();
                  // the client may open a connection that it does not need in the end
                  var conversation = new Thread(() -> meet(behaviour, socket));
                  conversation.setDaemon(true);
                  conversation.start();
                } catch (IOException e) {
                  // the test is over
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void meet(Behaviour behaviour, Socket socket) {
    try (socket) {
      behaviour.meet(socket);
    } catch (IOException | InterruptedException e) {
      // the test is over, or the caller hung up
    }
  }

  public String uri() {
    return "http://" + server.getInetAddress().getHostAddress() + ":" + port() + "/x";
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Reads one request to its end and says this. */
  public static void converse(Socket socket, AtomicReference<String> heard, String said)
      throws IOException {
    answer(socket, heard, request -> said);
  }

  /** Reads one request to its end and says what it is answered with. */
  public static void answer(
      Socket socket, AtomicReference<String> heard, UnaryOperator<String> answers)
      throws IOException {
    var in = socket.getInputStream();
    var request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      var next = in.read();
      // the client may open a connection and not need it
      if (next < 0) return;
      request.append((char) next);
    }
    if (request.indexOf("Content-Length: 2") > 0) in.readNBytes(2);
    heard.set(request.toString());
    socket
        .getOutputStream()
        .write(answers.apply(request.toString()).getBytes(StandardCharsets.UTF_8));
  }

  public static void headersWithoutEnd(Socket socket) throws IOException, InterruptedException {
    if (socket.getInputStream().read() < 0) return;
    var out = socket.getOutputStream();
    out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
    for (var i = 0; i < 1_000; i++) {
      out.write("X: y\r\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      Thread.sleep(50);
    }
  }

  public static void sayNothing(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {}
  }

  public static void drip(Socket socket) throws IOException, InterruptedException {
    if (socket.getInputStream().read() < 0) return;
    var out = socket.getOutputStream();
    out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    for (var i = 0; i < 1_000; i++) {
      out.write('x');
      out.flush();
      Thread.sleep(50);
    }
  }

  public static void flood(Socket socket, AtomicInteger written) throws IOException {
    // an answer that comes before the request belongs to none, and the client hangs up
    if (socket.getInputStream().read() < 0) return;
    var out = socket.getOutputStream();
    out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    var piece = new byte[64 * 1024];
    for (var i = 0; i < 4_096; i++) {
      out.write(piece);
      written.addAndGet(piece.length);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
