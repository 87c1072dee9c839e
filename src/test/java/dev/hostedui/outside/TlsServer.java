package dev.hostedui.outside;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server with a certificate of the test authority, a good one or a bad one. */
final class TlsServer implements AutoCloseable {

  private static final char[] PASSWORD = "test".toCharArray();

  private final HttpsServer server;

  private TlsServer(HttpsServer server) {
    this.server = server;
  }

  /** The keys of a certificate, for a server of any kind. */
  static SSLContext context(String certificate) {
    try (var file = Files.newInputStream(Path.of("src/test/resources/tls", certificate + ".p12"))) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(file, PASSWORD);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static TlsServer with(String certificate) {
    try {
      var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
      server.createContext(
          "/",
          exchange -> {
            var body = "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return new TlsServer(server);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String uri() {
    return "https://localhost:" + server.getAddress().getPort() + "/x";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
