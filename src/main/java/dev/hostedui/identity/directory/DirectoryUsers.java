package dev.hostedui.identity.directory;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.Member;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of people as their directory tells it (behaviour §9).
 *
 * <ul>
 *   <li>The directory may only speak of addresses whose domain is verified by its organization.
 *       When a domain is verified no longer, its people stay; the directory may still deactivate
 *       and remove them, and nothing else, until the domain is verified again.
 *   <li>A person is known by their address, which never changes. Whoever has an account already, or
 *       belongs to the organization or was invited to it, is linked and not made anew.
 *   <li>With each change, what the directory says of somebody overwrites what was written here:
 *       names, user name, phone number, picture, locale, and the custom attributes of its map. A
 *       name that it does not say takes none away. Anything else that it takes back goes, unless
 *       somebody has written something else in its place. What it has said before and says again
 *       changes nothing, and is no event.
 *   <li>Who is deactivated or removed stays a member and is inactive: their sessions in the
 *       organization and what applications hold there end in the same change, of which a receipt is
 *       kept. It may be the last one who can do everything.
 *   <li>Somebody whom two directories of an organization know is in or out as the one says that
 *       spoke last.
 * </ul>
 *
 * <p>Every verb runs in a transaction that its caller has opened and that must not hold a person or
 * session yet. It refuses before it writes anything. All may refuse with NOT_FOUND {@code
 * directory_not_found}, FORBIDDEN {@code directory_disabled} and {@code feature_off}.
 */
public final class DirectoryUsers {

