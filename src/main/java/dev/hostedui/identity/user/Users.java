package dev.hostedui.identity.user;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes, finds and renames people. */
public final class Users {

  public static final int LONGEST_NAME = 255;

  /** What must follow in the same transaction when a person's name changes. */
  public interface NameFollower {
    void renamed(Handle tx, User user);
  }

  private static final String COLUMNS = "id, email, email_verified_at, given_name, family_name";

  private final Database database;
  private final Events events;
  private final NameFollower follower;
  private final Ids ids;
  private final Clock clock;

  public Users(Database database, Events events, NameFollower follower, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.follower = follower;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Changes the names of a person for that person; either may be empty.
   *
   * @throws Problem INVALID for a name of more than {@link #LONGEST_NAME} characters
   */
  public User rename(Actor actor, UserId id, String givenName, String familyName) {
    var given = Names.line(givenName);
    var family = Names.line(familyName);
    refuseLongNames(given, family);
    return database.inTransaction(
        tx -> {
          actor.mustBe(tx, id);
          var before = find(tx, id).orElseThrow(() -> Problem.notFound("account_not_found"));
          return change(tx, actor, before, given, family);
        });
  }

  private User change(Handle tx, Actor actor, User before, String given, String family) {
    if (before.givenName().equals(given) && before.familyName().equals(family)) return before;
    var id = before.id();
    var was = UserSnapshot.of(tx, id);
    tx.createUpdate(
            "UPDATE users SET given_name = :given, family_name = :family, updated_at = "
                + Version.NEXT
                + " WHERE id = :id")
        .bind("given", given)
        .bind("family", family)
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
    var after = new User(id, before.email(), before.emailVerified(), given, family);
    follower.renamed(tx, after);
    events.record(
        tx,
        actor,
        EventType.USER_PROFILE_UPDATED,
        null,
        id,
        Change.from(was.values(), UserSnapshot.of(tx, id).values()));
    return after;
  }

  static void refuseLongNames(String given, String family) {
    Problem.together(
        () -> {
          if (isLong(given))
            throw Problem.invalid("first_name_too_long").at("given_name").with(LONGEST_NAME);
        },
        () -> {
          if (isLong(family))
            throw Problem.invalid("last_name_too_long").at("family_name").with(LONGEST_NAME);
        });
  }

  private static boolean isLong(String name) {
    return Names.length(name) > LONGEST_NAME;
  }

  /**
   * Changes what an app keeps with a person, for the operator. Equal to before it changes nothing
   * and writes no event.
   *
   * @param seen the {@link UserVersion} that the actor has seen, or null when any will do
   * @param change gets the details as they are and answers how they should be
   * @throws Problem NOT_FOUND; INVALID, naming the fields; CONFLICT when the external id is another
   *     person's, or it is another version by now
   */
  public void change(
      Actor actor, UserId id, @Nullable String seen, UnaryOperator<UserDetails> change) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          if (!Locks.user(tx, id)) throw Problem.notFound("user_not_found");
          Version.mustBeOneOf(seen, UserVersion.all(tx, id));
          change(tx, actor, id, change);
        });
  }

  /** {@link #change(Actor, UserId, String, UnaryOperator)} of a held person in a larger change. */
  public void change(Handle tx, Actor actor, UserId id, UnaryOperator<UserDetails> change) {
    var before = details(tx, id);
    var after = change.apply(before).checked();
    if (after.equals(before)) return;
    refuseExternalIdOfOthers(tx, after, id);
    var was = UserSnapshot.of(tx, id);
    tx.createUpdate(
            "UPDATE users SET given_name = :given, family_name = :family, external_id = :external,"
                + " metadata = :metadata, profile = :profile, updated_at = "
                + Version.NEXT
                + " WHERE id = :id")
        .bind("given", after.givenName())
        .bind("family", after.familyName())
        .bind("external", after.externalId())
        .bind("metadata", after.metadata().json())
        .bind("profile", after.profileJson())
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
    var renamed =
        !after.givenName().equals(before.givenName())
            || !after.familyName().equals(before.familyName());
    if (renamed) follower.renamed(tx, find(tx, id).orElseThrow());
    events.record(
        tx,
        actor,
        EventType.USER_PROFILE_UPDATED,
        null,
        id,
        Change.from(was.values(), UserSnapshot.of(tx, id).values()));
  }

  private static UserDetails details(Handle tx, UserId id) {
    return tx.createQuery(
            "SELECT " + COLUMNS + ", external_id, metadata, profile FROM users WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                UserDetails.stored(
                    read(row, "id"),
                    row.getString("external_id"),
                    Columns.text(row, "metadata"),
                    Columns.text(row, "profile")))
        .one();
  }

  private static void refuseExternalIdOfOthers(Handle tx, UserDetails details, UserId id) {
    var external = details.externalId();
    if (external != null && isOthers(tx, external, id))
      throw Problem.conflict("user_external_id_taken").at("external_id");
  }

  private static boolean isOthers(Handle tx, String externalId, UserId but) {
    return tx.createQuery("SELECT 1 FROM users WHERE external_id = :external AND id <> :but")
        .bind("external", externalId)
        .bind("but", but)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The person an app knows by an id of its own. */
  public Optional<UserId> ofExternalId(String externalId) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id FROM users WHERE external_id = :external")
                .bind("external", externalId)
                .mapTo(UserId.class)
                .findOne());
  }

  /** {@link #findOrCreate(Handle, EmailAddress, UserDetails)} with names alone. */
  public User findOrCreate(Handle tx, EmailAddress email, String givenName, String familyName) {
    return findOrCreate(tx, email, UserDetails.named(givenName, familyName));
  }

  /**
   * The person of that address, made now if there was none; held as by {@link #lock}. Who is there
   * already keeps what is known of them. Somebody new is no event: what makes them a member or lets
   * them in is one, and shows them.
   *
   * @throws Problem INVALID, naming the fields of the details; CONFLICT when the external id is
   *     another person's
   */
  public User findOrCreate(Handle tx, EmailAddress email, UserDetails details) {
    return findOrInsert(tx, new UserId(ids.next(UserId.PREFIX)), email, details);
  }

  /**
   * Makes a person, as {@link #findOrCreate(Handle, EmailAddress, UserDetails)} does.
   *
   * @throws Problem also CONFLICT when there is somebody of that address
   */
  public User create(Handle tx, EmailAddress email, UserDetails details) {
    var id = new UserId(ids.next(UserId.PREFIX));
    var user = findOrInsert(tx, id, email, details);
    if (!user.id().equals(id)) throw Problem.conflict("user_taken").at("email").with(email.value());
    return user;
  }

  private User findOrInsert(Handle tx, UserId id, EmailAddress email, UserDetails given) {
    var details = given.checked();
    refuseExternalIdOfOthers(tx, details, id);
    var now = clock.instant();
    return Direct.row(
            tx,
            """
            INSERT INTO users (id, email, given_name, family_name, external_id, metadata, profile, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (email) DO UPDATE SET updated_at = users.updated_at
            RETURNING id, email, email_verified_at, given_name, family_name
            """,
            row -> read(row, "id"),
            id,
            email,
            details.givenName(),
            details.familyName(),
            details.externalId(),
            details.metadata().json(),
            details.profileJson(),
            now,
            now)
        .orElseThrow();
  }

  /**
   * Holds a person as {@link Locks#user} does, and reads them.
   *
   * @throws Problem NOT_FOUND when the record is gone
   */
  public static User lock(Handle tx, UserId id) {
    Locks.user(tx, id);
    return find(tx, id).orElseThrow(() -> Problem.notFound("account_not_found"));
  }

  /** Whether the person has ever shown who they are, by mail or in another way. */
  public static boolean isProven(Handle handle, UserId id) {
    return Direct.row(
            handle,
            "SELECT 1 FROM users WHERE id = ? AND (email_verified_at IS NOT NULL OR last_login_at IS"
                + " NOT NULL)",
            row -> true,
            id)
        .isPresent();
  }

  /** Notes that the person has shown to read mail at their address. */
  public void markVerified(Handle tx, UserId id) {
    tx.createUpdate(
            "UPDATE users SET email_verified_at = :now, updated_at = "
                + Version.NEXT
                + " WHERE id = :id AND email_verified_at IS NULL")
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
  }

  /** Notes a sign-in. */
  public void markLogin(Handle tx, UserId id) {
    tx.createUpdate("UPDATE users SET last_login_at = :now WHERE id = :id")
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
  }

  /** Removes a person for good, with sessions and everything else that is theirs. */
  public void delete(Handle tx, Actor actor, User user) {
    var was = UserSnapshot.of(tx, user.id());
    tx.createUpdate("DELETE FROM users WHERE id = :id").bind("id", user.id()).execute();
    events.record(tx, actor, EventType.USER_DELETED, null, user.id(), Change.deleted(was.values()));
  }

  /** The person as My Account shows them. */
  public Optional<User> find(UserId id) {
    return database
        .rows("SELECT " + COLUMNS + " FROM users WHERE id = ?", row -> read(row, "id"), id)
        .stream()
        .findFirst();
  }

  public static Optional<User> find(Handle handle, UserId id) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM users WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> read(row, "id"))
        .findOne();
  }

  public static Optional<User> find(Handle handle, EmailAddress email) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM users WHERE email = :email")
        .bind("email", email)
        .map((row, context) -> read(row, "id"))
        .findOne();
  }

  /** The person in a row that has {@code email}, {@code email_verified_at} and both names. */
  public static User read(ResultSet row, String idColumn) throws SQLException {
    return new User(
        new UserId(Columns.text(row, idColumn)),
        new EmailAddress(Columns.text(row, "email")),
        Columns.timeOrNull(row, "email_verified_at") != null,
        Columns.text(row, "given_name"),
        Columns.text(row, "family_name"));
  }
}
