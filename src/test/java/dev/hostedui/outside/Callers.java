package dev.hostedui.outside;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.function.Predicate;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Callers that take the network of a test for the internet. */
public final class Callers {

  private static final Predicate<InetAddress> PUBLIC =
      it ->
          !it.getHostAddress().equals("127.0.0.1") && it.isLoopbackAddress()
              || PublicAddresses.isPublic(it);

  private Callers() {}

  /** Where everything in 127/8 but 127.0.0.1 counts as the public internet. */
  public static HttpCaller guarded() {
    return guarded(InetAddress::getAllByName);
  }

  /** The same, where somebody else resolves names. */
  public static HttpCaller guarded(HttpCaller.Names names) {
    return new HttpCaller(PUBLIC, names, null);
  }

  /** Which takes the certificates of the tests for good ones. */
  static HttpCaller trustingTestAuthority() {
    try (var file = Files.newInputStream(Path.of("src/test/resources/tls/ca.pem"))) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
      var trust = new SslContextFactory.Client();
      trust.setTrustStore(store);
      return new HttpCaller(any -> true, InetAddress::getAllByName, trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
