package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.SamlSeal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** What a forger, or a careless provider, may send to us. */
class HostileAnswersTest {

  private static SamlMint signed() {
    return SamlMint.of("onelogin-response-signed");
  }

  private static void assertRefused(Examination examination, Cause cause) {
    assertThat(examination.identity()).isEmpty();
    var failure = examination.firstFailure().orElseThrow();
    assertThat(failure.cause()).as(failure.toString()).isEqualTo(cause.text());
    assertThat(failure.code()).isEqualTo(cause.code());
  }

  private static void assertRefused(String xml, Cause cause) {
    assertRefused(Measure.usual().ofXml(xml), cause);
  }

  // ------------------------------------------------------------------ text that means two things

  @Test
  void a_comment_in_a_name_does_not_shorten_it() {
    var whole = "admin@acmecorp.example.evil.example";
    for (var between : List.of("<!-- x -->", "<!---->", "<![CDATA[]]>", "<!-- --><![CDATA[.]]>")) {
      var cut =
          "admin@acmecorp.example"
              + between
              + (between.contains("[.]") ? "" : ".")
              + "evil.example";
      var signedLikeThis =
          Measure.usual().of(signed().nameId("", cut).attribute("email", cut).field());
      var identity = signedLikeThis.identity().orElseThrow();
      assertThat(identity.subject()).isEqualTo(whole);
      assertThat(identity.first("email")).contains(whole);
      // a comment is no part of what is signed: it can be put there afterwards
      var afterwards = signed().nameId("", whole).xml().replace(whole, cut);
      Measure.usual()
          .ofXml(afterwards)
          .identity()
          .ifPresent(it -> assertThat(it.subject()).isEqualTo(whole));
    }
  }

  @Test
  void an_instruction_or_element_in_a_name_makes_it_no_name() {
    var xml = signed().nameId("", "admin@acmecorp.example.evil.example").xml();
    assertRefused(xml.replace("example.evil", "example<?x?>.evil"), Cause.CONTENT_CHANGED);
    var nested = Measure.usual().of(signed().nameId("", "<b>admin@acmecorp.example</b>").field());
    assertThat(nested.identity().orElseThrow().subject()).isEmpty();
    assertThat(Measure.check(nested, "name_id").cause()).isEqualTo(Cause.NAME_ID_MISSING.text());
  }

