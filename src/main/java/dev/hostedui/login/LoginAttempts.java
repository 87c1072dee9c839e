package dev.hostedui.login;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.mail.Letters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Begins sign-ins and checks their codes and links.
 *
 * <p>Limits (behaviour §12): a code lives as long as the environment says and takes five guesses;
 * two mails a minute go to one address; after 25 wrong codes in an hour an address is only let in
 * by the link, which cannot be guessed, so a stranger can neither guess a code by patience nor lock
 * somebody out.
 */
public final class LoginAttempts {

  static final Duration LIFETIME = Duration.ofMinutes(15);
  static final int MOST_GUESSES = 5;
  static final int MOST_MAILS_A_MINUTE = 2;
  static final int MOST_WRONG_CODES_AN_HOUR = 25;

  private static final String SENT = "sent";
  private static final String WRONG = "wrong";
  private static final String COLUMNS =
      "id, email, return_to, code_hash, code_expires_at, wrong_codes";

  private final Database database;
  private final Environments environments;
  private final Letters letters;
  private final Vault vault;
  private final Ids ids;
  private final Clock clock;

  public LoginAttempts(
      Database database,
      Environments environments,
      Letters letters,
      Vault vault,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.environments = environments;
    this.letters = letters;
    this.vault = vault;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Begins a sign-in and sends its mail.
   *
   * @return the token that binds it to the browser
   * @throws Problem TOO_MANY when the address has had its mails of this minute
   */
  String begin(EmailAddress email, String returnTo) {
    var token = ids.token();
    database.useTransaction(
        tx -> {
          var now = clock.instant();
          var id = ids.next("lri_");
          var mailed = mail(tx, id, email);
          tx.createUpdate(
                  """
              INSERT INTO login_attempts (id, token_hash, email, return_to, code_hash, link_hash, code_expires_at, sent_at, created_at, expires_at)
              VALUES (:id, :hash, :email, :returnTo, :code, :link, :codeExpires, :now, :now, :expires)
              """)
              .bind("id", id)
              .bind("hash", Ids.hash(token))
              .bind("email", email.value())
              .bind("returnTo", returnTo)
              .bind("code", mailed.codeHash)
              .bind("link", mailed.linkHash)
              .bind("codeExpires", mailed.expires.toEpochMilli())
              .bind("now", now.toEpochMilli())
              .bind("expires", end(now, mailed).toEpochMilli())
              .execute();
        });
    return token;
  }

  /** Sends another mail for a sign-in; what the earlier one held is void. */
  void resend(LoginAttempt attempt) {
    database.useTransaction(
        tx -> {
          var mailed = mail(tx, attempt.id(), attempt.email());
          var now = clock.instant();
          tx.createUpdate(
                  """
              UPDATE login_attempts SET code_hash = :code, link_hash = :link, code_expires_at = :codeExpires, wrong_codes = 0,
                     sent_at = :now, expires_at = :expires WHERE id = :id AND used_at IS NULL
              """)
              .bind("code", mailed.codeHash)
              .bind("link", mailed.linkHash)
              .bind("codeExpires", mailed.expires.toEpochMilli())
              .bind("now", now.toEpochMilli())
              .bind("expires", end(now, mailed).toEpochMilli())
              .bind("id", attempt.id())
              .execute();
        });
  }

  /** A sign-in lasts at least as long as the code it waits for. */
  private static Instant end(Instant now, Mailed mailed) {
    var usual = now.plus(LIFETIME);
    return mailed.expires.isAfter(usual) ? mailed.expires : usual;
  }

  private record Mailed(String codeHash, String linkHash, Instant expires) {}

  private Mailed mail(Handle tx, String attempt, EmailAddress email) {
    var now = clock.instant();
    if (marks(tx, email, SENT, now.minus(Duration.ofMinutes(1))) >= MOST_MAILS_A_MINUTE) {
      throw Problem.tooMany(
          "too_many_mails",
          "Two mails were sent to this address within a minute. Wait a little, then ask again.",
          Duration.ofMinutes(1));
    }
    mark(tx, email, SENT);
    var environment = environments.current();
    var code = ids.sixDigits();
    var link = ids.token();
    var expires = now.plus(environment.codeLifetime());
    var known = Users.find(tx, email).isPresent();
    letters.signIn(tx, email, code, link, expires, known, known || maySignUp(environment, email));
    return new Mailed(vault.digest(place(attempt), code), Ids.hash(link), expires);
  }

  /** Whether somebody without an account may make one with this address. */
  static boolean maySignUp(Environment environment, EmailAddress email) {
    if (!environment.signUp()) return false;
    try {
      Members.refuseBlockedSignUp(environment, email);
      return true;
    } catch (Problem blocked) {
      return false;
    }
  }

  /** The unfinished sign-in that a browser's token stands for. */
  Optional<LoginAttempt> find(String token) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM login_attempts WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now")
                .bind("hash", Ids.hash(token))
                .bind("now", clock.millis())
                .map((row, context) -> attempt(row))
                .findOne());
  }

  /** The unfinished sign-in that the link of a mail stands for. */
  Optional<LoginAttempt> findByLink(String link) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM login_attempts WHERE link_hash = :hash AND used_at IS NULL AND code_expires_at > :now")
                .bind("hash", Ids.hash(link))
                .bind("now", clock.millis())
                .map((row, context) -> attempt(row))
                .findOne());
  }

  /**
   * Checks a code. A wrong one is counted in a transaction of its own, whatever follows.
   *
   * @throws Problem INVALID for a wrong code, CONFLICT for one that has ended, TOO_MANY after
   *     {@link #MOST_GUESSES} guesses
   */
  void checkCode(LoginAttempt attempt, String typed) {
    var code = typed.replaceAll("[\\s-]", "");
    // a slip of the hand is no guess
    if (code.isEmpty())
      throw Problem.invalid("code", "code_missing", "Enter the six digits from the mail.");
    var verdict =
        database.inTransaction(
            tx -> {
              var now = clock.instant();
              if (marks(tx, attempt.email(), WRONG, now.minus(Duration.ofHours(1)))
                  >= MOST_WRONG_CODES_AN_HOUR) return "locked";
              // counted before it is compared: racing guesses cannot share one count
              var counted =
                  tx.createUpdate(
                          "UPDATE login_attempts SET wrong_codes = wrong_codes + 1 WHERE id = :id AND used_at IS NULL AND wrong_codes < :most AND code_hash = :code")
                      .bind("id", attempt.id())
                      .bind("most", MOST_GUESSES)
                      .bind("code", attempt.codeHash())
                      .execute();
              if (counted == 0) return "guessed";
              if (!now.isBefore(attempt.codeExpiresAt())) return "expired";
              if (vault.matches(place(attempt.id()), code, attempt.codeHash())) return "right";
              mark(tx, attempt.email(), WRONG);
              return "wrong";
            });
    switch (verdict) {
      case "right" -> {}
      case "wrong" ->
          throw Problem.invalid(
              "code", "wrong_code", "That code is not right. Use the one from the newest mail.");
      case "expired" ->
          throw Problem.conflict("code", "code_expired", "That code has ended. Ask for a new one.");
      case "guessed" ->
          throw Problem.tooMany(
              "too_many_guesses",
              "Too many wrong codes. Ask for a new one, or use the link in the mail.",
              Duration.ofMinutes(10));
      default ->
          throw Problem.tooMany(
              "too_many_guesses",
              "There were too many wrong codes for this address. Use the link in the mail instead, or wait an hour.",
              Duration.ofHours(1));
    }
  }

  /**
   * Marks a sign-in as finished, inside the change that begins the session. Only one caller
   * succeeds.
   */
  void finish(Handle tx, LoginAttempt attempt) {
    var finished =
        tx.createUpdate(
                "UPDATE login_attempts SET used_at = :now WHERE id = :id AND used_at IS NULL")
            .bind("now", clock.millis())
            .bind("id", attempt.id())
            .execute();
    if (finished == 0)
      throw Problem.conflict("login_used", "This sign-in has been used already. Start again.");
  }

  /** Forgets what is past. A job of the timetable. */
  public int forgetOld() {
    var before = clock.millis() - Duration.ofDays(1).toMillis();
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                        "DELETE FROM login_attempts WHERE id IN (SELECT id FROM login_attempts WHERE expires_at < :before LIMIT 1000)")
                    .bind("before", before)
                    .execute()
                + tx.createUpdate("DELETE FROM login_marks WHERE at < :before")
                    .bind("before", before)
                    .execute());
  }

  private void mark(Handle tx, EmailAddress email, String kind) {
    tx.createUpdate(
            "INSERT INTO login_marks (email, kind, at, id) VALUES (:email, :kind, :now, :id)")
        .bind("email", email.value())
        .bind("kind", kind)
        .bind("now", clock.millis())
        .bind("id", ids.next("mrk_"))
        .execute();
  }

  private static int marks(Handle tx, EmailAddress email, String kind, Instant since) {
    return tx.createQuery(
            "SELECT COUNT(*) FROM login_marks WHERE email = :email AND kind = :kind AND at > :since")
        .bind("email", email.value())
        .bind("kind", kind)
        .bind("since", since.toEpochMilli())
        .mapTo(Integer.class)
        .one();
  }

  private static String place(String attempt) {
    return "login_attempts:" + attempt + ":code_hash";
  }

  private static LoginAttempt attempt(ResultSet row) throws SQLException {
    return new LoginAttempt(
        Columns.text(row, "id"),
        new EmailAddress(Columns.text(row, "email")),
        Columns.text(row, "return_to"),
        Columns.text(row, "code_hash"),
        Columns.time(row, "code_expires_at"),
        row.getInt("wrong_codes"));
  }
}
