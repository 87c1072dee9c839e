package dev.hostedui.identity.grant;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.Users;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of grants: what codes and refresh tokens both read, and how both take one back. */
final class GrantTable {

  static final String LIVE =
      """
      SELECT g.id, g.scope, g.nonce, g.session_id, s.user_id,
             -- on the word of a provider no longer than that is good
             CASE WHEN v.ends_at < s.absolute_expires_at THEN v.ends_at ELSE s.absolute_expires_at END AS ends_at,
             -- both columns came later: a row from before them may have neither
             COALESCE(g.authenticated_at, s.authenticated_at) AS authenticated_at,
             COALESCE(g.authenticated_with, s.authenticated_with) AS authenticated_with,
             u.email, u.email_verified_at, u.given_name, u.family_name, u.updated_at AS user_updated_at,
             u.external_id AS user_external_id, u.metadata AS user_metadata, u.profile,
             o.id AS organization_id, o.external_id, o.display_name, o.slug, o.metadata,
             (SELECT string_agg(r.name, ' ') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS roles,
             (SELECT string_agg(r.effective_permissions, ' ') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS permissions
        FROM grants g
        JOIN sessions s      ON s.id = g.session_id AND s.status = 'active'
        JOIN users u         ON u.id = s.user_id
        JOIN memberships m   ON m.organization_id = g.organization_id AND m.user_id = s.user_id AND m.status = 'ACTIVE'
        JOIN organizations o ON o.id = g.organization_id
        LEFT JOIN session_vouchers v ON v.session_id = g.session_id AND v.connection_id = g.authenticated_with
       WHERE g.id = ? AND g.revoked_at IS NULL AND g.redeemed_at IS NOT NULL
         AND CASE WHEN v.ends_at < s.absolute_expires_at THEN v.ends_at ELSE s.absolute_expires_at END > ? AND (s.idle_expires_at IS NULL OR s.idle_expires_at > ?)
      """;

  private static final String ROW =
      "SELECT id, session_id, application_id, organization_id, scope, redirect_uri, code_challenge, code_expires_at,"
          + " redeemed_at, revoked_at, refresh_family_hash, refresh_hash, refreshed_at,"
          + " replaced_hash, sealed_successor FROM grants WHERE ";

  /**
   * A grant as it is stored. A hash of something it has not got is empty.
   *
   * @param refreshedAt when its refresh token was last replaced, or null
   * @param replacedHash the hash of the refresh token that was replaced then
   * @param sealedSuccessor the token it was replaced with, encrypted
   */
  record Row(
      GrantId id,
      SessionId session,
      String application,
      OrganizationId organization,
      String scope,
      String redirectUri,
      @Nullable String codeChallenge,
      Instant codeExpiresAt,
      boolean redeemed,
      boolean revoked,
      String familyHash,
      String refreshHash,
      @Nullable Instant refreshedAt,
      String replacedHash,
      String sealedSuccessor) {

    boolean belongsTo(Application other) {
      return application.equals(other.id().value());
    }

    /** Never with the hashes or the token. */
    @Override
    public String toString() {
      return id.value();
    }
  }

  private final Events events;
  private final Clock clock;

  GrantTable(Events events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  static Optional<Row> withCode(Handle tx, String codeHash) {
    return find(tx, "code_hash = :key", codeHash);
  }

  static Optional<Row> find(Handle tx, GrantId id) {
    return find(tx, "id = :key", id.value());
  }

  private static Optional<Row> find(Handle tx, String condition, String key) {
    return tx.createQuery(ROW + condition)
        .bind("key", key)
        .map((row, context) -> row(row))
        .findOne();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new GrantId(Columns.text(row, "id")),
        new SessionId(Columns.text(row, "session_id")),
        Columns.text(row, "application_id"),
        new OrganizationId(Columns.text(row, "organization_id")),
        Columns.text(row, "scope"),
        Columns.text(row, "redirect_uri"),
        row.getString("code_challenge"),
        Columns.time(row, "code_expires_at"),
        Columns.timeOrNull(row, "redeemed_at") != null,
        Columns.timeOrNull(row, "revoked_at") != null,
        Columns.text(row, "refresh_family_hash"),
        Columns.text(row, "refresh_hash"),
        Columns.timeOrNull(row, "refreshed_at"),
        Columns.text(row, "replaced_hash"),
        Columns.text(row, "sealed_successor"));
  }

