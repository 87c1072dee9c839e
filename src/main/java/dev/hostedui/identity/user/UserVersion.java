package dev.hostedui.identity.user;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Version;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Which version of a person is shown. A person is shown with all their memberships or with that of
 * one organization, and is another one as soon as something of that has changed. Whoever has seen
 * them in either way may change the person, and a membership that was shown.
 */
public final class UserVersion {
  private UserVersion() {}

  private record Membership(OrganizationId organizationId, Instant updatedAt) {}

  /**
   * The version of a person as they are shown.
   *
   * @param in the organization whose membership is shown, or null for all of theirs
   * @throws Problem NOT_FOUND
   */
  public static String of(Handle handle, UserId user, @Nullable OrganizationId in) {
    return of(updatedAt(handle, user), only(in, memberships(handle, user)));
  }

  /**
   * The version of a membership alone, for who does not see the person: nothing that they cannot
   * see may be told by it, such as that somebody was changed before.
   */
  public static String ofMembership(Handle handle, UserId user, OrganizationId in) {
    return of(only(in, memberships(handle, user)));
  }

  /** All versions under which a person as they are now may have been shown. */
  static Set<String> all(Handle tx, UserId user) {
    var memberships = memberships(tx, user);
    var updatedAt = updatedAt(tx, user);
    var all = new HashSet<String>();
    all.add(of(updatedAt, memberships));
    for (var one : memberships) all.add(of(updatedAt, List.of(one)));
    return all;
  }

  /** All versions that showed the membership of an organization. */
  public static Set<String> allWith(Handle tx, UserId user, OrganizationId organization) {
    var memberships = memberships(tx, user);
    var updatedAt = updatedAt(tx, user);
    var shown = only(organization, memberships);
    return Set.copyOf(List.of(of(updatedAt, memberships), of(updatedAt, shown), of(shown)));
  }

  private static List<Membership> only(@Nullable OrganizationId in, List<Membership> memberships) {
    return memberships.stream().filter(it -> in == null || it.organizationId.equals(in)).toList();
  }

  private static String of(Instant updatedAt, List<Membership> memberships) {
    return hash(Version.of(updatedAt) + times(memberships));
  }

  private static String of(List<Membership> memberships) {
    return hash(times(memberships));
  }

  private static String times(List<Membership> memberships) {
    return memberships.stream()
        .map(it -> " " + it.organizationId.value() + " " + Version.of(it.updatedAt))
        .collect(Collectors.joining());
  }

  /** Of one length, however many memberships there are. */
  private static String hash(String times) {
    // whoever takes tags apart does it at this sign
    return Ids.hash(times).replace('-', '.');
  }

  private static Instant updatedAt(Handle handle, UserId user) {
    return handle
        .createQuery("SELECT updated_at FROM users WHERE id = :id")
        .bind("id", user)
        .mapTo(Instant.class)
        .findOne()
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  private static List<Membership> memberships(Handle handle, UserId user) {
    return handle
        .createQuery(
            "SELECT organization_id, updated_at FROM memberships WHERE user_id = :user ORDER BY"
                + " organization_id")
        .bind("user", user)
        .mapTo(Membership.class)
        .list();
  }
}
