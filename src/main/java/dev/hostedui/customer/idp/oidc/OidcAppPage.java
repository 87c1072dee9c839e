package dev.hostedui.customer.idp.oidc;

/** An app: what is pasted at the portal, and what is known of it. */
public record OidcAppPage(String notice, String issuer, OidcApp app, OidcPage.Typed typed) {}
