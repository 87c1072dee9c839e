package dev.hostedui.identity.connection;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * How a SAML 2.0 identity provider is talked to.
 *
 * @param metadataUrl where it publishes its metadata, which is read again every day; empty when it
 *     was set up by hand or by a file
 * @param entityId its name, compared exactly with the issuer of what it sends (SAML Core §8.3.6)
 * @param signOn where requests go
 * @param logout where logout requests go
 * @param certificates whose keys may sign what it sends: two and more while it changes them; the
 *     dates of a certificate only warn
 * @param nameIdFormat how we ask it to name people
 * @param signing what has to be signed of what it sends
 * @param requestsSigned whether our requests are signed
 * @param assertionsEncrypted whether an assertion has to be encrypted for us
 * @param forceAuthentication whether it must ask for a proof even of those it knows already ({@code
 *     ForceAuthn})
 */
public record SamlSettings(
    String metadataUrl,
    String entityId,
    SignOn signOn,
    Logout logout,
    List<IdpCertificate> certificates,
    NameIdFormat nameIdFormat,
    Signing signing,
    boolean requestsSigned,
    boolean assertionsEncrypted,
    boolean forceAuthentication,
    AttributeMapping mapping)
    implements ConnectionSettings {

  /** So many certificates of one provider are kept. */
  public static final int MOST_CERTIFICATES = 10;

  /** How a message travels through the browser (SAML Bindings §3.4, §3.5). */
  public enum Binding {
    HTTP_REDIRECT,
    HTTP_POST
  }

  /** Where authentication requests go; the address is empty while it is not known. */
  public record SignOn(String address, Binding binding) {}

  /**
   * Where logout requests go.
   *
   * @param address empty when it offers none
   * @param responseAddress where answers to its own requests go, or empty for the same address
   *     ({@code ResponseLocation}, SAML Metadata §2.2.2)
   * @param required whether who signs out here is signed out there too
   */
  public record Logout(String address, String responseAddress, Binding binding, boolean required) {
    public static final Logout NONE = new Logout("", "", Binding.HTTP_REDIRECT, false);
  }

  /** How people are named (SAML Core §8.3). */
  public enum NameIdFormat {
    UNSPECIFIED,
    EMAIL,
    TRANSIENT,
    PERSISTENT
  }

  /**
   * What has to be signed of what the provider sends. There is no choice of nothing: then anybody
   * could sign in as anybody.
   */
  public enum Signing {
    SAML_ONLY_RESPONSE_SIGNING(false),
    SAML_ONLY_ASSERTION_SIGNING(true),
    SAML_RESPONSE_ASSERTION_SIGNING(true),
    /** Either is enough. */
    SAML_RESPONSE_OR_ASSERTION_SIGNING(false);

    private final boolean assertion;

    Signing(boolean assertion) {
      this.assertion = assertion;
    }

    /** Whether the assertion has to be, whatever else is. */
    public boolean needsAssertion() {
      return assertion;
    }
  }

  public static final SamlSettings BLANK =
      new SamlSettings(
          "",
          "",
          new SignOn("", Binding.HTTP_REDIRECT),
          Logout.NONE,
          List.of(),
          NameIdFormat.UNSPECIFIED,
          Signing.SAML_RESPONSE_OR_ASSERTION_SIGNING,
          false,
          false,
          false,
          AttributeMapping.BLANK);

  public SamlSettings {
    certificates = List.copyOf(certificates);
  }

  @Override
  public Protocol protocol() {
    return Protocol.SAML;
  }

  @Override
  public String issuer() {
    return entityId;
  }

  @Override
  public SamlSettings with(AttributeMapping other) {
    return new SamlSettings(
        metadataUrl,
        entityId,
        signOn,
        logout,
        certificates,
        nameIdFormat,
        signing,
        requestsSigned,
        assertionsEncrypted,
        forceAuthentication,
        other);
  }

  /**
   * These of the provider of that name. Another name is another provider: where people sign out and
   * how requests travel was known of the one before only, and goes with it.
   */
  public SamlSettings named(String name) {
    var another = !entityId.isEmpty() && !entityId.equals(name);
    return new SamlSettings(
        metadataUrl,
        name,
        another ? new SignOn(signOn.address, BLANK.signOn.binding) : signOn,
        another ? Logout.NONE : logout,
        certificates,
        nameIdFormat,
        signing,
        requestsSigned,
        assertionsEncrypted,
        forceAuthentication,
        mapping);
  }

  /** These with requests going elsewhere. */
  public SamlSettings with(SignOn other) {
    return new SamlSettings(
        metadataUrl,
        entityId,
        other,
        logout,
        certificates,
        nameIdFormat,
        signing,
        requestsSigned,
        assertionsEncrypted,
        forceAuthentication,
        mapping);
  }

  /** These with other certificates of the provider. */
  public SamlSettings with(List<IdpCertificate> others) {
    return new SamlSettings(
        metadataUrl,
        entityId,
        signOn,
        logout,
        others,
        nameIdFormat,
        signing,
        requestsSigned,
        assertionsEncrypted,
        forceAuthentication,
        mapping);
  }

  @Override
  public boolean complete(boolean secretKnown) {
    return !entityId.isEmpty() && !signOn.address.isEmpty() && !certificates.isEmpty();
  }

  @Override
  public Optional<Instant> certificatesEnd() {
    return certificates.stream().map(IdpCertificate::endsAt).max(Comparator.naturalOrder());
  }

  @Override
  public void check(boolean plainHttp) {
    Problem.together(
        () -> WebAddress.check("idp_metadata_url", metadataUrl, plainHttp),
        () -> {
          if (entityId.length() > WebAddress.LONGEST)
            throw Problem.invalid("entity_id_too_long")
                .at("idp_entity_id")
                .with(WebAddress.LONGEST);
        },
        () -> WebAddress.check("idp_sso_url", signOn.address, plainHttp),
        () -> WebAddress.check("idp_slo_url", logout.address, plainHttp),
        () -> WebAddress.check("idp_slo_response_url", logout.responseAddress, plainHttp),
        this::checkCertificates,
        mapping::check);
  }

  private void checkCertificates() {
    if (certificates.size() > MOST_CERTIFICATES)
      throw Problem.invalid("too_many_certificates").at("idp_certificates").with(MOST_CERTIFICATES);
    if (new HashSet<>(certificates).size() < certificates.size())
      throw Problem.invalid("certificate_twice").at("idp_certificates");
  }
}
