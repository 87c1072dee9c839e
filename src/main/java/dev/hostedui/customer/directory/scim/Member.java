package dev.hostedui.customer.directory.scim;

/**
 * A member of a group.
 *
 * @param value what the app calls them, or the directory's own id for whom the app does not know
 */
public record Member(String value, String display) {}
