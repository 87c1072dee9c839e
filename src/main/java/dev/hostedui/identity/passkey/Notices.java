package dev.hostedui.identity.passkey;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.session.Device;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Tells owners of passkeys that came or went, and undoes what they say they have not done. */
public final class Notices {

  static final Duration LIFETIME = Duration.ofDays(14);

  /** How many passkeys of a person may come or go within an hour. */
  public static final int MOST_AN_HOUR = 20;

  private final Database database;
  private final SessionEnds ends;
  private final Notice.Sender sender;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Notices(
      Database database,
      SessionEnds ends,
      Notice.Sender sender,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.ends = ends;
    this.sender = sender;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Refuses more changes than anybody makes: a mail tells of each, and a flood of them would bury
   * the one that matters.
   *
   * @throws Problem TOO_MANY at {@link #MOST_AN_HOUR}
   */
  void refuseTooOften(Handle tx, UserId user) {
    var hourAgo = clock.instant().minus(Duration.ofHours(1));
    var told =
        tx.createQuery(
                "SELECT created_at FROM passkey_notices WHERE user_id = :user AND created_at >"
                    + " :since ORDER BY created_at")
            .bind("user", user)
            .bind("since", hourAgo)
            .mapTo(Instant.class)
            .list();
    if (told.size() >= MOST_AN_HOUR)
      throw Problem.tooMany("passkeys_changed_often", Duration.between(hourAgo, told.get(0)));
  }

  /**
   * Tells the owner of a passkey that it came or went.
   *
   * @param actor who did it: a letter about somebody who is in an organization wears its clothes
   * @param added the passkey that came, or null when one went
   */
  void send(
      Handle tx, Actor actor, User user, @Nullable PasskeyId added, String passkey, Device device) {
    var organization =
        actor instanceof Actor.Person person
            ? Sessions.activeIn(tx, person.session()).orElse(null)
            : null;
    var token = ids.token();
    var now = clock.instant();
    var until = now.plus(LIFETIME);
    tx.createUpdate(
            "INSERT INTO passkey_notices (token_hash, user_id, organization_id, added_passkey_id,"
                + " created_at, expires_at) VALUES (:hash, :user, :organization, :added, :now,"
                + " :expires)")
        .bind("hash", Ids.hash(token))
        .bind("user", user.id())
        .bind("organization", organization)
        .bind("added", added)
        .bind("now", now)
        .bind("expires", until)
        .execute();
    sender.send(
        tx, new Notice(user, organization, added != null, passkey, device, now, until), token);
  }

  /**
   * What following a notice's link would undo.
   *
   * @param organization the one that the account was in when the passkey came or went, or null
   * @param passkey the name of the passkey that was added and is still there, or null
   */
  public record Denial(
      User user, @Nullable OrganizationId organization, @Nullable String passkey) {}

  /** What the link of a notice leads to; empty when it was used or its time is over. */
  public Optional<Denial> find(String token) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT u.id, u.email, u.email_verified_at, u.given_name, u.family_name, p.name, n.organization_id
                      FROM passkey_notices n
                      JOIN users u         ON u.id = n.user_id
                      LEFT JOIN passkeys p ON p.id = n.added_passkey_id AND p.user_id = n.user_id
                     WHERE n.token_hash = :hash AND n.used_at IS NULL AND n.expires_at > :now
                    """)
                .bind("hash", Ids.hash(token))
                .bind("now", clock.instant())
                .map(
                    (row, context) -> {
                      var organization = row.getString("organization_id");
                      return new Denial(
                          Users.read(row, "id"),
                          organization == null ? null : new OrganizationId(organization),
                          row.getString("name"));
                    })
                .findOne());
  }

  /**
   * Its owner says: that was not me. Ends all of their sessions and takes the passkey away that was
   * added. The link works once.
   *
   * @throws Problem CONFLICT when it was used or its time is over
   */
  public void deny(String token, Actor.Origin origin) {
    database.useTransaction(
        tx -> {
          record Used(UserId userId, @Nullable PasskeyId addedPasskeyId) {}
          var used =
              tx.createQuery(
                      "UPDATE passkey_notices SET used_at = :now WHERE token_hash = :hash AND"
                          + " used_at IS NULL AND expires_at > :now RETURNING user_id,"
                          + " added_passkey_id")
                  .bind("now", clock.instant())
                  .bind("hash", Ids.hash(token))
                  .mapTo(Used.class)
                  .findOne()
                  .orElseThrow(() -> Problem.conflict("notice_used"));
          // a sign-in that is on its way is let finish, or finds the account as it is afterwards
          Locks.user(tx, used.userId);
          var email = Users.find(tx, used.userId).map(user -> user.email().value()).orElse("");
          var actor = new Actor.Newcomer(used.userId.value(), email, origin);
          if (used.addedPasskeyId != null)
            Passkeys.remove(tx, events, actor, used.userId, used.addedPasskeyId);
          ends.revokeAll(tx, actor, used.userId);
        });
  }

  /** Forgets links past their time. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate("DELETE FROM passkey_notices WHERE expires_at < :now")
                .bind("now", clock.instant())
                .execute());
  }
}
