package dev.hostedui.customer.idp.saml;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A service provider, as the administrator of the identity provider registered it.
 *
 * @param id ours
 * @param name what people see
 * @param entityId what it calls itself in its requests
 * @param acsUrls where answers go; the first unless a request names another of them
 * @param sloUrl where requests to sign out go, or empty
 * @param sloResponseUrl where answers to its own requests to sign out go, or empty for the same
 * @param certificates base64 of DER: its requests are signed with one of these; none if it does not
 *     sign, or nobody said with what
 * @param encryption base64 of DER: what an assertion is encrypted for, or empty
 */
public record SamlApp(
    String id,
    String name,
    String entityId,
    List<String> acsUrls,
    String sloUrl,
    String sloResponseUrl,
    List<String> certificates,
    String encryption,
    Options options) {

  /**
   * What the administrator chooses.
   *
   * @param requestsSigned whether a request without a signature is refused
   */
  public record Options(NameId nameId, Names names, Signed signed, boolean requestsSigned) {

    static final Options USUAL = new Options(NameId.EMAIL, Names.SHORT, Signed.BOTH, false);
  }

  /** What a NameID is (SAML Core §8.3). */
  public enum NameId {
    EMAIL("Email address", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
    UNSPECIFIED(
        "Email address, format unspecified",
        "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
    PERSISTENT(
        "Persistent: an id that stays", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
    TRANSIENT(
        "Transient: another one each time", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient");

    private final String words;
    private final String urn;

    NameId(String words, String urn) {
      this.words = words;
      this.urn = urn;
    }

    public String words() {
      return words;
    }

    String urn() {
      return urn;
    }

    static Optional<NameId> ofUrn(String urn) {
      for (var it : values()) if (it.urn.equals(urn)) return Optional.of(it);
      return Optional.empty();
    }
  }

  /** What the attributes are called. */
  public enum Names {
    SHORT("email, firstName, lastName", "email", "firstName", "lastName"),
    CLAIMS(
        "Claims of Entra ID and AD FS",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"),
    OIDS(
        "OIDs of Shibboleth: mail, givenName, sn",
        "urn:oid:0.9.2342.19200300.100.1.3",
        "urn:oid:2.5.4.42",
        "urn:oid:2.5.4.4");

    private final String words;
    final String email;
    final String givenName;
    final String familyName;

    Names(String words, String email, String givenName, String familyName) {
      this.words = words;
      this.email = email;
      this.givenName = givenName;
      this.familyName = familyName;
    }

    public String words() {
      return words;
    }
  }

  /** What carries a signature. */
  public enum Signed {
    BOTH("Response and assertion"),
    ASSERTION("The assertion"),
    RESPONSE("The response");

    private final String words;

    Signed(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  public SamlApp {
    acsUrls = List.copyOf(acsUrls);
    certificates = List.copyOf(certificates);
  }

  /** Where answers go that nobody asked for. */
  public String acsUrl() {
    return acsUrls.get(0);
  }

  String logoutAnswerUrl() {
    return sloResponseUrl.isEmpty() ? sloUrl : sloResponseUrl;
  }

  List<URI> leadsTo() {
    return acsUrls.stream().map(URI::create).toList();
  }

  SamlApp with(Options chosen) {
    return new SamlApp(
        id, name, entityId, acsUrls, sloUrl, sloResponseUrl, certificates, encryption, chosen);
  }
}
