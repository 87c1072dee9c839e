package dev.hostedui.protocol.saml;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The file we give to an identity provider (SAML Metadata §2.4.4).
 *
 * @param certificates those of our keys, the current one first and then the next: both sign and
 *     both are good to encrypt for
 * @param authnRequestsSigned whether our requests are signed
 * @param wantAssertionsSigned whether each assertion must be signed by itself
 * @param nameIdFormat what kind of name we ask for
 */
public record SpMetadata(
    ServiceProvider serviceProvider,
    List<SamlCertificate> certificates,
    boolean authnRequestsSigned,
    boolean wantAssertionsSigned,
    NameIdFormat nameIdFormat) {

  private static final List<String> CIPHERS =
      List.of(
          "http://www.w3.org/2009/xmlenc11#aes256-gcm",
          "http://www.w3.org/2009/xmlenc11#aes128-gcm",
          "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p");

  public SpMetadata {
    certificates = List.copyOf(certificates);
  }

  /** The document, without a signature. */
  public String xml() {
    var us = serviceProvider;
    var text =
        new XmlText()
            .open(
                "md:EntityDescriptor",
                "xmlns:md",
                Elements.METADATA,
                "xmlns:ds",
                Elements.SIGNATURE,
                "ID",
                id(),
                "entityID",
                us.entityId())
            .open(
                "md:SPSSODescriptor",
                "AuthnRequestsSigned",
                Boolean.toString(authnRequestsSigned),
                "WantAssertionsSigned",
                Boolean.toString(wantAssertionsSigned),
                "protocolSupportEnumeration",
                Elements.PROTOCOL);
    for (var certificate : certificates) writeKey(text, certificate, "signing");
    for (var certificate : certificates) writeKey(text, certificate, "encryption");
    for (var binding : Binding.values())
      text.empty(
          "md:SingleLogoutService",
          "Binding",
          binding.uri(),
          "Location",
          us.sloUrl(),
          "ResponseLocation",
          us.sloResponseUrl());
    return text.element("md:NameIDFormat", nameIdFormat.uri())
        .empty(
            "md:AssertionConsumerService",
            "Binding",
            Binding.POST.uri(),
            "Location",
            us.acsUrl(),
            "index",
            "0",
            "isDefault",
            "true")
        .close("md:SPSSODescriptor")
        .close("md:EntityDescriptor")
        .toString();
  }

  /** Always one and the same for the same service provider: a document, not a message. */
  private String id() {
    return "_"
        + UUID.nameUUIDFromBytes(serviceProvider.entityId().getBytes(StandardCharsets.UTF_8));
  }

  private static void writeKey(XmlText text, SamlCertificate certificate, String use) {
    text.open("md:KeyDescriptor", "use", use)
        .open("ds:KeyInfo")
        .open("ds:X509Data")
        .element("ds:X509Certificate", Base64.getEncoder().encodeToString(certificate.der()))
        .close("ds:X509Data")
        .close("ds:KeyInfo");
    if (use.equals("encryption"))
      for (var cipher : CIPHERS) text.empty("md:EncryptionMethod", "Algorithm", cipher);
    text.close("md:KeyDescriptor");
  }

  /** The document with an enveloped signature by our current key. */
  public String signedXml() {
    return Signing.enveloped(xml(), serviceProvider.signing());
  }
}
