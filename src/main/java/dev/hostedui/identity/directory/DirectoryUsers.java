package dev.hostedui.identity.directory;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.KeptOut;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The life cycle of people as their directory tells it.
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
 *       spoke of that last. Only whoever is new to a directory, or is active there and was not, or
 *       the other way round, is spoken of so: what it says again with another title is no word on
 *       it, and the membership stays as the other directory wants it.
 * </ul>
 *
 * <p>Every verb runs in a transaction that its caller has opened and that must not hold a person or
 * session yet. It refuses before it writes anything. All may refuse with NOT_FOUND {@code
 * directory_not_found}, FORBIDDEN {@code directory_disabled} and {@code feature_off}.
 */
public final class DirectoryUsers {

  private final Database database;
  private final Persons persons;
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
    this.persons = new Persons(users, provisioning, groups);
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
    var known = standing.known() ? persons.of(tx, directory, email) : Persons.NOBODY;
    if (said.profile().active() && standing.limited())
      provisioning.mustHaveSeat(tx, directory.organization(), known.member());

    var account = known.user();
    var user = account != null ? account : persons.make(tx, email, said, standing, null);
    var made = insert(tx, directory, said, email, user);
    if (standing.grouped()) groups.arrived(tx, actor, made);
    if (account != null) persons.follow(tx, actor, user, said, standing, null);
    var deactivated = persons.belong(tx, actor, standing, made, user, known.member());
    record(
        tx,
        actor,
        EventType.DIRECTORY_USER_CREATED,
        made,
        null,
        DirectoryUserSnapshot.of(tx, made, standing.attributes(), standing.grouped()));
    if (deactivated.isPresent())
      receipts.write(tx, actor, made, Effect.DEACTIVATED, deactivated.get());
    return new Provisioned(made, account == null ? Effect.CREATED : Effect.LINKED);
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
   * Takes over what the directory says of somebody it knows here, all of it or nothing. While the
   * domain is not verified, of a deactivation that says something else too only the deactivation.
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
    var person = persons.of(tx, directory, before);
    var after = before.told(said, person.user(), clock.instant());
    var overruled = !person.isInLine(after) && isOverruled(tx, before, after);
    var inLine = overruled || person.isInLine(after);
    if (after.equals(before) && inLine) return new Provisioned(before, Effect.UNCHANGED);

    var deactivates = !after.active() && (before.active() || !inLine);
    if (!owns(tx, directory, before.email())) {
      if (!deactivates) throw foreign(before.email());
      said = Said.of(before.profile().inactive());
      after = before.told(said, person.user(), clock.instant());
    }
    if (after.active() && !overruled)
      provisioning.mustHaveSeat(tx, directory.organization(), person.member());
    if (!after.userName().equals(before.userName())
        && DirectoryUserTable.isNamed(tx, before, said.key()))
      throw Problem.conflict("directory_user_name_taken").at("userName").with(after.userName());

    var was = DirectoryUserSnapshot.of(tx, before, standing.attributes());
    var user = person.user();
    if (user == null && after.active() && !overruled)
      user = persons.make(tx, before.email(), said, standing, before);
    var changed = after.changed(user == null ? null : user.id(), clock.instant());
    DirectoryUserTable.update(tx, changed, said.key());
    DirectoryTable.countUser(tx, directory.id(), 0, changed.updatedAt());
    if (standing.grouped() && changed.isCalledOtherwise(before)) groups.arrived(tx, actor, changed);
    var deactivated = Optional.<Provisioning.Deactivated>empty();
    // whose account is gone, and who is kept out, needs none
    if (user != null && (after.active() || person.member() != null)) {
      if (after.active() || owns(tx, directory, before.email()))
        persons.follow(tx, actor, user, said, standing, before);
      if (!overruled)
        deactivated = persons.belong(tx, actor, standing, changed, user, person.member());
    }
    var effect = effect(before, changed, inLine);
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

  /**
   * Whether this is no word on who may come in, and another directory of the organization has
   * spoken of that since.
   */
  private static boolean isOverruled(Handle tx, DirectoryUser before, DirectoryUser after) {
    return before.active() == after.active()
        && before.active() == KeptOut.is(tx, before.organization(), before.email());
  }

  private static Effect effect(DirectoryUser before, DirectoryUser after, boolean inLine) {
    if (before.active() == after.active() && inLine) return Effect.UPDATED;
    return after.active() ? Effect.REACTIVATED : Effect.DEACTIVATED;
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
   * Forgets what the directory has said of somebody, as if it took all of it back, and keeps them
   * out: see {@link Provisioning#deactivate}. Their membership stays, inactive, without what the
   * directory's groups gave them: whoever comes again is in none. The directory may take them in
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
    var person = persons.of(tx, directory, user);
    if (standing.grouped()) groups.leaving(tx, actor, user);
    var left = standing.grouped() ? persons.roles(tx, user) : null;
    DirectoryUserTable.delete(tx, user);
    DirectoryTable.countUser(tx, directory.id(), 1, clock.instant());
    if (person.user() != null && owns(tx, directory, user.email()))
      persons.forget(tx, actor, person.user(), standing, user);
    var deactivated =
        person.member() == null
            ? null
            : provisioning.deactivate(tx, actor, person.member(), left).orElse(null);
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

  // ------------------------------------------------------------------ what verbs share

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
