package dev.hostedui.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Throwables;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.OutgoingQueue;
import dev.hostedui.db.Patience;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.db.TimeLimit;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Vault;
import dev.hostedui.outside.MailRefused;
import dev.hostedui.outside.MailServerDown;
import dev.hostedui.outside.SmtpTransport;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps letters until they are sent.
 *
 * <p>A server that takes its time with each mail is given several at once. Those somebody waits for
 * at a screen go first, and of them those to people who have an account: whoever asks for codes to
 * mailboxes of strangers holds up strangers alone.
 */
public final class LetterBox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Codes and links to go on with are of use for an hour at most, news and invitations for days.
   */
  private static final Duration WAITED_FOR = Duration.ofHours(1);

  private static final OutgoingQueue.Table TABLE =
      new OutgoingQueue.Table(
          "letters",
          "sent_at",
          "sealed",
          // of what can wait, nobody is looked up: it may be thousands
          "CASE WHEN expires_at - created_at > "
              + WAITED_FOR.toMillis()
              + " THEN 2 WHEN EXISTS (SELECT 1 FROM users u WHERE u.email = recipient) THEN 0"
              + " ELSE 1 END,"
              + " due_at, id");

  /** Longer than a server can take for one letter. */
  static final Duration LEASE = SmtpTransport.LONGEST.plusMinutes(1);

  /** So many letters are handed to the mail server at once: many servers take no more from one. */
  private static final int LANES = 4;

  /** How often a lane without a letter looks for one, while others are at work. */
  private static final long LOOK_MILLISECONDS = 500;

  /** After so long the others are taken for slow, and more than a batch goes out beside them. */
  private static final long A_WHILE_SECONDS = 5;

  /** Leaves out mailboxes a letter is on its way to, so that the next one cannot overtake it. */
  private static final String TO_NO_BUSY_MAILBOX =
      IntStream.range(0, LANES)
          .mapToObj(lane -> ":busy" + lane)
          .collect(Collectors.joining(", ", "recipient NOT IN (", ")"));

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

  /** What stands before the @ of an address, from the beginning of the word on alone. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![^\\s<>()\\[\\],;:\"@])[^\\s<>()\\[\\],;:\"@]++@");

  /** A mail as it will be sent. */
  record Mail(String subject, String text, String html) {}

  /**
   * Hears of letters that the mail server has refused for good, in the transaction that gives them
   * up. What is given up for another reason, such as a server of ours that was down, says nothing
   * of the mailbox.
   */
  @FunctionalInterface
  public interface Refusals {
    /**
     * A letter was refused.
     *
     * @param about by what it was queued to be known
     * @param said what the mail server said
     */
    void refused(Handle tx, String about, String said);
  }

  private record Due(
      OutgoingQueue.Taken row,
      String recipient,
      String sealed,
      @Nullable String about,
      Instant expiresAt) {}

  private final Database database;
  private final OutgoingQueue queue;
  private final Vault vault;
  private final MailSender sender;
  private final Refusals refusals;
  private final Ids ids;
  private final Clock clock;

  /** The mailboxes letters are on their way to, and which. */
  private final Map<String, OutgoingQueue.Taken> busy = new HashMap<>();

  private boolean closed;

  /** What became of letters while the database was away, and is still to be written down. */
  private final Queue<Runnable> unnoted = new ConcurrentLinkedQueue<>();

  /** Those that hand letters over beside the thread of the timetable. */
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          LANES - 1,
          LANES - 1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          work -> {
            var made = new Thread(work, "letters");
            made.setDaemon(true);
            return made;
          });

  public LetterBox(
      Database database, Vault vault, MailSender sender, Refusals refusals, Ids ids, Clock clock) {
    this.database = database;
    this.queue = new OutgoingQueue(database, clock, TABLE, LEASE, PATIENCE);
    this.vault = vault;
    this.sender = sender;
    this.refusals = refusals;
    this.ids = ids;
    this.clock = clock;
    threads.allowCoreThreadTimeOut(true);
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
   *     cannot tell the difference; the mail server is asked whether it would take it, so that
   *     neither can who watches {@link #isHeldUp}
   * @param about by what {@link #isRefused} and {@link Refusals} know it, such as the hash of the
   *     link in it, or null
   */
  void queue(
      Handle tx, String recipient, Mail mail, Instant until, boolean send, @Nullable String about) {
    var id = ids.next("ltr_");
    var sealed = vault.seal(place(id), json(mail));
    var now = clock.instant();
    tx.createUpdate(
            """
            INSERT INTO letters (id, recipient, sealed, due_at, expires_at, created_at, about)
            VALUES (:id, :recipient, :sealed, :now, :expires, :now, :about)
            """)
        .bind("id", id)
        .bind("recipient", recipient)
        .bind("sealed", send ? sealed : "")
        .bind("expires", until)
        .bind("now", now)
        // what was never to be sent is refused by nobody
        .bind("about", send ? about : null)
        .execute();
  }

  /**
   * Takes back what a server that is gone had on its way: nobody waits for the end of its lease. Of
   * a letter that was taken just then, two may arrive. For whoever knows that no other one serves.
   */
  public void takeBack() {
    database.inTransaction(
        tx ->
            // of all letters of the last month, only those that wait are looked at
            tx.createUpdate(
                    "UPDATE letters SET leased_until = NULL WHERE due_at IS NOT NULL AND"
                        + " leased_until IS NOT NULL")
                .execute());
  }

  /** Sends a bounded batch of what is due and says how many went out. A job of the timetable. */
  public int sendDue() {
    noteWhatIsLeft();
    var left = new AtomicInteger(OutgoingQueue.BATCH);
    var first = next(left);
    if (first.isEmpty()) return 0;
    var lanes = new ArrayList<CompletableFuture<Integer>>();
    for (var lane = 1; lane < LANES; lane++)
      lanes.add(
          CompletableFuture.supplyAsync(
              () -> TimeLimit.JOB.allow(() -> lane(next(left), left)), threads));
    // this thread's own, which fails like the others: they are waited for
    lanes.add(CompletableFuture.supplyAsync(() -> lane(first, left), Runnable::run));
    try {
      CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      // who asks what has failed wants to know that of the lane
      if (e.getCause() != null) Throwables.throwIfUnchecked(e.getCause());
      throw e;
    }
    return lanes.stream().mapToInt(CompletableFuture::join).sum();
  }

  /** Sends one letter after the other, each taken when the one before is done. */
  private int lane(Optional<Due> first, AtomicInteger left) {
    var sent = 0;
    for (var letter = first; letter.isPresent(); letter = next(left)) {
      try {
        sent += send(letter.get()) ? 1 : 0;
      } finally {
        leave(letter.get());
      }
    }
    return sent;
  }

  /**
   * The next letter, or empty when this lane may end. While another lane is at work none does: it
   * may wait for the server for minutes, and what is queued meanwhile must not wait with it,
   * however many have gone out already.
   */
  private synchronized Optional<Due> next(AtomicInteger left) {
    var soon = System.nanoTime() + TimeUnit.SECONDS.toNanos(A_WHILE_SECONDS);
    while (!closed) {
      var letter = left.get() > 0 || System.nanoTime() > soon ? take() : Optional.<Due>empty();
      if (letter.isPresent()) {
        left.decrementAndGet();
        busy.put(letter.get().recipient, letter.get().row);
        return letter;
      }
      if (busy.isEmpty()) return letter;
      try {
        wait(LOOK_MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private Optional<Due> take() {
    var mailboxes = busy.keySet().iterator();
    var values = new HashMap<String, String>();
    for (var lane = 0; lane < LANES; lane++)
      values.put("busy" + lane, mailboxes.hasNext() ? mailboxes.next() : "");
    return queue
        .take(
            TO_NO_BUSY_MAILBOX,
            values,
            1,
            "recipient, sealed, about, expires_at",
            (row, context) ->
                new Due(
                    OutgoingQueue.taken(row),
                    Columns.text(row, "recipient"),
                    Columns.text(row, "sealed"),
                    row.getString("about"),
                    Columns.time(row, "expires_at")))
        .stream()
        .findFirst();
  }

  private synchronized void leave(Due letter) {
    busy.remove(letter.recipient);
    notifyAll();
  }

  private boolean send(Due letter) {
    if (!clock.instant().isBefore(letter.expiresAt)) {
      LOG.error("letter {} was given up: it expired before it could be sent", letter.row.id());
      note(() -> queue.giveUp(letter.row, "expired before it could be sent", tx -> {}));
      return false;
    }
    var toNobody = letter.sealed.isEmpty();
    try {
      if (toNobody) sender.probe(letter.recipient);
      else deliver(letter);
    } catch (MailRefused e) {
      var said = String.valueOf(e.getMessage());
      LOG.error("letter {} was refused for good: {}", letter.row.id(), logged(said));
      note(
          () ->
              queue.giveUp(
                  letter.row, fault(MailRefused.class, said), tx -> refused(tx, letter, said)));
      return false;
    } catch (JsonProcessingException | RuntimeException | MessagingException e) {
      note(() -> postpone(letter, e));
      return false;
    }
    note(() -> queue.done(letter.row));
    return !toNobody;
  }

  /** Writes down what became of a letter, later where the database is away: it was done once. */
  private void note(Runnable change) {
    try {
      change.run();
    } catch (StorageUnavailable e) {
      unnoted.add(change);
      throw e;
    }
  }

  private void noteWhatIsLeft() {
    for (var many = unnoted.size(); many > 0; many--) {
      var left = unnoted.poll();
      // whoever closes the box takes some, too
      if (left == null) return;
      note(left);
    }
  }

  /**
   * Takes no letter any more, and gives back those that are on their way: who waits for a code must
   * not wait for the end of a lease. Of one that the server takes just then, two may arrive.
   */
  @Override
  public void close() {
    List<OutgoingQueue.Taken> onTheirWay;
    synchronized (this) {
      closed = true;
      notifyAll();
      onTheirWay = List.copyOf(busy.values());
    }
    threads.shutdown();
    try {
      noteWhatIsLeft();
      onTheirWay.forEach(queue::giveBack);
    } catch (StorageUnavailable e) {
      LOG.warn("letters that were on their way wait for the end of their lease", e);
    }
  }

  private void deliver(Due letter) throws JsonProcessingException, MessagingException {
    var mail = JSON.readValue(vault.open(place(letter.row.id()), letter.sealed), Mail.class);
    sender.send(letter.recipient, mail.subject(), mail.text(), mail.html());
  }

  private void postpone(Due letter, Exception e) {
    var fault = fault(e.getClass(), String.valueOf(e.getMessage()));
    var id = letter.row.id();
    var wait = queue.failed(letter.row, fault, tx -> {});
    if (wait.isEmpty())
      LOG.error("letter {} was given up after {} tries: {}", id, letter.row.tries(), logged(fault));
    else if (clock.instant().plus(wait.get()).isBefore(letter.expiresAt))
      LOG.warn(
          "letter {} could not be sent and is tried again in {} s: {}",
          id,
          wait.get().toSeconds(),
          logged(fault));
    else
      // it waits nevertheless, as a sign that mail is held up
      LOG.error(
          "letter {} could not be sent and is of no use any more before another try: {}",
          id,
          logged(fault));
  }

  private void refused(Handle tx, Due letter, String said) {
    if (letter.about != null) refusals.refused(tx, letter.about, said);
  }

  /** What a server says names the mailbox, which is nobody's business who reads the log. */
  static String logged(String said) {
    return ADDRESS.matcher(said).replaceAll("…@");
  }

  private static String fault(Class<?> kind, String message) {
    return kind.getSimpleName() + ": " + message;
  }

  /**
   * Whether the mail server takes no mail at the moment: the newest letter that it was asked to
   * take waits for another try because of the server. A mailbox that is full or takes no mail is no
   * such reason, and the server is there then.
   *
   * <p>It is asked of all mail and not of one mailbox, and what goes wrong behind {@link
   * dev.hostedui.outside.MailTransport#probe} does not count: whoever asks for a code must not
   * learn from the answer whether there is an account. Letters dated ahead, by a clock that was
   * wrong, say nothing.
   */
  public boolean isHeldUp() {
    return database.read(
        handle ->
            handle
                    .createQuery(
                        """
                        SELECT CASE WHEN due_at IS NOT NULL AND last_fault LIKE :down
                               THEN 1 ELSE 0 END FROM letters
                         WHERE created_at <= :now AND (sent_at IS NOT NULL
                           OR (gave_up_at IS NOT NULL AND last_fault LIKE :refused)
                           OR (due_at IS NOT NULL
                             AND (last_fault LIKE :down OR last_fault LIKE :passing)))
                         ORDER BY id DESC LIMIT 1
                        """)
                    .bind("now", clock.instant())
                    .bind("down", fault(MailServerDown.class, "%"))
                    .bind("refused", fault(MailRefused.class, "%"))
                    .bind("passing", fault(MessagingException.class, "%"))
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(0)
                == 1);
  }

  /**
   * Whether the mail server has refused a letter that is known by this for good. What was never to
   * be sent is known by nothing: ask only where every address is sent a letter.
   */
  public boolean isRefused(String about) {
    return !refused(Set.of(about)).isEmpty();
  }

  /** Those of several for which {@link #isRefused} holds. */
  public Set<String> refused(Collection<String> abouts) {
    return database.read(
        handle -> {
          var refused = new HashSet<String>();
          ValueLists.read(
              handle,
              "SELECT about FROM letters WHERE gave_up_at IS NOT NULL AND last_fault LIKE ?"
                  + " AND about IN (%s)",
              abouts,
              row -> Columns.text(row, "about"),
              refused::add,
              fault(MailRefused.class, "%"));
          return refused;
        });
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
