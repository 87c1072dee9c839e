package dev.hostedui.identity.grant;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.application.Application;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Authorizations that wait for their person to sign in or to choose.
 *
 * <p>Each has a token, which stands in the address, and belongs to the browser it began in, which
 * holds a secret of its own: a link opened elsewhere cannot go on with it.
 */
public final class AuthorizationRequests {

  /** How long one waits: longer than a sign-in may take. */
  public static final Duration LIFETIME = Duration.ofHours(1);

  /** How long it is known whose it was, for whoever comes back to a page that was left open. */
  private static final Duration KEPT = Duration.ofDays(1);

  /**
   * One that waits.
   *
   * @param parameters as they were sent, form encoded
   * @param redirectUri where its answer goes, which was found to be registered
   * @param startedAt what was proven or chosen before does not count for it
   * @param over whether it has waited too long and gets no answer any more
   * @param answered whether the application has had an answer already
   */
  public record Waiting(
      String clientId,
      String applicationName,
      String parameters,
      String redirectUri,
      Instant startedAt,
      boolean over,
      boolean answered,
      String browserHash) {

    /** Never with the parameters, which are the application's secrets with its browser. */
    @Override
    public String toString() {
      return clientId;
    }

    /** Whether it began in the browser that holds this secret. */
    public boolean beganIn(String browser) {
      return Ids.matches(browser, browserHash);
    }
  }

  private final Database database;
  private final Ids ids;
  private final Clock clock;

  public AuthorizationRequests(Database database, Ids ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
  }

  /** Keeps one and returns its token. */
  public String begin(
      Application application, String parameters, String redirectUri, String browser) {
    var token = ids.token();
    var now = clock.instant();
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    INSERT INTO authorization_requests (token_hash, browser_hash, redirect_uri, application_id, parameters, started_at, expires_at)
                    VALUES (:token, :browser, :redirectUri, :application, :parameters, :now, :expires)
                    """)
                .bind("token", Ids.hash(token))
                .bind("browser", Ids.hash(browser))
                .bind("redirectUri", redirectUri)
                .bind("application", application.id())
                .bind("parameters", parameters)
                .bind("now", now)
                .bind("expires", now.plus(LIFETIME))
                .execute());
    return token;
  }

  /** A secret for a browser that has none yet. */
  public String newBrowser() {
    return ids.token();
  }

  /** The one that waits under a token, or has waited too long, while that is known. */
  public Optional<Waiting> find(String token) {
    if (!Ids.isToken(token)) return Optional.empty();
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT a.client_id, a.name, r.parameters, r.redirect_uri, r.started_at, r.expires_at, r.browser_hash
                      FROM authorization_requests r JOIN applications a ON a.id = r.application_id
                     WHERE r.token_hash = :token
                    """)
                .bind("token", Ids.hash(token))
                .map(
                    (row, context) ->
                        new Waiting(
                            Columns.text(row, "client_id"),
                            Columns.text(row, "name"),
                            Columns.text(row, "parameters"),
                            Columns.text(row, "redirect_uri"),
                            Columns.time(row, "started_at"),
                            !Columns.time(row, "expires_at").isAfter(now),
                            // answered() moves started_at only, so that it no longer fits
                            // expires_at
                            Columns.time(row, "started_at")
                                .plus(LIFETIME)
                                .isAfter(Columns.time(row, "expires_at")),
                            Columns.text(row, "browser_hash")))
                .findOne());
  }

  /**
   * The application has its answer. Asked once more, the request is as one that begins now: one
   * proof of who somebody is answers it only once.
   */
  public void answered(String token) {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "UPDATE authorization_requests SET started_at = :after WHERE token_hash ="
                        + " :token")
                .bind("after", clock.instant().plusMillis(1))
                .bind("token", Ids.hash(token))
                .execute());
  }

  /** Forgets a bounded batch of what is past. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM authorization_requests WHERE token_hash IN (SELECT token_hash FROM"
                        + " authorization_requests WHERE expires_at < :before LIMIT 1000)")
                .bind("before", clock.instant().minus(KEPT))
                .execute());
  }
}
