package dev.hostedui.identity.passwordless;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.mailedcode.MailedCodeLimits;
import dev.hostedui.identity.mailedcode.PastedCode;
import dev.hostedui.identity.passwordless.PasswordlessRequest.Template;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Has mailboxes proven for applications.
 *
 * <p>A code takes five guesses in ten minutes; after 25 wrong codes in an hour a mailbox is only
 * proven by the link, which cannot be guessed. What was proven once is used up, and a new mail
 * makes what the one before held void. An application sees its own requests only.
 */
public final class PasswordlessRequests {

  private static final Duration GUESSING = Duration.ofMinutes(10);

  /** How long a request is known after it has ended. */
  private static final Duration KEPT = Duration.ofDays(1);

  private static final String COLUMNS =
      "id, client_id, email, template, link_address, state, template_variables, lifetime_seconds,"
          + " expires_at";

  /**
   * What an application asks for.
   *
   * @param lifetime 60 to 3600 seconds
   * @param linkAddress where the link leads, or null for a code alone
   * @param variables what is filled into a template of the operator, in the place of its own values
   */
  public record Asked(
      EmailAddress email,
      Template template,
      Duration lifetime,
      @Nullable String linkAddress,
      @Nullable String state,
      Map<String, String> variables) {}

  private record RequestId(String value) implements Id {}

  private final Database database;
  private final PasswordlessRequest.Sender sender;
  private final MailedCodeLimits limits;
  private final Vault vault;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final boolean plainHttp;

  /**
   * Takes what the verbs need.
   *
   * @param plainHttp whether the addresses of apps may begin with {@code http:}
   */
  public PasswordlessRequests(
      Database database,
      PasswordlessRequest.Sender sender,
      Vault vault,
      Events events,
      Ids ids,
      Clock clock,
      boolean plainHttp) {
    this.database = database;
    this.sender = sender;
    this.limits = new MailedCodeLimits(ids, clock);
    this.vault = vault;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    this.plainHttp = plainHttp;
  }

  /**
   * Mails a code, and a link where an address for it is given.
   *
   * @throws Problem INVALID at {@code magiclink_auth_uri}; TOO_MANY when the mailbox has had its
   *     mails; or what {@link Actor#mustOperate} refuses
   */
  public PasswordlessRequest send(Actor actor, Asked asked) {
    actor.mustOperate();
    var address = asked.linkAddress;
    if (address != null) WebAddress.check("magiclink_auth_uri", address, plainHttp);
    return database.inTransaction(
        tx -> {
          var now = clock.instant();
          var made =
              new PasswordlessRequest(
                  ids.next("lri_"),
                  actor.id(),
                  asked.email,
                  asked.template,
                  address,
                  asked.state,
                  asked.variables,
                  asked.lifetime,
                  now.plus(asked.lifetime));
          tx.createUpdate(
                  """
                  INSERT INTO passwordless_requests (id, client_id, email, template, link_address, state,
                                                     template_variables, lifetime_seconds, created_at, expires_at)
                  VALUES (:id, :client, :email, :template, :address, :state, :variables, :lifetime, :now, :expires)
                  """)
              .bind("id", made.id())
              .bind("client", made.clientId())
              .bind("email", made.email())
              .bind("template", made.template().name())
              .bind("address", made.linkAddress())
              .bind("state", made.state())
              .bind("variables", new Metadata(made.variables()).json())
              .bind("lifetime", made.lifetime().toSeconds())
              .bind("now", now)
              .bind("expires", made.expiresAt())
              .execute();
          mail(tx, made);
          record(tx, actor, EventType.PASSWORDLESS_SENT, made);
          return made;
        });
  }

