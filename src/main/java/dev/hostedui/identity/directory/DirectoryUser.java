package dev.hostedui.identity.directory;

import dev.hostedui.identity.ExactJson;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person as a directory knows them.
 *
 * @param user whose account it is, or null when that was removed here
 * @param position its place in the list of the directory: the order in which they came
 * @param deactivatedAt null while active
 * @param version 1 at first, and one more with each change: what an ETag is made of
 */
public record DirectoryUser(
    DirectoryUserId id,
    DirectoryId directory,
    OrganizationId organization,
    @Nullable UserId user,
    long position,
    String userName,
    @Nullable String externalId,
    EmailAddress email,
    String givenName,
    String familyName,
    String displayName,
    @Nullable Instant deactivatedAt,
    String attributes,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  public boolean active() {
    return deactivatedAt == null;
  }

  /** What people read: their whole name as sent, else the first and the last one; may be empty. */
  public String name() {
    return displayName.isEmpty() ? (givenName + " " + familyName).strip() : displayName;
  }

  /** As it is after what the directory says now; of the same version. */
  DirectoryUser told(Said said, @Nullable User account, Instant now) {
    var profile = said.profile();
    return new DirectoryUser(
        id,
        directory,
        organization,
        account == null ? null : account.id(),
        position,
        profile.userName(),
        profile.externalId(),
        email,
        profile.givenName(),
        profile.familyName(),
        profile.displayName(),
        profile.active() ? null : deactivatedAt != null ? deactivatedAt : now,
        ExactJson.isSame(attributes, profile.attributes()) ? attributes : profile.attributes(),
        version,
        createdAt,
        updatedAt);
  }

  /** Whether groups may name it otherwise than before. */
  boolean isCalledOtherwise(DirectoryUser before) {
    return !userName.equals(before.userName)
        || (externalId != null && !externalId.equals(before.externalId));
  }

  /** With one version more. */
  DirectoryUser changed(@Nullable UserId whose, Instant now) {
    return new DirectoryUser(
        id,
        directory,
        organization,
        whose,
        position,
        userName,
        externalId,
        email,
        givenName,
        familyName,
        displayName,
        deactivatedAt,
        attributes,
        version + 1,
        createdAt,
        Version.next(updatedAt, now));
  }

  /** What the directory has said. */
  public DirectoryProfile profile() {
    return new DirectoryProfile(
        userName,
        externalId,
        email.value(),
        active(),
        givenName,
        familyName,
        displayName,
        attributes);
  }
}
