package dev.hostedui.customer.idp.saml;

import dev.hostedui.customer.idp.Behaviour.KeyPlacement;
import dev.hostedui.customer.idp.Certificates;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.Mischief;
import dev.hostedui.customer.idp.Person;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.w3c.dom.Document;

/** Writes what is said of somebody (SAML Core §2.3, §3.3.3; SAML Profiles §4.1.4.2). */
final class Assertions {

  private static final String OTHER = "https://somebody-else.example/saml";
  private static final int MINUTES_GOOD = 5;

  /**
   * Who is signed in where.
   *
   * @param inResponseTo the id of the request, or empty when nobody asked
   * @param sessionId what the app is told to call the session
   */
  record SignIn(
      SamlApp app,
      String acsUrl,
      String inResponseTo,
      SamlApp.NameId format,
      Person person,
      String sessionId) {}

  /** What the app knows somebody by, and the message for it. */
  record Said(String nameId, String xml) {}

  private final Idp idp;

  Assertions(Idp idp) {
    this.idp = idp;
  }

  Said response(SignIn signIn) {
    var behaviour = idp.behaviour();
    var nameId = nameId(signIn);
    var signed = signIn.app().options().signed();
    var unsigned = behaviour.does(Mischief.UNSIGNED);
    var sha1 = behaviour.does(Mischief.SHA1);
    var assertion = Xml.own(assertion(signIn, nameId));
    if (!unsigned && signed != SamlApp.Signed.RESPONSE)
      XmlSigner.sign(assertion.getDocumentElement(), idp.signingKey(), sha1);
    var placement = behaviour.keyPlacement();
    if (placement != KeyPlacement.NOT_ENCRYPTED && !signIn.app().encryption().isEmpty())
      assertion = encrypted(assertion, signIn.app(), placement);
    var response =
        Xml.own(
            head("Response", destination(signIn.acsUrl()), inResponseTo(signIn))
                + """
                <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
                </samlp:Response>""");
    response
        .getDocumentElement()
        .appendChild(response.importNode(assertion.getDocumentElement(), true));
    if (!unsigned && signed != SamlApp.Signed.ASSERTION)
      XmlSigner.sign(response.getDocumentElement(), idp.signingKey(), sha1);
    return new Said(nameId, Xml.text(response));
  }

  private static Document encrypted(Document assertion, SamlApp app, KeyPlacement placement) {
    try {
      var reader = Certificates.read(app.encryption()).getPublicKey();
      return XmlEncrypter.encrypt(assertion, reader, placement);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Says that nobody is signed in, and why (SAML Core §3.2.2.2).
   *
   * @param code the second status code, such as {@code AuthnFailed}
   */
  String refusal(SamlApp app, String acsUrl, String inResponseTo, String code, String message) {
    var response =
        Xml.own(
            head("Response", acsUrl, inResponseTo)
                + """
                <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">\
                <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:%s"/></samlp:StatusCode>\
                <samlp:StatusMessage>%s</samlp:StatusMessage></samlp:Status></samlp:Response>"""
                    .formatted(code, Xml.escape(message)));
    if (app.options().signed() != SamlApp.Signed.ASSERTION
        && !idp.behaviour().does(Mischief.UNSIGNED))
      XmlSigner.sign(response.getDocumentElement(), idp.signingKey(), false);
    return Xml.text(response);
  }

  // ------------------------------------------------------------------ the parts

  private String issuer() {
    return idp.behaviour().does(Mischief.OTHER_ISSUER) ? idp.entityId() + "/other" : idp.entityId();
  }

  private String destination(String acsUrl) {
    return idp.behaviour().does(Mischief.OTHER_RECIPIENT) ? OTHER : acsUrl;
  }

  private String inResponseTo(SignIn signIn) {
    return idp.behaviour().does(Mischief.OTHER_REQUEST) ? newId() : signIn.inResponseTo();
  }

  /** The beginning of a message, with its issuer. */
  private String head(String name, String destination, String inResponseTo) {
    return Messages.head(name, newId(), idp.now(), destination, inResponseTo, issuer());
  }

  private String assertion(SignIn signIn, String nameId) {
    var now = idp.now();
    var ends = Messages.time(now.plus(MINUTES_GOOD, ChronoUnit.MINUTES));
    var audience = idp.behaviour().does(Mischief.OTHER_AUDIENCE) ? OTHER : signIn.app().entityId();
    return """
        <saml:Assertion xmlns:saml="%s" ID="%s" Version="2.0" IssueInstant="%s"><saml:Issuer>%s</saml:Issuer>\
        <saml:Subject><saml:NameID Format="%s">%s</saml:NameID>\
        <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
        <saml:SubjectConfirmationData NotOnOrAfter="%s" Recipient="%s"%s/></saml:SubjectConfirmation></saml:Subject>\
        <saml:Conditions NotBefore="%s" NotOnOrAfter="%s"><saml:AudienceRestriction><saml:Audience>%s</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
        <saml:AuthnStatement AuthnInstant="%s" SessionIndex="%s"><saml:AuthnContext>\
        <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
        <saml:AttributeStatement>%s</saml:AttributeStatement></saml:Assertion>"""
        .formatted(
            Xml.ASSERTION,
            newId(),
            Messages.time(now),
            Xml.escape(issuer()),
            format(signIn).urn(),
            Xml.escape(nameId),
            ends,
            Xml.escape(destination(signIn.acsUrl())),
            Messages.answers(inResponseTo(signIn)),
            Messages.time(now),
            ends,
            Xml.escape(audience),
            Messages.time(now),
            Xml.escape(signIn.sessionId()),
            attributes(signIn));
  }

  private String attributes(SignIn signIn) {
    var names = signIn.app().options().names();
    var person = signIn.person();
    var email =
        idp.behaviour().does(Mischief.NO_EMAIL) ? "" : attribute(names.email, person.email());
    return email
        + attribute(names.givenName, person.givenName())
        + attribute(names.familyName, person.familyName());
  }

  private static String attribute(String name, String value) {
    var format = name.contains(":") ? "uri" : "basic";
    return """
        <saml:Attribute Name="%s" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:%s">\
        <saml:AttributeValue>%s</saml:AttributeValue></saml:Attribute>"""
        .formatted(name, format, Xml.escape(value));
  }

  private SamlApp.NameId format(SignIn signIn) {
    if (idp.behaviour().does(Mischief.TRANSIENT_NAME_ID)) return SamlApp.NameId.TRANSIENT;
    return idp.behaviour().does(Mischief.NO_EMAIL) && signIn.format() != SamlApp.NameId.TRANSIENT
        ? SamlApp.NameId.PERSISTENT
        : signIn.format();
  }

  private String nameId(SignIn signIn) {
    return switch (format(signIn)) {
      case EMAIL, UNSPECIFIED -> signIn.person().email();
      case TRANSIENT -> newId();
      case PERSISTENT -> {
        // another one for each app, so that two of them cannot compare
        var pair = signIn.person().id() + "!" + signIn.app().entityId();
        var id = UUID.nameUUIDFromBytes(pair.getBytes(StandardCharsets.UTF_8));
        yield id.toString();
      }
    };
  }

  private String newId() {
    return "_" + idp.visits().secret();
  }

  static String base64(String xml) {
    return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
  }
}
