package dev.hostedui.login;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The sign-ins under way. Each belongs to one browser, which holds a secret of its own, and to the
 * page that names it: a browser may have several.
 */
public final class LoginAttempts {

  /** How long one lasts, or longer if its mailed code does. */
  static final Duration LIFETIME = Duration.ofMinutes(15);

  /** How long it is known that there was one, for whoever comes back to its page. */
  private static final Duration KEPT = Duration.ofDays(1);

  static final String COLUMNS =
      "a.id, a.browser_hash, a.means, a.email, a.proof, a.return_to, a.created_at, a.expires_at,"
          + " a.used_at, a.connection_id, a.max_age_seconds, a.organization_id, a.sso_request_id";

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public LoginAttempts(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** A secret for a browser that has none yet. */
  String newBrowser() {
    return ids.token();
  }

  /**
   * Begins one.
   *
   * @param browser the secret of the browser
   * @param email whose it is, or null while nobody knows
   * @param journey where it leads
   * @param connection the id of the connection that has to vouch for it, or null
   */
  LoginAttempt begin(
      Handle tx,
      String browser,
      Means means,
      @Nullable EmailAddress email,
      Journey journey,
      @Nullable String connection) {
    var now = clock.instant();
    var attempt =
        new LoginAttempt(
            ids.next("lri_"),
            Ids.hash(browser),
            means,
            email,
            null,
            journey.returnTo(),
            now,
            now.plus(LIFETIME),
            false,
            connection,
            journey.maxAgeSeconds(),
            journey.organization(),
            null);
    tx.createUpdate(
            """
            INSERT INTO login_attempts (id, browser_hash, means, email, return_to, created_at, expires_at,
                                        connection_id, max_age_seconds, organization_id)
            VALUES (:id, :browser, :means, :email, :returnTo, :now, :expires, :connection, :maxAge, :organization)
            """)
        .bind("id", attempt.id())
        .bind("browser", attempt.browserHash())
        .bind("means", means)
        .bind("email", email)
        .bind("returnTo", attempt.returnTo())
        .bind("now", now)
        .bind("expires", attempt.expiresAt())
        .bind("connection", connection)
        .bind("maxAge", attempt.maxAgeSeconds())
        .bind("organization", attempt.organization())
        .execute();
    return attempt;
  }

  /** Lets one last until then. */
  void extend(Handle tx, LoginAttempt attempt, Instant until) {
    tx.createUpdate("UPDATE login_attempts SET expires_at = :until WHERE id = :id")
        .bind("until", until)
        .bind("id", attempt.id())
        .execute();
  }

  /** Goes on with one by other means; what was proven so far does not count. */
  LoginAttempt turnTo(Means means, LoginAttempt attempt) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE login_attempts SET means = :means, proof = NULL, sso_request_id = NULL"
                        + " WHERE id = :id AND used_at IS NULL")
                .bind("means", means)
                .bind("id", attempt.id())
                .execute());
    return attempt.by(means);
  }

  /**
   * Leaves one to the home realm of an address: which connection has to vouch for it is decided by
   * that alone, and what was proven so far does not count.
   */
  LoginAttempt handOver(LoginAttempt attempt, EmailAddress email) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE login_attempts SET means = :means, email = :email, connection_id ="
                        + " NULL, proof = NULL, sso_request_id = NULL WHERE id = :id AND used_at IS"
                        + " NULL")
                .bind("means", Means.UPSTREAM)
                .bind("email", email)
                .bind("id", attempt.id())
                .execute());
    return attempt.handedTo(email);
  }

  /**
   * Goes on with one whose identity provider has answered by proving the mailbox that it named.
   *
   * @param answered what it has answered with
   */
  LoginAttempt keepAnswer(Handle tx, LoginAttempt attempt, Vouched answered, EmailAddress named) {
    var kept =
        attempt.answeredBy(answered.request().id(), named, answered.organization().orElse(null));
    tx.createUpdate(
            "UPDATE login_attempts SET means = :means, email = :email, proof = NULL, sso_request_id"
                + " = :request, organization_id = :organization WHERE id = :id AND used_at IS NULL")
        .bind("means", kept.means())
        .bind("email", kept.email())
        .bind("request", kept.answer())
        .bind("organization", kept.organization())
        .bind("id", kept.id())
        .execute();
    return kept;
  }

  /**
   * One of a browser, under way or over.
   *
   * @param id its id, or empty for the newest that is under way
   */
  Optional<LoginAttempt> find(String browser, String id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM login_attempts a WHERE a.browser_hash = :browser AND "
                        + (id.isEmpty()
                            ? "a.used_at IS NULL AND a.expires_at > :now ORDER BY a.id DESC LIMIT 1"
                            : "a.id = :id"))
                .bind("browser", Ids.hash(browser))
                .bindMap(id.isEmpty() ? Map.of("now", clock.instant()) : Map.of("id", id))
                .map((row, context) -> read(row))
                .findOne());
  }

  /**
   * Marks one as finished, inside the change that begins the session. Only one caller succeeds.
   *
   * @param proof how it was proven, as {@code amr} writes it
   * @throws Problem CONFLICT when a session has begun with it already
   */
  void finish(Handle tx, LoginAttempt attempt, String proof) {
    var finished =
        tx.createUpdate(
                "UPDATE login_attempts SET used_at = :now, proof = :proof WHERE id = :id AND"
                    + " used_at IS NULL")
            .bind("now", clock.instant())
            .bind("proof", proof)
            .bind("id", attempt.id())
            .execute();
    if (finished == 0) throw Problem.conflict("login_used");
  }

  /** Writes down that somebody entered a wrong code for the address of this sign-in. */
  void noteWrongCode(Handle tx, LoginAttempt attempt, Actor.Origin origin) {
    events.record(
        tx,
        new Actor.Newcomer(attempt.id(), attempt.mailbox().value(), origin),
        Users.find(tx, attempt.mailbox()).map(User::id).orElse(null),
        EventType.LOGIN_CODE_REFUSED,
        null,
        new AttemptId(attempt.id()),
        Change.created(Map.of("email", attempt.mailbox().value())));
  }

  private record AttemptId(String value) implements Id {}

  /** Forgets a bounded batch of what is past. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM login_attempts WHERE id IN (SELECT id FROM login_attempts WHERE"
                        + " expires_at < :before LIMIT 1000)")
                .bind("before", clock.instant().minus(KEPT))
                .execute());
  }

  static LoginAttempt read(ResultSet row) throws SQLException {
    var email = row.getString("email");
    var organization = row.getString("organization_id");
    return new LoginAttempt(
        Columns.text(row, "id"),
        Columns.text(row, "browser_hash"),
        Means.named(Columns.text(row, "means")),
        email == null ? null : new EmailAddress(email),
        row.getString("proof"),
        Columns.text(row, "return_to"),
        Columns.time(row, "created_at"),
        Columns.time(row, "expires_at"),
        Columns.timeOrNull(row, "used_at") != null,
        row.getString("connection_id"),
        Columns.longOrNull(row, "max_age_seconds"),
        organization == null ? null : new OrganizationId(organization),
        row.getString("sso_request_id"));
  }
}
