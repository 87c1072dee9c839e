package dev.hostedui.identity.directory;

import dev.hostedui.identity.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A directory of an organization.
 *
 * @param provider the name of the guide by which it is set up, like {@code OKTA}
 * @param enabledAt since when it is listened to; null while it is not
 * @param firstEnabledAt when it was enabled for the first time, or null
 * @param firstContactAt when it called with a good token, or was read, for the first time; null
 *     while one waits for it
 * @param lastContactAt the last time of that, exact to the minute
 * @param usersChangedAt when a user of it last changed, or null
 * @param groupsChangedAt when a group of it last changed, or null
 * @param attributes which of its attributes are custom attributes of its users
 * @param userCount how many users it has, deactivated ones included
 */
public record Directory(
    DirectoryId id,
    OrganizationId organization,
    String provider,
    DirectoryType type,
    @Nullable Instant enabledAt,
    @Nullable Instant firstEnabledAt,
    @Nullable Instant firstContactAt,
    @Nullable Instant lastContactAt,
    @Nullable Instant usersChangedAt,
    @Nullable Instant groupsChangedAt,
    AttributeMap attributes,
    long userCount,
    long groupCount,
    Instant createdAt,
    Instant updatedAt) {

  public boolean enabled() {
    return enabledAt != null;
  }

  /** Whether it was ever listened to. */
  public boolean everEnabled() {
    return firstEnabledAt != null;
  }

  /** Whether it has ever reached us; then its provider cannot change any more. */
  public boolean contacted() {
    return firstContactAt != null;
  }
}
