package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.IdpKey;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Signatures inside of messages (SAML Core §5.4). */
final class XmlSigner {
  private XmlSigner() {}

  private static final String RSA_SHA1 = SignatureMethod.RSA_SHA1;

  /**
   * Signs an element that has an {@code ID}, in place.
   *
   * @param sha1 whether with SHA-1, which nobody should take any more
   */
  static void sign(Element element, IdpKey key, boolean sha1) {
    element.setIdAttribute("ID", true);
    try {
      var factory = XMLSignatureFactory.getInstance("DOM");
      var reference =
          factory.newReference(
              "#" + element.getAttribute("ID"),
              factory.newDigestMethod(sha1 ? DigestMethod.SHA1 : DigestMethod.SHA256, null),
              List.of(
                  factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                  factory.newTransform(
                      CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
              null,
              null);
      var info =
          factory.newSignedInfo(
              factory.newCanonicalizationMethod(
                  CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
              factory.newSignatureMethod(sha1 ? RSA_SHA1 : SignatureMethod.RSA_SHA256, null),
              List.of(reference));
      var keyInfo = factory.getKeyInfoFactory();
      var context = new DOMSignContext(key.keys().getPrivate(), element, afterIssuer(element));
      context.setDefaultNamespacePrefix("ds");
      factory
          .newXMLSignature(
              info, keyInfo.newKeyInfo(List.of(keyInfo.newX509Data(List.of(key.certificate())))))
          .sign(context);
    } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
      throw new IllegalStateException(e);
    }
    Xml.child(element, Xml.SIGNATURE, "Signature").ifPresent(XmlSigner::withoutCarriageReturns);
  }

  /** A signature stands after the issuer, or first where there is none (the schemas say so). */
  private static @Nullable Node afterIssuer(Element element) {
    return Xml.child(element, Xml.ASSERTION, "Issuer")
        .<@Nullable Node>map(Node::getNextSibling)
        .orElse(element.getFirstChild());
  }

  /** Long values have line breaks that would become references to characters. */
  private static void withoutCarriageReturns(Node node) {
    if (node.getNodeType() == Node.TEXT_NODE)
      node.setNodeValue(node.getNodeValue().replace("\r", ""));
    for (var it = node.getFirstChild(); it != null; it = it.getNextSibling())
      withoutCarriageReturns(it);
  }

  /** Whether an element carries a signature over itself that one of the keys made. */
  static boolean isSigned(Element element, List<PublicKey> keys) {
    var signature = Xml.child(element, Xml.SIGNATURE, "Signature");
    if (signature.isEmpty()) return false;
    element.setIdAttribute("ID", true);
    var factory = XMLSignatureFactory.getInstance("DOM");
    for (var key : keys) {
      try {
        var context = new DOMValidateContext(key, signature.get());
        var read = factory.unmarshalXMLSignature(context);
        var references = read.getSignedInfo().getReferences();
        if (references.size() == 1
            && ("#" + element.getAttribute("ID")).equals(references.get(0).getURI())
            && read.validate(context)) return true;
      } catch (MarshalException | XMLSignatureException e) {
        // made by another key, or not at all
      }
    }
    return false;
  }
}
