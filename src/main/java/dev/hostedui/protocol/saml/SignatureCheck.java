package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.reading.Secrets;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.apache.xml.security.signature.XMLSignature;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The enveloped signature of an element (SAML Core §5.4), checked.
 *
 * <p>It is looked at in a fixed shape only: one reference, which names the element the signature
 * stands in; two transforms at most; algorithms of {@link Algorithms}. The octets that the library
 * makes of the reference are digested here and handed on: whoever reads them reads what was signed,
 * and not what merely stands near a signature.
 */
final class SignatureCheck {

  private static final SignatureCheck NONE = new SignatureCheck(null, "", null, null, false);
  private static final int MOST_CERTIFICATE_CHARACTERS = 20_000;

  private final @Nullable Cause cause;
  private final String received;
  private final @Nullable SamlCertificate by;
  private final byte @Nullable [] octets;
  private final boolean sha1;

  private SignatureCheck(
      @Nullable Cause cause,
      String received,
      @Nullable SamlCertificate by,
      byte @Nullable [] octets,
      boolean sha1) {
    this.cause = cause;
    this.received = received;
    this.by = by;
    this.octets = octets;
    this.sha1 = sha1;
  }

  /** Why a signature is not even tried, with what was found. */
  private static final class Refused extends Exception {
    private final Cause cause;

    Refused(Cause cause, String received) {
      super(received, null, false, false);
      this.cause = cause;
    }
  }

  /** The way it was made, as it says. */
  private record Method(Algorithms.Signing signing, Algorithms.Digest digest, Element reference) {
    String name() {
      return signing.name() + ", " + digest.name();
    }
  }

  /** Why it does not hold, or null when it holds or there is none. */
  @Nullable Cause cause() {
    return cause;
  }

  /** What it is, for people; empty when there is none. */
  String received() {
    return received;
  }

  /** The certificate whose key made it, or null when it does not hold. */
  @Nullable SamlCertificate by() {
    return by;
  }

  /** Whether it holds and SHA-1 had a part in it. */
  boolean sha1() {
    return sha1;
  }

  boolean there() {
    return cause != null || by != null;
  }

  boolean holds() {
    return by != null;
  }

  /** What was signed, read anew from its octets. */
  Element signed() {
    if (octets == null) throw new IllegalStateException("only a signature that holds signs");
    try {
      return Xml.parse(octets).getDocumentElement();
    } catch (XmlRefused e) {
      // the library wrote them from a document that was read before
      throw new IllegalStateException(e);
    }
  }

  /**
   * Checks the signature of an element of a document whose {@linkplain Ids ids are registered}.
   *
   * @param trusted the certificates of which one must have made it; what the signature itself
   *     carries is never trusted
   */
  static SignatureCheck of(Element signed, List<SamlCertificate> trusted, boolean sha1Allowed) {
    var signatures = Elements.children(signed, Elements.SIGNATURE, "Signature");
    if (signatures.isEmpty()) return NONE;
    try {
      if (signatures.size() > 1)
        throw new Refused(Cause.SIGNATURE_SHAPE_REFUSED, signatures.size() + " signatures");
      var signature = signatures.get(0);
      var method = method(signature, signed);
      if ((method.signing.sha1() || method.digest.sha1()) && !sha1Allowed)
        throw new Refused(Cause.SHA1, method.name());
      if (trusted.isEmpty()) throw new Refused(Cause.NO_CERTIFICATE, method.name());
      return verify(signature, method, trusted);
    } catch (Refused e) {
      return new SignatureCheck(
          e.cause, Shown.text(String.valueOf(e.getMessage())), null, null, false);
    }
  }

  // ------------------------------------------------------------------ its shape

  private static Method method(Element signature, Element signed) throws Refused {
    var parts = Elements.children(signature);
    if (parts.size() < 2
        || parts.size() > 3
        || !Elements.is(parts.get(0), Elements.SIGNATURE, "SignedInfo")
        || !Elements.is(parts.get(1), Elements.SIGNATURE, "SignatureValue")
        || (parts.size() == 3 && !Elements.is(parts.get(2), Elements.SIGNATURE, "KeyInfo")))
      throw new Refused(Cause.SIGNATURE_SHAPE_REFUSED, "parts: " + names(parts));
    refuseAllButElementsAndText(parts.get(0));
    refuseAllButElementsAndText(parts.get(1));
    var info = Elements.children(parts.get(0));
    if (info.size() != 3
        || !Elements.is(info.get(0), Elements.SIGNATURE, "CanonicalizationMethod")
        || !Elements.is(info.get(1), Elements.SIGNATURE, "SignatureMethod")
        || !Elements.is(info.get(2), Elements.SIGNATURE, "Reference"))
      throw new Refused(Cause.SIGNATURE_SHAPE_REFUSED, "SignedInfo: " + names(info));
    var canonical = Elements.attribute(info.get(0), "Algorithm");
    if (!Algorithms.isCanonical(canonical)) throw new Refused(Cause.TRANSFORM_REFUSED, canonical);
    refuseOtherChildren(info.get(0), Set.of("InclusiveNamespaces"));
    refuseOtherChildren(info.get(1), Set.of());
    var name = Elements.attribute(info.get(1), "Algorithm");
    var signing = Algorithms.signing(name);
    if (signing.isEmpty()) throw new Refused(Cause.SIGNATURE_ALGORITHM_REFUSED, name);
    return new Method(signing.get(), digest(info.get(2), signed), info.get(2));
  }

