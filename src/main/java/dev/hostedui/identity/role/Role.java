package dev.hostedui.identity.role;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A role that members can hold.
 *
 * @param organization whose role it is; null when every organization of the environment has it
 * @param permissions the predefined permissions it gives, inherited ones included
 */
public record Role(
    RoleId id,
    @Nullable OrganizationId organization,
    String name,
    String displayName,
    Set<Permission> permissions) {}
