package dev.hostedui.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps letters until they are sent. */
public final class LetterBox {

  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 20;
  private static final Duration LEASE = Duration.ofMinutes(2);

  /** No letter is begun after this much of the lease, so that none is under way at its end. */
  private static final Duration SENDING = Duration.ofSeconds(80);

  private static final List<Duration> PATIENCE =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(12));

  /** A mail as it will be sent. */
  record Mail(String subject, String text, String html) {}

  private record Due(String id, String recipient, String sealed, int tries, long expiresAt) {}

  private final Database database;
  private final Vault vault;
  private final MailSender sender;
  private final Ids ids;
  private final Clock clock;

  public LetterBox(Database database, Vault vault, MailSender sender, Ids ids, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.sender = sender;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Queues a mail in the transaction it belongs to.
   *
   * @param until after this it would be of no use and is not sent any more
   * @param send false writes the same row without ever sending it, so that who watches the clock
   *     cannot tell the difference
   */
  void queue(Handle tx, String recipient, Mail mail, Instant until, boolean send) {
    var id = ids.next("ltr_");
    var sealed = vault.seal(place(id), json(mail));
    tx.createUpdate(
            """
            INSERT INTO letters (id, recipient, sealed, due_at, expires_at, gave_up_at, created_at)
            VALUES (:id, :recipient, :sealed, :due, :expires, :gaveUp, :now)
            """)
        .bind("id", id)
        .bind("recipient", recipient)
        .bind("sealed", send ? sealed : "")
        .bind("due", send ? (Long) clock.millis() : null)
        .bind("expires", until.toEpochMilli())
        .bind("gaveUp", send ? null : (Long) clock.millis())
        .bind("now", clock.millis())
        .execute();
  }

  /** Sends a bounded batch of what is due and says how many went out. A job of the timetable. */
  public int sendDue() {
    var now = clock.millis();
    var nothing =
        database.read(
            handle ->
                handle
                        .createQuery(
                            "SELECT COUNT(*) FROM (SELECT 1 FROM letters WHERE due_at <= :now LIMIT 1) AS due")
                        .bind("now", now)
                        .mapTo(Integer.class)
                        .one()
                    == 0);
    if (nothing) return 0;
    var due =
        database.inTransaction(
            tx ->
                tx.createQuery(
                        """
                UPDATE letters SET leased_until = :lease, tries = tries + 1
                 WHERE id IN (SELECT id FROM letters WHERE due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                               ORDER BY due_at LIMIT :batch)
                   -- again: on PostgreSQL another box may have taken them since they were chosen
                   AND due_at <= :now AND (leased_until IS NULL OR leased_until <= :now)
                RETURNING id, recipient, sealed, tries, expires_at
                """)
                    .bind("lease", now + LEASE.toMillis())
                    .bind("now", now)
                    .bind("batch", BATCH)
                    .map(
                        (row, context) ->
                            new Due(
                                Columns.text(row, "id"),
                                Columns.text(row, "recipient"),
                                Columns.text(row, "sealed"),
                                row.getInt("tries"),
                                row.getLong("expires_at")))
                    .list());
    var sent = 0;
    for (var letter : due) {
      // a slow server: what is left goes out when the lease is over, here or elsewhere
      if (clock.millis() >= now + SENDING.toMillis()) break;
      sent += send(letter) ? 1 : 0;
    }
    return sent;
  }

  private boolean send(Due letter) {
    if (letter.expiresAt <= clock.millis()) {
      close(letter, "expired before it could be sent");
      return false;
    }
    try {
      var mail = JSON.readValue(vault.open(place(letter.id), letter.sealed), Mail.class);
      sender.send(letter.recipient, mail.subject(), mail.text(), mail.html());
    } catch (JsonProcessingException | RuntimeException | jakarta.mail.MessagingException e) {
      postpone(letter, e);
      return false;
    }
    close(letter, null);
    return true;
  }

  /** A letter that is done with keeps its row for the audit, but not what it said. */
  private void close(Due letter, @Nullable String fault) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE letters SET sealed = '', due_at = NULL, leased_until = NULL, sent_at = :sent, gave_up_at = :gaveUp, last_fault = :fault WHERE id = :id")
                .bind("sent", fault == null ? (Long) clock.millis() : null)
                .bind("gaveUp", fault == null ? null : (Long) clock.millis())
                .bind("fault", fault)
                .bind("id", letter.id)
                .execute());
  }

  private void postpone(Due letter, Exception e) {
    var fault = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (letter.tries > PATIENCE.size()) {
      LOG.error("letter {} was given up after {} tries: {}", letter.id, letter.tries, fault);
      close(letter, fault);
      return;
    }
    var wait = PATIENCE.get(letter.tries - 1);
    LOG.warn(
        "letter {} could not be sent and is tried again in {} s: {}",
        letter.id,
        wait.toSeconds(),
        fault);
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE letters SET due_at = :due, leased_until = NULL, last_fault = :fault WHERE id = :id")
                .bind("due", clock.millis() + wait.toMillis())
                .bind("fault", fault)
                .bind("id", letter.id)
                .execute());
  }

  /** Removes a bounded batch of letters done with long ago. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM letters WHERE id IN (SELECT id FROM letters WHERE created_at < :before AND due_at IS NULL LIMIT 500)")
                .bind("before", clock.millis() - Duration.ofDays(30).toMillis())
                .execute());
  }

  private static String place(String id) {
    return "letters:" + id + ":sealed";
  }

  private static String json(Mail mail) {
    try {
      return JSON.writeValueAsString(mail);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a letter is plain text", e);
    }
  }
}
