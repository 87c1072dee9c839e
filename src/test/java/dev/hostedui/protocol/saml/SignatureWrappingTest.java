package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.SamlSeal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Puts a genuine signed part somewhere into an answer whose other parts a forger wrote: the shapes
 * of "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012), each with the forged
 * part under an id of its own, under that of the genuine one, and without any.
 */
class SignatureWrappingTest {

  private static final String VICTIM = "admin@acmecorp.example";
  private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";

  /** Which id the forged part gets. */
  private enum ForgedId {
    OWN,
    SAME,
    NONE
  }

  private record Shape(String name, boolean responseSigned, Consumer<Wrapped> build) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A genuine answer, its signed part, and a forged copy of that without a signature. */
  private static final class Wrapped {
    final Document document;
    final Element root;
    final Element genuine;
    final Element signature;
    final Element forged;

    Wrapped(String xml, boolean responseSigned, ForgedId id) {
      document = SamlMint.parse(xml);
      root = document.getDocumentElement();
      genuine =
          responseSigned
              ? root
              : (Element) root.getElementsByTagNameNS(SamlMint.ASSERTION, "Assertion").item(0);
      signature = (Element) genuine.getElementsByTagNameNS(DSIG, "Signature").item(0);
      forged = (Element) genuine.cloneNode(true);
      forged.removeChild(forged.getElementsByTagNameNS(DSIG, "Signature").item(0));
      forged.getElementsByTagNameNS(SamlMint.ASSERTION, "NameID").item(0).setTextContent(VICTIM);
      if (id == ForgedId.OWN) forged.setAttribute("ID", "_forged");
      if (id == ForgedId.NONE) forged.removeAttribute("ID");
    }

    Element copyOfGenuine(boolean withSignature) {
      var copy = (Element) genuine.cloneNode(true);
      if (!withSignature) copy.removeChild(copy.getElementsByTagNameNS(DSIG, "Signature").item(0));
      return copy;
    }

    Element element(String namespace, String name) {
      return document.createElementNS(namespace, name);
    }
  }

