package dev.hostedui.upstream;

import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.ProviderMetadata;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.saml.CertificateRefused;
import dev.hostedui.protocol.saml.IdentityProviderMetadata;
import dev.hostedui.protocol.saml.MetadataRefused;
import dev.hostedui.protocol.saml.SamlCertificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What something turned out to be that an admin dropped, pasted or typed. */
public sealed interface Recognized {

  /**
   * The metadata of a SAML identity provider.
   *
   * @param address where it is published, or empty when it came as a file
   */
  record SamlProvider(IdentityProviderMetadata metadata, String address) implements Recognized {

    /** The settings with what the metadata says, the rest as it was. */
    public SamlSettings into(SamlSettings draft) {
      return Filling.with(draft, metadata, address);
    }
  }

  /** One or several certificates of a SAML identity provider. */
  record Certificates(List<SamlCertificate> certificates) implements Recognized {
    public Certificates {
      certificates = List.copyOf(certificates);
    }

    /** The settings with these beside the certificates that were there. */
    public SamlSettings into(SamlSettings draft) {
      return draft.with(
          Stream.concat(
                  draft.certificates().stream(),
                  certificates.stream().map(it -> IdpCertificate.parse(it.der())))
              .distinct()
              .toList());
    }
  }

  /** An OpenID provider. */
  record OpenIdProvider(ProviderMetadata metadata) implements Recognized {

    /** The settings with what its discovery document says, the rest as it was. */
    public OidcSettings into(OidcSettings draft) {
      return Filling.with(draft, metadata);
    }
  }

  /**
   * What an OpenID provider calls us, as vendors let admins copy or download it.
   *
   * @param clientId empty when only a secret is there
   * @param clientSecret empty when none is there
   * @param issuer who it is for, empty when that is not said; worth a look of its own
   */
  record Credentials(String clientId, String clientSecret, String issuer) implements Recognized {

    /** The settings with the client's id; the secret is kept elsewhere. */
    public OidcSettings into(OidcSettings draft) {
      return clientId.isEmpty() ? draft : Filling.with(draft, clientId);
    }

    /** Never with the secret. */
    @Override
    public String toString() {
      return clientId;
    }
  }

  /** Metadata of several identity providers, of which one has to be chosen. */
  record SeveralProviders(List<MetadataRefused.Candidate> candidates, String address)
      implements Recognized {
    public SeveralProviders {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * Not what was typed, but what may have been meant: ask before it is taken.
   *
   * @param address what it may mean to somebody who looks for an issuer
   */
  record Guess(DiscoveryAddress address, String typed) implements Recognized {}

  /** An address, at which the thing itself is to be looked for. */
  record Link(String address) implements Recognized {}

  /**
   * Nothing that can be used.
   *
   * @param code why, one of {@link #codes}
   * @param arguments what its words are filled in with, in order
   */
  record Refused(String code, List<String> arguments) implements Recognized {
    public Refused {
      arguments = List.copyOf(arguments);
    }

    static Refused of(FetchRefused e) {
      return new Refused(e.reason().code(), e.arguments());
    }

    static Refused of(Unusable e) {
      return new Refused(e.reason().code(), e.arguments());
    }

    static Refused of(MetadataRefused e) {
      return new Refused("metadata_" + e.reason().code(), e.arguments());
    }

    static Refused of(CertificateRefused e) {
      return new Refused("certificate_" + e.reason().code(), List.of());
    }

    static Refused of(Other other, String... arguments) {
      return new Refused(other.code(), List.of(arguments));
    }

    /** Every code there is, each of which needs words. */
    public static Set<String> codes() {
      var all = new TreeSet<String>();
      Arrays.stream(FetchRefused.Reason.values()).forEach(it -> all.add(it.code()));
      Arrays.stream(Unusable.Reason.values())
          .map(Unusable.Reason::code)
          .filter(it -> it.matches("(?:issuer|multi|discovery)_.*"))
          .forEach(all::add);
      Arrays.stream(MetadataRefused.Reason.values())
          .filter(it -> it != MetadataRefused.Reason.SEVERAL_PROVIDERS)
          .forEach(it -> all.add("metadata_" + it.code()));
      Arrays.stream(CertificateRefused.Reason.values())
          .forEach(it -> all.add("certificate_" + it.code()));
      Arrays.stream(Other.values()).forEach(it -> all.add(it.code()));
      return all;
    }
  }

  /** Why something cannot be used that neither a reader of documents nor a call has said. */
  enum Other {
    EMPTY,
    /** Argument: the limit in bytes. */
    TOO_LARGE,
    /** One of our own addresses. Argument: that. */
    OWN_ADDRESS,
    /** A private key among other things, as in the file of a service account. */
    PRIVATE_KEY,
    /** A set of keys: it says nothing about whose they are. */
    KEYS_ALONE,
    /** Other JSON. */
    OTHER_JSON,
    /** A ZIP archive: unpack it first. */
    ARCHIVE,
    /** An answer of an identity provider, and not its metadata. */
    SAML_RESPONSE,
    /** A token, and not what the provider publishes. */
    TOKEN,
    /** An email address. */
    EMAIL_ADDRESS,
    /** A page of a vendor's, and not what it publishes. Argument: its address. */
    PAGE_OF_PORTAL,
    /** Several addresses: it is not clear which one is meant. */
    SEVERAL_ADDRESSES,
    UNKNOWN;

    String code() {
      return "dropped_" + name().toLowerCase(Locale.ROOT);
    }
  }
}
