package dev.hostedui.identity.session;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A live session with everything a request needs to know about its visitor, read by one statement.
 *
 * @param active the organization it is in, or null: none chosen, or no longer an active member
 *     there
 * @param elsewhere whether there are other organizations to turn to, invitations included where
 *     they can be accepted; without an organization: whether they have any membership or invitation
 *     at all
 * @param authenticatedAt when the person last showed here who they are
 * @param provenAt when they had proven that: earlier, where an identity provider says so
 * @param onlyIn the only organization that the proof counts in, whose identity provider vouched for
 *     a stranger's address; null when it counts in all of theirs and for what is their own
 * @param organizationChosenAt when they last chose the organization, or 1970 when they never did
 */
public record Session(
    SessionId id,
    User user,
    @Nullable ActiveOrganization active,
    boolean elsewhere,
    Instant authenticatedAt,
    Instant provenAt,
    @Nullable OrganizationId onlyIn,
    Instant organizationChosenAt) {

  /** Whether the proof counts in all their organizations and for what is their own. */
  public boolean countsEverywhere() {
    return onlyIn == null;
  }

  /**
   * The active organization with its own logo, or null, and what the visitor's roles give there,
   * inherited permissions included.
   */
  public record ActiveOrganization(
      OrganizationId id,
      String displayName,
      @Nullable PictureId logo,
      Set<Permission> permissions,
      Set<Feature> features) {}

  /** A session just begun: the token is known only here and in the browser. */
  public record Begun(SessionId id, String token, Instant absoluteExpiry) {
    /** Never with the token. */
    @Override
    public String toString() {
      return id.value();
    }
  }
}
