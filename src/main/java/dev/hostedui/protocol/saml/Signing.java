package dev.hostedui.protocol.saml;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.transforms.Transforms;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Signs for us, with RSA or ECDSA and SHA-256. */
final class Signing {

  private Signing() {}

  /** A document of ours with a signature inside of its root (SAML Core §5.4). */
  static String enveloped(String xml, Credential credential) {
    try {
      Santuario.ready();
      var document = Xml.parse(xml);
      Ids.register(document);
      var root = document.getDocumentElement();
      var algorithm = Algorithms.ours(credential.key().getAlgorithm());
      var signature = new XMLSignature(document, "", algorithm, Algorithms.EXCLUSIVE);
      root.insertBefore(signature.getElement(), place(root));
      var transforms = new Transforms(document);
      transforms.addTransform(Algorithms.ENVELOPED);
      transforms.addTransform(Algorithms.EXCLUSIVE);
      signature.addDocument("#" + Elements.attribute(root, "ID"), transforms, Algorithms.SHA256);
      signature.addKeyInfo(credential.certificate().certificate());
      signature.sign(credential.key());
      var out = new ByteArrayOutputStream();
      Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_OMIT_COMMENTS)
          .canonicalizeSubtree(document, out);
      return out.toString(StandardCharsets.UTF_8);
    } catch (XMLSecurityException | XmlRefused | SamlRefused e) {
      throw new IllegalStateException(e);
    }
  }

  /** Messages have it after their issuer, and metadata has it first, as their schemas want it. */
  private static @Nullable Node place(Element root) {
    return Elements.child(root, Elements.ASSERTION, "Issuer")
        .map(Node::getNextSibling)
        .orElse(root.getFirstChild());
  }

  /** The signature of a redirect, over its query as text (SAML Bindings §3.4.4.1). */
  static byte[] detached(String query, Credential credential) {
    var algorithm =
        Algorithms.signing(Algorithms.ours(credential.key().getAlgorithm())).orElseThrow();
    try {
      var signing = Signature.getInstance(algorithm.javaName());
      signing.initSign(credential.key());
      signing.update(query.getBytes(StandardCharsets.US_ASCII));
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
