package dev.hostedui.identity.application;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Clients of organizations: programs of customers that get access tokens of their own by the client
 * credentials grant (RFC 6749 §4.4), which the app's API checks by our keys. They open nothing of
 * ours.
 */
public final class OrganizationClients {

  /** So many clients an organization has at most. */
  public static final int MOST = 100;

  /** Two secrets are good at a time: add, deploy, delete. */
  public static final int MOST_SECRETS = 2;

  public static final int LONGEST_NAME = 128;
  public static final int LONGEST_DESCRIPTION = 512;
  public static final int MOST_SCOPES = 50;
  public static final int MOST_AUDIENCES = 10;
  public static final int MOST_CLAIMS = 20;
  public static final int LONGEST_CLAIM_NAME = 128;
  public static final int LONGEST_CLAIM = 256;

  /** One word of a scope (RFC 6749 §3.3), no longer than 100. */
  public static final String SCOPE = "[!#-\\[\\]-~]{1,100}";

  /** A URI, or any other name without spaces (RFC 7519 §4.1.3). */
  public static final String AUDIENCE = "[!-~]{1,512}";

  /** How long a token lives unless something else is said. */
  public static final Duration USUAL_LIFETIME = Duration.ofHours(1);

  public static final Duration SHORTEST_LIFETIME = Duration.ofMinutes(1);
  public static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

  private static final Pattern SCOPE_PATTERN = Pattern.compile(SCOPE);
  private static final Pattern AUDIENCE_PATTERN = Pattern.compile(AUDIENCE);

  private static final String SELECT =
      "SELECT c.id, c.organization_id, c.name, c.description, c.scopes, c.audience, c.claims,"
          + " c.token_seconds, c.created_at, c.updated_at FROM organization_clients c";

  private static final String ONE =
      SELECT + " WHERE c.organization_id = :organization AND c.id = :id";

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public OrganizationClients(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ asking

  /**
   * The client that has proven that it is the one it names.
   *
   * @return empty when it has not, or is none
   */
  public Optional<OrganizationClient> authenticate(String clientId, @Nullable String secret) {
    if (secret == null) return Optional.empty();
    return database.read(
        handle ->
            handle
                .createQuery(
                    SELECT
                        + " JOIN organizations o ON c.organization_id = o.id WHERE c.id = :id AND"
                        + " EXISTS (SELECT 1 FROM organization_client_secrets s WHERE s.client_id ="
                        + " c.id AND s.secret_hash = :hash)")
                .bind("id", clientId)
                .bind("hash", Ids.hash(secret))
                .map((row, context) -> read(row))
                .findOne());
  }

  /**
   * One client of an organization.
   *
   * @throws Problem NOT_FOUND {@code organization_client_not_found}
   */
  public OrganizationClient find(OrganizationId organization, OrganizationClientId id) {
    return database.read(handle -> existing(handle, organization, id));
  }

  private static OrganizationClient existing(
      Handle handle, OrganizationId organization, OrganizationClientId id) {
    return handle
        .createQuery(ONE)
        .bind("organization", organization)
        .bind("id", id)
        .map((row, context) -> read(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("organization_client_not_found"));
  }

  /**
   * Clients of an organization in the order in which they were made, up to a limit.
   *
   * @param backwards whether those before a position are meant, the nearest first
   * @param position of the client next to the page; 0 begins at the start
   */
  public List<OrganizationClient> list(
      OrganizationId organization, boolean backwards, long position, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    SELECT
                        + " WHERE c.organization_id = :organization AND c.id "
                        + (backwards ? "<" : ">")
                        + " :from ORDER BY c.id "
                        + (backwards ? "DESC" : "ASC")
                        + " LIMIT :limit")
                .bind("organization", organization)
                .bind("from", OrganizationClientId.PREFIX + "%018d".formatted(position))
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list());
  }

  /** How many clients an organization has. */
  public int count(OrganizationId organization) {
    return database.read(handle -> count(handle, organization));
  }

  private static int count(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM organization_clients WHERE organization_id = :organization")
        .bind("organization", organization)
        .mapTo(Integer.class)
        .one();
  }

  /** The secrets of a client, the oldest first. */
  public List<ClientSecret> secrets(OrganizationClientId client) {
    return database.read(handle -> secrets(handle, client));
  }

  private static List<ClientSecret> secrets(Handle handle, OrganizationClientId client) {
    return handle
        .createQuery(
            "SELECT id, hint, created_at FROM organization_client_secrets WHERE client_id = :client"
                + " ORDER BY id")
        .bind("client", client)
        .map(
            (row, context) ->
                new ClientSecret(
                    new ClientSecret.SecretId(Columns.text(row, "id")),
                    Columns.text(row, "hint"),
                    Columns.time(row, "created_at")))
        .list();
  }

