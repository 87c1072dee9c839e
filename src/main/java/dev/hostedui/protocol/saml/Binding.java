package dev.hostedui.protocol.saml;

import java.util.Optional;

/** How a message travels through the browser (SAML Bindings §3.4, §3.5). */
public enum Binding {
  /** In the query of an address. */
  REDIRECT("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"),
  /** In a form that posts itself. */
  POST("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST");

  private final String uri;

  Binding(String uri) {
    this.uri = uri;
  }

  public String uri() {
    return uri;
  }

  static Optional<Binding> of(String uri) {
    for (var binding : values()) if (binding.uri.equals(uri)) return Optional.of(binding);
    return Optional.empty();
  }
}
