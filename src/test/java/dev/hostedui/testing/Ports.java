package dev.hostedui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.function.IntFunction;

/**
 * Ports for servers that must say where they are before they are there. All others listen on port 0
 * and say afterwards where they are.
 */
public final class Ports {
  private Ports() {}

  private static final int TRIES = 5;

  /**
   * A port nobody listens on. Whoever is to listen on it may find that somebody else was quicker:
   * {@link #start} looks for another one then.
   */
  public static int free() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts something on a free port, and on another one when somebody else was quicker. */
  public static <T> T start(IntFunction<T> start) {
    for (var tries = 1; ; tries++) {
      var port = free();
      try {
        return start.apply(port);
      } catch (RuntimeException | AssertionError e) {
        if (tries == TRIES || !(tellsOfIt(e) || isTaken(port))) throw e;
      }
    }
  }

  private static boolean tellsOfIt(Throwable e) {
    for (var t = e; t != null; t = t.getCause()) if (t instanceof BindException) return true;
    return false;
  }

  private static boolean isTaken(int port) {
    try (var socket = new ServerSocket(port)) {
      return !socket.isBound();
    } catch (IOException e) {
      return true;
    }
  }
}
