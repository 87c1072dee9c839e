package dev.hostedui.customer;

/**
 * Where everything begins.
 *
 * @param notice what just happened, or an empty text
 * @param dnsPort where the domains are answered for; 0 if they are not
 * @param here who is signed in at the identity provider in this browser, or an empty text
 */
public record HomePage(String notice, int dnsPort, String here) {}
