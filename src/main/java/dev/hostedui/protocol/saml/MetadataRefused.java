package dev.hostedui.protocol.saml;

import java.util.List;
import java.util.Locale;

/** Why a document is not the metadata of an identity provider that we can use. */
public final class MetadataRefused extends Exception {

  /** What is wrong, and what the arguments say about it. */
  public enum Reason {
    EMPTY,
    /** Argument: the limit in bytes. */
    TOO_LARGE,
    /** A web page. Argument: its title, or empty. */
    HTML_PAGE,
    /** Not well-formed. Argument: the line, or empty. */
    NOT_XML,
    /** It has a DOCTYPE, which can make a reader fetch files and fill its memory. */
    DOCTYPE,
    /** More elements, deeper or with more attributes than any metadata has. */
    TOO_COMPLEX,
    /** Other XML. Argument: the name of its root element. */
    NOT_METADATA,
    /** The file that we gave to the identity provider. Argument: the entity id. */
    OWN_FILE,
    /** The file of a service provider. Argument: the entity id. */
    SERVICE_PROVIDER,
    /** It has other roles, but none of an identity provider. Arguments: those roles. */
    NO_IDENTITY_PROVIDER,
    /** An identity provider for older versions of SAML only. Argument: the entity id. */
    NOT_SAML_2,
    /** Several identity providers: somebody must choose one of the candidates. */
    SEVERAL_PROVIDERS,
    /** The one that was chosen is not in it. Argument: its entity id. */
    UNKNOWN_PROVIDER,
    /** Two have the same entity id. Argument: the entity id. */
    DUPLICATE_ENTITY_ID,
    NO_ENTITY_ID,
    /** Argument: the limit in characters. */
    ENTITY_ID_TOO_LONG,
    /** No sign-in service that a browser can be sent to. Arguments: the bindings that it has. */
    NO_USABLE_SSO_BINDING,
    /** An address that is none, or not of a kind to send a browser to. Argument: the address. */
    BAD_ADDRESS,
    /** Argument: the address. */
    SSO_ADDRESS_NOT_HTTPS,
    NO_SIGNING_CERTIFICATE,
    /** A certificate that cannot be read, and no other one to sign with. */
    BROKEN_CERTIFICATE,
    /** A key so short that signatures can be forged, and no other one to sign with. */
    WEAK_KEY,
    /** Argument: the date it ended, in ISO 8601. */
    METADATA_EXPIRED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One of several identity providers in a document.
   *
   * @param displayName what people call it, or empty
   */
  public record Candidate(String entityId, String displayName) {}

  private final Reason reason;
  private final List<String> arguments;
  private final transient List<Candidate> candidates;

  MetadataRefused(Reason reason, String... arguments) {
    this(reason, List.of(arguments), List.of());
  }

  MetadataRefused(Reason reason, List<String> arguments, List<Candidate> candidates) {
    super(reason.code() + " " + arguments, null, false, false);
    this.reason = reason;
    this.arguments = List.copyOf(arguments);
    this.candidates = List.copyOf(candidates);
  }

  public Reason reason() {
    return reason;
  }

  /** What the reason says it tells, cut to a length that can be shown. */
  public List<String> arguments() {
    return arguments;
  }

  /** Among whom to choose when there are several; else empty. */
  public List<Candidate> candidates() {
    return candidates;
  }
}
