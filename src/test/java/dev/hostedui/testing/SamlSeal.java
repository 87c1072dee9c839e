package dev.hostedui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.protocol.saml.Credential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.XMLStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.ExcC14NParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.w3c.dom.Element;

/** Signs and encrypts for {@link SamlMint}, without the library that the program checks it with. */
public final class SamlSeal {

  private static final SecureRandom CHANCE = new SecureRandom();
  private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
  private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
  private static final String XMLENC = "http://www.w3.org/2001/04/xmlenc#";
  private static final String XMLENC11 = "http://www.w3.org/2009/xmlenc11#";

  private SamlSeal() {}

  /**
   * How to sign.
   *
   * @param prefixes of the exclusive canonicalization, with blanks between
   * @param prefix of the elements of the signature; empty for a default namespace
   * @param keyInfo what to say about the key, like {@code X509Data/X509Certificate}
   */
  public record Way(
      String signature, String digest, String prefixes, String prefix, List<String> keyInfo) {

    static Way of(String signature, String digest, String prefixes, String prefix, JsonNode info) {
      var all = new ArrayList<String>();
      info.forEach(it -> all.add(it.asText()));
      return new Way(
          signatureUri(signature),
          digestUri(digest),
          prefixes.equals("null") ? "" : prefixes,
          prefix,
          all);
    }

    /** As most sign. */
    public static Way usual() {
      return new Way(
          signatureUri("rsa-sha256"),
          digestUri("sha256"),
          "",
          "ds",
          List.of("X509Data/X509Certificate"));
    }

    public Way signature(String uri) {
      return new Way(uri, digest, prefixes, prefix, keyInfo);
    }

    private static String signatureUri(String name) {
      if (name.contains(":")) return name;
      return name.endsWith("sha1") && name.startsWith("rsa") || name.equals("hmac-sha1")
          ? DSIG + name
          : name.endsWith("MGF1") ? "http://www.w3.org/2007/05/xmldsig-more#" + name : MORE + name;
    }

    private static String digestUri(String name) {
      return switch (name) {
        case "sha1" -> DSIG + "sha1";
        case "sha384" -> MORE + "sha384";
        default -> name.contains(":") ? name : XMLENC + name;
      };
    }
  }

  /** Puts an enveloped signature into an element that has an {@code ID}, after its issuer. */
  public static void sign(Element element, Credential by, Way way) {
    sign(element, by.key(), way, List.of(), keyInfo(by, way));
  }

