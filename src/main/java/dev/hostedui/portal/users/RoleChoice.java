package dev.hostedui.portal.users;

/** A role in a select. */
public record RoleChoice(String id, String label, boolean selected) {}
