package dev.hostedui.login;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.environment.Environment;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.mailedcode.MailedCodeLimits;
import dev.hostedui.identity.mailedcode.PastedCode;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.mail.CodeLetters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The codes and links that sign-ins by mail are proven with.
 *
 * <p>A code lives as long as the environment says, within {@link MailedCodeLimits}. When an address
 * has had its guesses it is only let in by the link, which cannot be guessed, so a stranger can
 * neither guess a code by patience nor lock somebody out.
 */
public final class MailedCodes {

  /** Stands in a link between its token and the id of its sign-in. */
  private static final String OF = ".";

  private final Database database;
  private final LoginAttempts attempts;
  private final Environments environments;
  private final CodeLetters letters;
  private final Vault vault;
  private final MailedCodeLimits limits;
  private final Ids ids;
  private final Clock clock;

  public MailedCodes(
      Database database,
      LoginAttempts attempts,
      Environments environments,
      CodeLetters letters,
      Vault vault,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.attempts = attempts;
    this.environments = environments;
    this.letters = letters;
    this.vault = vault;
    this.limits = new MailedCodeLimits(ids, clock);
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Sends a mail for a sign-in; what an earlier one held is void.
   *
   * @throws Problem TOO_MANY when the mailbox has had its mails of this minute, hour or day
   */
  void send(Handle tx, LoginAttempt attempt) {
    var email = attempt.mailbox();
    var now = clock.instant();
    limits.send(tx, email);
    var environment = environments.current();
    var code = ids.sixDigits();
    var token = ids.token();
    var expires = now.plus(environment.codeLifetime());
    var known = Users.find(tx, email).orElse(null);
    letters.signIn(
        tx,
        attempt.organization(),
        email,
        code,
        token + OF + attempt.id(),
        Ids.hash(token),
        expires,
        known,
        provider(tx, attempt).orElse(null),
        known != null || maySignUp(environment, email));
    tx.createUpdate(
            """
            INSERT INTO mailed_codes (attempt_id, email, code_hash, link_hash, expires_at)
            VALUES (:attempt, :email, :code, :link, :expires)
            ON CONFLICT (attempt_id) DO UPDATE
               SET code_hash = excluded.code_hash, link_hash = excluded.link_hash,
                   wrong_codes = 0, expires_at = excluded.expires_at
            """)
        .bind("attempt", attempt.id())
        .bind("email", email)
        .bind("code", vault.digest(place(attempt), code))
        .bind("link", Ids.hash(token))
        .bind("expires", expires)
        .execute();
    var usual = now.plus(LoginAttempts.LIFETIME);
    attempts.extend(tx, attempt, expires.isAfter(usual) ? expires : usual);
  }

  /** The provider for everybody whose word is to be proven by a mail, if it is that of one. */
  static Optional<SocialProvider> provider(Handle handle, LoginAttempt attempt) {
    return attempt.answer() == null
        ? Optional.empty()
        : Optional.ofNullable(attempt.connection())
            .flatMap(ConnectionId::parse)
            .flatMap(it -> SocialConnections.find(handle, it))
            .map(SocialConnection::provider);
  }

  /** {@link #send} once more for a sign-in under way. */
  void resend(LoginAttempt attempt) {
    database.useTransaction(tx -> send(tx, attempt));
  }

  /** The hash of the link in the newest mail of a sign-in. */
  Optional<String> linkHash(LoginAttempt attempt) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT link_hash FROM mailed_codes WHERE attempt_id = :attempt")
                .bind("attempt", attempt.id())
                .mapTo(String.class)
                .findOne());
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

  /**
   * The sign-in that a link stands for.
   *
   * @param good whether the link still leads in: it is the newest, it was not used, its time is not
   *     over, and the sign-in has not turned to other means since
   */
  record Linked(LoginAttempt attempt, boolean good) {}

