package dev.hostedui.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.OutgoingQueue;
import dev.hostedui.db.Patience;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Vault;
import dev.hostedui.outside.MailRefused;
import dev.hostedui.outside.MailServerDown;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps letters until they are sent. */
public final class LetterBox {

  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final OutgoingQueue.Table TABLE =
      new OutgoingQueue.Table("letters", "sent_at", "sealed");
  private static final Duration LEASE = Duration.ofMinutes(2);

  /** No letter is begun after this much of the lease, so that none is under way at its end. */
  private static final Duration SENDING = Duration.ofSeconds(80);

  private static final Patience PATIENCE =
      Patience.of(
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

  private record Due(OutgoingQueue.Taken row, String recipient, String sealed, Instant expiresAt) {}

  private final Database database;
  private final OutgoingQueue queue;
  private final Vault vault;
  private final MailSender sender;
  private final Ids ids;
  private final Clock clock;

  public LetterBox(Database database, Vault vault, MailSender sender, Ids ids, Clock clock) {
    this.database = database;
    this.queue = new OutgoingQueue(database, clock, TABLE, LEASE, PATIENCE);
    this.vault = vault;
    this.sender = sender;
    this.ids = ids;
    this.clock = clock;
  }

  /** How many mails are still to be sent. */
  public long waiting() {
    return queue.waiting();
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
    var now = clock.instant();
    tx.createUpdate(
            """
            INSERT INTO letters (id, recipient, sealed, due_at, expires_at, gave_up_at, created_at)
            VALUES (:id, :recipient, :sealed, :due, :expires, :gaveUp, :now)
            """)
        .bind("id", id)
        .bind("recipient", recipient)
        .bind("sealed", send ? sealed : "")
        .bind("due", send ? now : null)
        .bind("expires", until)
        .bind("gaveUp", send ? null : now)
        .bind("now", now)
        .execute();
  }

  /** Sends a bounded batch of what is due and says how many went out. A job of the timetable. */
  public int sendDue() {
    var stop = clock.instant().plus(SENDING);
    var due =
        queue.take(
            "recipient, sealed, expires_at",
            (row, context) ->
                new Due(
                    OutgoingQueue.taken(row),
                    Columns.text(row, "recipient"),
                    Columns.text(row, "sealed"),
                    Columns.time(row, "expires_at")));
    var sent = 0;
    for (var letter : due) {
      // a slow server: what is left goes out when the lease is over, here or elsewhere
      if (!clock.instant().isBefore(stop)) break;
      sent += send(letter) ? 1 : 0;
    }
    return sent;
  }

  private boolean send(Due letter) {
    if (!clock.instant().isBefore(letter.expiresAt)) {
      queue.giveUp(letter.row, "expired before it could be sent", tx -> {});
      return false;
    }
    try {
      var mail = JSON.readValue(vault.open(place(letter.row.id()), letter.sealed), Mail.class);
      sender.send(letter.recipient, mail.subject(), mail.text(), mail.html());
    } catch (MailRefused e) {
      LOG.error("letter {} was refused for good: {}", letter.row.id(), e.getMessage());
      queue.giveUp(letter.row, String.valueOf(e.getMessage()), tx -> {});
      return false;
    } catch (JsonProcessingException | RuntimeException | MessagingException e) {
      postpone(letter, e);
      return false;
    }
    queue.done(letter.row);
    return true;
  }

  private void postpone(Due letter, Exception e) {
    var fault = fault(e.getClass(), String.valueOf(e.getMessage()));
    var id = letter.row.id();
    var wait = queue.failed(letter.row, fault, tx -> {});
    if (wait.isPresent())
      LOG.warn(
          "letter {} could not be sent and is tried again in {} s: {}",
          id,
          wait.get().toSeconds(),
          fault);
    else LOG.error("letter {} was given up after {} tries: {}", id, letter.row.tries(), fault);
  }

  private static String fault(Class<?> kind, String message) {
    return kind.getSimpleName() + ": " + message;
  }

  /**
   * Whether the mail server takes no mail at the moment: the newest letter that was sent, or could
   * not be because of the server, waits for another try. A mailbox that is full or takes no mail
   * for now says nothing about the others.
   *
   * <p>It is asked of all mail and not of one mailbox: whoever asks for a code must not learn from
   * the answer whether there is an account.
   */
  public boolean isHeldUp() {
    return database.read(
        handle ->
            handle
                    .createQuery(
                        """
                        SELECT CASE WHEN sent_at IS NULL THEN 1 ELSE 0 END FROM letters
                         WHERE sent_at IS NOT NULL OR (due_at IS NOT NULL AND last_fault LIKE :down)
                         ORDER BY id DESC LIMIT 1
                        """)
                    .bind("down", fault(MailServerDown.class, "%"))
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(0)
                == 1);
  }

  /** Removes a bounded batch of letters done with long ago. A job of the timetable. */
  public int forgetOld() {
    return queue.forgetOld();
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
