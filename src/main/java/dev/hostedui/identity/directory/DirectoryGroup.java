package dev.hostedui.identity.directory;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.role.RoleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A group of a directory.
 *
 * @param position its place in the list of the directory: the order in which they came
 * @param role what it gives its members, or null when it gives none
 * @param attributes JSON of the whole resource as understood, without id, meta and members
 * @param memberCount how many users of the directory are in it, without those that have not come
 *     yet
 * @param version 1 at first, and one more with each change: what an ETag is made of
 */
public record DirectoryGroup(
    DirectoryGroupId id,
    DirectoryId directory,
    OrganizationId organization,
    long position,
    String displayName,
    @Nullable String externalId,
    @Nullable RoleId role,
    String attributes,
    long memberCount,
    long version,
    Instant createdAt,
    Instant updatedAt) {}
