package dev.hostedui.identity.mailedcode;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The limits of codes that are mailed, for one mailbox whatever the codes are for: two mails a
 * minute, 20 an hour and 100 a day; five guesses at one code; and after 25 wrong codes in an hour
 * none is compared any more, so that nobody guesses one by patience.
 */
public final class MailedCodeLimits {

  /** So often one code may be wrong. */
  public static final int MOST_GUESSES = 5;

  /** So many wrong codes of an hour count for one mailbox. */
  public static final int MOST_WRONG_CODES_AN_HOUR = 25;

  private static final List<Quotas.Limit> MAILS =
      List.of(
          new Quotas.Limit(2, Duration.ofMinutes(1)),
          new Quotas.Limit(20, Duration.ofHours(1)),
          new Quotas.Limit(100, Duration.ofDays(1)));

  private static final String SENT = "sign_in_mail";
  private static final String WRONG = "wrong";

  private final Quotas quotas;
  private final Ids ids;
  private final Clock clock;

  public MailedCodeLimits(Ids ids, Clock clock) {
    this.quotas = new Quotas(ids, clock);
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Counts a mail that is sent to a mailbox, inside the change that sends it.
   *
   * @throws Problem TOO_MANY when the mailbox has had its mails of this minute, hour or day
   */
  public void send(Handle tx, EmailAddress email) {
    var wait = quotas.use(tx, SENT, email.mailbox(), MAILS);
    if (wait.isPresent()) throw tooManyMails(wait.get());
  }

  private static Problem tooManyMails(Duration wait) {
    if (wait.compareTo(Duration.ofMinutes(1)) <= 0) return Problem.tooMany("too_many_mails", wait);
    return wait.compareTo(Duration.ofHours(1)) <= 0
        ? Problem.tooMany("too_many_mails_for_now", wait).with(wait.plusSeconds(59).toMinutes())
        : Problem.tooMany("too_many_mails_today", wait).with(wait.plusMinutes(59).toHours());
  }

  /**
   * Whether another code may be compared for a mailbox, inside the change that compares it. Until
   * that is over, others wait: codes for one mailbox share its guesses, also when they are made
   * side by side.
   */
  public boolean mayGuess(Handle tx, EmailAddress email) {
    // the row that its mails were counted in
    Quotas.hold(tx, SENT, email.mailbox());
    var now = clock.instant();
    return tx.createQuery(
                "SELECT COUNT(*) FROM login_marks WHERE email = :email AND kind = :kind AND at >"
                    + " :since AND at <= :latest")
            .bind("email", email)
            .bind("kind", WRONG)
            .bind("since", now.minus(Duration.ofHours(1)))
            .bind("latest", now.plus(Quotas.AHEAD))
            .mapTo(Integer.class)
            .one()
        < MOST_WRONG_CODES_AN_HOUR;
  }

  /** Counts a wrong code. */
  public void guessedWrong(Handle tx, EmailAddress email) {
    tx.createUpdate(
            "INSERT INTO login_marks (email, kind, at, id) VALUES (:email, :kind, :now, :id)")
        .bind("email", email)
        .bind("kind", WRONG)
        .bind("now", clock.instant())
        .bind("id", ids.next("mrk_"))
        .execute();
  }

  /** Forgets what no limit looks at any more, as {@link Quotas#forgetOld}. */
  public int forgetOld(Handle tx, Instant latest) {
    return tx.createUpdate("DELETE FROM login_marks WHERE at < :before OR at > :after")
            .bind("before", clock.instant().minus(Duration.ofDays(1)))
            .bind("after", latest.plus(Duration.ofDays(1)))
            .execute()
        + quotas.forgetOld(tx, latest);
  }
}