  /**
   * Mails a new code and link for a request that is not proven yet; those before are void.
   *
   * @throws Problem NOT_FOUND, for another application's too; CONFLICT when it is proven; TOO_MANY
   *     as {@link #send}
   */
  public PasswordlessRequest resend(Actor actor, String id) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var before =
              find(tx, actor, "id = :key AND used_at IS NULL", id)
                  .orElseThrow(() -> Problem.notFound("passwordless_request_not_found"));
          var expires = clock.instant().plus(before.lifetime());
          tx.createUpdate("UPDATE passwordless_requests SET expires_at = :expires WHERE id = :id")
              .bind("expires", expires)
              .bind("id", id)
              .execute();
          var after = find(tx, actor, "id = :key", id).orElseThrow();
          mail(tx, after);
          record(tx, actor, EventType.PASSWORDLESS_SENT, after);
          return after;
        });
  }

  private void mail(Handle tx, PasswordlessRequest request) {
    limits.send(tx, request.email());
    var code = ids.sixDigits();
    var token = request.linkAddress() == null ? null : ids.token();
    tx.createUpdate(
            "UPDATE passwordless_requests SET code_hash = :code, link_hash = :link WHERE id = :id")
        .bind("code", vault.digest(place(request.id()), code))
        .bind("link", token == null ? null : Ids.hash(token))
        .bind("id", request.id())
        .execute();
    sender.send(tx, request, code, token == null ? null : link(request, token));
  }

  private static String link(PasswordlessRequest request, String token) {
    var address = String.valueOf(request.linkAddress());
    return address + (address.contains("?") ? "&" : "?") + "link_token=" + token;
  }

  // ------------------------------------------------------------------ proof

  /** What comes of comparing a code. */
  private sealed interface Verdict {
    record Right(PasswordlessRequest request) implements Verdict {}

    record Refused(Problem problem) implements Verdict {}
  }

  /**
   * Says whose mailbox was proven by a code, once. A wrong code is counted, and leaves an event.
   *
   * @throws Problem INVALID for a wrong code; CONFLICT for one that has ended; TOO_MANY after
   *     {@link MailedCodeLimits#MOST_GUESSES} guesses; NOT_FOUND, also when it is proven already
   */
  public PasswordlessRequest verifyCode(Actor actor, String id, String typed) {
    actor.mustOperate();
    // what is not six digits was mistyped, and does not count as a guess
    var code = PastedCode.read(typed).orElseThrow(() -> Problem.invalid("code_missing").at("code"));
    var verdict = database.inTransaction(tx -> compare(tx, actor, id, code));
    if (verdict instanceof Verdict.Right right) return right.request;
    // counted before it is said: what is thrown in a transaction takes it back
    throw ((Verdict.Refused) verdict).problem;
  }

  private Verdict compare(Handle tx, Actor actor, String id, String code) {
    var now = clock.instant();
    var request =
        find(tx, actor, "id = :key AND used_at IS NULL", id)
            .orElseThrow(() -> Problem.notFound("passwordless_request_not_found"));
    if (!limits.mayGuess(tx, request.email()))
      return new Verdict.Refused(
          Problem.tooMany("too_many_guesses_for_address", Duration.ofHours(1)));
    // counted before it is compared: racing guesses cannot share one count
    var hash =
        tx.createQuery(
                """
                UPDATE passwordless_requests
                   SET guesses = CASE WHEN guesses_since > :since THEN guesses + 1 ELSE 1 END,
                       guesses_since = CASE WHEN guesses_since > :since THEN guesses_since ELSE :now END
                 WHERE id = :id AND used_at IS NULL AND (guesses < :most OR guesses_since <= :since)
                RETURNING code_hash
                """)
            .bind("since", now.minus(GUESSING))
            .bind("now", now)
            .bind("id", id)
            .bind("most", MailedCodeLimits.MOST_GUESSES)
            .mapTo(String.class)
            .findOne();
    if (hash.isEmpty()) return new Verdict.Refused(Problem.tooMany("too_many_guesses", GUESSING));
    if (!now.isBefore(request.expiresAt()))
      return new Verdict.Refused(Problem.conflict("code_expired").at("code"));
    if (vault.matches(place(id), code, hash.get())) {
      use(tx, actor, request);
      return new Verdict.Right(request);
    }
    limits.guessedWrong(tx, request.email());
    record(tx, actor, EventType.PASSWORDLESS_REFUSED, request);
    return new Verdict.Refused(Problem.invalid("wrong_code").at("code"));
  }

  /**
   * Says whose mailbox was proven by the link of a mail, once.
   *
   * @param id the request that the browser has begun, or null when any of the application will do
   * @throws Problem CONFLICT for a link that has ended; NOT_FOUND for one that there is none of, or
   *     that was used
   */
  public PasswordlessRequest verifyLink(Actor actor, @Nullable String id, String token) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var request =
              find(tx, actor, "link_hash = :key AND used_at IS NULL", Ids.hash(token))
                  .filter(it -> id == null || it.id().equals(id))
                  .orElseThrow(() -> Problem.notFound("passwordless_request_not_found"));
          if (!clock.instant().isBefore(request.expiresAt()))
            throw Problem.conflict("link_expired").at("link_token");
          use(tx, actor, request);
          return request;
        });
  }

  private void use(Handle tx, Actor actor, PasswordlessRequest request) {
    var used =
        tx.createUpdate(
                "UPDATE passwordless_requests SET used_at = :now WHERE id = :id AND used_at IS"
                    + " NULL")
            .bind("now", clock.instant())
            .bind("id", request.id())
            .execute();
    if (used == 0) throw Problem.notFound("passwordless_request_not_found");
    record(tx, actor, EventType.PASSWORDLESS_VERIFIED, request);
  }

  /** Forgets a bounded batch of what is past. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM passwordless_requests WHERE id IN (SELECT id FROM"
                        + " passwordless_requests WHERE expires_at < :before LIMIT 1000)")
                .bind("before", clock.instant().minus(KEPT))
                .execute());
  }

  private static Optional<PasswordlessRequest> find(
      Handle tx, Actor actor, String condition, String key) {
    return tx.createQuery(
            "SELECT "
                + COLUMNS
                + " FROM passwordless_requests WHERE client_id = :client AND "
                + condition)
        .bind("client", actor.id())
        .bind("key", key)
        .map((row, context) -> read(row))
        .findOne();
  }

  private static PasswordlessRequest read(ResultSet row) throws SQLException {
    return new PasswordlessRequest(
        Columns.text(row, "id"),
        Columns.text(row, "client_id"),
        new EmailAddress(Columns.text(row, "email")),
        Template.valueOf(Columns.text(row, "template")),
        row.getString("link_address"),
        row.getString("state"),
        Metadata.stored(Columns.text(row, "template_variables")).values(),
        Duration.ofSeconds(row.getLong("lifetime_seconds")),
        Columns.time(row, "expires_at"));
  }

  private static String place(String id) {
    return "passwordless_requests:" + id + ":code_hash";
  }

  private void record(Handle tx, Actor actor, EventType type, PasswordlessRequest request) {
    events.record(
        tx,
        actor,
        type,
        null,
        new RequestId(request.id()),
        Change.created(
            new Snapshot()
                .with("id", request.id())
                .with("email", request.email().value())
                .with("passwordless_type", request.type().name())
                .with("template", request.template().name())
                .values()));
  }
}