  /** What a grant is worth now, or empty when it, its session or its membership is over. */
  Optional<Granted> live(Handle tx, GrantId id) {
    var now = clock.instant();
    return tx.createQuery(LIVE)
        .bind(0, id)
        .bind(1, now)
        .bind(2, now)
        .map((row, context) -> granted(row))
        .findOne();
  }

  static Granted granted(ResultSet row) throws SQLException {
    var user = Users.read(row, "user_id");
    return new Granted(
        new GrantId(Columns.text(row, "id")),
        Set.copyOf(words(Columns.text(row, "scope"))),
        row.getString("nonce"),
        new SessionId(Columns.text(row, "session_id")),
        Columns.time(row, "ends_at"),
        Columns.time(row, "authenticated_at"),
        Columns.text(row, "authenticated_with"),
        user,
        UserDetails.stored(
            user,
            row.getString("user_external_id"),
            Columns.text(row, "user_metadata"),
            Columns.text(row, "profile")),
        Columns.time(row, "user_updated_at"),
        new Granted.Organization(
            new OrganizationId(Columns.text(row, "organization_id")),
            row.getString("external_id"),
            Columns.text(row, "display_name"),
            row.getString("slug"),
            Metadata.stored(Columns.text(row, "metadata"))),
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

  void revoke(Handle tx, GrantId id) {
    tx.createUpdate("UPDATE grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
        .bind("now", clock.instant())
        .bind("id", id)
        .execute();
  }

  /**
   * Takes back what was granted of a session in an organization on what a connection's provider had
   * said.
   */
  void revoke(
      Handle tx, Actor actor, SessionId session, String connection, OrganizationId organization) {
    var revoked =
        tx.createQuery(
                "UPDATE grants SET revoked_at = :now WHERE session_id = :session AND"
                    + " organization_id = :organization AND authenticated_with = :connection AND"
                    + " revoked_at IS NULL RETURNING id, (SELECT client_id FROM applications WHERE"
                    + " id = grants.application_id) AS client_id")
            .bind("now", clock.instant())
            .bind("session", session)
            .bind("organization", organization)
            .bind("connection", connection)
            .map(
                (row, context) ->
                    Map.entry(new GrantId(Columns.text(row, "id")), Columns.text(row, "client_id")))
            .list();
    for (var it : revoked)
      events.record(
          tx,
          actor,
          EventType.GRANT_REVOKED,
          null,
          it.getKey(),
          Change.created(Map.of("client_id", it.getValue())));
  }

  /** Takes a grant back because the application it was given to asks for that. */
  void revokeOwn(Handle tx, Application application, Row it, Actor.Origin origin) {
    if (it.revoked || !it.belongsTo(application)) return;
    revoke(tx, it.id);
    events.record(
        tx,
        new Actor.Client(application.clientId(), origin),
        EventType.GRANT_REVOKED,
        null,
        it.id,
        Change.created(Map.of("client_id", application.clientId())));
  }

  /**
   * Takes a grant back because a code or token of it came a second time: one of the two who have it
   * is a thief, and nobody knows which.
   *
   * @param presenter the application that brought it
   * @param what the grant type it was brought as
   */
  void replayed(Handle tx, Application presenter, Row it, String what, Actor.Origin origin) {
    revoke(tx, it.id);
    events.record(
        tx,
        new Actor.Client(presenter.clientId(), origin),
        EventType.GRANT_REPLAYED,
        null,
        it.id,
        Change.created(Map.of("client_id", presenter.clientId(), "replayed", what)));
  }
}
