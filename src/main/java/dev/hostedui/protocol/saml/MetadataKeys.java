package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.IdentityProviderMetadata.Warning;
import dev.hostedui.protocol.saml.MetadataRefused.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** The keys of a role: all of those that sign, because any of them may sign from tomorrow. */
final class MetadataKeys {

  /** Comparing each with each must not take long. */
  private static final int MOST = 50;

  private final Instant now;
  private final Element role;
  private final List<Warning> warnings;
  private final Set<SamlCertificate> signing = new LinkedHashSet<>();
  private final Set<SamlCertificate> encryption = new LinkedHashSet<>();

  /** Why a certificate that should sign was left out. */
  private @Nullable MetadataRefused unusable;

  MetadataKeys(Instant now, Element role, List<Warning> warnings) {
    this.now = now;
    this.role = role;
    this.warnings = warnings;
  }

  List<SamlCertificate> signing() {
    return List.copyOf(signing);
  }

  List<SamlCertificate> encryption() {
    return List.copyOf(encryption);
  }

  void read() throws MetadataRefused {
    if (Elements.all(role, Elements.SIGNATURE, "X509Certificate").size() > MOST)
      throw new MetadataRefused(Reason.TOO_COMPLEX);
    for (var descriptor : Elements.children(role, Elements.METADATA, "KeyDescriptor")) {
      var use = Elements.attribute(descriptor, "use").strip();
      var certificates = certificates(descriptor);
      // a key without a use is for both (SAML Metadata §2.4.1.1)
      if (!use.equals("encryption")) signing.addAll(certificates);
      if (!use.equals("signing")) encryption.addAll(certificates);
    }
    if (signing.isEmpty() && unusable != null) throw unusable;
    if (signing.isEmpty()) throw new MetadataRefused(Reason.NO_SIGNING_CERTIFICATE);
    if (unusable != null) warn("signing_cert_unusable", unusable.reason().code());
    if (signing.size() > 1) warn("several_signing_certs", Integer.toString(signing.size()));
    for (var certificate : signing) warnings.addAll(certificate.warnings(now));
  }

  private void warn(String code, String about) {
    warnings.add(new Warning(code, about));
  }

  private List<SamlCertificate> certificates(Element descriptor) {
    var found = new ArrayList<SamlCertificate>();
    for (var info : Elements.children(descriptor, Elements.SIGNATURE, "KeyInfo"))
      for (var data : Elements.children(info, Elements.SIGNATURE, "X509Data"))
        for (var element : Elements.children(data, Elements.SIGNATURE, "X509Certificate"))
          read(element, found, !Elements.attribute(descriptor, "use").equals("encryption"));
    found.removeIf(it -> vouchesForAnother(it, found));
    return found;
  }

  private void read(Element element, List<SamlCertificate> found, boolean signs) {
    var text = Elements.text(element);
    try {
      found.addAll(CertificateReader.read(text.getBytes(StandardCharsets.UTF_8)));
      if (text.contains("-----BEGIN")) warn("pem_armour_removed", "");
    } catch (CertificateRefused e) {
      if (signs)
        unusable =
            new MetadataRefused(
                e.reason() == CertificateRefused.Reason.WEAK_KEY
                    ? Reason.WEAK_KEY
                    : Reason.BROKEN_CERTIFICATE);
    }
  }

  /** Some put the whole chain beside a certificate: those of authorities sign no messages. */
  private static boolean vouchesForAnother(SamlCertificate one, List<SamlCertificate> all) {
    return one.certificate().getBasicConstraints() >= 0
        && all.stream()
            .anyMatch(
                it ->
                    !it.equals(one)
                        && !it.subject().equals(it.issuer())
                        && it.issuer().equals(one.subject()));
  }
}