  /** The same with any key and with more transforms, given by their addresses. */
  public static void sign(
      Element element, Key key, Way way, List<Transform> more, List<XMLStructure> keyInfo) {
    try {
      var factory = XMLSignatureFactory.getInstance("DOM");
      var exclusive =
          way.prefixes.isEmpty()
              ? null
              : new ExcC14NParameterSpec(List.of(way.prefixes.split(" ")));
      var transforms = new ArrayList<Transform>();
      transforms.add(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null));
      transforms.addAll(more);
      transforms.add(factory.newTransform(CanonicalizationMethod.EXCLUSIVE, exclusive));
      var reference =
          factory.newReference(
              "#" + element.getAttribute("ID"),
              factory.newDigestMethod(way.digest, null),
              transforms,
              null,
              null);
      var info =
          factory.newSignedInfo(
              factory.newCanonicalizationMethod(
                  CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
              factory.newSignatureMethod(way.signature, null),
              List.of(reference));
      element.setIdAttributeNS(null, "ID", true);
      var issuer = element.getElementsByTagNameNS(SamlMint.ASSERTION, "Issuer").item(0);
      var before =
          issuer == null || issuer.getParentNode() != element
              ? element.getFirstChild()
              : issuer.getNextSibling();
      var context = new DOMSignContext(key, element, before);
      context.setDefaultNamespacePrefix(way.prefix.isEmpty() ? null : way.prefix);
      var described = keyInfo.isEmpty() ? null : factory.getKeyInfoFactory().newKeyInfo(keyInfo);
      factory.newXMLSignature(info, described).sign(context);
    } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<XMLStructure> keyInfo(Credential by, Way way) {
    var factory = XMLSignatureFactory.getInstance("DOM").getKeyInfoFactory();
    var certificate = by.certificate().certificate();
    var x509 = new ArrayList<Object>();
    var all = new ArrayList<XMLStructure>();
    try {
      for (var part : way.keyInfo) {
        switch (part) {
          case "X509Data/X509Certificate" -> x509.add(certificate);
          case "X509Data/X509SubjectName" ->
              x509.add(certificate.getSubjectX500Principal().getName());
          case "KeyValue/RSAKeyValue" -> all.add(factory.newKeyValue(certificate.getPublicKey()));
          default -> throw new IllegalArgumentException(part);
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    if (!x509.isEmpty()) all.add(0, factory.newX509Data(x509));
    return all;
  }

  // ------------------------------------------------------------------ encryption

  /** An {@code EncryptedAssertion} of that element. */
  static String encrypted(
      String element, String data, String key, String position, PublicKey recipient) {
    return encrypted(element.getBytes(StandardCharsets.UTF_8), data, key, position, recipient);
  }

  /** The same with any octets inside. */
  public static String encrypted(
      byte[] octets, String data, String key, String position, PublicKey recipient) {
    try {
      var cipher = data.split(" ")[0];
      var gcm = cipher.endsWith("gcm");
      var keys = KeyGenerator.getInstance("AES");
      keys.init(Integer.parseInt(cipher.substring(3, 6)));
      var secret = keys.generateKey();
      var encryptedKey = encryptedKey(secret.getEncoded(), key, recipient);
      var sibling = position.startsWith("sibling") || position.startsWith("Retrieval");
      var keyInfo =
          position.contains("RetrievalMethod")
              ? "<ds:RetrievalMethod Type=\"" + XMLENC + "EncryptedKey\" URI=\"#_key\"/>"
              : sibling ? "" : encryptedKey;
      return "<saml:EncryptedAssertion xmlns:saml=\""
          + SamlMint.ASSERTION
          + "\">"
          + "<xenc:EncryptedData xmlns:xenc=\""
          + XMLENC
          + "\" Type=\""
          + XMLENC
          + "Element\">"
          + "<xenc:EncryptionMethod Algorithm=\""
          + (gcm ? XMLENC11 : XMLENC)
          + cipher
          + "\"/>"
          + (keyInfo.isEmpty()
              ? ""
              : "<ds:KeyInfo xmlns:ds=\"" + DSIG + "\">" + keyInfo + "</ds:KeyInfo>")
          + "<xenc:CipherData><xenc:CipherValue>"
          + Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(sealed(octets, gcm, secret))
          + "</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
          + (sibling ? encryptedKey : "")
          + "</saml:EncryptedAssertion>";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sealed(byte[] octets, boolean gcm, Key secret)
      throws GeneralSecurityException {
    var iv = new byte[gcm ? 12 : 16];
    CHANCE.nextBytes(iv);
    var cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE, secret, gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv));
    var sealed = cipher.doFinal(octets);
    var all = new byte[iv.length + sealed.length];
    System.arraycopy(iv, 0, all, 0, iv.length);
    System.arraycopy(sealed, 0, all, iv.length, sealed.length);
    return all;
  }

  private static String encryptedKey(byte[] secret, String key, PublicKey recipient)
      throws GeneralSecurityException {
    var old = key.startsWith("rsa-1_5");
    var cipher =
        Cipher.getInstance(old ? "RSA/ECB/PKCS1Padding" : "RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, recipient);
    return "<xenc:EncryptedKey xmlns:xenc=\""
        + XMLENC
        + "\" Id=\"_key\">"
        + "<xenc:EncryptionMethod Algorithm=\""
        + XMLENC
        + (old ? "rsa-1_5" : "rsa-oaep-mgf1p")
        + "\">"
        + (old ? "" : "<ds:DigestMethod xmlns:ds=\"" + DSIG + "\" Algorithm=\"" + DSIG + "sha1\"/>")
        + "</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>"
        + Base64.getEncoder().encodeToString(cipher.doFinal(secret))
        + "</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>";
  }
}
