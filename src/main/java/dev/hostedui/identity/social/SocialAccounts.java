package dev.hostedui.identity.social;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Decides who somebody is whom a provider for everybody has named.
 *
 * <ul>
 *   <li>Who was here before is known by connection and subject. What address the provider gives for
 *       them by now does not matter.
 *   <li>Else they are known by the address, when the provider has proven it. When it has not, they
 *       show once that the mailbox is theirs. Otherwise anybody could write somebody else's address
 *       into their account at the provider and come in as them.
 *   <li>Where another subject of the provider is known by that address, they have to show it as
 *       well: the address may have been given to somebody else. Then that subject is known no more,
 *       so whoever had the address before does not come in either.
 * </ul>
 */
public final class SocialAccounts {

  /** No provider calls people anything half as long. */
  private static final int LONGEST_SUBJECT = 512;

  private final Database database;
  private final Users users;
  private final Events events;
  private final SocialNews news;
  private final Clock clock;

  public SocialAccounts(
      Database database, Users users, Events events, SocialNews news, Clock clock) {
    this.database = database;
    this.users = users;
    this.events = events;
    this.news = news;
    this.clock = clock;
  }

  /** Makes the account of somebody new, or refuses to, by the rules of signing up. */
  public interface SignUp {
    User make(Handle tx, EmailAddress email, SocialPerson person);
  }

  /**
   * The address of the account that somebody comes to, or would: by it their home realm is found.
   * Empty when they are unknown and came without an address.
   */
  public Optional<EmailAddress> destination(ConnectionId connection, SocialPerson person) {
    return database.read(
        handle ->
            find(handle, connection, person.subject())
                .flatMap(it -> Users.find(handle, it))
                .map(User::email)
                .or(() -> Optional.ofNullable(person.email())));
  }

  /**
   * Finds or makes the account that an accepted answer leads to, in the transaction of its sign-in.
   * Who has no name yet gets the one that the provider gives; who had an account is told by mail
   * that it can be come to by this way, too.
   *
   * @param proven the address that this browser has shown to be theirs since it was asked to, or
   *     null
   * @throws Problem FORBIDDEN {@code social_off} when nobody may come by the connection any more,
   *     {@code social_email_missing} for somebody unknown without an address; what {@code signUp}
   *     refuses
   */
  public SocialArrival arrive(
      Handle tx,
      Actor actor,
      ConnectionId id,
      SocialPerson person,
      @Nullable EmailAddress proven,
      SignUp signUp) {
    var connection =
        SocialConnections.find(tx, id)
            .filter(SocialConnection::enabled)
            .orElseThrow(() -> Problem.forbidden("social_off"));
    if (person.subject().isBlank() || person.subject().length() > LONGEST_SUBJECT)
      throw Problem.forbidden("subject_malformed");
    var known = find(tx, id, person.subject());
    if (known.isPresent()) {
      touch(tx, id, person);
      name(tx, actor, known.get(), person);
      return new SocialArrival.Known(known.get());
    }
    var email = person.email();
    if (email == null)
      throw Problem.forbidden("social_email_missing").with(connection.provider().label());
    var found = Users.find(tx, email).map(it -> Users.lock(tx, it.id())).orElse(null);
    var enough = person.proven() && (found == null || !isLinked(tx, id, found.id()));
    if (!enough && !email.equals(proven)) return new SocialArrival.ProofNeeded(email);
    var user = found == null ? signUp.make(tx, email, person) : found;
    // the same person may have come in by another tab while this one waited for their account
    var meanwhile = find(tx, id, person.subject());
    if (meanwhile.isPresent()) return new SocialArrival.Known(meanwhile.get());
    users.markVerified(tx, user.id());
    link(tx, actor, connection, person, user);
    name(tx, actor, user.id(), person);
    if (found != null) news.connected(tx, user, connection.provider(), clock.instant());
    return new SocialArrival.Known(user.id());
  }

  /** Takes over the provider's names of somebody who has none here. */
  private void name(Handle tx, Actor actor, UserId id, SocialPerson person) {
    if (person.givenName().isEmpty() && person.familyName().isEmpty()) return;
    var user = Users.find(tx, id);
    if (user.isEmpty() || !isNameless(user.get()) || !isNameless(Users.lock(tx, id))) return;
    users.change(tx, actor, id, was -> was.called(person.givenName(), person.familyName()));
  }

