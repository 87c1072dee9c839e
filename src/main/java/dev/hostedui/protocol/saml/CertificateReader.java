package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.CertificateRefused.Reason;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads certificates as people have them: PEM, one or several; DER; the base64 without its armour,
 * as metadata and admin consoles print it; PKCS #7.
 */
public final class CertificateReader {

  /** The largest input that is read, in bytes. */
  public static final int LIMIT = 64 * 1024;

  /** What stands between cannot have a dash in it, so that looking for the end stays quick. */
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----");

  /** White space, and what consoles that print JSON make of it. */
  private static final Pattern BETWEEN = Pattern.compile("\\s|\\\\[nrt]");

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final Pattern FINGERPRINT =
      Pattern.compile(
          "(?i)(sha-?\\d+[^a-z0-9]*)?([0-9a-f]{2}[:\\s-]?){20}(([0-9a-f]{2}[:\\s-]?){12})?");

  private CertificateReader() {}

  /**
   * All certificates in it, each once, in order; at least one. Whether they have expired is for the
   * caller to look at.
   */
  public static List<SamlCertificate> read(byte[] input) throws CertificateRefused {
    if (input.length > LIMIT) throw new CertificateRefused(Reason.TOO_LARGE);
    var found = new LinkedHashSet<SamlCertificate>();
    if (input.length > 1 && Der.looksLike(input)) readDer(input, found);
    else if (Der.isJavaKeyStore(input)) throw new CertificateRefused(Reason.KEY_STORE);
    else readText(text(input), found);
    for (var certificate : found)
      if (certificate.tooWeak()) throw new CertificateRefused(Reason.WEAK_KEY);
    return List.copyOf(found);
  }

  private static String text(byte[] input) {
    var text = new String(input, StandardCharsets.UTF_8);
    return (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
  }

  private static void readText(String text, Set<SamlCertificate> found) throws CertificateRefused {
    if (text.isEmpty()) throw new CertificateRefused(Reason.EMPTY);
    if (text.contains("-----BEGIN")) readPem(text, found);
    else if (text.startsWith("<")) throw new CertificateRefused(Reason.XML);
    else if (text.startsWith("ssh-") || text.startsWith("ecdsa-"))
      throw new CertificateRefused(Reason.PUBLIC_KEY);
    else if (FINGERPRINT.matcher(text).matches()) throw new CertificateRefused(Reason.FINGERPRINT);
    else readDer(bytes(text, Reason.NOT_A_CERTIFICATE), found);
  }

  private static void readPem(String text, Set<SamlCertificate> found) throws CertificateRefused {
    // beside a certificate as well: whoever pasted a private key must hear about it
    if (text.contains("PRIVATE KEY-----")) throw new CertificateRefused(Reason.PRIVATE_KEY);
    var blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      var label = blocks.group(1);
      if (label.endsWith("CERTIFICATE REQUEST"))
        throw new CertificateRefused(Reason.CERTIFICATE_REQUEST);
      if (label.endsWith("PUBLIC KEY")) throw new CertificateRefused(Reason.PUBLIC_KEY);
      if (label.endsWith("CERTIFICATE") || label.equals("PKCS7"))
        readDer(bytes(blocks.group(2), Reason.BROKEN), found);
    }
    if (found.isEmpty()) throw new CertificateRefused(Reason.BROKEN);
  }

  private static byte[] bytes(String base64, Reason otherwise) throws CertificateRefused {
    var bare = BETWEEN.matcher(base64).replaceAll("");
    try {
      if (BASE64.matcher(bare).matches()) {
        var bytes = Base64.getDecoder().decode(bare);
        if (Der.looksLike(bytes)) return bytes;
      }
    } catch (IllegalArgumentException e) {
      // cut off: falls through
    }
    throw new CertificateRefused(bare.startsWith("MII") ? Reason.BROKEN : otherwise);
  }

  private static void readDer(byte[] der, Set<SamlCertificate> found) throws CertificateRefused {
    try {
      var all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(der));
      for (var one : all)
        if (one instanceof X509Certificate certificate) found.add(new SamlCertificate(certificate));
      if (!found.isEmpty()) return;
    } catch (CertificateException e) {
      // falls through, to what it may be instead
    }
    throw new CertificateRefused(Der.whatItIs(der));
  }
}
