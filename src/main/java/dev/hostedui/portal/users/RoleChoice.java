package dev.hostedui.portal.users;

import org.jspecify.annotations.Nullable;

/**
 * A role to choose.
 *
 * @param withheld why the visitor cannot choose it, or null
 */
public record RoleChoice(String id, String label, boolean selected, @Nullable String withheld) {}