  /**
   * The sign-in that a link stands for, also when it is over, and for a link of an earlier mail;
   * only that of the newest one leads in.
   */
  Optional<Linked> findByLink(String link) {
    var parts = link.split(Pattern.quote(OF), 2);
    if (!Ids.isToken(parts[0])) return Optional.empty();
    var hash = Ids.hash(parts[0]);
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + LoginAttempts.COLUMNS
                        + ", c.expires_at AS code_expires_at, c.link_hash FROM mailed_codes c"
                        + " JOIN login_attempts a ON a.id = c.attempt_id"
                        + " WHERE c.attempt_id = :attempt OR c.link_hash = :hash LIMIT 1")
                .bind("attempt", parts.length == 1 ? "" : parts[1])
                .bind("hash", hash)
                .map(
                    (row, context) -> {
                      var attempt = LoginAttempts.read(row);
                      var newest = Ids.matches(parts[0], Columns.text(row, "link_hash"));
                      var lasts = clock.instant().isBefore(Columns.time(row, "code_expires_at"));
                      return new Linked(
                          attempt,
                          newest && lasts && !attempt.used() && attempt.means() == Means.MAIL);
                    })
                .findOne());
  }

  /** What comes of comparing a code. */
  private enum Verdict {
    RIGHT,
    WRONG,
    EXPIRED,
    /** The code has had its guesses, or its sign-in is finished. */
    NO_GUESS_LEFT,
    /** The address has had its wrong codes of this hour. */
    ONLY_BY_LINK
  }

  /**
   * Checks a code. A wrong one is counted, and leaves an event, in a transaction of its own.
   *
   * @throws Problem INVALID for a wrong code, CONFLICT for one that has ended, TOO_MANY after
   *     {@link MailedCodeLimits#MOST_GUESSES} guesses
   */
  void check(LoginAttempt attempt, String typed, Actor.Origin origin) {
    // what is not six digits was mistyped, and does not count as a guess
    var code = PastedCode.read(typed).orElseThrow(() -> Problem.invalid("code_missing").at("code"));
    switch (database.inTransaction(tx -> compare(tx, attempt, code, origin))) {
      case RIGHT -> {}
      case WRONG -> throw Problem.invalid("wrong_code").at("code");
      case EXPIRED -> throw Problem.conflict("code_expired").at("code");
      case NO_GUESS_LEFT -> throw Problem.tooMany("too_many_guesses", Duration.ofMinutes(10));
      case ONLY_BY_LINK ->
          throw Problem.tooMany("too_many_guesses_for_address", Duration.ofHours(1));
    }
  }

  private record Code(String hash, Instant expiresAt) {}

  private Verdict compare(Handle tx, LoginAttempt attempt, String code, Actor.Origin origin) {
    var now = clock.instant();
    var email = attempt.mailbox();
    if (!limits.mayGuess(tx, email)) return Verdict.ONLY_BY_LINK;
    // counted before it is compared: racing guesses cannot share one count
    var sent =
        tx.createQuery(
                """
                UPDATE mailed_codes SET wrong_codes = wrong_codes + 1
                 WHERE attempt_id = :attempt AND wrong_codes < :most
                   AND EXISTS (SELECT 1 FROM login_attempts a WHERE a.id = :attempt AND a.used_at IS NULL)
                RETURNING code_hash AS hash, expires_at
                """)
            .bind("attempt", attempt.id())
            .bind("most", MailedCodeLimits.MOST_GUESSES)
            .mapTo(Code.class)
            .findOne();
    if (sent.isEmpty()) return Verdict.NO_GUESS_LEFT;
    if (!now.isBefore(sent.get().expiresAt)) return Verdict.EXPIRED;
    if (vault.matches(place(attempt), code, sent.get().hash)) return Verdict.RIGHT;
    limits.guessedWrong(tx, email);
    attempts.noteWrongCode(tx, attempt, origin);
    return Verdict.WRONG;
  }

  /** Forgets a bounded batch of what is past. A job of the timetable. */
  public int forgetOld() {
    var before = clock.instant().minus(Duration.ofDays(1));
    var latest = database.latestNow(clock);
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                        "DELETE FROM mailed_codes WHERE attempt_id IN (SELECT attempt_id FROM"
                            + " mailed_codes WHERE expires_at < :before LIMIT 1000)")
                    .bind("before", before)
                    .execute()
                + limits.forgetOld(tx, latest));
  }

  /** What the digest of a code is bound to; a name that codes under way were kept under before. */
  private static String place(LoginAttempt attempt) {
    return "login_attempts:" + attempt.id() + ":code_hash";
  }
}