  static List<Shape> shapes() {
    return List.of(
        new Shape(
            "1: the genuine response inside of the signature of the forged one",
            true,
            it -> {
              var genuine = it.copyOfGenuine(false);
              it.document.replaceChild(it.forged, it.root);
              it.forged.insertBefore(it.signature, it.forged.getFirstChild());
              it.signature.appendChild(genuine);
            }),
        new Shape(
            "2: the genuine response beside the signature inside of the forged one",
            true,
            it -> {
              var genuine = it.copyOfGenuine(false);
              it.document.replaceChild(it.forged, it.root);
              it.forged.insertBefore(it.signature, it.forged.getFirstChild());
              it.forged.insertBefore(genuine, it.signature);
            }),
        new Shape(
            "3: the forged assertion before the genuine one",
            false,
            it -> it.root.insertBefore(it.forged, it.genuine)),
        new Shape(
            "4: the genuine assertion inside of the forged one",
            false,
            it -> {
              it.root.replaceChild(it.forged, it.genuine);
              it.forged.appendChild(it.genuine);
            }),
        new Shape(
            "5: the signature in the forged assertion, the genuine one at the end",
            false,
            it -> {
              var genuine = it.copyOfGenuine(false);
              it.root.replaceChild(it.forged, it.genuine);
              it.forged.insertBefore(it.signature, it.forged.getFirstChild());
              it.root.appendChild(genuine);
            }),
        new Shape(
            "6: the genuine assertion inside of the signature of the forged one",
            false,
            it -> {
              var genuine = it.copyOfGenuine(false);
              it.root.replaceChild(it.forged, it.genuine);
              it.forged.insertBefore(it.signature, it.forged.getFirstChild());
              it.signature.appendChild(genuine);
            }),
        new Shape(
            "7: the forged assertion in extensions",
            false,
            it -> {
              var extensions = it.element(SamlMint.PROTOCOL, "samlp:Extensions");
              extensions.appendChild(it.forged);
              it.root.insertBefore(extensions, it.genuine);
            }),
        new Shape(
            "8: the genuine assertion in an object of the signature of the forged one",
            false,
            it -> {
              var genuine = it.copyOfGenuine(false);
              it.root.replaceChild(it.forged, it.genuine);
              it.forged.insertBefore(it.signature, it.forged.getFirstChild());
              var object = it.element(DSIG, "ds:Object");
              object.appendChild(genuine);
              it.signature.appendChild(object);
            }),
        new Shape(
            "the forged assertion in the advice of the genuine one's neighbour",
            false,
            it -> {
              var advice = it.element(SamlMint.ASSERTION, "saml:Advice");
              it.root.replaceChild(it.forged, it.genuine);
              advice.appendChild(it.genuine);
              it.forged.appendChild(advice);
            }),
        new Shape(
            "the genuine response in the extensions of the forged one",
            true,
            it -> {
              var extensions = it.element(SamlMint.PROTOCOL, "samlp:Extensions");
              it.document.replaceChild(it.forged, it.root);
              extensions.appendChild(it.genuine);
              it.forged.insertBefore(extensions, it.forged.getFirstChild());
            }),
        new Shape(
            "the genuine response in the status of the forged one",
            true,
            it -> {
              var detail = it.element(SamlMint.PROTOCOL, "samlp:StatusDetail");
              it.document.replaceChild(it.forged, it.root);
              detail.appendChild(it.genuine);
              it.forged
                  .getElementsByTagNameNS(SamlMint.PROTOCOL, "Status")
                  .item(0)
                  .appendChild(detail);
            }));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_genuine_signature_gives_nobody_else_a_name(Shape shape) {
    var mint = SamlMint.of("onelogin-response-signed");
    if (!shape.responseSigned) mint.sign("assertion").unsigned("response");
    var xml = mint.xml();
    assertThat(Measure.usual().ofXml(xml).accepted()).isTrue();
    for (var id : ForgedId.values()) {
      var wrapped = new Wrapped(xml, shape.responseSigned, id);
      shape.build.accept(wrapped);
      var forged = SamlMint.text(wrapped.document);
      assertThat(forged).contains(VICTIM);
      for (var option : SigningOption.values())
        assertThat(Measure.usual().signing(option).ofXml(forged).identity())
            .as(id + " " + option)
            .isEmpty();
    }
  }

  @Test
  void a_forged_assertion_that_was_encrypted_for_us_beside_the_genuine_one_is_refused() {
    var mint = SamlMint.of("onelogin-response-signed").sign("assertion").unsigned("response");
    var xml = mint.xml();
    var forged = SamlMint.of("onelogin-response-signed").nameId("", VICTIM).unsigned("response");
    var assertion =
        (Element)
            SamlMint.parse(forged.xml())
                .getElementsByTagNameNS(SamlMint.ASSERTION, "Assertion")
                .item(0);
    var sealed =
        SamlSeal.encrypted(
            SamlMint.text(assertion).getBytes(StandardCharsets.UTF_8),
            "aes256-gcm",
            "rsa-oaep",
            "KeyInfo",
            Measure.SP.signing().certificate().key());
    var answers = new ArrayList<String>();
    answers.add(xml.replace("</samlp:Status>", "</samlp:Status>" + sealed));
    answers.add(xml.replace("</samlp:Response>", sealed + "</samlp:Response>"));
    for (var answer : answers) {
      var examination = Measure.usual().ofXml(answer);
      assertThat(examination.firstFailure().orElseThrow().cause())
          .isEqualTo(Cause.SEVERAL_ASSERTIONS.text());
      assertThat(examination.claimed()).isNull();
    }
  }

  @Test
  void an_assertion_that_anybody_encrypted_is_nobodys_word() {
    var examination =
        Measure.usual()
            .of(
                SamlMint.of("shibboleth-encrypted-oid-attributes")
                    .unsigned("response")
                    .nameId("", VICTIM)
                    .field());
    assertThat(examination.identity()).isEmpty();
    assertThat(Measure.check(examination, "assertion_signature").cause())
        .isEqualTo(Cause.NOT_SIGNED.text());
  }

  @Test
  void a_signature_of_something_else_inside_of_the_answer_is_none() {
    var genuine =
        SamlMint.of("onelogin-response-signed").sign("assertion").unsigned("response").xml();
    var document = SamlMint.parse(genuine);
    var root = document.getDocumentElement();
    var assertion = (Element) root.getElementsByTagNameNS(SamlMint.ASSERTION, "Assertion").item(0);
    // the response carries the assertion's signature, which names the assertion
    var signature = (Element) assertion.getElementsByTagNameNS(DSIG, "Signature").item(0);
    root.insertBefore(signature, root.getFirstChild().getNextSibling());
    var examination = Measure.usual().ofXml(SamlMint.text(document));
    assertThat(examination.identity()).isEmpty();
    assertThat(Measure.check(examination, "response_signature").cause())
        .isEqualTo(Cause.SIGNATURE_SHAPE_REFUSED.text());
  }

  /** Signs a response in which something was moved, so that only its place is wrong. */
  private static Examination moved(Consumer<Element> move) {
    var document =
        SamlMint.parse(SamlMint.of("onelogin-response-signed").unsigned("response").xml());
    move.accept(document.getDocumentElement());
    SamlSeal.sign(document.getDocumentElement(), SamlMint.credential("idp"), SamlSeal.Way.usual());
    return Measure.usual().ofXml(SamlMint.text(document));
  }

  @Test
  void an_assertion_counts_only_where_it_belongs() {
    var examination =
        moved(
            root -> {
              var document = root.getOwnerDocument();
              var extensions = document.createElementNS(SamlMint.PROTOCOL, "samlp:Extensions");
              extensions.appendChild(
                  root.getElementsByTagNameNS(SamlMint.ASSERTION, "Assertion").item(0));
              root.appendChild(extensions);
            });
    assertThat(examination.firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.ASSERTION_MISPLACED.text());
    assertThat(examination.claimed()).isNull();
  }

  @Test
  void there_is_one_response_and_one_assertion_even_when_all_is_signed() {
    var response =
        moved(
            root ->
                root.appendChild(
                    root.getOwnerDocument().createElementNS(SamlMint.PROTOCOL, "samlp:Response")));
    assertThat(response.firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.NOT_A_RESPONSE.text());
    var inAdvice =
        SamlMint.of("shibboleth-encrypted-oid-attributes")
            .change("/assertion/Conditions/more", "<{a}Assertion ID=\"_inner\"></{a}Assertion>");
    assertThat(Measure.usual().of(inAdvice.field()).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.NOT_DECRYPTED.text());
  }

  @Test
  void an_id_that_is_there_twice_is_refused() {
    var xml = SamlMint.of("onelogin-response-signed").xml();
    var id = SamlMint.parse(xml).getDocumentElement().getAttribute("ID");
    var twice = xml.replace("<samlp:Status>", "<samlp:Status><x ID=\"" + id + "\"/>");
    assertThat(Measure.usual().ofXml(twice).firstFailure().orElseThrow().cause())
        .isEqualTo(Cause.DUPLICATE_ID.text());
  }
}
