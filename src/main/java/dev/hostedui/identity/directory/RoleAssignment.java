package dev.hostedui.identity.directory;

import dev.hostedui.identity.role.RoleId;
import org.jspecify.annotations.Nullable;

/**
 * What a group of a directory gives its members.
 *
 * @param role the role, or null when it gives none
 */
public record RoleAssignment(DirectoryGroupId group, @Nullable RoleId role) {}