  /** The way its one reference digests, once it is sure that it refers to its own parent. */
  private static Algorithms.Digest digest(Element reference, Element signed) throws Refused {
    var uri = Elements.attribute(reference, "URI");
    var id = Elements.attribute(signed, "ID");
    if (id.isEmpty() || !uri.equals("#" + id))
      throw new Refused(Cause.SIGNATURE_SHAPE_REFUSED, "it signs \"" + uri + "\" inside #" + id);
    var parts = Elements.children(reference);
    if (parts.size() != 3
        || !Elements.is(parts.get(0), Elements.SIGNATURE, "Transforms")
        || !Elements.is(parts.get(1), Elements.SIGNATURE, "DigestMethod")
        || !Elements.is(parts.get(2), Elements.SIGNATURE, "DigestValue"))
      throw new Refused(Cause.SIGNATURE_SHAPE_REFUSED, "Reference: " + names(parts));
    refuseOtherTransforms(parts.get(0));
    refuseOtherChildren(parts.get(1), Set.of());
    var name = Elements.attribute(parts.get(1), "Algorithm");
    return Algorithms.digest(name)
        .orElseThrow(() -> new Refused(Cause.SIGNATURE_ALGORITHM_REFUSED, name));
  }

  private static void refuseOtherTransforms(Element transforms) throws Refused {
    var all = Elements.children(transforms);
    var names = new ArrayList<String>();
    for (var transform : all) names.add(Elements.attribute(transform, "Algorithm"));
    var fine =
        !all.isEmpty()
            && all.size() <= 2
            && all.stream().allMatch(it -> Elements.is(it, Elements.SIGNATURE, "Transform"))
            && names.get(0).equals(Algorithms.ENVELOPED)
            && (all.size() == 1
                || Set.of(Algorithms.EXCLUSIVE, Algorithms.EXCLUSIVE_WITH_COMMENTS)
                    .contains(names.get(1)));
    if (!fine) throw new Refused(Cause.TRANSFORM_REFUSED, String.join(", ", names));
    refuseOtherChildren(all.get(0), Set.of());
    if (all.size() == 2) refuseOtherChildren(all.get(1), Set.of("InclusiveNamespaces"));
  }

  private static void refuseOtherChildren(Element parent, Set<String> allowed) throws Refused {
    for (var child : Elements.children(parent))
      if (!Algorithms.EXCLUSIVE.equals(child.getNamespaceURI())
          || !allowed.contains(child.getLocalName()))
        throw new Refused(
            Cause.SIGNATURE_SHAPE_REFUSED, child.getLocalName() + " in " + parent.getLocalName());
  }

  /** A comment inside of a digest is text to one reader and the end of the text to another. */
  private static void refuseAllButElementsAndText(Element element) throws Refused {
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child) refuseAllButElementsAndText(child);
      else if (node.getNodeType() != Node.TEXT_NODE)
        throw new Refused(
            Cause.SIGNATURE_SHAPE_REFUSED, node.getNodeName() + " in " + element.getLocalName());
    }
  }

  private static String names(List<Element> elements) {
    return String.join(", ", elements.stream().map(Element::getLocalName).limit(10).toList());
  }

  // ------------------------------------------------------------------ its value

  private static SignatureCheck verify(
      Element signature, Method method, List<SamlCertificate> trusted) throws Refused {
    try {
      Santuario.ready();
      var read = new XMLSignature(signature, "", true);
      var info = read.getSignedInfo();
      var signedInfo = info.getCanonicalizedOctetStream();
      var value = read.getSignatureValue();
      for (var certificate : trusted) {
        if (!method.signing.verifies(certificate.key(), signedInfo, value)) continue;
        var reference = info.item(0);
        var octets = reference.getContentsAfterTransformation().getBytes();
        var digest = MessageDigest.getInstance(method.digest.name()).digest(octets);
        var received = method.name() + "; certificate " + certificate.fingerprint();
        if (!Secrets.same(digest, reference.getDigestValue()))
          throw new Refused(Cause.CONTENT_CHANGED, received);
        var sha1 = method.signing.sha1() || method.digest.sha1();
        return new SignatureCheck(null, received, certificate, octets, sha1);
      }
      throw byNobodyKnown(signature, method, signedInfo, value);
    } catch (XMLSecurityException | IOException | GeneralSecurityException e) {
      throw new Refused(Cause.SIGNATURE_BROKEN, method.name());
    }
  }

  /** Tells a certificate that was not configured from a signature that is broken. */
  private static Refused byNobodyKnown(
      Element signature, Method method, byte[] signedInfo, byte[] value) {
    var carried = carried(signature);
    if (carried == null) return new Refused(Cause.SIGNATURE_BROKEN, method.name());
    var received = method.name() + "; certificate " + carried.fingerprint();
    var made = method.signing.verifies(carried.key(), signedInfo, value);
    return new Refused(made ? Cause.SIGNED_BY_ANOTHER_KEY : Cause.SIGNATURE_BROKEN, received);
  }

  /** The first certificate that the signature carries, for telling people which one it was. */
  private static @Nullable SamlCertificate carried(Element signature) {
    var text =
        Elements.child(signature, Elements.SIGNATURE, "KeyInfo")
            .flatMap(it -> Elements.child(it, Elements.SIGNATURE, "X509Data"))
            .flatMap(it -> Elements.child(it, Elements.SIGNATURE, "X509Certificate"))
            .map(Elements::plainText)
            .orElse("");
    if (text.isEmpty() || text.length() > MOST_CERTIFICATE_CHARACTERS) return null;
    try {
      return SamlCertificate.read(Base64.getMimeDecoder().decode(text));
    } catch (CertificateException | IllegalArgumentException e) {
      return null;
    }
  }
}
