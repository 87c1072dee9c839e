package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Behaviour.KeyPlacement;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import javax.crypto.KeyGenerator;
import org.apache.xml.security.Init;
import org.apache.xml.security.encryption.EncryptedData;
import org.apache.xml.security.encryption.EncryptedKey;
import org.apache.xml.security.encryption.XMLCipher;
import org.apache.xml.security.encryption.XMLEncryptionException;
import org.apache.xml.security.keys.KeyInfo;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Encrypted assertions (SAML Core §6, XML Encryption 1.1). */
final class XmlEncrypter {
  private XmlEncrypter() {}

  private static final int AES_BITS = 256;
  private static final String ENCRYPTED_KEY = "http://www.w3.org/2001/04/xmlenc#EncryptedKey";

  /**
   * Answers the {@code EncryptedAssertion} that holds the assertion which is the document's root.
   */
  static Document encrypt(Document assertion, PublicKey reader, KeyPlacement placement) {
    Init.init();
    try {
      var generator = KeyGenerator.getInstance("AES");
      generator.init(AES_BITS);
      var secret = generator.generateKey();
      var shell = Xml.own("<saml:EncryptedAssertion xmlns:saml=\"" + Xml.ASSERTION + "\"/>");

      var wrapping = XMLCipher.getInstance(XMLCipher.RSA_OAEP);
      wrapping.init(XMLCipher.WRAP_MODE, reader);
      var key = wrapping.encryptKey(shell, secret);
      key.setId("key-" + assertion.getDocumentElement().getAttribute("ID"));

      var cipher = XMLCipher.getInstance(XMLCipher.AES_256_GCM);
      cipher.init(XMLCipher.ENCRYPT_MODE, secret);
      var data = cipher.encryptData(assertion, assertion.getDocumentElement());
      data.setKeyInfo(keyInfo(shell, key, placement));
      append(shell, cipher, data);
      if (placement != KeyPlacement.INSIDE)
        shell.getDocumentElement().appendChild(wrapping.martial(shell, key));
      return shell;
    } catch (Exception e) {
      if (e instanceof RuntimeException fault) throw fault;
      throw new IllegalStateException(e);
    }
  }

  private static KeyInfo keyInfo(Document shell, EncryptedKey key, KeyPlacement placement)
      throws XMLEncryptionException {
    var info = new KeyInfo(shell);
    switch (placement) {
      case INSIDE -> info.add(key);
      case REFERENCE -> info.addRetrievalMethod("#" + key.getId(), null, ENCRYPTED_KEY);
      default -> {
        return info;
      }
    }
    return info;
  }

  private static void append(Document shell, XMLCipher cipher, EncryptedData data)
      throws GeneralSecurityException {
    Element element = cipher.martial(shell, data);
    shell.getDocumentElement().appendChild(element);
  }
}
