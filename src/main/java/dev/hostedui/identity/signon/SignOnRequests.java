package dev.hostedui.identity.signon;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps what identity providers were asked, and their answers until somebody comes for them. */
public final class SignOnRequests {

  /** How long a provider and its person may take, and a browser afterwards. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** How long it is known that there was one, for whoever comes back to it. */
  private static final Duration KEPT = Duration.ofDays(1);

  /** How long an answer waits at most for its mailbox, however often its code is mailed anew. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(4);

  private static final String COLUMNS =
      "id, connection_id, connection_version, attempt_id, test_id, browser_hash, max_age_seconds,"
          + " secrets, started_at, expires_at, answered_at";

  private final Database database;
  private final Vault vault;
  private final Ids ids;
  private final Clock clock;

  public SignOnRequests(Database database, Vault vault, Ids ids, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What a request is for.
   *
   * @param attempt the sign-in, or null
   * @param test the test run, or null
   * @param browser the secret of the browser it belongs to
   */
  public record Purpose(
      String connection,
      long version,
      @Nullable String attempt,
      @Nullable String test,
      String browser,
      @Nullable Long maxAgeSeconds) {

    /** Never with the secret. */
    @Override
    public String toString() {
      return connection;
    }
  }

  /**
   * A request that was made a moment ago.
   *
   * @param state what the browser takes along and brings back ({@code RelayState}, {@code state});
   *     it is known only here and there
   */
  public record Begun(SignOnRequest request, String state) {
    /** Never with the state. */
    @Override
    public String toString() {
      return request.toString();
    }
  }

  /** Makes one. */
  public Begun begin(Purpose purpose) {
    var now = clock.instant();
    var state = ids.token();
    var request =
        new SignOnRequest(
            // an XML id begins with a letter or a low line
            "_" + ids.token(),
            purpose.connection,
            purpose.version,
            purpose.attempt,
            purpose.test,
            Ids.hash(purpose.browser),
            purpose.maxAgeSeconds,
            ids.token(),
            ids.token(),
            now,
            now.plus(LIFETIME),
            false);
    database.useTransaction(tx -> insert(tx, request, state));
    return new Begun(request, state);
  }

  private void insert(Handle tx, SignOnRequest request, String state) {
    tx.createUpdate(
            """
            INSERT INTO sso_requests (id, state_hash, connection_id, connection_version, attempt_id, test_id, browser_hash,
                                      max_age_seconds, secrets, started_at, expires_at)
            VALUES (:id, :state, :connection, :version, :attempt, :test, :browser, :maxAge, :secrets, :started, :expires)
            """)
        .bind("id", request.id())
        .bind("state", Ids.hash(state))
        .bind("connection", request.connection())
        .bind("version", request.version())
        .bind("attempt", request.attempt())
        .bind("test", request.test())
        .bind("browser", request.browserHash())
        .bind("maxAge", request.maxAgeSeconds())
        .bind(
            "secrets",
            vault.seal(place(request.id()), request.nonce() + " " + request.codeVerifier()))
        .bind("started", request.startedAt())
        .bind("expires", request.expiresAt())
        .execute();
  }

  /** The request of a state, answered or not, also for a while after its time. */
  public Optional<SignOnRequest> find(String state) {
    if (!Ids.isToken(state)) return Optional.empty();
    return one("state_hash", Ids.hash(state));
  }

  /** The request of an id, for a provider that left the state behind. */
  public Optional<SignOnRequest> byId(String id) {
    return id.startsWith("_") && Ids.isToken(id.substring(1)) ? one("id", id) : Optional.empty();
  }

  private Optional<SignOnRequest> one(String column, String value) {
    return database
        .rows(
            "SELECT " + COLUMNS + " FROM sso_requests WHERE " + column + " = ?", this::read, value)
        .stream()
        .findFirst();
  }

  /**
   * Keeps the answer to a request, inside the change that makes sure that it was never taken
   * before.
   *
   * @return the token by which the browser comes for it; empty when the request has had its answer
   *     or its time is over
   */
  public Optional<String> answered(Handle tx, SignOnRequest request, SignOnAnswer answer) {
    var token = ids.token();
    var taken =
        tx.createUpdate(
                """
                UPDATE sso_requests SET answered_at = :now, arrival_hash = :arrival, answer = :answer
                 WHERE id = :id AND answered_at IS NULL AND expires_at > :now
                """)
            .bind("now", clock.instant())
            .bind("arrival", Ids.hash(token))
            .bind("answer", vault.seal(place(request.id()) + ":answer", answer.json()))
            .bind("id", request.id())
            .execute();
    return taken == 0 ? Optional.empty() : Optional.of(token);
  }

