package dev.hostedui.customer;

/**
 * Where everything begins.
 *
 * @param notice what just happened, or an empty text
 * @param dnsPort where the domains are answered for; 0 if they are not
 */
public record HomePage(String notice, int dnsPort) {}