  // ------------------------------------------------------------------ changing

  /**
   * Makes a client with a secret.
   *
   * @throws Problem NOT_FOUND for the organization; INVALID for what cannot be kept; CONFLICT
   *     {@code too_many_organization_clients}
   */
  public OrganizationClient.Made create(
      Actor actor, OrganizationId organization, OrganizationClient.Details wanted) {
    actor.mustOperate();
    var details = checked(wanted);
    return database.inTransaction(
        tx -> {
          Locks.organization(tx, organization);
          if (count(tx, organization) >= MOST)
            throw Problem.conflict("too_many_organization_clients").with(MOST);
          var id = new OrganizationClientId(ids.next(OrganizationClientId.PREFIX));
          var now = clock.instant();
          var made = new OrganizationClient(id, organization, details, now, now);
          tx.createUpdate(
                  """
                  INSERT INTO organization_clients (id, organization_id, name, description, scopes, audience, claims,
                         token_seconds, created_at, updated_at)
                  VALUES (:id, :organization, :name, :description, :scopes, :audience, :claims, :seconds, :now, :now)
                  """)
              .bind("id", id)
              .bind("organization", organization)
              .bindMap(columns(details))
              .bind("now", now)
              .execute();
          var secret = insertSecret(tx, id);
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_CLIENT_CREATED,
              organization,
              id,
              Change.created(snapshot(made)));
          return new OrganizationClient.Made(made, secret);
        });
  }

  /**
   * Changes a client; tokens it has already stay as they are.
   *
   * @throws Problem NOT_FOUND; INVALID for what cannot be kept
   */
  public OrganizationClient change(
      Actor actor,
      OrganizationId organization,
      OrganizationClientId id,
      UnaryOperator<OrganizationClient.Details> change) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var before = held(tx, organization, id);
          var details = checked(change.apply(before.details()));
          if (details.equals(before.details())) return before;
          var after =
              new OrganizationClient(
                  id, organization, details, before.createdAt(), clock.instant());
          tx.createUpdate(
                  """
                  UPDATE organization_clients
                     SET name = :name, description = :description, scopes = :scopes, audience = :audience,
                         claims = :claims, token_seconds = :seconds, updated_at = :now
                   WHERE organization_id = :organization AND id = :id
                  """)
              .bind("id", id)
              .bind("organization", organization)
              .bindMap(columns(details))
              .bind("now", after.updatedAt())
              .execute();
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_CLIENT_UPDATED,
              organization,
              id,
              Change.from(snapshot(before), snapshot(after)));
          return after;
        });
  }

  /**
   * Ends a client: it gets no more tokens. Those it has are good until they end.
   *
   * @throws Problem NOT_FOUND
   */
  public void delete(Actor actor, OrganizationId organization, OrganizationClientId id) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var before = held(tx, organization, id);
          tx.createUpdate(
                  "DELETE FROM organization_clients WHERE organization_id = :organization AND id ="
                      + " :id")
              .bind("organization", organization)
              .bind("id", id)
              .execute();
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_CLIENT_DELETED,
              organization,
              id,
              Change.deleted(snapshot(before)));
        });
  }

  /**
   * Gives a client another secret; the one before stays good.
   *
   * @throws Problem NOT_FOUND; CONFLICT when it has {@link #MOST_SECRETS} already
   */
  public ClientSecret.Issued addSecret(
      Actor actor, OrganizationId organization, OrganizationClientId id) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var client = held(tx, organization, id);
          if (secrets(tx, id).size() >= MOST_SECRETS) throw Problem.conflict("too_many_secrets");
          var made = insertSecret(tx, id);
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_CLIENT_SECRET_CREATED,
              organization,
              id,
              Change.created(secretSnapshot(client, made.id())));
          return made;
        });
  }

  /**
   * Makes a secret worthless at once.
   *
   * @throws Problem NOT_FOUND
   */
  public void deleteSecret(
      Actor actor,
      OrganizationId organization,
      OrganizationClientId id,
      ClientSecret.SecretId secret) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var client = held(tx, organization, id);
          var gone =
              tx.createUpdate(
                      "DELETE FROM organization_client_secrets WHERE client_id = :client AND id ="
                          + " :id")
                  .bind("client", id)
                  .bind("id", secret)
                  .execute();
          if (gone == 0) throw Problem.notFound("secret_not_found");
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_CLIENT_SECRET_DELETED,
              organization,
              id,
              Change.deleted(secretSnapshot(client, secret)));
        });
  }

  private ClientSecret.Issued insertSecret(Handle tx, OrganizationClientId client) {
    var value = ids.token();
    var id = new ClientSecret.SecretId(ids.next(ClientSecret.SecretId.PREFIX));
    tx.createUpdate(
            "INSERT INTO organization_client_secrets (id, client_id, secret_hash, hint, created_at)"
                + " VALUES (:id, :client, :hash, :hint, :now)")
        .bind("id", id)
        .bind("client", client)
        .bind("hash", Ids.hash(value))
        .bind("hint", value.substring(value.length() - 4))
        .bind("now", clock.instant())
        .execute();
    return new ClientSecret.Issued(id, value);
  }

  // ------------------------------------------------------------------ what verbs share

  /** The client, which nobody else changes until the transaction ends. */
  private static OrganizationClient held(
      Handle tx, OrganizationId organization, OrganizationClientId id) {
    Locks.organization(tx, organization);
    return existing(tx, organization, id);
  }

  private static OrganizationClient.Details checked(OrganizationClient.Details it) {
    var name = Names.line(it.name());
    var description = Names.line(it.description());
    Problem.together(
        () -> {
          if (name.isEmpty() || Names.length(name) > LONGEST_NAME)
            throw Problem.invalid("organization_client_name").at("name").with(LONGEST_NAME);
        },
        () -> {
          if (Names.length(description) > LONGEST_DESCRIPTION)
            throw Problem.invalid("api_token_description_too_long")
                .at("description")
                .with(LONGEST_DESCRIPTION);
        },
        () -> checkWords("scopes", it.scopes(), MOST_SCOPES, SCOPE_PATTERN),
        () -> checkWords("audience", it.audience(), MOST_AUDIENCES, AUDIENCE_PATTERN),
        () -> {
          var fit =
              it.claims().entrySet().stream()
                  .allMatch(
                      claim ->
                          isText(claim.getKey(), LONGEST_CLAIM_NAME)
                              && isText(claim.getValue(), LONGEST_CLAIM));
          if (!fit || it.claims().size() > MOST_CLAIMS)
            throw Problem.invalid("api_token_claims_malformed")
                .at("custom_claims")
                .with(MOST_CLAIMS, LONGEST_CLAIM_NAME, LONGEST_CLAIM);
        },
        () -> {
          if (it.lifetime().compareTo(SHORTEST_LIFETIME) < 0
              || it.lifetime().compareTo(LONGEST_LIFETIME) > 0)
            throw Problem.invalid("organization_client_expiry")
                .at("expiry")
                .with(SHORTEST_LIFETIME.toSeconds(), LONGEST_LIFETIME.toSeconds());
        });
    return new OrganizationClient.Details(
        name, description, it.scopes(), it.audience(), it.claims(), it.lifetime());
  }

  private static void checkWords(String field, Collection<String> words, int most, Pattern word) {
    var fit = words.stream().allMatch(it -> word.matcher(it).matches());
    if (!fit || words.size() > most || new HashSet<>(words).size() < words.size())
      throw Problem.invalid("organization_client_words").at(field).with(most);
  }

  private static boolean isText(String text, int most) {
    return !text.isEmpty() && Names.length(text) <= most;
  }

  private static Map<String, Object> columns(OrganizationClient.Details it) {
    return Map.of(
        "name", it.name(),
        "description", it.description(),
        "scopes", String.join(" ", it.scopes()),
        "audience", String.join(" ", it.audience()),
        "claims", new Metadata(it.claims()).json(),
        "seconds", it.lifetime().toSeconds());
  }

  private static Map<String, Object> snapshot(OrganizationClient it) {
    var details = it.details();
    return new Snapshot()
        .with("id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("name", details.name())
        .with("description", details.description())
        .with("scopes", details.scopes())
        .with("audience", details.audience())
        .with("custom_claims", details.claims())
        .with("expiry", details.lifetime().toSeconds())
        .values();
  }

  private static Map<String, Object> secretSnapshot(
      OrganizationClient client, ClientSecret.SecretId secret) {
    return new Snapshot()
        .with("id", client.id().value())
        .with("organization_id", client.organization().value())
        .with("name", client.details().name())
        .with("client_secret_id", secret.value())
        .values();
  }

  private static OrganizationClient read(ResultSet row) throws SQLException {
    return new OrganizationClient(
        new OrganizationClientId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        new OrganizationClient.Details(
            Columns.text(row, "name"),
            Columns.text(row, "description"),
            words(Columns.text(row, "scopes")),
            words(Columns.text(row, "audience")),
            Metadata.stored(Columns.text(row, "claims")).values(),
            Duration.ofSeconds(row.getLong("token_seconds"))),
        Columns.time(row, "created_at"),
        Columns.time(row, "updated_at"));
  }

  private static List<String> words(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(" ", -1));
  }
}
