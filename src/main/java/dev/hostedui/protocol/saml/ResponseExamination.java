package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Examines one answer: first the response as a whole, then its signatures, then the assertion in
 * it. Where a signature holds, everything below it is read from the octets that were signed, parsed
 * anew; what no signature covers is read from the answer as it came, for showing only, because then
 * a signature check has failed.
 */
final class ResponseExamination {

  private final Element root;
  private final Expectation expected;
  private final Checks checks = new Checks();

  ResponseExamination(Element root, Expectation expected) {
    this.root = root;
    this.expected = expected;
  }

  ExaminedResponse examine() {
    if (!isResponse()) return done(null, null, "");
    var signature = SignatureCheck.of(root, expected.certificates(), expected.sha1Allowed());
    var response = signature.holds() ? signature.signed() : root;
    var status = new StatusCheck(response);
    status.examine(checks);
    examineDestination(response, signature);
    var found = onlyAssertion(response, status.success(), signature);
    return found == null
        ? withoutAssertion(response, signature)
        : examineAssertion(response, signature, found);
  }

  /** What can be said when there is nothing inside, or nothing that was or could be opened. */
  private ExaminedResponse withoutAssertion(Element response, SignatureCheck signature) {
    examineIssuer(response, null);
    examineSignature("response_signature", signature, false);
    return done(null, null, "");
  }

  private ExaminedResponse done(
      @Nullable UpstreamIdentity claimed, @Nullable NameId nameId, String document) {
    return new ExaminedResponse(new Examination(checks.made(), claimed, document), nameId);
  }

  // ------------------------------------------------------------------ the response

  private boolean isResponse() {
    var wanted = "a SAML 2.0 response";
    if (!Elements.is(root, Elements.PROTOCOL, "Response")) {
      checks.failed("response", wanted, root.getNodeName(), Cause.NOT_A_RESPONSE);
      return false;
    }
    var version = Elements.attribute(root, "Version");
    if (!version.equals("2.0")) {
      checks.failed("response", wanted, "version " + version, Cause.NOT_SAML_2);
      return false;
    }
    var id = Elements.attribute(root, "ID");
    if (id.isBlank()) {
      checks.failed("response", wanted, "a response without an ID", Cause.ID_MISSING);
      return false;
    }
    if (Elements.all(root, Elements.PROTOCOL, "Response").size() > 1) {
      checks.failed("response", wanted, "a response in a response", Cause.NOT_A_RESPONSE);
      return false;
    }
    checks.passed("response", wanted, id);
    return true;
  }

  /** A signed message must say where it goes (SAML Bindings §3.5.5.2). */
  private void examineDestination(Element response, SignatureCheck signature) {
    var destination = Elements.attribute(response, "Destination");
    var acs = expected.serviceProvider().acsUrl();
    if (destination.isEmpty() && !signature.there())
      checks.passed("destination", acs, "none named, and the response is not signed");
    else
      checks.same(
          "destination", acs, destination, Cause.DESTINATION_MISSING, Cause.DESTINATION_DIFFERS);
  }

  /** Both may name an issuer, and the assertion must. */
  private void examineIssuer(Element response, @Nullable Element assertion) {
    var named = new ArrayList<String>();
    Elements.child(response, Elements.ASSERTION, "Issuer")
        .ifPresent(it -> named.add(Elements.plainText(it)));
    if (assertion != null)
      named.add(
          Elements.child(assertion, Elements.ASSERTION, "Issuer")
              .map(Elements::plainText)
              .orElse(""));
    var wrong = named.stream().filter(it -> !it.equals(expected.idpEntityId())).findFirst();
    if (wrong.isPresent() || assertion != null)
      checks.same(
          "issuer",
          expected.idpEntityId(),
          wrong.orElse(expected.idpEntityId()),
          Cause.ISSUER_MISSING,
          Cause.ISSUER_DIFFERS);
  }

  // ------------------------------------------------------------------ the one assertion

  /** The assertion, and what its encryption left of it. */
  private record Found(Element raw, Decryption.@Nullable Opened opened) {}

  /**
   * The only assertion of the whole answer, plain or encrypted: where there are two, one would be
   * signed and the other believed.
   */
  private @Nullable Found onlyAssertion(
      Element response, boolean success, SignatureCheck signature) {
    var everywhere = assertions(root);
    var wanted = "exactly one assertion";
    if (everywhere.size() > 1) {
      checks.failed(
          "assertion", wanted, everywhere.size() + " assertions", Cause.SEVERAL_ASSERTIONS);
      return null;
    }
    if (everywhere.isEmpty()) {
      // a provider that says no has none to give
      if (success) checks.failed("assertion", wanted, "no assertion", Cause.NO_ASSERTION);
      return null;
    }
    var found = assertions(response);
    if (found.size() != 1
        || found.get(0).getParentNode() != response
        || everywhere.get(0).getParentNode() != root) {
      checks.failed(
          "assertion", wanted, "an assertion inside of something else", Cause.ASSERTION_MISPLACED);
      return null;
    }
    checks.passed("assertion", wanted, "one");
    var encrypted = found.get(0).getLocalName().equals("EncryptedAssertion");
    if (!encrypted) {
      if (expected.encryptionRequired())
        checks.failed("encryption", "encrypted", "not encrypted", Cause.NOT_ENCRYPTED);
      else checks.passed("encryption", "", "not encrypted");
      return new Found(everywhere.get(0), null);
    }
    return open(found.get(0), everywhere.get(0), signature);
  }

