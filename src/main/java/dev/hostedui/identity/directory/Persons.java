package dev.hostedui.identity.directory;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.member.Member;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.member.ProvisioningMethod;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.Users;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The people behind the users of a directory: their accounts, and how they belong to the
 * organization, which follow what the directory says.
 */
final class Persons {

  /**
   * Somebody who is held.
   *
   * @param user whose account it is; null when it was removed here
   * @param member how they belong to the organization, or null when they do not
   */
  record Person(@Nullable User user, @Nullable Member member) {

    /** Whether the membership is as the directory wants it. */
    boolean isInLine(DirectoryUser with) {
      if (with.active()) return member != null && member.status() == MembershipStatus.ACTIVE;
      return member == null || member.status() == MembershipStatus.INACTIVE;
    }
  }

  /** Nobody has the address. */
  static final Person NOBODY = new Person(null, null);

  private final Users users;
  private final Provisioning provisioning;
  private final Belonging groups;

  Persons(Users users, Provisioning provisioning, Belonging groups) {
    this.users = users;
    this.provisioning = provisioning;
    this.groups = groups;
  }

  /** Holds the person. */
  Person of(Handle tx, Directory directory, DirectoryUser user) {
    // one whose account was removed here may have another by now
    return of(tx, directory, user.email());
  }

  /** Holds the person who has an address. */
  Person of(Handle tx, Directory directory, EmailAddress email) {
    var user =
        Users.find(tx, email)
            .filter(it -> Locks.user(tx, it.id()))
            // as they are from now on
            .flatMap(it -> Users.find(tx, it.id()))
            .orElse(null);
    if (user == null) return NOBODY;
    var member = provisioning.find(tx, directory.organization(), user.id()).orElse(null);
    return new Person(user, member);
  }

  /**
   * Makes an account.
   *
   * @param before what the directory said until now, or null when it knew nobody
   */
  User make(
      Handle tx, EmailAddress email, Said said, Standing standing, @Nullable DirectoryUser before) {
    return users.findOrCreate(tx, email, told(UserDetails.NONE, said, standing, before));
  }

  /** Writes to an account what the directory says; see {@link #make}. */
  void follow(
      Handle tx,
      Actor actor,
      User user,
      Said said,
      Standing standing,
      @Nullable DirectoryUser before) {
    users.change(tx, actor, user.id(), was -> told(was, said, standing, before));
  }

  /**
   * Takes back from an account what the directory has said of the person. Their names stay, the
   * user name too: it is said anew whenever they come again.
   */
  void forget(Handle tx, Actor actor, User user, Standing standing, DirectoryUser said) {
    var profile = PersonalProfile.ofAttributes(said.attributes(), standing.attributes());
    users.change(tx, actor, user.id(), was -> was.told(Map.of(), profile, true));
  }

  /**
   * What is known of a person with what the directory says now.
   *
   * @param before what it said until now, or null when it knew nobody
   */
  private static UserDetails told(
      UserDetails was, Said said, Standing standing, @Nullable DirectoryUser before) {
    var profile = said.profile();
    var map = standing.attributes();
    return was.called(said.givenName(), profile.familyName())
        .told(
            PersonalProfile.of(profile.userName(), profile.attributes(), map),
            before == null
                ? Map.of()
                : PersonalProfile.of(before.userName(), before.attributes(), map),
            true);
  }

  /**
   * Brings the membership in line with what the directory says.
   *
   * @param member the membership as it was before, or null when there was none
   * @return what ended, when that was anything
   */
  Optional<Provisioning.Deactivated> belong(
      Handle tx,
      Actor.Directory actor,
      Standing standing,
      DirectoryUser user,
      User person,
      @Nullable Member member) {
    if (member != null && !user.active()) return provisioning.deactivate(tx, actor, member, null);
    var roles = standing.grouped() ? roles(tx, user) : null;
    if (member != null)
      provisioning.reactivate(tx, actor, member, roles, ProvisioningMethod.DIRECT_PROVISION);
    else provisioning.enter(tx, actor, standing.organization(), person, user.active(), roles);
    return Optional.empty();
  }

  /** What the groups of a user give, else the default role; null when they have no say in it. */
  @Nullable Set<RoleId> roles(Handle tx, DirectoryUser user) {
    return groups
        .roles(tx, user)
        .map(
            given ->
                given.isEmpty() ? Set.of(Roles.defaultMember(tx, user.organization()).id()) : given)
        .orElse(null);
  }
}
