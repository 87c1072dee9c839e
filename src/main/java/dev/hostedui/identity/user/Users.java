package dev.hostedui.identity.user;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

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
    Problem.together(
        () ->
            refuseLong(
                given, Problem.invalid("first_name_too_long").at("given_name").with(LONGEST_NAME)),
        () ->
            refuseLong(
                family,
                Problem.invalid("last_name_too_long").at("family_name").with(LONGEST_NAME)));
    return database.inTransaction(
        tx -> {
          actor.mustBe(tx, id);
          var before = find(tx, id).orElseThrow(() -> Problem.notFound("account_not_found"));
          return change(tx, actor, before, given, family);
        });
  }

  /**
   * Takes over the names that a person's identity provider says, in the transaction of their
   * sign-in; an empty one takes none away.
   */
  public void followProvider(
      Handle tx, Actor actor, User user, String givenName, String familyName) {
    if (givenName.isEmpty() && familyName.isEmpty()) return;
    var unused =
        change(
            tx,
            actor,
            user,
            givenName.isEmpty() ? user.givenName() : givenName,
            familyName.isEmpty() ? user.familyName() : familyName);
  }

  private User change(Handle tx, Actor actor, User before, String given, String family) {
    if (before.givenName().equals(given) && before.familyName().equals(family)) return before;
    var id = before.id();
    var was = UserSnapshot.of(tx, id);
    tx.createUpdate(
            "UPDATE users SET given_name = :given, family_name = :family, updated_at = :now WHERE id"
                + " = :id")
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

  private static void refuseLong(String name, Problem tooLong) {
    if (Names.length(name) > LONGEST_NAME) throw tooLong;
  }

  /** The person of that address, made now if there was none; held as by {@link #lock}. */
  public User findOrCreate(Handle tx, EmailAddress email, String givenName, String familyName) {
    var id = new UserId(ids.next(UserId.PREFIX));
    return tx.createQuery(
            """
            INSERT INTO users (id, email, given_name, family_name, created_at, updated_at)
            VALUES (:id, :email, :given, :family, :now, :now)
            ON CONFLICT (email) DO UPDATE SET updated_at = users.updated_at
            RETURNING id, email, email_verified_at, given_name, family_name
            """)
        .bind("id", id)
        .bind("email", email)
        .bind("given", givenName)
        .bind("family", familyName)
        .bind("now", clock.instant())
        .map((row, context) -> read(row, "id"))
        .one();
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

  /** Notes that the person has shown to read mail at their address. */
  public void markVerified(Handle tx, UserId id) {
    tx.createUpdate(
            "UPDATE users SET email_verified_at = :now, updated_at = :now WHERE id = :id AND"
                + " email_verified_at IS NULL")
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
