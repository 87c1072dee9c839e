package dev.hostedui.identity.session;

/** What a session was begun with: the browser, its network address and the place of that. */
public record Device(UserAgent userAgent, String ip, Place place) {}
