package dev.hostedui.identity.grant;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.session.SessionFollower;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.user.Users;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Issues codes and exchanges them and refresh tokens, each once. */
public final class Grants implements SessionFollower {

  /** How long a code waits to be exchanged (behaviour §4.1). */
  public static final Duration CODE_LIFETIME = Duration.ofMinutes(10);

  /** The scope that asks for a refresh token. */
  public static final String OFFLINE = "offline_access";

  private static final int BATCH = 500;
  private static final Pattern REFRESH =
      Pattern.compile("rt_([0-9]{18})([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{43})");

  private static final String LIVE =
      """
      SELECT g.id, g.scope, g.nonce, g.session_id, s.authenticated_at, s.authenticated_with, s.user_id,
             u.email, u.email_verified_at, u.given_name, u.family_name,
             o.id AS organization_id, o.external_id, o.display_name,
             (SELECT string_agg(r.name, ' ') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS roles,
             (SELECT string_agg(r.effective_permissions, ' ') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS permissions
        FROM grants g
        JOIN sessions s      ON s.id = g.session_id AND s.status = 'active'
        JOIN users u         ON u.id = s.user_id
        JOIN memberships m   ON m.organization_id = g.organization_id AND m.user_id = s.user_id AND m.status = 'ACTIVE'
        JOIN organizations o ON o.id = g.organization_id
       WHERE g.id = ? AND g.revoked_at IS NULL AND g.redeemed_at IS NOT NULL
         AND s.absolute_expires_at > ? AND (s.idle_expires_at IS NULL OR s.idle_expires_at > ?)
      """;

