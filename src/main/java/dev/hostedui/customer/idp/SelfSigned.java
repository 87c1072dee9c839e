package dev.hostedui.customer.idp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes certificates that vouch for themselves (RFC 5280 §4.1), which the JDK only reads. */
final class SelfSigned {
  private SelfSigned() {}

  private static final byte[] SHA256_WITH_RSA = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x0b,
    0x05,
    0x00
  };
  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int UTF8 = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int VERSION = 0xa0;

  static X509Certificate certificate(
      KeyPair keys, String commonName, BigInteger serial, Instant begins, Instant ends)
      throws GeneralSecurityException {
    var name =
        der(
            SEQUENCE,
            der(
                SET,
                der(
                    SEQUENCE,
                    COMMON_NAME,
                    der(UTF8, commonName.getBytes(StandardCharsets.UTF_8)))));
    var content =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, serial.toByteArray()),
            SHA256_WITH_RSA,
            name,
            der(SEQUENCE, time(begins), time(ends)),
            name,
            keys.getPublic().getEncoded());
    var signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(keys.getPrivate());
    signer.update(content);
    var whole = der(SEQUENCE, content, SHA256_WITH_RSA, der(BITS, new byte[] {0}, signer.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  /** Dates until 2049 have two digits for the year (RFC 5280 §4.1.2.5); these end before. */
  private static byte[] time(Instant instant) {
    return der(UTC_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** Tag, length and content (X.690 §8.1). */
  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (var part : parts) content.writeBytes(part);
    var whole = new ByteArrayOutputStream();
    whole.write(tag);
    var length = content.size();
    if (length < 128) whole.write(length);
    else {
      var bytes = BigInteger.valueOf(length).toByteArray();
      var from = bytes[0] == 0 ? 1 : 0;
      whole.write(0x80 | (bytes.length - from));
      whole.write(bytes, from, bytes.length - from);
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
