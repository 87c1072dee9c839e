package dev.hostedui.protocol.saml;

/**
 * An address where messages are taken (SAML Metadata §2.2.2).
 *
 * @param location where requests go, as the metadata has it, query and all
 * @param responseLocation where answers go; the location itself unless the metadata names another
 */
public record Endpoint(Binding binding, String location, String responseLocation) {

  public Endpoint(Binding binding, String location) {
    this(binding, location, location);
  }
}
