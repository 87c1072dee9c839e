package dev.hostedui.protocol.saml;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import org.apache.xml.security.encryption.XMLCipher;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Opens what was encrypted for us (SAML Core §2.2.4, §2.3.4).
 *
 * <p>Whatever goes wrong once the keys are at work has one answer, {@link Cause#NOT_DECRYPTED}: a
 * wrong key, a wrong padding and letters that are no XML look alike, because whoever can tell them
 * apart can read a stranger's assertion by sending changed copies of it. Algorithms are refused by
 * their names, before any key is used.
 */
final class Decryption {

  /** So many are tried, each with every one of ours: that is work. */
  private static final int MOST_KEYS = 32;

  private final String us;
  private final List<Credential> ours;

  /**
   * Takes what it is opened with.
   *
   * @param us what keys that are encrypted for us may name as their recipient
   */
  Decryption(String us, List<Credential> ours) {
    this.us = us;
    this.ours = ours;
  }

  /** With all keys of ours. */
  static Decryption of(ServiceProvider us) {
    return new Decryption(us.entityId(), us.decryption());
  }

  /**
   * What came of it.
   *
   * @param element what was inside, in a document of its own, or null
   * @param authenticated whether the cipher itself would have noticed a change
   * @param algorithms how it was encrypted, for people
   * @param cause why it was not opened, or null
   */
  record Opened(
      @Nullable Element element, boolean authenticated, String algorithms, @Nullable Cause cause) {

    private static Opened not(Cause cause, String algorithms) {
      return new Opened(null, false, algorithms, cause);
    }
  }

  /**
   * Opens an {@code EncryptedAssertion}, {@code EncryptedID} or {@code EncryptedAttribute}.
   *
   * @param scope the element whose namespaces may be used inside without being declared there
   * @param name the local name of what must be inside
   */
  Opened open(Element encrypted, Element scope, String name) {
    var data = Elements.children(encrypted, Elements.ENCRYPTION, "EncryptedData");
    if (data.size() != 1 || !hasOnlyValue(data.get(0)))
      return Opened.not(Cause.ENCRYPTION_INCOMPLETE, "");
    var content = method(data.get(0));
    var cipher = Algorithms.content(content);
    if (cipher.isEmpty())
      return Opened.not(Cause.ENCRYPTION_ALGORITHM_REFUSED, Shown.text(content));
    var keys = keys(encrypted, data.get(0));
    if (keys.isEmpty()) return Opened.not(Cause.ENCRYPTION_INCOMPLETE, cipher.get().name());
    // how it is encrypted for others is theirs
    var usable =
        keys.stream().filter(it -> Algorithms.keyTransport(method(it)).isPresent()).toList();
    if (usable.isEmpty())
      return Opened.not(Cause.ENCRYPTION_ALGORITHM_REFUSED, Shown.text(method(keys.get(0))));
    var algorithms = cipher.get().name() + ", RSA-OAEP";
    for (var key : usable.subList(0, Math.min(usable.size(), MOST_KEYS))) {
      for (var credential : ours) {
        var octets = decrypt(data.get(0), key, content, credential);
        if (octets == null) continue;
        var element = read(octets, scope, name);
        if (element != null)
          return new Opened(element, cipher.get().authenticated(), algorithms, null);
      }
    }
    return Opened.not(Cause.NOT_DECRYPTED, algorithms);
  }

  private static String method(Element encrypted) {
    return Elements.child(encrypted, Elements.ENCRYPTION, "EncryptionMethod")
        .map(it -> Elements.attribute(it, "Algorithm"))
        .orElse("");
  }

  /** Whether the ciphertext stands there itself, and is not to be fetched from somewhere. */
  private static boolean hasOnlyValue(Element encrypted) {
    var data = Elements.children(encrypted, Elements.ENCRYPTION, "CipherData");
    if (data.size() != 1) return false;
    var inside = Elements.children(data.get(0));
    return inside.size() == 1 && Elements.is(inside.get(0), Elements.ENCRYPTION, "CipherValue");
  }

  /**
   * The keys the content was encrypted with, each encrypted for somebody. Providers put them inside
   * of the {@code KeyInfo}, beside the {@code EncryptedData}, or anywhere in the document with a
   * reference; nothing outside of the document is looked at. Those come first that name us as their
   * recipient (XML Encryption §3.5.1), and last those that name somebody else.
   */
  private List<Element> keys(Element encrypted, Element data) {
    var found = new LinkedHashSet<Element>();
    Elements.child(data, Elements.SIGNATURE, "KeyInfo")
        .ifPresent(
            info -> {
              found.addAll(Elements.children(info, Elements.ENCRYPTION, "EncryptedKey"));
              Elements.children(info, Elements.SIGNATURE, "RetrievalMethod").stream()
                  .limit(MOST_KEYS)
                  .forEach(it -> found.addAll(referred(it)));
            });
    found.addAll(Elements.children(encrypted, Elements.ENCRYPTION, "EncryptedKey"));
    return found.stream()
        .filter(Decryption::hasOnlyValue)
        .sorted(Comparator.comparingInt(this::distance))
        .toList();
  }

  private int distance(Element key) {
    var recipient = Elements.attribute(key, "Recipient");
    return recipient.equals(us) ? 0 : recipient.isEmpty() ? 1 : 2;
  }

  private static List<Element> referred(Element method) {
    var uri = Elements.attribute(method, "URI");
    var root = method.getOwnerDocument().getDocumentElement();
    return Elements.all(root, Elements.ENCRYPTION, "EncryptedKey").stream()
        .filter(it -> uri.equals("#" + Elements.attribute(it, "Id")))
        .toList();
  }

  private static byte @Nullable [] decrypt(
      Element data, Element key, String algorithm, Credential credential) {
    if (!credential.key().getAlgorithm().equals("RSA")) return null;
    try {
      Santuario.ready();
      var unwrapping = XMLCipher.getInstance();
      unwrapping.setSecureValidation(true);
      unwrapping.init(XMLCipher.UNWRAP_MODE, credential.key());
      var wrapped = unwrapping.loadEncryptedKey(key.getOwnerDocument(), key);
      var secret = (SecretKey) unwrapping.decryptKey(wrapped, algorithm);
      var opening = XMLCipher.getInstance();
      opening.setSecureValidation(true);
      opening.init(XMLCipher.DECRYPT_MODE, secret);
      return opening.decryptToByteArray(data);
    } catch (XMLSecurityException | RuntimeException e) {
      // one answer for all of them
      return null;
    }
  }

  /** Reads the one element in it, as if it stood where it was encrypted. */
  private static @Nullable Element read(byte[] octets, Element scope, String name) {
    try {
      var text = Xml.decode(octets);
      var start = text.startsWith("<?xml") ? text.indexOf("?>") + 2 : 0;
      var document = Xml.parse(wrapper(scope) + text.substring(start) + "</decrypted>");
      Ids.register(document);
      var inside = Elements.children(document.getDocumentElement());
      return inside.size() == 1 && Elements.is(inside.get(0), Elements.ASSERTION, name)
          ? inside.get(0)
          : null;
    } catch (XmlRefused | SamlRefused e) {
      return null;
    }
  }

  /** Declares what is declared around the encrypted element. */
  private static String wrapper(Element scope) {
    var declared = new TreeMap<String, String>();
    for (Node at = scope; at instanceof Element element; at = at.getParentNode()) {
      var attributes = element.getAttributes();
      for (var i = 0; i < attributes.getLength(); i++) {
        var name = attributes.item(i).getNodeName();
        if (name.equals("xmlns") || name.startsWith("xmlns:"))
          declared.putIfAbsent(name, attributes.item(i).getNodeValue());
      }
    }
    var wrapper = new StringBuilder("<decrypted");
    declared.forEach((name, value) -> XmlText.attribute(wrapper, name, value));
    return wrapper.append('>').toString();
  }
}