  /**
   * An answer that waits for its browser.
   *
   * @param answer empty when it was used, or its time is over
   */
  public record Arrival(SignOnRequest request, Optional<SignOnAnswer> answer) {}

  /** The answer that a browser comes for, also when it was used already. */
  public Optional<Arrival> arrival(String token) {
    if (!Ids.isToken(token)) return Optional.empty();
    return arrival("arrival_hash", Ids.hash(token), LIFETIME);
  }

  /**
   * The answer to a request that a sign-in goes on with after its mailbox was proven. It lasts as
   * long as the sign-in does, whose code may be mailed anew: how long that is, is for the caller.
   */
  public Optional<Arrival> arrivalOf(String requestId) {
    return arrival("id", requestId, LONGEST_WAIT);
  }

  private Optional<Arrival> arrival(String column, String value, Duration wait) {
    return database
        .rows(
            "SELECT " + COLUMNS + ", answer, used_at FROM sso_requests WHERE " + column + " = ?",
            row -> readArrival(row, wait),
            value)
        .stream()
        .findFirst();
  }

  /**
   * Uses an answer up, inside the change that begins a session with it.
   *
   * @return false when another one was faster
   */
  public boolean use(Handle tx, SignOnRequest request) {
    return tx.createUpdate(
                """
                UPDATE sso_requests SET used_at = :now, answer = NULL
                 WHERE id = :id AND used_at IS NULL AND answer IS NOT NULL
                """)
            .bind("now", clock.instant())
            .bind("id", request.id())
            .execute()
        > 0;
  }

  /** Forgets a bounded batch of what is past. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM sso_requests WHERE id IN (SELECT id FROM sso_requests WHERE"
                        + " expires_at < :before LIMIT 1000)")
                .bind("before", clock.instant().minus(KEPT))
                .execute());
  }

  private record Waiting(String id, String answer) {}

  /**
   * Takes back the answers that wait, for their browser or its mailbox, because the provider says
   * that it has signed out whom they name.
   *
   * @param connection the id of the connection whose provider says so
   * @param subject whom it is about, or null for whoever has the session index
   * @param sessionIndex the provider's name of its session, or null for all of the subject's
   */
  public void takeBack(String connection, @Nullable String subject, @Nullable String sessionIndex) {
    if (subject == null && sessionIndex == null) return;
    database.useTransaction(
        tx -> {
          for (var it : waiting(tx, connection)) {
            var named = opened(it.id, it.answer).identity();
            if ((subject == null || subject.equals(named.subject()))
                && (sessionIndex == null || sessionIndex.equals(named.sessionIndex())))
              tx.createUpdate(
                      "UPDATE sso_requests SET answer = NULL WHERE id = :id AND used_at IS NULL")
                  .bind("id", it.id)
                  .execute();
          }
        });
  }

  private List<Waiting> waiting(Handle tx, String connection) {
    return tx.createQuery(
            "SELECT id, answer FROM sso_requests WHERE expires_at > :since AND connection_id ="
                + " :connection AND answer IS NOT NULL ORDER BY id")
        .bind("since", clock.instant().minus(LONGEST_WAIT))
        .bind("connection", connection)
        .map((row, context) -> new Waiting(Columns.text(row, "id"), Columns.text(row, "answer")))
        .list();
  }

  private SignOnAnswer opened(String id, String sealed) {
    return SignOnAnswer.read(vault.open(place(id) + ":answer", sealed));
  }

  private Arrival readArrival(ResultSet row, Duration wait) throws SQLException {
    var request = read(row);
    var sealed = row.getString("answer");
    var over =
        clock.instant().isAfter(request.expiresAt().plus(wait))
            || Columns.timeOrNull(row, "used_at") != null;
    return new Arrival(
        request,
        sealed == null || over ? Optional.empty() : Optional.of(opened(request.id(), sealed)));
  }

  private SignOnRequest read(ResultSet row) throws SQLException {
    var id = Columns.text(row, "id");
    var secrets = vault.open(place(id), Columns.text(row, "secrets")).split(" ", 2);
    return new SignOnRequest(
        id,
        Columns.text(row, "connection_id"),
        row.getLong("connection_version"),
        row.getString("attempt_id"),
        row.getString("test_id"),
        Columns.text(row, "browser_hash"),
        Columns.longOrNull(row, "max_age_seconds"),
        secrets[0],
        secrets[1],
        Columns.time(row, "started_at"),
        Columns.time(row, "expires_at"),
        Columns.timeOrNull(row, "answered_at") != null);
  }

  private static String place(String id) {
    return "sso_requests:" + id;
  }
}
