package dev.hostedui.identity.application;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * The public keys that web applications prove themselves with in the place of a secret (RFC 7523),
 * and the assertions they have used.
 */
public final class ClientKeys {

  /** The one in use, the next, and a few for other machines. */
  public static final int MOST_KEYS = 5;

  /** The id of a registered key. */
  public record RowId(String value) implements Id {
    static final String PREFIX = "cky_";
  }

  /**
   * A registered key that is good.
   *
   * @param keyId its name ({@code kid}) within the application
   * @param jwk the public key as a JSON Web Key (RFC 7517)
   */
  public record ClientKey(String keyId, String jwk, Instant createdAt) {}

  private final Database database;
  private final Applications applications;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public ClientKeys(
      Database database, Applications applications, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.applications = applications;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Registers keys, all or none, for the operator.
   *
   * @param keys JSON Web Keys by their {@code kid}, which were found usable
   * @throws Problem NOT_FOUND; CONFLICT when the application is no web application, has a key of
   *     that name, or would have more than {@link #MOST_KEYS}; FORBIDDEN when it may call the
   *     management API and the actor may do less
   */
  public void add(Actor actor, String clientId, Map<String, String> keys) {
    database.useTransaction(
        tx -> {
          var application =
              applications.lockToProve(tx, actor, clientId, Problem.conflict("keeps_no_key"));
          var known = good(tx, application.id());
          if (known.size() + keys.size() > MOST_KEYS)
            throw Problem.conflict("too_many_keys").with(MOST_KEYS);
          for (var key : keys.entrySet()) {
            if (known.stream().anyMatch(it -> it.keyId.equals(key.getKey())))
              throw Problem.conflict("key_known").with(key.getKey());
            insert(tx, actor, application, key.getKey(), key.getValue());
          }
        });
  }

  private void insert(Handle tx, Actor actor, Application application, String keyId, String jwk) {
    tx.createUpdate(
            "INSERT INTO client_keys (id, application_id, key_id, jwk, created_at) VALUES (:id,"
                + " :application, :key, :jwk, :now)")
        .bind("id", new RowId(ids.next(RowId.PREFIX)))
        .bind("application", application.id())
        .bind("key", keyId)
        .bind("jwk", jwk)
        .bind("now", clock.instant())
        .execute();
    events.record(
        tx,
        actor,
        EventType.CLIENT_KEY_CREATED,
        null,
        application.id(),
        Change.created(Map.of("key_id", keyId)));
  }

  /**
   * Makes a key worthless at once, for the operator.
   *
   * @throws Problem NOT_FOUND when it is not one of the application's good ones
   */
  public void revoke(Actor actor, String clientId, String keyId) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var application = applications.lock(tx, clientId);
          var revoked =
              tx.createUpdate(
                      "UPDATE client_keys SET revoked_at = :now WHERE application_id = :application"
                          + " AND key_id = :key AND revoked_at IS NULL")
                  .bind("now", clock.instant())
                  .bind("application", application.id())
                  .bind("key", keyId)
                  .execute();
          if (revoked == 0) throw Problem.notFound("key_not_found");
          events.record(
              tx,
              actor,
              EventType.CLIENT_KEY_REVOKED,
              null,
              application.id(),
              Change.deleted(Map.of("key_id", keyId)));
        });
  }

  /** The keys of an application that are good, oldest first. */
  public List<ClientKey> of(Application application) {
    return database.read(handle -> good(handle, application.id()));
  }

  private static List<ClientKey> good(Handle handle, ApplicationId application) {
    return handle
        .createQuery(
            "SELECT key_id, jwk, created_at FROM client_keys WHERE application_id = :id AND"
                + " revoked_at IS NULL ORDER BY id")
        .bind("id", application)
        .mapTo(ClientKey.class)
        .list();
  }

  /**
   * Notes that an assertion was used (RFC 7523 §3, 7), or that a token is of no use any more.
   *
   * @param jti its id
   * @param until when it would be refused for its age
   * @return whether this is the first time
   */
  public boolean use(Application application, String jti, Instant until) {
    return database.inTransaction(
            tx ->
                tx.createUpdate(
                        """
                        INSERT INTO client_assertions (application_id, jti_hash, expires_at) VALUES (:application, :jti, :until)
                        ON CONFLICT DO NOTHING
                        """)
                    .bind("application", application.id())
                    .bind("jti", Ids.hash(jti))
                    .bind("until", until)
                    .execute())
        == 1;
  }

  /**
   * Makes a token that an application has of its own worthless (RFC 7009 §2). Its id is kept beside
   * those of its assertions until the token would have ended.
   *
   * @param jti its id
   * @param until when it ends
   */
  public void revokeToken(Application application, String jti, Instant until) {
    use(application, jti, until);
  }

  /** Removes a bounded batch of ids that are past their time. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    """
                    DELETE FROM client_assertions WHERE (application_id, jti_hash) IN (
                      SELECT application_id, jti_hash FROM client_assertions WHERE expires_at < :now LIMIT 1000)
                    """)
                .bind("now", clock.instant())
                .execute());
  }
}
