package dev.hostedui.peers;

import dev.hostedui.testing.SamlMint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** SimpleSAMLphp, run by PHP's own web server. */
final class SimpleSaml {
  private SimpleSaml() {}

  static final Path FOLDER = Path.of("target/peers/simplesamlphp").toAbsolutePath();

  static String metadataUrl() {
    return Peer.SIMPLE_SAML_PHP.url() + "/simplesaml/saml2/idp/metadata.php";
  }

  /**
   * Registers an app, as its administrator would: its metadata is put where the program reads it.
   */
  static void register(String metadata) {
    try {
      Files.writeString(FOLDER.resolve("metadata/sp.xml"), metadata);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it signs with. */
  static void writeKey() throws IOException {
    var key = SamlMint.credential("simplesamlphp");
    write("cert/idp.pem", "PRIVATE KEY", key.key().getEncoded());
    write("cert/idp.crt", "CERTIFICATE", key.certificate().der());
  }

  private static void write(String file, String what, byte[] der) throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        FOLDER.resolve(file),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n",
        StandardCharsets.US_ASCII);
  }
}
