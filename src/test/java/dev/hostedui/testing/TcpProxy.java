package dev.hostedui.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A way to a server that can freeze, as a machine does that hangs: connections stay, no byte moves.
 * It can also lose a connection just when a certain word has passed.
 */
public final class TcpProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final List<Closeable> open = new CopyOnWriteArrayList<>();
  private boolean frozen;
  private volatile @Nullable String last;
  private volatile @Nullable String beforeFreezing;

  public TcpProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 300, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** A way to the server of a database. */
  public static TcpProxy to(String url) {
    return new TcpProxy(URI.create(url.substring("jdbc:".length())).getPort());
  }

  /** The address of that database by this way. */
  public String through(String url) {
    return url.replaceFirst("://[^/]+/", "://127.0.0.1:" + port() + "/");
  }

  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Hands on what holds this word to the server, once, and ends that connection before the answer:
   * what asked cannot know what became of it.
   */
  public void loseAnswerTo(String word) {
    last = word;
  }

  /** Freezes when the server has said this word, and that was handed on. */
  public void freezeAfter(String word) {
    beforeFreezing = word;
  }

  /** Moves no byte from now on; the system goes on taking connections. */
  public synchronized void freeze() {
    frozen = true;
  }

  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (frozen) wait();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var from = listener.accept();
        open.add(from);
        awaitThaw();
        var to = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(to);
        daemon(() -> pump(from, to, true));
        daemon(() -> pump(to, from, false));
      } catch (IOException e) {
        // the other side went away while it was frozen, or this proxy was closed
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void pump(Socket from, Socket to, boolean asking) {
    var bytes = new byte[8192];
    try (from;
        to) {
      for (int read; (read = from.getInputStream().read(bytes)) > 0; ) {
        awaitThaw();
        var text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
        var end = beforeFreezing;
        if (!asking && end != null && text.contains(end)) {
          beforeFreezing = null;
          freeze();
        }
        var word = last;
        if (asking && word != null && text.contains(word)) {
          last = null;
          from.close();
          to.getOutputStream().write(bytes, 0, read);
          // the server reads all that was sent, does it, and only then notices that we are gone
          to.shutdownOutput();
          to.getInputStream().transferTo(OutputStream.nullOutputStream());
          return;
        }
        to.getOutputStream().write(bytes, 0, read);
      }
    } catch (IOException e) {
      // one side is gone, and so is the other now
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void daemon(Runnable work) {
    var thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    thaw();
    try {
      listener.close();
      for (var socket : open) socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
