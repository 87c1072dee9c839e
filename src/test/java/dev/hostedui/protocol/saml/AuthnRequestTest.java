package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.testing.SamlMint;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What we ask for, and the file we give out. */
class AuthnRequestTest {

  private static final String TENANT = "https://idp.example/sso?tenant=1";

  private static AuthnRequest request(Binding binding, ServiceProvider from) {
    return new AuthnRequest(
        "_abc", Measure.NOW, from, new Endpoint(binding, TENANT), NameIdFormat.EMAIL, false);
  }

  private static ServiceProvider with(Credential credential) {
    var sp = Measure.SP;
    return new ServiceProvider(
        sp.entityId(), sp.acsUrl(), sp.sloUrl(), sp.sloResponseUrl(), credential, List.of());
  }

  @Test
  void a_redirect_carries_the_request_and_keeps_the_query_of_the_address() {
    var redirect =
        (Delivery.Redirect) request(Binding.REDIRECT, Measure.SP).deliver("r & s", false);
    assertThat(redirect.url())
        .startsWith(TENANT + "&SAMLRequest=")
        .endsWith("&RelayState=r%20%26%20s");
    assertThat(Messages.xml(redirect, "SAMLRequest"))
        .isEqualTo(
            "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\""
                + " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_abc\" Version=\"2.0\""
                + " IssueInstant=\"2026-01-10T12:00:00Z\""
                + " Destination=\"https://idp.example/sso?tenant=1\""
                + " ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\""
                + " AssertionConsumerServiceURL=\"http://localhost:8080/sso/v1/saml/conn_1/callback\">"
                + "<saml:Issuer>http://localhost:8080/sso/v1/saml/conn_1</saml:Issuer>"
                + "<samlp:NameIDPolicy"
                + " Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\""
                + " AllowCreate=\"true\"/></samlp:AuthnRequest>");
  }

  @Test
  void a_redirect_leads_to_an_address_of_plain_letters() {
    var request =
        new AuthnRequest(
            "_abc",
            Measure.NOW,
            Measure.SP,
            new Endpoint(Binding.REDIRECT, "https://idp.example/日本"),
            NameIdFormat.UNSPECIFIED,
            false);
    assertThat(((Delivery.Redirect) request.deliver(null, false)).url())
        .startsWith("https://idp.example/%E6%97%A5%E6%9C%AC?SAMLRequest=");
  }

  @Test
  void people_can_be_made_to_prove_it_again_and_any_name_will_do() {
    var request =
        new AuthnRequest(
            "_abc",
            Measure.NOW,
            Measure.SP,
            new Endpoint(Binding.REDIRECT, "https://idp.example/sso"),
            NameIdFormat.UNSPECIFIED,
            true);
    var redirect = (Delivery.Redirect) request.deliver(null, false);
    assertThat(redirect.url()).startsWith("https://idp.example/sso?SAMLRequest=");
    assertThat(Messages.xml(redirect, "SAMLRequest"))
        .contains(" ForceAuthn=\"true\"")
        .doesNotContain("NameIDPolicy", "RequestedAuthnContext");
  }

