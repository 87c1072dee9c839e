package dev.hostedui.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Servers of somebody else, on this machine and a port of their own. */
final class LocalServer {
  private LocalServer() {}

  /** One that answers several at a time, once it knows what and is started. */
  static HttpServer create(String name) {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(
          Executors.newCachedThreadPool(
              work -> {
                var thread = new Thread(work, name);
                thread.setDaemon(true);
                return thread;
              }));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
