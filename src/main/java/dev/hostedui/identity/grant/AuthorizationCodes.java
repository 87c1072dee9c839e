package dev.hostedui.identity.grant;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Issues authorization codes and exchanges them, each once (RFC 6749 §4.1). */
public final class AuthorizationCodes {

  /** How long a code waits to be exchanged. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  /** The scope that asks for a refresh token. */
  public static final String OFFLINE = "offline_access";

  private static final String GRANT_TYPE = "authorization_code";

  private final Database database;
  private final Sessions sessions;
  private final GrantTable table;
  private final RefreshTokens refreshTokens;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public AuthorizationCodes(
      Database database,
      Sessions sessions,
      RefreshTokens refreshTokens,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.sessions = sessions;
    this.table = new GrantTable(events, clock);
    this.refreshTokens = refreshTokens;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What a code is issued for.
   *
   * @param codeChallenge of RFC 7636, or null when the authorization had none
   * @param issuer by which the application knows us, or null for whatever we are called then
   */
  public record Authorization(
      Application application,
      SessionId session,
      OrganizationId organization,
      Set<String> scope,
      @Nullable String nonce,
      String redirectUri,
      @Nullable String codeChallenge,
      @Nullable String issuer) {}

  /**
   * Issues a code: 256 random bits, kept as a hash, good once and for {@link #LIFETIME}. How the
   * person has proven themselves by now is kept with it, for all tokens that come of it (OpenID
   * Connect Core §12.2). Empty when the session has just ended.
   */
  public Optional<String> issue(Authorization it) {
    return issue(it, null);
  }

  /**
   * {@link #issue(Authorization)} by what the provider of a connection has said, whatever was
   * proven otherwise. Empty, too, when it has not said so or has just taken it back.
   *
   * @param connection its id, or null when any proof will do
   */
  public Optional<String> issue(Authorization it, @Nullable String connection) {
    var code = ids.token();
    var now = clock.instant();
    return database.inTransaction(
        tx -> {
          if (!Sessions.touch(tx, it.session, now)) return Optional.empty();
          var proof = sessions.proof(tx, it.session, it.organization, connection);
          if (proof.isEmpty()) return Optional.empty();
          tx.createUpdate(
                  """
                  INSERT INTO grants (id, application_id, session_id, organization_id, scope, nonce, redirect_uri, code_challenge,
                         code_hash, code_expires_at, issuer, created_at, authenticated_at, authenticated_with)
                  VALUES (:id, :application, :session, :organization, :scope, :nonce, :redirectUri, :challenge, :code, :expires, :issuer, :now,
                         :provenAt, :provenWith)
                  """)
              .bind("id", ids.next(GrantId.PREFIX))
              .bind("application", it.application.id())
              .bind("session", it.session)
              .bind("organization", it.organization)
              .bind("scope", String.join(" ", it.scope.stream().sorted().toList()))
              .bind("nonce", it.nonce)
              .bind("redirectUri", it.redirectUri)
              .bind("challenge", it.codeChallenge)
              .bind("code", Ids.hash(code))
              .bind("expires", now.plus(LIFETIME))
              .bind("issuer", it.issuer)
              .bind("now", now)
              .bind("provenAt", proof.get().at())
              .bind("provenWith", proof.get().method())
              .execute();
          return Optional.of(code);
        });
  }

  /**
   * Exchanges a code (RFC 6749 §4.1.3). One that comes a second time revokes what the first
   * exchange led to (§4.1.2); one that another application brings is left as it is.
   *
   * @param proof whether the verifier fits the challenge, which is null when there is none
   * @return empty when the code is unknown, used, late, another application's or for another
   *     address or one that was removed meanwhile, when the proof fails, or when the session or
   *     membership is over
   */
  public Optional<Exchanged> redeem(
      Application application,
      String code,
      @Nullable String redirectUri,
      Predicate<@Nullable String> proof,
      Actor.Origin origin) {
    if (!Ids.isToken(code)) return Optional.empty();
    return database.inTransaction(
        tx -> {
          var found = GrantTable.withCode(tx, Ids.hash(code));
          if (found.isEmpty() || !found.get().belongsTo(application)) return Optional.empty();
          var it = found.get();
          if (it.redeemed()) {
            table.replayed(tx, application, it, GRANT_TYPE, origin);
            return Optional.empty();
          }
          if (it.revoked()
              || !clock.instant().isBefore(it.codeExpiresAt())
              || !it.redirectUri().equals(redirectUri)
              || !Applications.stillHas(tx, application, it.redirectUri(), it.organization())
              || !proof.test(it.codeChallenge())
              || !Sessions.touch(tx, it.session(), clock.instant())) return Optional.empty();
          if (mark(tx, it.id()) == 0) {
            // another exchange, or a revocation, came between reading and marking
            if (GrantTable.find(tx, it.id()).map(now -> !now.revoked()).orElse(false))
              table.replayed(tx, application, it, GRANT_TYPE, origin);
            return Optional.empty();
          }
          return begun(tx, application, it, origin);
        });
  }

  private int mark(Handle tx, GrantId id) {
    return tx.createUpdate(
            "UPDATE grants SET redeemed_at = :now WHERE id = :id AND redeemed_at IS NULL AND"
                + " revoked_at IS NULL")
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
  }

  private Optional<Exchanged> begun(
      Handle tx, Application application, GrantTable.Row it, Actor.Origin origin) {
    var live = table.live(tx, it.id());
    if (live.isEmpty()) return Optional.empty();
    var granted = live.get();
    LogoutCalls.drop(tx, it.session(), it.application());
    var token = granted.has(OFFLINE) ? refreshTokens.begin(tx, it.id()) : null;
    events.record(
        tx,
        new Actor.Client(application.clientId(), origin),
        granted.user().id(),
        EventType.GRANT_REDEEMED,
        granted.organization().id(),
        it.id(),
        Change.created(
            Map.of(
                "client_id", application.clientId(),
                "session_id", granted.session().value(),
                "scope", it.scope())));
    return Optional.of(new Exchanged(granted, token));
  }
}
