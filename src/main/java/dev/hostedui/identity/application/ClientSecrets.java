package dev.hostedui.identity.application;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The secrets that web applications prove themselves with. */
public final class ClientSecrets {

  /** One in use and the one that is to replace it. */
  public static final int MOST = 2;

  private final Database database;
  private final Applications applications;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public ClientSecrets(
      Database database, Applications applications, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.applications = applications;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Gives a web application another secret; its value is known only now.
   *
   * @throws Problem NOT_FOUND; CONFLICT when it has {@link #MOST} already, or can keep none;
   *     FORBIDDEN when it may call the management API and the actor may do less
   */
  public ClientSecret.Issued add(Actor actor, String clientId) {
    return database.inTransaction(tx -> add(tx, actor, clientId, ids.token()));
  }

  /** {@link #add} inside a larger change, with a value that was chosen elsewhere. */
  public ClientSecret.Issued add(Handle tx, Actor actor, String clientId, String value) {
    var application =
        applications.lockToProve(tx, actor, clientId, Problem.conflict("keeps_no_secret"));
    if (good(tx, application.id()).size() >= MOST) throw Problem.conflict("too_many_secrets");
    var id = new ClientSecret.SecretId(ids.next(ClientSecret.SecretId.PREFIX));
    tx.createUpdate(
            "INSERT INTO client_secrets (id, application_id, secret_hash, hint, created_at) VALUES"
                + " (:id, :application, :hash, :hint, :now)")
        .bind("id", id)
        .bind("application", application.id())
        .bind("hash", Ids.hash(value))
        .bind("hint", value.substring(value.length() - 4))
        .bind("now", clock.instant())
        .execute();
    events.record(
        tx,
        actor,
        EventType.CLIENT_SECRET_CREATED,
        null,
        application.id(),
        Change.created(Map.of("client_secret_id", id.value())));
    return new ClientSecret.Issued(id, value);
  }

  /** The secrets of an application that are good, oldest first. */
  public List<ClientSecret> of(String clientId) {
    return database.read(handle -> of(handle, clientId));
  }

  /** {@link #of} inside a larger change. */
  public List<ClientSecret> of(Handle handle, String clientId) {
    return applications.find(handle, clientId).map(it -> good(handle, it.id())).orElse(List.of());
  }

  private static List<ClientSecret> good(Handle handle, ApplicationId application) {
    return handle
        .createQuery(
            "SELECT id, hint, created_at FROM client_secrets WHERE application_id = :id AND"
                + " revoked_at IS NULL ORDER BY id")
        .bind("id", application)
        .mapTo(ClientSecret.class)
        .list();
  }

  /**
   * Makes a secret worthless at once.
   *
   * @throws Problem NOT_FOUND when it is not one of the application's good ones
   */
  public void revoke(Actor actor, String clientId, ClientSecret.SecretId secret) {
    database.useTransaction(tx -> revoke(tx, actor, clientId, secret));
  }

  /** {@link #revoke} inside a larger change. */
  public void revoke(Handle tx, Actor actor, String clientId, ClientSecret.SecretId secret) {
    actor.mustOperate();
    var application = applications.lock(tx, clientId);
    var revoked =
        tx.createUpdate(
                "UPDATE client_secrets SET revoked_at = :now WHERE id = :id AND application_id ="
                    + " :application AND revoked_at IS NULL")
            .bind("now", clock.instant())
            .bind("id", secret)
            .bind("application", application.id())
            .execute();
    if (revoked == 0) throw Problem.notFound("secret_not_found");
    events.record(
        tx,
        actor,
        EventType.CLIENT_SECRET_REVOKED,
        null,
        application.id(),
        Change.deleted(Map.of("client_secret_id", secret.value())));
  }

  /** Makes every secret of an application worthless; it is no mistake when there is none. */
  public void revokeAll(Handle tx, Actor actor, String clientId) {
    if (applications.find(tx, clientId).isEmpty()) return;
    for (var secret : good(tx, applications.lock(tx, clientId).id()))
      revoke(tx, actor, clientId, secret.id());
  }
}
