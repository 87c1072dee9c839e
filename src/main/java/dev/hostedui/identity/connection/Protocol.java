package dev.hostedui.identity.connection;

/** What an identity provider and we speak with each other. */
public enum Protocol {
  SAML,
  OIDC
}
