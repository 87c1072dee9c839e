package dev.hostedui.identity.member;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person's membership of one organization, as the verbs see it. */
public record Member(
    OrganizationId organization,
    User user,
    long position,
    MembershipStatus status,
    @Nullable Instant expiresAt) {

  /** What their organization calls them: by the address alone whoever has not joined it yet. */
  public String label() {
    return invited() || user.fullName().isEmpty() ? user.email().value() : user.fullName();
  }

  /** Whether they were invited and have not accepted, in time or at all. */
  public boolean invited() {
    return status.invited();
  }
}