  @Test
  void a_redirect_is_signed_over_its_text() throws Exception {
    for (var name : List.of("sp", "ec-sp")) {
      var signer = SamlMint.credential(name);
      var redirect =
          (Delivery.Redirect) request(Binding.REDIRECT, with(signer)).deliver("state", true);
      var parameters = Messages.parameters(redirect);
      var query = Messages.query(redirect);
      var signed = query.substring(query.indexOf("SAMLRequest="), query.indexOf("&Signature="));
      var ec = name.startsWith("ec");
      assertThat(parameters.get("SigAlg")).endsWith(ec ? "#ecdsa-sha256" : "#rsa-sha256");
      var check = Signature.getInstance(ec ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
      check.initVerify(signer.certificate().key());
      check.update(signed.getBytes(StandardCharsets.US_ASCII));
      assertThat(check.verify(Base64.getDecoder().decode(parameters.get("Signature")))).isTrue();
    }
  }

  @Test
  void a_form_is_signed_inside_of_the_message_after_its_issuer() {
    for (var name : List.of("sp", "ec-sp")) {
      var signer = SamlMint.credential(name);
      var form = (Delivery.Form) request(Binding.POST, with(signer)).deliver("state", true);
      assertThat(form.action()).isEqualTo(TENANT);
      assertThat(form.fields()).containsEntry("RelayState", "state");
      var xml = Messages.xml(form, "SAMLRequest");
      assertThat(xml).contains("</saml:Issuer><ds:Signature").doesNotContain("&#13;");
      assertThat(holds(xml, signer)).isTrue();
      assertThat(holds(xml.replace("conn_1<", "conn_2<"), signer)).isFalse();
    }
  }

  /** Asks the JDK, which has code of its own. */
  private static boolean holds(String xml, Credential signer) {
    var root = SamlMint.parse(xml).getDocumentElement();
    root.setIdAttribute("ID", true);
    var signature = root.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
    try {
      var context = new DOMValidateContext(signer.certificate().key(), signature);
      return XMLSignatureFactory.getInstance("DOM")
          .unmarshalXMLSignature(context)
          .validate(context);
    } catch (MarshalException | XMLSignatureException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_unsigned_form_has_no_signature_and_an_id_must_be_one() {
    var form = (Delivery.Form) request(Binding.POST, Measure.SP).deliver(null, false);
    assertThat(form.fields()).containsOnlyKeys("SAMLRequest");
    assertThat(Messages.xml(form, "SAMLRequest")).doesNotContain("Signature");
    for (var id : List.of("", "1abc", "a b", "a\"", "x".repeat(300)))
      assertThatThrownBy(
              () ->
                  new AuthnRequest(
                      id,
                      Measure.NOW,
                      Measure.SP,
                      new Endpoint(Binding.POST, TENANT),
                      NameIdFormat.EMAIL,
                      false))
          .isInstanceOf(IllegalArgumentException.class);
  }

  // ------------------------------------------------------------------ our metadata

  private static SpMetadata metadata() {
    return new SpMetadata(
        Measure.SP,
        List.of(
            SamlMint.credential("sp").certificate(), SamlMint.credential("sp-next").certificate()),
        true,
        false,
        NameIdFormat.EMAIL);
  }

  @Test
  void our_file_names_both_keys_and_all_addresses() {
    var root = SamlMint.parse(metadata().xml()).getDocumentElement();
    assertThat(root.getAttribute("entityID")).isEqualTo(Measure.SP.entityId());
    var role = (Element) root.getFirstChild();
    assertThat(role.getAttribute("AuthnRequestsSigned")).isEqualTo("true");
    assertThat(role.getAttribute("WantAssertionsSigned")).isEqualTo("false");
    assertThat(
            Elements.children(role).stream()
                .map(
                    it ->
                        it.getLocalName()
                            + " "
                            + it.getAttribute("use")
                            + it.getAttribute("Location")))
        .containsExactly(
            "KeyDescriptor signing",
            "KeyDescriptor signing",
            "KeyDescriptor encryption",
            "KeyDescriptor encryption",
            "SingleLogoutService " + Measure.SP.sloUrl(),
            "SingleLogoutService " + Measure.SP.sloUrl(),
            "NameIDFormat ",
            "AssertionConsumerService " + Measure.SP.acsUrl());
    assertThat(metadata().xml()).isEqualTo(metadata().xml());
  }

  @Test
  void our_file_is_signed_when_asked_and_recognized_when_it_comes_back() {
    var xml = metadata().signedXml();
    assertThat(holds(xml, SamlMint.credential("sp"))).isTrue();
    assertThat(SamlMint.parse(xml).getDocumentElement().getFirstChild().getLocalName())
        .isEqualTo("Signature");
    var reader = new MetadataReader(Measure.NOW, Measure.SP.entityId()::equals);
    assertThatThrownBy(() -> reader.read(xml.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            MetadataRefused.class,
            it -> assertThat(it.reason()).isEqualTo(MetadataRefused.Reason.OWN_FILE));
  }

  @Test
  void whatever_is_in_an_address_stays_in_it() {
    var odd = "https://idp.example/?a=1&b=\"<x>\"\n";
    var xml =
        Messages.xml(
            (Delivery.Form)
                new AuthnRequest(
                        "_1",
                        Measure.NOW,
                        Measure.SP,
                        new Endpoint(Binding.POST, odd),
                        NameIdFormat.EMAIL,
                        false)
                    .deliver(null, true),
            "SAMLRequest");
    assertThat(SamlMint.parse(xml).getDocumentElement().getAttribute("Destination")).isEqualTo(odd);
  }

  @Test
  void a_certificate_of_ours_is_what_others_expect_of_one() throws Exception {
    for (var name : List.of("sp", "ec-sp")) {
      var made = SamlMint.credential(name);
      made.certificate().certificate().verify(made.certificate().key());
      assertThat(made.certificate().certificate().getVersion()).isEqualTo(3);
      assertThat(made.certificate().subject()).isEqualTo("CN=" + name);
      assertThat(made.certificate().ends()).isEqualTo("2044-01-01T00:00:00Z");
      var read = Credential.read(made.key().getEncoded(), made.certificate().der());
      assertThat(read.certificate()).isEqualTo(made.certificate());
      assertThat(read.toString()).isEqualTo("Credential[" + made.certificate().fingerprint() + "]");
    }
    var late = SamlMint.credential("sp", Measure.NOW, Instant.parse("2051-06-01T12:30:00Z"));
    assertThat(late.certificate().ends()).isEqualTo("2051-06-01T12:30:00Z");
  }
}
