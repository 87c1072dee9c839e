package dev.hostedui.protocol.saml;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Writes an X.509 certificate (RFC 5280 §4.1) in DER. The JDK reads certificates and has no public
 * way to write one; a whole library for these few lines would be the heavier way.
 */
final class SelfSigned {

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int EXPLICIT_VERSION = 0xa0;

  private static final byte[] RSA_SHA256 = hex("300d06092a864886f70d01010b0500");
  private static final byte[] ECDSA_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");

  private SelfSigned() {}

  static SamlCertificate certificate(
      KeyPair pair, String name, long serial, Instant begins, Instant ends) {
    var elliptic = pair.getPrivate().getAlgorithm().equals("EC");
    var algorithm = elliptic ? ECDSA_SHA256 : RSA_SHA256;
    var common = der(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8));
    var who = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, common)));
    var content =
        der(
            SEQUENCE,
            der(EXPLICIT_VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, BigInteger.valueOf(serial).toByteArray()),
            algorithm,
            who,
            der(SEQUENCE, time(begins), time(ends)),
            who,
            pair.getPublic().getEncoded());
    try {
      var signing = Signature.getInstance(elliptic ? "SHA256withECDSA" : "SHA256withRSA");
      signing.initSign(pair.getPrivate());
      signing.update(content);
      var unusedBits = new byte[] {0};
      return SamlCertificate.read(
          der(SEQUENCE, content, algorithm, der(BIT_STRING, unusedBits, signing.sign())));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Years until 2049 have two digits, and later ones four (RFC 5280 §4.1.2.5). */
  private static byte[] time(Instant at) {
    var utc = at.atOffset(ZoneOffset.UTC);
    var early = utc.getYear() < 2050;
    var text = DateTimeFormatter.ofPattern(early ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'");
    return der(
        early ? UTC_TIME : GENERALIZED_TIME, utc.format(text).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (var part : parts) content.writeBytes(part);
    var out = new ByteArrayOutputStream();
    out.write(tag);
    var length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      var bytes = BigInteger.valueOf(length).toByteArray();
      // a leading zero is the sign of Java's number, and no part of the length
      var skipped = bytes[0] == 0 ? 1 : 0;
      out.write(0x80 | (bytes.length - skipped));
      out.write(bytes, skipped, bytes.length - skipped);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