  private final Database database;
  private final LogoutCalls logoutCalls;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public Grants(Database database, LogoutCalls logoutCalls, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.logoutCalls = logoutCalls;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What a code is issued for.
   *
   * @param codeChallenge of RFC 7636, or null when the authorization had none
   */
  public record Authorization(
      Application application,
      SessionId session,
      OrganizationId organization,
      Set<String> scope,
      @Nullable String nonce,
      String redirectUri,
      @Nullable String codeChallenge) {}

  /**
   * Issues a code: 256 random bits, kept as a hash, good once and for {@link #CODE_LIFETIME}. Empty
   * when the session has just ended.
   */
  public Optional<String> issueCode(Authorization it) {
    var code = ids.token();
    var now = clock.instant();
    return database.inTransaction(
        tx -> {
          if (!Sessions.touch(tx, it.session, now)) return Optional.empty();
          tx.createUpdate(
                  """
              INSERT INTO grants (id, application_id, session_id, organization_id, scope, nonce, redirect_uri, code_challenge,
                     code_hash, code_expires_at, created_at)
              VALUES (:id, :application, :session, :organization, :scope, :nonce, :redirectUri, :challenge, :code, :expires, :now)
              """)
              .bind("id", ids.next(GrantId.PREFIX))
              .bind("application", it.application.id().value())
              .bind("session", it.session.value())
              .bind("organization", it.organization.value())
              .bind("scope", String.join(" ", it.scope.stream().sorted().toList()))
              .bind("nonce", it.nonce)
              .bind("redirectUri", it.redirectUri)
              .bind("challenge", it.codeChallenge)
              .bind("code", Ids.hash(code))
              .bind("expires", now.plus(CODE_LIFETIME).toEpochMilli())
              .bind("now", now.toEpochMilli())
              .execute();
          return Optional.of(code);
        });
  }

  /**
   * The outcome of an exchange.
   *
   * @param refreshToken the new one, or null when none was asked for
   */
  public record Exchanged(Granted granted, @Nullable String refreshToken) {
    /** Never with the token. */
    @Override
    public String toString() {
      return granted.id().value();
    }
  }

  private record Row(
      GrantId id,
      SessionId session,
      String application,
      String scope,
      String redirectUri,
      @Nullable String codeChallenge,
      long codeExpiresAt,
      boolean redeemed,
      boolean revoked,
      String familyHash,
      String refreshHash) {}

  private static final String ROW =
      "SELECT id, session_id, application_id, scope, redirect_uri, code_challenge, code_expires_at, redeemed_at, revoked_at,"
          + " refresh_family_hash, refresh_hash FROM grants WHERE ";

  /**
   * Exchanges a code (RFC 6749 §4.1.3). One that comes a second time revokes what the first
   * exchange led to (§4.1.2); one that another application brings is left as it is.
   *
   * @param proof whether the verifier fits the challenge, which is null when there is none
   * @return empty when the code is unknown, used, late, another application's or for another
   *     address, when the proof fails, or when the session or membership is over
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
          var found = row(tx, "code_hash = :key", Ids.hash(code));
          if (found.isEmpty()) return Optional.empty();
          var it = found.get();
          if (!it.application.equals(application.id().value())) return Optional.empty();
          if (it.redeemed) {
            replayed(tx, application, it, "authorization_code", origin);
            return Optional.empty();
          }
          if (it.revoked
              || clock.millis() >= it.codeExpiresAt
              || !it.redirectUri.equals(redirectUri)
              || !proof.test(it.codeChallenge)
              || !Sessions.touch(tx, it.session, clock.instant())) return Optional.empty();
          var marked =
              tx.createUpdate(
                      "UPDATE grants SET redeemed_at = :now WHERE id = :id AND redeemed_at IS NULL AND revoked_at IS NULL")
                  .bind("now", clock.millis())
                  .bind("id", it.id.value())
                  .execute();
          if (marked == 0) {
            replayedUnlessRevoked(tx, application, it, "authorization_code", origin);
            return Optional.empty();
          }
          return begun(tx, application, it, origin);
        });
  }

  /**
   * Exchanges a refresh token for a new one (RFC 6749 §6, rotation of RFC 9700 §4.14.2). One that
   * was used before revokes the whole family, whoever of the two was the thief.
   *
   * @param wanted whether what is granted is what was asked for; if not, the token stays as it is
   *     and the exchange has none
   * @return empty when it is unknown, used, revoked or another application's, or when the session
   *     or membership is over
   */
  public Optional<Exchanged> refresh(
      Application application, String token, Predicate<Granted> wanted, Actor.Origin origin) {
    var parts = REFRESH.matcher(token);
    if (!parts.matches()) return Optional.empty();
    return database.inTransaction(
        tx -> {
          var found = row(tx, "id = :key", GrantId.PREFIX + parts.group(1));
          if (found.isEmpty()) return Optional.empty();
          var it = found.get();
          if (!it.application.equals(application.id().value())
              || it.revoked
              || !same(Ids.hash(parts.group(2)), it.familyHash)) return Optional.empty();
          if (!same(Ids.hash(parts.group(3)), it.refreshHash)) {
            replayed(tx, application, it, "refresh_token", origin);
            return Optional.empty();
          }
          if (!Sessions.touch(tx, it.session, clock.instant())) return Optional.empty();
          var live = live(tx, it.id);
          if (live.isEmpty()) return Optional.empty();
          var granted = live.get();
          if (!wanted.test(granted)) return Optional.of(new Exchanged(granted, null));
          var next = ids.token();
          var rotated =
              tx.createUpdate(
                      "UPDATE grants SET refresh_hash = :next, refreshed_at = :now WHERE id = :id AND refresh_hash = :this AND revoked_at IS NULL")
                  .bind("next", Ids.hash(next))
                  .bind("now", clock.millis())
                  .bind("id", it.id.value())
                  .bind("this", it.refreshHash)
                  .execute();
          if (rotated == 0) {
            replayedUnlessRevoked(tx, application, it, "refresh_token", origin);
            return Optional.empty();
          }
          return Optional.of(
              new Exchanged(granted, "rt_" + parts.group(1) + parts.group(2) + next));
        });
  }

  private Optional<Exchanged> begun(
      Handle tx, Application application, Row it, Actor.Origin origin) {
    var live = live(tx, it.id);
    if (live.isEmpty()) return Optional.empty();
    var granted = live.get();
    String token = null;
    if (granted.has(OFFLINE)) {
      var family = ids.token();
      var next = ids.token();
      token = "rt_" + it.id.value().substring(GrantId.PREFIX.length()) + family + next;
      tx.createUpdate(
              "UPDATE grants SET refresh_family_hash = :family, refresh_hash = :next WHERE id = :id")
          .bind("family", Ids.hash(family))
          .bind("next", Ids.hash(next))
          .bind("id", it.id.value())
          .execute();
    }
    events.record(
        tx,
        new Actor.Client(application.clientId(), origin),
        granted.user().id(),
        EventType.GRANT_REDEEMED,
        granted.organization().id(),
        it.id,
        Change.created(
            Map.of(
                "client_id", application.clientId(),
                "session_id", granted.session().value(),
                "scope", it.scope)));
    return Optional.of(new Exchanged(granted, token));
  }

  /**
   * After a change that found the row other than it was read: by another exchange, or a revocation.
   */
  private void replayedUnlessRevoked(
      Handle tx, Application application, Row it, String what, Actor.Origin origin) {
    if (row(tx, "id = :key", it.id.value()).map(now -> !now.revoked).orElse(false))
      replayed(tx, application, it, what, origin);
  }

  private void replayed(
      Handle tx, Application application, Row it, String what, Actor.Origin origin) {
    revoke(tx, it.id);
    events.record(
        tx,
        new Actor.Client(application.clientId(), origin),
        EventType.GRANT_REPLAYED,
        null,
        it.id,
        Change.created(Map.of("client_id", application.clientId(), "replayed", what)));
  }

  /** What a grant is worth now, or empty when it, its session or its membership is over. */
  public Optional<Granted> live(GrantId id) {
    var now = clock.millis();
    return database.rows(LIVE, Grants::granted, id.value(), now, now).stream().findFirst();
  }

  private Optional<Granted> live(Handle tx, GrantId id) {
    var now = clock.millis();
    return tx.createQuery(LIVE)
        .bind(0, id.value())
        .bind(1, now)
        .bind(2, now)
        .map((row, context) -> granted(row))
        .findOne();
  }

  /**
   * Takes back what an application was granted, because it asks to (RFC 7009 §2.1). A refresh token
   * that is not its own, or unknown, changes nothing and is no error.
   */
  public void revokeRefreshToken(Application application, String token, Actor.Origin origin) {
    var parts = REFRESH.matcher(token);
    if (!parts.matches()) return;
    database.useTransaction(
        tx ->
            row(tx, "id = :key", GrantId.PREFIX + parts.group(1))
                .filter(it -> same(Ids.hash(parts.group(2)), it.familyHash))
                .ifPresent(it -> revokeOwn(tx, application, it, origin)));
  }

  /** The same for a grant that an access token names. */
  public void revoke(Application application, GrantId id, Actor.Origin origin) {
    database.useTransaction(
        tx ->
            row(tx, "id = :key", id.value())
                .ifPresent(it -> revokeOwn(tx, application, it, origin)));
  }

  private void revokeOwn(Handle tx, Application application, Row it, Actor.Origin origin) {
    if (it.revoked || !it.application.equals(application.id().value())) return;
    revoke(tx, it.id);
    events.record(
        tx,
        new Actor.Client(application.clientId(), origin),
        EventType.GRANT_REVOKED,
        null,
        it.id,
        Change.created(Map.of("client_id", application.clientId())));
  }

  private void revoke(Handle tx, GrantId id) {
    tx.createUpdate("UPDATE grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
        .bind("now", clock.millis())
        .bind("id", id.value())
        .execute();
  }

  /** Refresh tokens die with the session by themselves; its applications must be told. */
  @Override
  public void ended(Handle tx, SessionId session, UserId user) {
    logoutCalls.queue(tx, session, user, null);
  }

  /**
   * Takes back what was granted in an organization a person has left, for good, and tells the
   * applications they were in it with, also where the session itself is now in another.
   */
  @Override
  public void left(Handle tx, UserId user, OrganizationId organization) {
    var sessions =
        tx.createQuery(
                """
                SELECT DISTINCT g.session_id FROM sessions s JOIN grants g ON g.session_id = s.id
                 WHERE s.user_id = :user AND s.status = 'active' AND g.organization_id = :organization AND g.revoked_at IS NULL
                """)
            .bind("user", user.value())
            .bind("organization", organization.value())
            .mapTo(String.class)
            .list();
    for (var session : sessions) {
      logoutCalls.queue(tx, new SessionId(session), user, organization);
      tx.createUpdate(
              "UPDATE grants SET revoked_at = :now WHERE session_id = :session AND organization_id = :organization AND revoked_at IS NULL")
          .bind("now", clock.millis())
          .bind("session", session)
          .bind("organization", organization.value())
          .execute();
    }
  }

  /**
   * Removes a bounded batch of codes nobody came for, and of grants without a refresh token that a
   * newer one of the same session, application and organization stands in for. A job of the
   * timetable.
   */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    """
                DELETE FROM grants WHERE id IN (
                  SELECT g.id FROM grants g
                   WHERE g.code_expires_at < :before
                     AND (g.redeemed_at IS NULL
                          OR (g.refresh_hash IS NULL OR g.revoked_at IS NOT NULL)
                             AND EXISTS (SELECT 1 FROM grants newer
                                          WHERE newer.session_id = g.session_id AND newer.application_id = g.application_id
                                            AND newer.organization_id = g.organization_id AND newer.id > g.id
                                            AND newer.redeemed_at IS NOT NULL))
                   LIMIT :batch)
                """)
                .bind("before", clock.millis() - Duration.ofDays(31).toMillis())
                .bind("batch", BATCH)
                .execute());
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<Row> row(Handle tx, String condition, String key) {
    return tx.createQuery(ROW + condition)
        .bind("key", key)
        .map(
            (row, context) ->
                new Row(
                    new GrantId(Columns.text(row, "id")),
                    new SessionId(Columns.text(row, "session_id")),
                    Columns.text(row, "application_id"),
                    Columns.text(row, "scope"),
                    Columns.text(row, "redirect_uri"),
                    row.getString("code_challenge"),
                    row.getLong("code_expires_at"),
                    Columns.timeOrNull(row, "redeemed_at") != null,
                    Columns.timeOrNull(row, "revoked_at") != null,
                    Columns.text(row, "refresh_family_hash"),
                    Columns.text(row, "refresh_hash")))
        .findOne();
  }

  private static Granted granted(ResultSet row) throws SQLException {
    return new Granted(
        new GrantId(Columns.text(row, "id")),
        Set.copyOf(words(Columns.text(row, "scope"))),
        row.getString("nonce"),
        new SessionId(Columns.text(row, "session_id")),
        Columns.time(row, "authenticated_at"),
        Columns.text(row, "authenticated_with"),
        Users.read(row, "user_id"),
        new Granted.Organization(
            new OrganizationId(Columns.text(row, "organization_id")),
            row.getString("external_id"),
            Columns.text(row, "display_name")),
        words(Columns.text(row, "roles")),
        words(Columns.text(row, "permissions")));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }
}
