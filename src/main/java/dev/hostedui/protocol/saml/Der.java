package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.CertificateRefused.Reason;

/** Tells the binary files apart that people take for certificates, by how they begin. */
final class Der {

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_ID = 0x06;
  private static final int SEQUENCE = 0x30;

  private final byte[] bytes;
  private int at;

  private Der(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether it is a DER structure of some length: no text begins like this. */
  static boolean looksLike(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == SEQUENCE && (bytes[1] & 0x80) != 0;
  }

  static boolean isJavaKeyStore(byte[] bytes) {
    return bytes.length > 3
        && ((bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xed && bytes[2] == (byte) 0xfe)
            || (bytes[0] == (byte) 0xce && bytes[1] == (byte) 0xce && bytes[2] == (byte) 0xce));
  }

  /** What a DER structure is that no certificate could be read from. */
  static Reason whatItIs(byte[] bytes) {
    try {
      return new Der(bytes).look();
    } catch (IndexOutOfBoundsException e) {
      return Reason.BROKEN;
    }
  }

  private Reason look() {
    enter();
    if (tag() == INTEGER)
      // PKCS #12 says version 3; PKCS #8, PKCS #1 and SEC 1 say 0 or 1
      return bytes[at + 2] == 3 ? Reason.KEY_STORE : Reason.PRIVATE_KEY;
    if (tag() != SEQUENCE) return Reason.NOT_A_CERTIFICATE;
    var afterFirst = after();
    enter();
    if (tag() == OBJECT_ID) {
      at = afterFirst;
      // an algorithm, and then a public key or an encrypted private one
      if (tag() == BIT_STRING) return Reason.PUBLIC_KEY;
      return tag() == OCTET_STRING ? Reason.PRIVATE_KEY : Reason.NOT_A_CERTIFICATE;
    }
    // both begin with a number: a request with its version 0, an old certificate with its serial
    return tag() == INTEGER && bytes[at + 1] == 1 && bytes[at + 2] == 0
        ? Reason.CERTIFICATE_REQUEST
        : Reason.BROKEN;
  }

  private int tag() {
    return bytes[at] & 0xff;
  }

  /** Goes to what is inside. */
  private void enter() {
    var first = bytes[at + 1] & 0xff;
    at += first < 0x80 ? 2 : 2 + (first & 0x7f);
  }

  /** Where the next one begins. */
  private int after() {
    var first = bytes[at + 1] & 0xff;
    if (first < 0x80) return at + 2 + first;
    var length = 0;
    for (var i = 0; i < (first & 0x7f); i++) length = length << 8 | (bytes[at + 2 + i] & 0xff);
    return at + 2 + (first & 0x7f) + length;
  }
}
