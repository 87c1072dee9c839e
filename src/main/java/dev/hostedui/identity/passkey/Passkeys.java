package dev.hostedui.identity.passkey;

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
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Adds, renames, deletes and uses passkeys. */
public final class Passkeys {

  /** More than anybody can tell apart. */
  public static final int MOST = 20;

  /** The longest name. */
  public static final int LONGEST_NAME = 120;

  private final Database database;
  private final Notices notices;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Passkeys(Database database, Notices notices, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.notices = notices;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Refuses who cannot add another one, before their authenticator makes it for nothing.
   *
   * @throws Problem CONFLICT at {@link #MOST}
   */
  public void refuseTooMany(UserId user) {
    database.read(
        handle -> {
          refuseTooMany(handle, user);
          return Boolean.TRUE;
        });
  }

  private static void refuseTooMany(Handle tx, UserId user) {
    if (count(tx, user) >= MOST) throw Problem.conflict("too_many_passkeys").with(MOST);
  }

  private static int count(Handle handle, UserId user) {
    return handle
        .createQuery("SELECT COUNT(*) FROM passkeys WHERE user_id = :user")
        .bind("user", user)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Adds what a person's authenticator made, named after it, and tells them by mail.
   *
   * @return its name
   * @throws Problem CONFLICT when it is there already, at {@link #MOST}, or when the session has
   *     ended meanwhile; TOO_MANY after {@link Notices#MOST_AN_HOUR}
   */
  public String add(Actor actor, UserId user, NewCredential made, Device device) {
    return database.inTransaction(
        tx -> {
          var owner = owner(tx, actor, user);
          refuseTooMany(tx, user);
          notices.refuseTooOften(tx, user);
          var id = new PasskeyId(ids.next(PasskeyId.PREFIX));
          var name = unused(tx, user, Authenticator.of(made.aaguid(), made.attachment()).name());
          var added =
              device
                  .bindTo(
                      tx.createUpdate(
                              """
                              INSERT INTO passkeys (id, user_id, credential_id, name, public_key, sign_count, aaguid, attachment,
                                     transports, backup, created_at, updated_at, user_agent, device_type, os, os_version,
                                     browser, browser_version, ip, city, region, country, latitude, longitude)
                              VALUES (:id, :user, :credential, :name, :key, :count, :aaguid, :attachment,
                                     :transports, :backup, :now, :now, :userAgent, :deviceType, :os, :osVersion,
                                     :browser, :browserVersion, :ip, :city, :region, :country, :latitude, :longitude)
                              ON CONFLICT (credential_id) DO NOTHING
                              """)
                          .bind("id", id)
                          .bind("user", user)
                          .bind("credential", made.credentialId())
                          .bind("name", name)
                          .bind("key", made.publicKey())
                          .bind("count", made.signCount())
                          .bind("aaguid", made.aaguid())
                          .bind("attachment", made.attachment())
                          .bind("transports", String.join(" ", made.transports()))
                          .bind("backup", made.backup())
                          .bind("now", clock.instant()))
                  .execute();
          if (added == 0) throw Problem.conflict("passkey_known");
          events.record(
              tx,
              actor,
              EventType.PASSKEY_CREATED,
              null,
              id,
              Change.created(snapshot(tx, user, id)));
          notices.send(tx, actor, owner, id, name, device);
          return name;
        });
  }

  private static User owner(Handle tx, Actor actor, UserId user) {
    actor.mustBe(tx, user);
    return Users.find(tx, user).orElseThrow(() -> Problem.notFound("account_not_found"));
  }

  /** The name, or with a number behind it when another of the person's passkeys has it. */
  private static String unused(Handle tx, UserId user, String name) {
    var names =
        new HashSet<>(
            tx.createQuery("SELECT name FROM passkeys WHERE user_id = :user")
                .bind("user", user)
                .mapTo(String.class)
                .list());
    if (!names.contains(name)) return name;
    var number = 2;
    while (names.contains(name + " " + number)) number++;
    return name + " " + number;
  }

  /**
   * Gives a passkey of the person another name.
   *
   * @return the name as it is kept
   * @throws Problem INVALID for a name that is empty or too long, NOT_FOUND when it is not theirs
   */
  public String rename(Actor actor, UserId user, PasskeyId id, String typed) {
    var name = Names.line(typed);
    if (name.isEmpty()) throw Problem.invalid("passkey_name_missing").at("name");
    if (Names.length(name) > LONGEST_NAME)
      throw Problem.invalid("passkey_name_too_long")
          .at("name")
          .with(LONGEST_NAME, Names.length(name));
    return database.inTransaction(
        tx -> {
          actor.mustBe(tx, user);
          var was = snapshot(tx, user, id);
          if (name.equals(was.get("display_name"))) return name;
          tx.createUpdate(
                  "UPDATE passkeys SET name = :name, updated_at = :now WHERE id = :id AND user_id ="
                      + " :user")
              .bind("name", name)
              .bind("now", clock.instant())
              .bind("id", id)
              .bind("user", user)
              .execute();
          events.record(
              tx,
              actor,
              EventType.PASSKEY_RENAMED,
              null,
              id,
              Change.from(was, snapshot(tx, user, id)));
          return name;
        });
  }

  private static Map<String, Object> snapshot(Handle tx, UserId user, PasskeyId id) {
    return PasskeySnapshot.of(tx, user, id)
        .orElseThrow(() -> Problem.notFound("passkey_not_found"));
  }

  /**
   * Deletes a passkey of the person and tells them by mail.
   *
   * @return the name it had
   * @throws Problem NOT_FOUND when it is not theirs; CONFLICT when the session has ended meanwhile;
   *     TOO_MANY after {@link Notices#MOST_AN_HOUR}
   */
  public String delete(Actor actor, UserId user, PasskeyId id, Device device) {
    return database.inTransaction(
        tx -> {
          var owner = owner(tx, actor, user);
          notices.refuseTooOften(tx, user);
          var name =
              remove(tx, events, actor, user, id)
                  .orElseThrow(() -> Problem.notFound("passkey_not_found"));
          notices.send(tx, actor, owner, null, name, device);
          return name;
        });
  }

  static Optional<String> remove(Handle tx, Events events, Actor actor, UserId user, PasskeyId id) {
    var was = PasskeySnapshot.of(tx, user, id);
    var name =
        tx.createQuery("DELETE FROM passkeys WHERE id = :id AND user_id = :user RETURNING name")
            .bind("id", id)
            .bind("user", user)
            .mapTo(String.class)
            .findOne();
    name.ifPresent(
        it ->
            events.record(
                tx,
                actor,
                user,
                EventType.PASSKEY_DELETED,
                null,
                id,
                Change.deleted(was.orElseThrow())));
    return name;
  }

  /** Whose passkey an id names. */
  public Optional<UserId> ownerOf(PasskeyId id) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT user_id FROM passkeys WHERE id = :id")
                .bind("id", id)
                .mapTo(UserId.class)
                .findOne());
  }

  /** Whether a person has any. */
  public boolean has(UserId user) {
    return database.read(handle -> count(handle, user)) > 0;
  }

  /** The passkey with that credential id, in base64url, and its owner. */
  public Optional<Passkey> byCredential(String credentialId) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT p.id, p.user_id, p.credential_id, p.name, p.public_key, p.sign_count, p.backup,
                           u.email, u.email_verified_at, u.given_name, u.family_name
                      FROM passkeys p JOIN users u ON u.id = p.user_id
                     WHERE p.credential_id = :credential
                    """)
                .bind("credential", credentialId)
                .map(
                    (row, context) ->
                        new Passkey(
                            new PasskeyId(Columns.text(row, "id")),
                            Users.read(row, "user_id"),
                            Columns.text(row, "credential_id"),
                            Columns.text(row, "name"),
                            Columns.text(row, "public_key"),
                            row.getLong("sign_count"),
                            Backup.named(Columns.text(row, "backup"))))
                .findOne());
  }

  /**
   * Notes that a passkey was used, inside the change that begins a session.
   *
   * @param signCount what its counter says now; zero from those that do not count
   * @throws Problem CONFLICT when another use was faster: then this counter is an old one
   */
  public void use(Handle tx, Passkey passkey, long signCount, Backup backup) {
    // the person first, as whoever changes their passkeys does
    Locks.user(tx, passkey.user().id());
    var used =
        tx.createUpdate(
                """
                UPDATE passkeys SET sign_count = :count, backup = :backup, last_used_at = :now
                 WHERE id = :id AND (sign_count < :count OR (sign_count = 0 AND :count = 0))
                """)
            .bind("count", signCount)
            .bind("backup", backup)
            .bind("now", clock.instant())
            .bind("id", passkey.id())
            .execute();
    if (used == 0) throw Problem.conflict("passkey_used");
  }

  /**
   * Writes down that a passkey's counter went back: there may be a copy of it that nobody should
   * have (WebAuthn §6.1.1). Whoever used it does not get in.
   */
  public void noteCounterWentBack(Passkey passkey, Actor.Origin origin, long signCount) {
    note(
        passkey,
        origin,
        EventType.PASSKEY_COUNTER_WENT_BACK,
        Change.from(Map.of("sign_count", passkey.signCount()), Map.of("sign_count", signCount)));
  }

  /**
   * Writes down that a passkey said otherwise than when it was made whether it can be copied to
   * other devices, which never changes (WebAuthn §6.1.3). Whoever used it does not get in.
   */
  public void noteBackupChanged(Passkey passkey, Actor.Origin origin) {
    note(
        passkey,
        origin,
        EventType.PASSKEY_BACKUP_CHANGED,
        Change.created(Map.of("backup", passkey.backup().wireName())));
  }

  private void note(Passkey passkey, Actor.Origin origin, EventType type, Change change) {
    var user = passkey.user();
    var actor = new Actor.Newcomer(user.id().value(), user.email().value(), origin);
    database.useTransaction(
        tx -> events.record(tx, actor, user.id(), type, null, passkey.id(), change));
  }
}
