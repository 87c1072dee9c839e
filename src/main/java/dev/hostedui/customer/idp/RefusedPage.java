package dev.hostedui.customer.idp;

/** What the identity provider does not take, for whoever sees it and for its administrator. */
public record RefusedPage(String problem) {}
