package dev.hostedui.portal;

/** Where one can go: an address and what is there. */
public record Way(String path, String title) {}