  private static List<Element> assertions(Element top) {
    var found = new ArrayList<>(Elements.all(top, Elements.ASSERTION, "Assertion"));
    found.addAll(Elements.all(top, Elements.ASSERTION, "EncryptedAssertion"));
    return found;
  }

  private @Nullable Found open(Element encrypted, Element scope, SignatureCheck signature) {
    // what somebody changed on the way is not even tried: the signature is at fault, and the
    // encryption nobody has looked at
    if (signature.there() && !signature.holds()) return null;
    var opened = Decryption.of(expected.serviceProvider()).open(encrypted, scope, "Assertion");
    var inside = opened.element();
    if (inside == null) {
      var cause = opened.cause() == null ? Cause.NOT_DECRYPTED : opened.cause();
      checks.failed("encryption", "encrypted for us", opened.algorithms(), cause);
      return null;
    }
    if (assertions(inside).size() != 1) {
      checks.failed("encryption", "encrypted for us", opened.algorithms(), Cause.NOT_DECRYPTED);
      return null;
    }
    return new Found(inside, opened);
  }

  private ExaminedResponse examineAssertion(
      Element response, SignatureCheck responseSignature, Found found) {
    var signature = SignatureCheck.of(found.raw, expected.certificates(), expected.sha1Allowed());
    if (found.opened != null) {
      // an old cipher does not notice changes: then a bad signature must look like a bad ciphertext
      if (!found.opened.authenticated() && !responseSignature.holds() && !signature.holds()) {
        checks.failed(
            "encryption", "encrypted for us", found.opened.algorithms(), Cause.NOT_DECRYPTED);
        return withoutAssertion(response, responseSignature);
      }
      checks.passed("encryption", "encrypted for us", found.opened.algorithms());
    }
    var assertion = found.raw;
    if (signature.holds()) assertion = signature.signed();
    else if (responseSignature.holds() && found.opened == null)
      assertion = assertions(response).get(0);
    examineIssuer(response, assertion);
    var trusted = examineSignatures(responseSignature, signature);
    var examination = new AssertionExamination(assertion, expected, checks, trusted);
    examination.examine(
        Elements.attribute(response, "InResponseTo"),
        Elements.attribute(response, "IssueInstant"),
        responseSignature.holds());
    return done(examination.claimed(), examination.nameId(), ShownAssertion.of(assertion));
  }

  // ------------------------------------------------------------------ signatures

  /** Whether what is read below is what was signed, in the way that the connection demands. */
  private boolean examineSignatures(SignatureCheck response, SignatureCheck assertion) {
    var option = expected.signing();
    examineSignature("response_signature", response, option.needsResponse());
    var neither = !response.there() && !assertion.there();
    examineSignature(
        "assertion_signature",
        assertion,
        option.needsAssertion() || (neither && !option.needsResponse()));
    var by = assertion.by() != null ? assertion.by() : response.by();
    if (by != null) examineCertificate(by);
    return (response.holds() || assertion.holds())
        && response.cause() == null
        && assertion.cause() == null;
  }

  private void examineSignature(String name, SignatureCheck signature, boolean needed) {
    var wanted = needed ? "signed with a configured certificate" : "";
    var cause = signature.cause();
    if (cause != null) checks.failed(name, wanted, signature.received(), cause);
    else if (signature.sha1()) checks.doubtful(name, wanted, signature.received(), Cause.SHA1);
    else if (signature.holds()) checks.passed(name, wanted, signature.received());
    else if (needed) checks.failed(name, wanted, "not signed", Cause.NOT_SIGNED);
    else checks.passed(name, wanted, "not signed");
  }

  /** Its dates keep nobody out: the key is trusted because it was configured. */
  private void examineCertificate(SamlCertificate by) {
    var dates = Times.text(by.begins()) + " to " + Times.text(by.ends());
    if (by.endedBy(expected.now()))
      checks.doubtful("certificate", "", dates, Cause.CERTIFICATE_EXPIRED);
    else if (by.begins().isAfter(expected.now()))
      checks.doubtful("certificate", "", dates, Cause.CERTIFICATE_NOT_YET_VALID);
    else checks.passed("certificate", "", dates);
  }
}
