package dev.hostedui.customer;

/** What went wrong. */
public record FailurePage(String title, String message) {}