  // ------------------------------------------------------------------ XML that does things

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE r [<!ENTITY a \"admin\">]>",
        "<!DOCTYPE r SYSTEM \"http://127.0.0.1:{port}/x.dtd\">",
        "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE r [<!ENTITY % a SYSTEM \"http://127.0.0.1:{port}/x\"> %a;]>",
        "<!-- x --><?y z?>\n<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>"
      })
  void no_entity_is_declared_expanded_or_fetched(String doctype) throws IOException {
    try (var trap = new Trap()) {
      var xml = trap.in(doctype) + signed().nameId("", "X").xml().replace(">X<", ">&a;<");
      assertRefused(xml, Cause.HAS_DOCTYPE);
      trap.assertUntouched();
    }
  }

  @Test
  void nothing_is_fetched_whatever_refers_to_it() throws IOException {
    try (var trap = new Trap()) {
      var xml = signed().xml();
      assertRefused(
          xml.replaceFirst("URI=\"#[^\"]*\"", "URI=\"" + trap.url() + "\""),
          Cause.SIGNATURE_SHAPE_REFUSED);
      assertRefused(
          xml.replace(
              "<samlp:Status>",
              "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\""
                  + trap.url()
                  + "\"/><samlp:Status>"),
          Cause.CONTENT_CHANGED);
      // what is said about the key is no part of the signature, and nobody listens to it
      var method =
          "<ds:RetrievalMethod URI=\""
              + trap.url()
              + "\" Type=\"http://www.w3.org/2000/09/xmldsig#rawX509Certificate\"/>";
      assertThat(
              Measure.usual()
                  .ofXml(xml.replaceFirst("<ds:X509Data>.*</ds:X509Data>", method))
                  .accepted())
          .isTrue();
      var encrypted = SamlMint.of("shibboleth-encrypted-oid-attributes").unsigned("response").xml();
      var reference = "<xenc:CipherReference URI=\"" + trap.url() + "\"/>";
      assertRefused(
          encrypted.replaceAll("(?s)<xenc:CipherValue>.*?</xenc:CipherValue>", reference),
          Cause.ENCRYPTION_INCOMPLETE);
      // the content's alone, which stands after that of the key
      assertRefused(
          encrypted.replaceFirst(
              "(?s)<xenc:CipherValue>(?!.*<xenc:CipherValue>).*?</xenc:CipherValue>", reference),
          Cause.ENCRYPTION_INCOMPLETE);
      trap.assertUntouched();
    }
  }

  /** An address that must not be called. */
  private static final class Trap implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    Trap() throws IOException {}

    String in(String text) {
      return text.replace("{port}", Integer.toString(socket.getLocalPort()));
    }

    String url() {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/x";
    }

    void assertUntouched() throws IOException {
      socket.setSoTimeout(1);
      Assertions.assertThrows(SocketTimeoutException.class, socket::accept);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  // ------------------------------------------------------------------ sizes

  @Test
  void what_is_too_large_too_deep_or_too_much_is_refused_at_once() throws Throwable {
    Effort.atMost(
        Duration.ofSeconds(5),
        () -> {
          assertRefused(Measure.usual().of("A".repeat(100_000_000)), Cause.MESSAGE_TOO_LARGE);
          var attributes = new StringBuilder();
          for (var i = 0; i < 100_000; i++) attributes.append(" a").append(i).append("=\"\"");
          assertRefused("<r" + attributes.substring(0, 700_000) + "/>", Cause.MESSAGE_TOO_COMPLEX);
          assertRefused("<a>".repeat(200_000), Cause.MESSAGE_TOO_COMPLEX);
          assertRefused("<r>" + "<a/>".repeat(100_000) + "</r>", Cause.MESSAGE_TOO_COMPLEX);
          assertRefused(
              signed().attribute("x", "y".repeat(2_000_000)).xml(), Cause.MESSAGE_TOO_LARGE);
        });
  }

  @Test
  void as_many_attributes_as_fit_are_read_in_a_moment() throws Throwable {
    var mint = signed();
    for (var i = 0; i < 4_000; i++) mint.attribute("attribute" + i, "v");
    var xml = mint.xml();
    Effort.atMost(
        Duration.ofSeconds(5), () -> assertThat(Measure.usual().ofXml(xml).accepted()).isTrue());
  }

  @Test
  void ten_thousand_references_to_a_key_are_not_all_followed() throws Throwable {
    var xml = SamlMint.of("okta-encrypted-key-sibling").unsigned("response").xml();
    var reference = Pattern.compile("<ds:RetrievalMethod[^>]*/>").matcher(xml);
    assertThat(reference.find()).isTrue();
    var many = xml.replace(reference.group(), "<ds:RetrievalMethod URI=\"#x\"/>".repeat(10_000));
    Effort.atMost(
        Duration.ofMillis(700), () -> assertThat(Measure.usual().ofXml(many).accepted()).isTrue());
  }

  @Test
  void a_field_that_was_cut_off_is_named_as_such() {
    var field = signed().field();
    assertRefused(Measure.usual().of(field.substring(0, field.length() / 2)), Cause.NOT_XML);
    assertRefused(Measure.usual().of("PHNhbWw*"), Cause.NOT_BASE64);
    assertRefused(
        Measure.usual().of(field.substring(0, field.length() / 4 * 4 - 3)), Cause.NOT_BASE64);
    assertRefused(Measure.usual().of(""), Cause.NOT_XML);
    assertRefused(
        Measure.usual().of(Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, 0, 1})),
        Cause.NOT_XML);
  }

  @Test
  void other_messages_are_no_answers_to_a_sign_in() {
    assertRefused("<Response/>", Cause.NOT_A_RESPONSE);
    assertRefused(
        signed().xml().replace("samlp:Response", "samlp:LogoutResponse"), Cause.NOT_A_RESPONSE);
    assertRefused(
        signed().xml().replaceFirst("Version=\"2.0\"", "Version=\"1.1\""), Cause.NOT_SAML_2);
    assertRefused(signed().xml().replaceFirst(" ID=\"[^\"]*\"", ""), Cause.ID_MISSING);
    assertRefused(
        signed().xml().replaceAll("(?s)<saml:Assertion.*</saml:Assertion>", ""),
        Cause.NO_ASSERTION);
  }

  // ------------------------------------------------------------------ signatures

  @Test
  void what_nobody_signed_is_refused_whatever_is_demanded() {
    var unsigned = signed().unsigned("response").field();
    for (var option : SigningOption.values())
      assertRefused(Measure.usual().signing(option).of(unsigned), Cause.NOT_SIGNED);
  }

  @Test
  void each_demanded_signature_must_be_there() {
    var response = signed().field();
    var assertion = signed().sign("assertion").unsigned("response").field();
    var both = signed().sign("assertion").field();
    for (var option : SigningOption.values()) {
      var measure = Measure.usual().signing(option);
      assertThat(measure.of(both).accepted()).isTrue();
      assertThat(measure.of(response).accepted()).isEqualTo(!option.needsAssertion());
      assertThat(measure.of(assertion).accepted()).isEqualTo(!option.needsResponse());
    }
  }

  @Test
  void a_signature_that_is_not_demanded_must_hold_as_well() {
    var both = signed().sign("assertion").xml();
    var document = SamlMint.parse(both);
    // the outer signature is made anew over the inner one that was broken
    var root = document.getDocumentElement();
    var values = root.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature");
    root.removeChild(values.item(0));
    var inner =
        (Element)
            root.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "DigestValue")
                .item(0);
    inner.setTextContent(Base64.getEncoder().encodeToString(new byte[32]));
    SamlSeal.sign(root, SamlMint.credential("idp"), SamlSeal.Way.usual());
    var examination =
        Measure.usual().signing(SigningOption.RESPONSE).ofXml(SamlMint.text(document));
    assertThat(Measure.check(examination, "response_signature").failed()).isFalse();
    assertRefused(examination, Cause.SIGNATURE_BROKEN);
  }

  @Test
  void a_stranger_who_signs_and_carries_a_certificate_is_told_apart_from_a_change() {
    var stranger = signed().signedBy(SamlMint.credential("stranger"));
    var examination = Measure.usual().of(stranger.field());
    assertRefused(examination, Cause.SIGNED_BY_ANOTHER_KEY);
    assertThat(Measure.check(examination, "response_signature").received())
        .contains(SamlMint.credential("stranger").certificate().fingerprint());
    assertRefused(signed().xml().replace("Lovelace", "Byron"), Cause.CONTENT_CHANGED);
    assertRefused(Measure.usual().trusting().of(signed().field()), Cause.NO_CERTIFICATE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa-sha256 sha256",
        "rsa-sha384 sha384",
        "rsa-sha512 sha512",
        "rsa-sha256 sha512",
        "sha256-rsa-MGF1 sha256",
        "sha512-rsa-MGF1 sha512"
      })
  void every_algorithm_of_today_is_taken(String algorithms) {
    var names = algorithms.split(" ");
    assertThat(Measure.usual().of(signed().algorithms(names[0], names[1]).field()).accepted())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"})
  void keys_on_elliptic_curves_are_taken(String algorithm) {
    var signer = SamlMint.credential("ec-idp");
    var field = signed().signedBy(signer).algorithms(algorithm, "sha256").field();
    // an RSA key stands before it in the list
    var measure =
        Measure.usual().trusting(SamlMint.credential("idp").certificate(), signer.certificate());
    assertThat(measure.of(field).accepted()).isTrue();
    assertRefused(Measure.usual().of(field), Cause.SIGNED_BY_ANOTHER_KEY);
  }

  @Test
  void sha1_is_refused_unless_the_operator_allows_it() {
    for (var names :
        List.of(
            List.of("rsa-sha1", "sha1"),
            List.of("rsa-sha256", "sha1"),
            List.of("rsa-sha1", "sha256"))) {
      var field = signed().algorithms(names.get(0), names.get(1)).field();
      assertRefused(Measure.usual().of(field), Cause.SHA1);
      var allowed = Measure.usual().allowingSha1().of(field);
      assertThat(allowed.accepted()).isTrue();
      assertThat(Measure.check(allowed, "response_signature").cause()).isEqualTo("sha1");
    }
  }

  @Test
  void a_public_key_is_no_shared_secret() {
    var key = SamlMint.credential("idp").certificate();
    for (var secret :
        List.of(key.key().getEncoded(), key.der(), key.pem().getBytes(StandardCharsets.US_ASCII)))
      for (var algorithm :
          List.of(
              "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
              "http://www.w3.org/2000/09/xmldsig#hmac-sha1")) {
        var document = SamlMint.parse(signed().unsigned("response").xml());
        SamlSeal.sign(
            document.getDocumentElement(),
            new SecretKeySpec(secret, "HMAC"),
            SamlSeal.Way.usual().signature(algorithm),
            List.of(),
            List.of());
        var examination = Measure.usual().allowingSha1().ofXml(SamlMint.text(document));
        assertRefused(examination, Cause.SIGNATURE_ALGORITHM_REFUSED);
      }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "none",
        ""
      })
  void an_algorithm_that_was_not_chosen_here_is_not_tried(String algorithm) {
    var xml =
        signed().xml().replaceFirst("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", algorithm);
    assertRefused(Measure.usual().allowingSha1().ofXml(xml), Cause.SIGNATURE_ALGORITHM_REFUSED);
  }

  @Test
  void a_transform_that_could_choose_what_is_signed_is_refused() throws GeneralSecurityException {
    var factory = XMLSignatureFactory.getInstance("DOM");
    var xpath =
        factory.newTransform(Transform.XPATH, new XPathFilterParameterSpec("not(self::text())"));
    var document = SamlMint.parse(signed().unsigned("response").xml());
    var idp = SamlMint.credential("idp");
    SamlSeal.sign(
        document.getDocumentElement(), idp.key(), SamlSeal.Way.usual(), List.of(xpath), List.of());
    assertRefused(SamlMint.text(document), Cause.TRANSFORM_REFUSED);
    var xml = signed().xml();
    var exclusive = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    assertThat(xml).contains(exclusive);
    for (var transform :
        List.of(
            "http://www.w3.org/TR/1999/REC-xslt-19991116",
            "http://www.w3.org/TR/1999/REC-xpath-19991116",
            "http://www.w3.org/2002/06/xmldsig-filter2",
            "http://www.w3.org/2000/09/xmldsig#base64",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"))
      assertRefused(
          xml.replace(exclusive, "<ds:Transform Algorithm=\"" + transform + "\"/>"),
          Cause.TRANSFORM_REFUSED);
    assertRefused(xml.replace(exclusive, exclusive + exclusive), Cause.TRANSFORM_REFUSED);
    assertRefused(
        xml.replace(exclusive, exclusive.replace("/>", "><xsl/></ds:Transform>")),
        Cause.SIGNATURE_SHAPE_REFUSED);
  }

  @Test
  void a_signature_of_another_shape_is_refused() {
    var xml = signed().xml();
    for (var changed :
        List.of(
            xml.replaceFirst("(<ds:DigestValue>)", "$1<!-- -->"),
            xml.replaceFirst("(<ds:DigestValue>)", "$1<![CDATA[]]>"),
            xml.replaceFirst("(?s)(<ds:SignedInfo>.*</ds:SignedInfo>)", "$1$1"),
            xml.replaceFirst("(?s)(<ds:Reference.*</ds:Reference>)", "$1$1"),
            xml.replaceFirst("</ds:Reference>", "<ds:DigestValue/></ds:Reference>"),
            xml.replaceFirst("(?s)<ds:Reference.*</ds:Reference>", ""),
            xml.replaceFirst("URI=\"#[^\"]*\"", "URI=\"\""),
            xml.replaceFirst("URI=\"#[^\"]*\"", ""),
            xml.replaceFirst("URI=\"#([^\"]*)\"", "URI=\"#xpointer(id('$1'))\""),
            xml.replaceFirst("</ds:Signature>", "<ds:Object/></ds:Signature>"),
            xml.replaceFirst(
                "</ds:SignatureMethod>|(?<=rsa-sha256\")/>",
                "><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"),
            xml.replaceFirst("(?s)(<ds:Signature .*</ds:Signature>)", "$1$1")))
      assertRefused(changed, Cause.SIGNATURE_SHAPE_REFUSED);
  }

  @Test
  void certificates_that_ended_are_only_worth_a_word() {
    var old =
        SamlMint.credential(
            "idp", Measure.NOW.minus(Duration.ofDays(9)), Measure.NOW.minus(Duration.ofDays(2)));
    var field = signed().signedBy(old).field();
    var examination = Measure.usual().trusting(old.certificate()).of(field);
    assertThat(examination.accepted()).isTrue();
    assertThat(Measure.check(examination, "certificate").cause())
        .isEqualTo(Cause.CERTIFICATE_EXPIRED.text());
  }
}