  private final Database database;
  private final Users users;
  private final Provisioning provisioning;
  private final Belonging groups;
  private final DirectoryReceipts receipts;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public DirectoryUsers(
      Database database,
      Users users,
      Provisioning provisioning,
      Belonging groups,
      DirectoryReceipts receipts,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.users = users;
    this.provisioning = provisioning;
    this.groups = groups;
    this.receipts = receipts;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ finding

  /** A user of a directory. */
  public Optional<DirectoryUser> find(Directory directory, DirectoryUserId id) {
    return database.read(handle -> DirectoryUserTable.find(handle, directory, id));
  }

  /** {@link #find(Directory, DirectoryUserId)} inside a larger change. */
  public static Optional<DirectoryUser> find(
      Handle handle, Directory directory, DirectoryUserId id) {
    return DirectoryUserTable.find(handle, directory, id);
  }

  // ------------------------------------------------------------------ creating

  /**
   * Takes somebody in whom the directory does not know here yet. They become an active member, with
   * the roles of their groups, or else the organization's default role; or an inactive one, when
   * the directory says so.
   *
   * @return with the effect CREATED for a new person, LINKED for one who had an account
   * @throws Problem INVALID for what was sent, with its field; {@code directory_email_missing};
   *     {@code foreign_domain} for an address of a domain that is not verified; CONFLICT {@code
   *     directory_user_name_taken}, {@code directory_email_taken}, {@code seats_taken}, {@code
   *     other_organization}
   */
  public Provisioned create(
      Handle tx, Actor.Directory actor, Directory directory, DirectoryProfile sent) {
    var said = Said.of(sent);
    var email = said.email();
    if (email == null) throw Problem.invalid("directory_email_missing").at("emails");
    var standing = Standing.hold(tx, actor, directory, said.key(), email);
    if (standing.nameTaken())
      throw Problem.conflict("directory_user_name_taken")
          .at("userName")
          .with(said.profile().userName());
    if (standing.emailTaken())
      throw Problem.conflict("directory_email_taken").at("emails").with(email.value());
    if (!standing.ours()) throw foreign(email);
    var known = standing.known() ? held(tx, email) : null;
    var member = known == null ? null : membership(tx, directory, known);
    if (said.profile().active() && standing.limited())
      provisioning.mustHaveSeat(tx, directory.organization(), member);

    var user =
        known != null
            ? known
            : users.findOrCreate(tx, email, told(UserDetails.NONE, said, standing, null));
    var made = insert(tx, directory, said, email, user);
    if (standing.grouped()) groups.arrived(tx, actor, made);
    if (known != null) follow(tx, actor, user, said, standing, null);
    var deactivated = belong(tx, actor, standing, made, user, member);
    record(
        tx,
        actor,
        EventType.DIRECTORY_USER_CREATED,
        made,
        null,
        DirectoryUserSnapshot.of(tx, made, standing.attributes(), standing.grouped()));
    if (deactivated.isPresent())
      receipts.write(tx, actor, made, Effect.DEACTIVATED, deactivated.get());
    return new Provisioned(made, known == null ? Effect.CREATED : Effect.LINKED);
  }

  private DirectoryUser insert(
      Handle tx, Directory directory, Said said, EmailAddress email, User user) {
    var now = clock.instant();
    var profile = said.profile();
    var made =
        new DirectoryUser(
            new DirectoryUserId(ids.next(DirectoryUserId.PREFIX)),
            directory.id(),
            directory.organization(),
            user.id(),
            DirectoryTable.countUserIn(tx, directory.id(), now),
            profile.userName(),
            profile.externalId(),
            email,
            profile.givenName(),
            profile.familyName(),
            profile.displayName(),
            profile.active() ? null : now,
            profile.attributes(),
            1,
            now,
            now);
    DirectoryUserTable.insert(tx, made, said.key());
    return made;
  }

  // ------------------------------------------------------------------ changing

  /**
   * Takes over what the directory says of somebody it knows here, all of it or nothing.
   *
   * @param expectedVersion the version that is meant, or null for whichever it is
   * @param change from what was said before to what is said now; a null address stands for the one
   *     that is known
   * @return with the effect UPDATED, UNCHANGED, DEACTIVATED or REACTIVATED
   * @throws Problem NOT_FOUND {@code directory_user_not_found}; CONFLICT {@code
   *     directory_version_stale}, {@code directory_user_name_taken}, {@code seats_taken}, {@code
   *     other_organization}; INVALID for what was sent, with its field; {@code
   *     directory_email_immutable} for another address; {@code foreign_domain} for anything but a
   *     deactivation while the domain is not verified; and whatever the change itself throws
   */
  public Provisioned change(
      Handle tx,
      Actor.Directory actor,
      Directory directory,
      DirectoryUserId id,
      @Nullable Long expectedVersion,
      UnaryOperator<DirectoryProfile> change) {
    var standing = Standing.hold(tx, actor, directory, null, null);
    var before = mustFind(tx, directory, id, expectedVersion);
    var said = Said.of(change.apply(before.profile()));
    refuseOtherAddress(before, said);
    var person = person(tx, directory, before);
    var after = after(before, said, person);
    if (after.equals(before) && isInLine(after, person))
      return new Provisioned(before, Effect.UNCHANGED);

    if (after.active()) {
      mustOwn(tx, directory, before.email());
      provisioning.mustHaveSeat(tx, directory.organization(), person.member());
    }
    if (!after.userName().equals(before.userName())
        && DirectoryUserTable.isNamed(tx, before, said.key()))
      throw Problem.conflict("directory_user_name_taken").at("userName").with(after.userName());

    var was = DirectoryUserSnapshot.of(tx, before, standing.attributes());
    var user = person.user();
    if (user == null && after.active()) user = made(tx, before, said, standing);
    var changed = after.changed(user == null ? null : user.id(), clock.instant());
    DirectoryUserTable.update(tx, changed, said.key());
    DirectoryTable.countUser(tx, directory.id(), 0, changed.updatedAt());
    if (standing.grouped() && isCalledOtherwise(before, changed))
      groups.arrived(tx, actor, changed);
    var deactivated = Optional.<Provisioning.Deactivated>empty();
    // whose account is gone, and who is kept out, needs none
    if (user != null && (after.active() || person.member() != null)) {
      if (after.active() || owns(tx, directory, before.email()))
        follow(tx, actor, user, said, standing, before);
      deactivated = belong(tx, actor, standing, changed, user, person.member());
    }
    var effect = effect(before, changed, person);
    recordChange(tx, actor, effect, changed, standing.attributes(), was);
    if (effect == Effect.DEACTIVATED)
      receipts.write(tx, actor, changed, effect, deactivated.orElse(null));
    return new Provisioned(changed, effect);
  }

  private static DirectoryUser mustFind(
      Handle tx, Directory directory, DirectoryUserId id, @Nullable Long expectedVersion) {
    var found =
        DirectoryUserTable.find(tx, directory, id)
            .orElseThrow(() -> Problem.notFound("directory_user_not_found"));
    if (expectedVersion != null && expectedVersion != found.version())
      throw Problem.conflict("directory_version_stale");
    return found;
  }

  /** An address is who somebody is; letter case is none of it. */
  private static void refuseOtherAddress(DirectoryUser before, Said said) {
    if (said.email() != null && !said.email().equals(before.email()))
      throw Problem.invalid("directory_email_immutable")
          .at("emails")
          .with(before.email().value(), said.email().value());
  }

  private DirectoryUser after(DirectoryUser before, Said said, Person person) {
    var profile = said.profile();
    var deactivated =
        profile.active()
            ? null
            : before.deactivatedAt() != null ? before.deactivatedAt() : clock.instant();
    return new DirectoryUser(
        before.id(),
        before.directory(),
        before.organization(),
        person.user() == null ? null : person.user().id(),
        before.position(),
        profile.userName(),
        profile.externalId(),
        before.email(),
        profile.givenName(),
        profile.familyName(),
        profile.displayName(),
        deactivated,
        profile.attributes(),
        before.version(),
        before.createdAt(),
        before.updatedAt());
  }

  private static boolean isCalledOtherwise(DirectoryUser before, DirectoryUser after) {
    return !before.userName().equals(after.userName())
        || (after.externalId() != null && !after.externalId().equals(before.externalId()));
  }

  /** Whether the membership is as the directory wants it. */
  private static boolean isInLine(DirectoryUser user, Person person) {
    var member = person.member();
    if (user.active()) return member != null && member.status() == MembershipStatus.ACTIVE;
    return member == null || member.status() == MembershipStatus.INACTIVE;
  }

  private static Effect effect(DirectoryUser before, DirectoryUser after, Person was) {
    if (after.active() && (!before.active() || !isInLine(after, was))) return Effect.REACTIVATED;
    if (!after.active() && (before.active() || !isInLine(after, was))) return Effect.DEACTIVATED;
    return Effect.UPDATED;
  }

  private void recordChange(
      Handle tx,
      Actor.Directory actor,
      Effect effect,
      DirectoryUser user,
      AttributeMap map,
      Map<String, Object> was) {
    switch (effect) {
      case DEACTIVATED ->
          record(
              tx,
              actor,
              EventType.DIRECTORY_USER_DELETED,
              user,
              was,
              DirectoryUserSnapshot.ended(user));
      case REACTIVATED ->
          record(
              tx,
              actor,
              EventType.DIRECTORY_USER_CREATED,
              user,
              was,
              DirectoryUserSnapshot.of(tx, user, map));
      default ->
          record(
              tx,
              actor,
              EventType.DIRECTORY_USER_UPDATED,
              user,
              was,
              DirectoryUserSnapshot.of(tx, user, map));
    }
  }

  // ------------------------------------------------------------------ removing

  /**
   * Forgets what the directory has said of somebody, and keeps them out: see {@link
   * Provisioning#deactivate}. Their membership stays, inactive. The directory may take them in
   * again.
   *
   * @return with the effect REMOVED
   * @throws Problem NOT_FOUND {@code directory_user_not_found}; CONFLICT {@code
   *     directory_version_stale}
   */
  public Provisioned remove(
      Handle tx,
      Actor.Directory actor,
      Directory directory,
      DirectoryUserId id,
      @Nullable Long expectedVersion) {
    var standing = Standing.hold(tx, actor, directory, null, null);
    var user = mustFind(tx, directory, id, expectedVersion);
    var person = person(tx, directory, user);
    if (standing.grouped()) groups.leaving(tx, actor, user);
    DirectoryUserTable.delete(tx, user);
    DirectoryTable.countUser(tx, directory.id(), 1, clock.instant());
    var deactivated =
        person.member() == null
            ? null
            : provisioning.deactivate(tx, actor, person.member()).orElse(null);
    events.record(
        tx,
        actor,
        EventType.DIRECTORY_USER_DELETED,
        user.organization(),
        user.id(),
        Change.deleted(DirectoryUserSnapshot.ended(user)));
    receipts.write(tx, actor, user, Effect.REMOVED, deactivated);
    return new Provisioned(user, Effect.REMOVED);
  }

  // ------------------------------------------------------------------ the person and the member

  /**
   * Whose account it is, and how they belong to the organization.
   *
   * @param user null when the account was removed here
   */
  private record Person(@Nullable User user, @Nullable Member member) {}

  /** Holds the person. */
  private Person person(Handle tx, Directory directory, DirectoryUser of) {
    // one whose account was removed here may have another by now
    var user = held(tx, of.email());
    return new Person(user, user == null ? null : membership(tx, directory, user));
  }

  /** Whose address it is, held and as they are from now on; null when nobody's. */
  private static @Nullable User held(Handle tx, EmailAddress email) {
    return Users.find(tx, email)
        .filter(it -> Locks.user(tx, it.id()))
        .flatMap(it -> Users.find(tx, it.id()))
        .orElse(null);
  }

  private @Nullable Member membership(Handle tx, Directory directory, User user) {
    return provisioning.find(tx, directory.organization(), user.id()).orElse(null);
  }

  private User made(Handle tx, DirectoryUser of, Said said, Standing standing) {
    return users.findOrCreate(tx, of.email(), told(UserDetails.NONE, said, standing, of));
  }

  private void follow(
      Handle tx,
      Actor actor,
      User user,
      Said said,
      Standing standing,
      @Nullable DirectoryUser before) {
    users.change(tx, actor, user.id(), was -> told(was, said, standing, before));
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
  private Optional<Provisioning.Deactivated> belong(
      Handle tx,
      Actor.Directory actor,
      Standing standing,
      DirectoryUser user,
      User person,
      @Nullable Member member) {
    if (member != null && !user.active()) return provisioning.deactivate(tx, actor, member);
    var roles = standing.grouped() ? roles(tx, user) : null;
    if (member != null) provisioning.reactivate(tx, actor, member, roles);
    else provisioning.enter(tx, actor, standing.organization(), person, user.active(), roles);
    return Optional.empty();
  }

  /** What the groups of a user give, or null when they have no say in it. */
  private @Nullable Set<RoleId> roles(Handle tx, DirectoryUser user) {
    return groups
        .roles(tx, user)
        .map(
            given ->
                given.isEmpty() ? Set.of(Roles.defaultMember(tx, user.organization()).id()) : given)
        .orElse(null);
  }

  // ------------------------------------------------------------------ what verbs share

  private static void mustOwn(Handle tx, Directory directory, EmailAddress email) {
    if (!owns(tx, directory, email)) throw foreign(email);
  }

  private static boolean owns(Handle tx, Directory directory, EmailAddress email) {
    return OrganizationDomains.hasVerified(tx, directory.organization(), email.domain());
  }

  private static Problem foreign(EmailAddress email) {
    return Problem.invalid("foreign_domain").at("emails").with(email.domain());
  }

  private void record(
      Handle tx,
      Actor actor,
      EventType type,
      DirectoryUser user,
      @Nullable Map<String, Object> was,
      Map<String, Object> is) {
    events.record(tx, actor, type, user.organization(), user.id(), new Change(was, is));
  }
}
