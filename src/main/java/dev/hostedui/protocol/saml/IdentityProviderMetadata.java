package dev.hostedui.protocol.saml;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider's metadata says about it (SAML Metadata §2.4.3).
 *
 * @param entityId its name, byte for byte: a trailing slash belongs to it, and some are no address
 *     at all
 * @param displayName what people call it, or empty
 * @param ssoServices where it takes requests to sign in, by bindings that we speak; at least one
 * @param sloServices where it takes requests to sign out; may be empty
 * @param signingCertificates any of them may have signed; at least one
 * @param encryptionCertificates for what is encrypted to it; they never check a signature
 * @param wantAuthnRequestsSigned whether it refuses requests that are not signed
 * @param nameIdFormats those it offers, in order
 * @param attributes those it offers, in order
 * @param validUntil when the document ends, or null
 * @param warnings what somebody should know about it
 */
public record IdentityProviderMetadata(
    String entityId,
    String displayName,
    List<Endpoint> ssoServices,
    List<Endpoint> sloServices,
    List<SamlCertificate> signingCertificates,
    List<SamlCertificate> encryptionCertificates,
    boolean wantAuthnRequestsSigned,
    List<String> nameIdFormats,
    List<OfferedAttribute> attributes,
    @Nullable Instant validUntil,
    List<Warning> warnings) {

  public IdentityProviderMetadata {
    ssoServices = List.copyOf(ssoServices);
    sloServices = List.copyOf(sloServices);
    signingCertificates = List.copyOf(signingCertificates);
    encryptionCertificates = List.copyOf(encryptionCertificates);
    nameIdFormats = List.copyOf(nameIdFormats);
    attributes = List.copyOf(attributes);
    warnings = List.copyOf(warnings);
  }

  /**
   * An attribute it says it can send.
   *
   * @param friendlyName what people call it, or empty
   */
  public record OfferedAttribute(String name, String friendlyName) {}

  /**
   * Something that does not keep the metadata from being used.
   *
   * @param code small letters and underscores, like {@code signing_cert_expired}
   * @param about what it is about, like a fingerprint or an address; may be empty
   */
  public record Warning(String code, String about) {}

  /** Where a request to sign in goes: the redirect is the lighter way and is taken if offered. */
  public Endpoint sso() {
    return preferred(ssoServices).orElseThrow();
  }

  /** Where a request to sign out goes; empty when it offers no single logout by the browser. */
  public Optional<Endpoint> slo() {
    return preferred(sloServices);
  }

  private static Optional<Endpoint> preferred(List<Endpoint> services) {
    return services.stream()
        .filter(it -> it.binding() == Binding.REDIRECT)
        .findFirst()
        .or(() -> services.stream().findFirst());
  }
}
