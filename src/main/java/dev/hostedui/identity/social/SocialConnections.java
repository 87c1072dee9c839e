package dev.hostedui.identity.social;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.MaskedSecret;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.Version;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to providers for everybody, turns them on and off, and ends them. Only the
 * operator does. There is at most one of each provider; its secret is sealed and never shown again.
 */
public final class SocialConnections {

  private static final String COLUMNS =
      "id, provider, realm, client_id, client_secret_hint, base_url, enabled_at, created_at,"
          + " updated_at FROM social_connections";

  private static final Pattern CLIENT_ID = Pattern.compile("[!-~]{1,255}");
  private static final Pattern SECRET = Pattern.compile("[!-~]{8,512}");

  /** Those that are of one kind of account each, and the id of a single tenant. */
  private static final Pattern TENANT =
      Pattern.compile("common|organizations|consumers|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final int SHOWN_OF_SECRET = 4;

  private final Database database;
  private final Vault vault;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final String baseUrl;
  private final boolean plainHttp;

  /**
   * Takes our public address, and whether a provider's may begin with {@code http:}: in development
   * only.
   */
  public SocialConnections(
      Database database,
      Vault vault,
      Events events,
      Ids ids,
      Clock clock,
      String baseUrl,
      boolean plainHttp) {
    this.database = database;
    this.vault = vault;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    this.baseUrl = baseUrl;
    this.plainHttp = plainHttp;
  }

  // ------------------------------------------------------------------ finding

  /** All of them, in the order of their buttons. */
  public List<SocialConnection> all() {
    return database.rows("SELECT " + COLUMNS, SocialConnections::read).stream()
        .sorted((one, other) -> one.provider().compareTo(other.provider()))
        .toList();
  }

  /** The providers by which people may come now, in the order of their buttons. */
  public List<SocialProvider> offered() {
    return all().stream()
        .filter(SocialConnection::enabled)
        .map(SocialConnection::provider)
        .toList();
  }

  /** The connection to a provider while people may come by it. */
  public Optional<SocialConnection> enabled(SocialProvider provider) {
    return all().stream().filter(it -> it.provider() == provider && it.enabled()).findFirst();
  }

  /** A connection, whether people may come by it or not. */
  public Optional<SocialConnection> find(ConnectionId id) {
    return database
        .rows("SELECT " + COLUMNS + " WHERE id = ?", SocialConnections::read, id.value())
        .stream()
        .findFirst();
  }

  /** The secret of a connection, for the provider's eyes; empty when it is gone. */
  public Optional<String> secret(ConnectionId id) {
    return database
        .rows(
            "SELECT sealed_client_secret FROM social_connections WHERE id = ?",
            row -> vault.open(place(id), Columns.text(row, "sealed_client_secret")),
            id.value())
        .stream()
        .findFirst();
  }

  // ------------------------------------------------------------------ making and ending

  /**
   * Makes the connection to a provider. Nobody comes by it yet.
   *
   * @param realm which one is meant where there are several of the provider: the address of a
   *     GitLab or a Salesforce, a tenant of Microsoft's; empty for the usual one
   * @throws Problem INVALID, each fault at {@code client_id}, {@code client_secret}, {@code host}
   *     or {@code tenant}; CONFLICT when there is one to this provider already; FORBIDDEN to
   *     anybody but the operator
   */
  public SocialConnection add(
      Actor actor, SocialProvider provider, String realm, String clientId, String secret) {
    actor.mustOperate();
    var typed = realm.strip();
    var meant = typed.isEmpty() ? provider.usualRealm() : typed.replaceAll("/+$", "");
    Problem.together(
        () -> checkRealm(provider, meant),
        () -> checkClientId(clientId),
        () -> checkSecret(secret));
    return database.inTransaction(
        tx -> {
          var id = new ConnectionId(ids.next(ConnectionId.PREFIX));
          var made =
              tx.createUpdate(
                      """
                      INSERT INTO social_connections (id, provider, realm, client_id, sealed_client_secret, client_secret_hint,
                                                      base_url, created_at, updated_at)
                      VALUES (:id, :provider, :realm, :clientId, :secret, :hint, :base, :now, :now)
                      ON CONFLICT (provider) DO NOTHING
                      """)
                  .bind("id", id)
                  .bind("provider", provider.name())
                  .bind("realm", meant)
                  .bind("clientId", clientId)
                  .bind("secret", vault.seal(place(id), secret))
                  .bind("hint", hint(secret))
                  .bind("base", baseUrl)
                  .bind("now", clock.instant())
                  .execute();
          if (made == 0) throw Problem.conflict("social_exists").with(provider.label());
          var it = locked(tx, id);
          record(tx, actor, EventType.SOCIAL_CONNECTION_CREATED, it, Change.created(values(it)));
          return it;
        });
  }

  /**
   * Gives the provider's connection another client or secret. Equal to before it changes nothing
   * but the secret.
   *
   * @param seen the {@link Version} that the caller has seen, or null when any will do
   * @param clientId null to leave it
   * @param secret null to leave it
   * @throws Problem NOT_FOUND; CONFLICT {@code version_changed}; else as {@link #add}
   */
  public SocialConnection change(
      Actor actor,
      ConnectionId id,
      @Nullable String seen,
      @Nullable String clientId,
      @Nullable String secret) {
    actor.mustOperate();
    Problem.together(
        () -> {
          if (clientId != null) checkClientId(clientId);
        },
        () -> {
          if (secret != null) checkSecret(secret);
        });
    return database.inTransaction(
        tx -> {
          var before = locked(tx, id);
          Version.mustBe(seen, Version.of(before.updatedAt()));
          if (secret == null) {
            if (clientId == null || clientId.equals(before.clientId())) return before;
            throw Problem.invalid("social_secret_of_another").at("client_secret");
          }
          tx.createUpdate(
                  "UPDATE social_connections SET client_id = :clientId, sealed_client_secret ="
                      + " :secret, client_secret_hint = :hint, updated_at = "
                      + Version.NEXT
                      + " WHERE id = :id")
              .bind("clientId", clientId == null ? before.clientId() : clientId)
              .bind("secret", vault.seal(place(id), secret))
              .bind("hint", hint(secret))
              .bind("now", clock.instant())
              .bind("id", id)
              .execute();
          return told(tx, actor, EventType.SOCIAL_CONNECTION_UPDATED, before);
        });
  }

  /**
   * Lets people come by it from now on.
   *
   * @throws Problem NOT_FOUND; FORBIDDEN to anybody but the operator
   */
  public SocialConnection enable(Actor actor, ConnectionId id) {
    return turn(actor, id, clock.instant(), EventType.SOCIAL_CONNECTION_ENABLED);
  }

  /**
   * Lets nobody come by it any more. Sessions go on, and those who are known by it are known again
   * when it is enabled.
   *
   * @throws Problem NOT_FOUND; FORBIDDEN to anybody but the operator
   */
  public SocialConnection disable(Actor actor, ConnectionId id) {
    return turn(actor, id, null, EventType.SOCIAL_CONNECTION_DISABLED);
  }

  private SocialConnection turn(
      Actor actor, ConnectionId id, @Nullable Instant enabledAt, EventType type) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var before = locked(tx, id);
          if (before.enabled() == (enabledAt != null)) return before;
          tx.createUpdate(
                  "UPDATE social_connections SET enabled_at = :enabled, updated_at = "
                      + Version.NEXT
                      + " WHERE id = :id")
              .bind("enabled", enabledAt)
              .bind("now", clock.instant())
              .bind("id", id)
              .execute();
          return told(tx, actor, type, before);
        });
  }

  /**
   * Ends a connection for good, with all by whom people were known through it. Their accounts stay.
   *
   * @throws Problem NOT_FOUND; FORBIDDEN to anybody but the operator
   */
  public void delete(Actor actor, ConnectionId id) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var before = locked(tx, id);
          tx.createUpdate("DELETE FROM social_connections WHERE id = :id").bind("id", id).execute();
          record(
              tx,
              actor,
              EventType.SOCIAL_CONNECTION_DELETED,
              before,
              Change.deleted(values(before)));
        });
  }

  // ------------------------------------------------------------------ what it is made of

  /** One of them as it is now; held until the change is done. */
  private static SocialConnection locked(Handle tx, ConnectionId id) {
    tx.createUpdate("UPDATE social_connections SET id = id WHERE id = :id")
        .bind("id", id)
        .execute();
    return find(tx, id).orElseThrow(() -> Problem.notFound("connection_not_found"));
  }

  public static Optional<SocialConnection> find(Handle handle, ConnectionId id) {
    return handle
        .createQuery("SELECT " + COLUMNS + " WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne();
  }

  private SocialConnection told(Handle tx, Actor actor, EventType type, SocialConnection before) {
    var after = find(tx, before.id()).orElseThrow();
    record(tx, actor, type, after, Change.from(values(before), values(after)));
    return after;
  }

  private void record(Handle tx, Actor actor, EventType type, SocialConnection it, Change change) {
    events.record(tx, actor, type, null, it.id(), change);
  }

  private static Map<String, Object> values(SocialConnection it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("provider", it.provider().name())
        .with("type", "OAUTH")
        .with("realm", it.realm())
        .with("client_id", it.clientId())
        .with("client_secret_hint", it.secretHint())
        .with("redirect_uri", it.redirectUri())
        .with("enabled", it.enabled())
        .values();
  }

  private void checkRealm(SocialProvider provider, String realm) {
    switch (provider.realm()) {
      case NONE -> {
        if (!realm.isEmpty())
          throw Problem.invalid("social_realm_unknown").at("host").with(provider.label());
      }
      case TENANT -> {
        if (!TENANT.matcher(realm).matches())
          throw Problem.invalid("social_tenant_malformed").at("tenant");
      }
      case ADDRESS -> {
        WebAddress.check("host", realm, plainHttp);
        if (URI.create(realm).getRawQuery() != null)
          throw Problem.invalid("address_malformed").at("host");
      }
    }
  }

  private static void checkClientId(String clientId) {
    if (!CLIENT_ID.matcher(clientId).matches())
      throw Problem.invalid("client_id_malformed").at("client_id");
  }

  private static void checkSecret(String secret) {
    MaskedSecret.refuse(secret);
    if (!SECRET.matcher(secret).matches())
      throw Problem.invalid("social_secret_malformed").at("client_secret");
  }

  private static String hint(String secret) {
    // a few characters of a short one would be half of it
    return secret.length() < 16 ? "" : secret.substring(secret.length() - SHOWN_OF_SECRET);
  }

  private static String place(ConnectionId id) {
    return "social_connections:" + id.value() + ":client_secret";
  }

  private static SocialConnection read(ResultSet row) throws SQLException {
    return new SocialConnection(
        new ConnectionId(Columns.text(row, "id")),
        SocialProvider.valueOf(Columns.text(row, "provider")),
        Columns.text(row, "realm"),
        Columns.text(row, "client_id"),
        Columns.text(row, "client_secret_hint"),
        Columns.text(row, "base_url"),
        Columns.timeOrNull(row, "enabled_at"),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }
}