  private static boolean isNameless(User user) {
    return user.givenName().isEmpty() && user.familyName().isEmpty();
  }

  // ------------------------------------------------------------------ for their owner

  /**
   * An account at a provider by which somebody may sign in.
   *
   * @param label by what they know it there
   * @param enabled whether anybody may come by its connection now
   */
  public record Linked(
      ConnectionId connection,
      SocialProvider provider,
      String label,
      boolean enabled,
      Instant createdAt,
      Instant lastLoginAt) {}

  /** Those of a person, the oldest first, also while nobody may come by their connection. */
  public List<Linked> of(UserId user) {
    return database.rows(
        "SELECT a.connection_id, c.provider, a.label, c.enabled_at, a.created_at, a.last_login_at"
            + " FROM social_accounts a JOIN social_connections c ON c.id = a.connection_id WHERE"
            + " a.user_id = ? ORDER BY a.created_at, a.connection_id",
        row ->
            new Linked(
                new ConnectionId(Columns.text(row, "connection_id")),
                SocialProvider.valueOf(Columns.text(row, "provider")),
                Columns.text(row, "label"),
                Columns.timeOrNull(row, "enabled_at") != null,
                Columns.time(row, "created_at"),
                Columns.time(row, "last_login_at")),
        user.value());
  }

  /**
   * Forgets by which account at a provider somebody is known. Their mailbox stays as a way in.
   *
   * @throws Problem NOT_FOUND when they are not known there, or for somebody else's account
   */
  public void disconnect(Actor actor, UserId user, ConnectionId connection) {
    database.useTransaction(
        tx -> {
          actor.mustBe(tx, user);
          if (!unlink(tx, actor, connection, user))
            throw Problem.notFound("social_account_not_found");
        });
  }

  // ------------------------------------------------------------------ rows

  private void link(
      Handle tx, Actor actor, SocialConnection connection, SocialPerson person, User user) {
    unlink(tx, actor, connection.id(), user.id());
    tx.createUpdate(
            """
            INSERT INTO social_accounts (connection_id, subject, user_id, label, created_at, last_login_at)
            VALUES (:connection, :subject, :user, :label, :now, :now)
            """)
        .bind("connection", connection.id())
        .bind("subject", person.subject())
        .bind("user", user.id())
        .bind("label", person.label())
        .bind("now", clock.instant())
        .execute();
    events.record(
        tx,
        actor,
        EventType.SOCIAL_ACCOUNT_LINKED,
        null,
        user.id(),
        Change.created(values(user.id(), connection.id(), person.subject())));
  }

  /** Takes away the one that somebody is known by there; false when there is none. */
  private boolean unlink(Handle tx, Actor actor, ConnectionId connection, UserId user) {
    var gone =
        tx.createQuery(
                "DELETE FROM social_accounts WHERE connection_id = :connection AND user_id = :user"
                    + " RETURNING subject")
            .bind("connection", connection)
            .bind("user", user)
            .mapTo(String.class)
            .findOne();
    if (gone.isEmpty()) return false;
    events.record(
        tx,
        actor,
        EventType.SOCIAL_ACCOUNT_UNLINKED,
        null,
        user,
        Change.deleted(values(user, connection, gone.get())));
    return true;
  }

  private static Map<String, Object> values(UserId user, ConnectionId connection, String subject) {
    return new Snapshot()
        .with("id", user.value())
        .with("connection_id", connection.value())
        .with("connection_user_id", subject)
        .values();
  }

  private void touch(Handle tx, ConnectionId connection, SocialPerson person) {
    tx.createUpdate(
            "UPDATE social_accounts SET last_login_at = :now, label = :label WHERE connection_id ="
                + " :connection AND subject = :subject")
        .bind("now", clock.instant())
        .bind("label", person.label())
        .bind("connection", connection)
        .bind("subject", person.subject())
        .execute();
  }

  private static Optional<UserId> find(Handle handle, ConnectionId connection, String subject) {
    return handle
        .createQuery(
            "SELECT user_id FROM social_accounts WHERE connection_id = :connection AND subject ="
                + " :subject")
        .bind("connection", connection)
        .bind("subject", subject)
        .mapTo(UserId.class)
        .findOne();
  }

  private static boolean isLinked(Handle tx, ConnectionId connection, UserId user) {
    return tx.createQuery(
            "SELECT 1 FROM social_accounts WHERE connection_id = :connection AND user_id = :user")
        .bind("connection", connection)
        .bind("user", user)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }
}
