package dev.hostedui.protocol.saml;

import org.jspecify.annotations.Nullable;

/** What kind of name an identity provider is asked for (SAML Core §8.3). */
public enum NameIdFormat {
  UNSPECIFIED("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"),
  EMAIL("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
  /** Another name each time: it says who signed in to nobody but the provider itself. */
  TRANSIENT("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
  PERSISTENT("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");

  private final String uri;

  NameIdFormat(String uri) {
    this.uri = uri;
  }

  public String uri() {
    return uri;
  }

  /**
   * Whether a format that came is this one. Providers write the number of the SAML version as they
   * please; no format at all is the unspecified one (SAML Core §2.2.2).
   */
  boolean is(@Nullable String format) {
    if (format == null || format.isBlank()) return this == UNSPECIFIED;
    var name = uri.substring(uri.indexOf(":nameid-format:"));
    return format.startsWith("urn:oasis:names:tc:SAML:") && format.endsWith(name);
  }
}
