package dev.hostedui.protocol.saml;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The algorithms that are accepted, by the addresses that name them. What is not here is not. */
final class Algorithms {

  static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
  static final String EXCLUSIVE_WITH_COMMENTS = EXCLUSIVE + "WithComments";
  static final String ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
  static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
  static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  static final String ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";

  private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
  private static final String MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#";
  private static final String XMLENC = "http://www.w3.org/2001/04/xmlenc#";
  private static final String XMLENC11 = "http://www.w3.org/2009/xmlenc11#";

  /**
   * A way to sign.
   *
   * @param name as people know it
   * @param keyType of the keys that it works with, as Java names it
   * @param javaName what Java calls it, with signatures in the form of XML Signature §6.4
   * @param pss its parameters when it is RSA-PSS, else null
   */
  record Signing(
      String name, String keyType, boolean sha1, String javaName, @Nullable PSSParameterSpec pss) {
    boolean fits(PublicKey key) {
      return key.getAlgorithm().equals(keyType);
    }

    /** Whether that key made this signature over these octets. */
    boolean verifies(PublicKey key, byte[] octets, byte[] value) {
      if (!fits(key)) return false;
      try {
        var signature = Signature.getInstance(javaName);
        if (pss != null) signature.setParameter(pss);
        signature.initVerify(key);
        signature.update(octets);
        return signature.verify(value);
      } catch (GeneralSecurityException e) {
        // a signature of another length, or a key of a kind the JDK does not take
        return false;
      }
    }
  }

  /** A way to digest, by a name that people and Java know. */
  record Digest(String name, boolean sha1) {}

  /**
   * A way to encrypt content.
   *
   * @param authenticated whether a changed ciphertext is noticed
   */
  record Encryption(String name, boolean authenticated) {}

  private static final Map<String, Signing> SIGNING =
      Map.ofEntries(
          Map.entry(RSA_SHA256, rsa("SHA256")),
          Map.entry(MORE + "rsa-sha384", rsa("SHA384")),
          Map.entry(MORE + "rsa-sha512", rsa("SHA512")),
          Map.entry(MORE_2007 + "sha256-rsa-MGF1", pss("SHA256")),
          Map.entry(MORE_2007 + "sha384-rsa-MGF1", pss("SHA384")),
          Map.entry(MORE_2007 + "sha512-rsa-MGF1", pss("SHA512")),
          Map.entry(ECDSA_SHA256, ecdsa("SHA256")),
          Map.entry(MORE + "ecdsa-sha384", ecdsa("SHA384")),
          Map.entry(MORE + "ecdsa-sha512", ecdsa("SHA512")),
          Map.entry(Elements.SIGNATURE + "rsa-sha1", rsa("SHA1")),
          Map.entry(MORE + "ecdsa-sha1", ecdsa("SHA1")));

  private static final Map<String, Digest> DIGESTS =
      Map.of(
          SHA256,
          new Digest("SHA-256", false),
          MORE + "sha384",
          new Digest("SHA-384", false),
          XMLENC + "sha384",
          new Digest("SHA-384", false),
          XMLENC + "sha512",
          new Digest("SHA-512", false),
          Elements.SIGNATURE + "sha1",
          new Digest("SHA-1", true));

  private static final Map<String, Encryption> CONTENT =
      Map.of(
          XMLENC + "aes128-cbc", new Encryption("AES128-CBC", false),
          XMLENC + "aes192-cbc", new Encryption("AES192-CBC", false),
          XMLENC + "aes256-cbc", new Encryption("AES256-CBC", false),
          XMLENC11 + "aes128-gcm", new Encryption("AES128-GCM", true),
          XMLENC11 + "aes192-gcm", new Encryption("AES192-GCM", true),
          XMLENC11 + "aes256-gcm", new Encryption("AES256-GCM", true));

  /** RSA with the padding of PKCS #1 1.5 is not among them: its mistakes give keys away. */
  private static final Map<String, String> KEY_TRANSPORT =
      Map.of(
          XMLENC + "rsa-oaep-mgf1p", "RSA-OAEP",
          XMLENC11 + "rsa-oaep", "RSA-OAEP");

  /** What may make octets of a {@code SignedInfo}. */
  private static final Set<String> CANONICAL =
      Set.of(
          EXCLUSIVE,
          EXCLUSIVE_WITH_COMMENTS,
          "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
          "http://www.w3.org/2006/12/xml-c14n11");

  private Algorithms() {}

  private static Signing rsa(String digest) {
    return new Signing("RSA-" + digest, "RSA", digest.equals("SHA1"), digest + "withRSA", null);
  }

  private static Signing pss(String digest) {
    // RFC 6931 §2.3.10: the digest is that of the mask as well, and the salt is as long
    var named = digest.replace("SHA", "SHA-");
    var bytes = Integer.parseInt(digest.substring(3)) / 8;
    var parameters = new PSSParameterSpec(named, "MGF1", new MGF1ParameterSpec(named), bytes, 1);
    return new Signing("RSA-PSS-" + digest, "RSA", false, "RSASSA-PSS", parameters);
  }

  private static Signing ecdsa(String digest) {
    return new Signing(
        "ECDSA-" + digest, "EC", digest.equals("SHA1"), digest + "withECDSAinP1363Format", null);
  }

  static Optional<Signing> signing(String uri) {
    return Optional.ofNullable(SIGNING.get(uri));
  }

  static boolean isCanonical(String uri) {
    return CANONICAL.contains(uri);
  }

  static Optional<Digest> digest(String uri) {
    return Optional.ofNullable(DIGESTS.get(uri));
  }

  static Optional<Encryption> content(String uri) {
    return Optional.ofNullable(CONTENT.get(uri));
  }

  static Optional<String> keyTransport(String uri) {
    return Optional.ofNullable(KEY_TRANSPORT.get(uri));
  }

  /** What we sign with a key of ours. */
  static String ours(String keyAlgorithm) {
    return keyAlgorithm.equals("EC") ? ECDSA_SHA256 : RSA_SHA256;
  }
}
