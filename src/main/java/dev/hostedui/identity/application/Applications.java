package dev.hostedui.identity.application;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Minutes;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Registers applications and knows them again. */
public final class Applications {

  private static final Pattern CLIENT_ID = Pattern.compile("skc_[a-z0-9_]{1,60}");
  private static final String COLUMNS =
      """
      a.id, a.client_id, a.name, a.type, a.management_api, a.pkce, a.access_token_minutes, a.initiate_login_uri,
             a.redirect_uris, a.post_logout_redirect_uris, a.back_channel_logout_uris, a.issuer
      """;
  private static final String KNOWN =
      "SELECT "
          + COLUMNS
          + ", (SELECT string_agg(s.secret_hash, ' ') FROM client_secrets s WHERE s.application_id"
          + " = a.id AND s.revoked_at IS NULL) AS secrets FROM applications a WHERE a.client_id ="
          + " ?";

  /** An application with the hashes its secrets are compared with. */
  private record Known(Application application, String secretHashes) {}

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final boolean development;

  /**
   * Takes whether this installation is for development, where plain http and wildcards may be
   * registered.
   */
  public Applications(Database database, Events events, Ids ids, Clock clock, boolean development) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    this.development = development;
  }

  /**
   * Registers an application under a new client id.
   *
   * @throws Problem INVALID, naming the part that cannot be taken, such as a life of access tokens
   *     that could outlive a session; FORBIDDEN for one that may call the management API, when the
   *     actor may do less
   */
  public Application create(Actor actor, Registration registration) {
    return database.inTransaction(tx -> create(tx, actor, ids.next("skc_"), registration));
  }

  /** {@link #create} inside a larger change, under a client id of one's own. */
  public Application create(Handle tx, Actor actor, String clientId, Registration registration) {
    actor.mustOperate();
    if (!CLIENT_ID.matcher(clientId).matches())
      throw new IllegalArgumentException("not the form of a client id: " + clientId);
    var it = registration.checked(development);
    if (it.managementApi()) actor.mustOperateEverything();
    mustEndBeforeSessions(tx, it);
    var id = new ApplicationId(ids.next(ApplicationId.PREFIX));
    tx.createUpdate(
            """
            INSERT INTO applications (id, client_id, name, type, management_api, pkce, access_token_minutes, initiate_login_uri,
                   redirect_uris, post_logout_redirect_uris, back_channel_logout_uris, created_at, updated_at)
            VALUES (:id, :clientId, :name, :type, :managementApi, :pkce, :minutes, :initiateLogin,
                    :redirect, :postLogout, :backChannel, :now, :now)
            """)
        .bind("id", id)
        .bind("clientId", clientId)
        .bind("type", it.type())
        .bindMap(columns(it))
        .bind("now", clock.instant())
        .execute();
    var made = find(tx, clientId).orElseThrow();
    events.record(
        tx,
        actor,
        EventType.APPLICATION_CREATED,
        null,
        id,
        Change.created(ApplicationSnapshot.of(made)));
    return made;
  }

  /**
   * Changes what an application is registered with, for the operator. Its type never changes. Equal
   * to before it changes nothing and writes no event.
   *
   * @param change gets the registration as it is and answers how it should be
   * @throws Problem NOT_FOUND; INVALID, naming the part that cannot be taken; CONFLICT when an
   *     application would take its own way into the management API; FORBIDDEN when it would get one
   *     and the actor may do less
   */
  public Application change(Actor actor, String clientId, UnaryOperator<Registration> change) {
    actor.mustOperate();
    return database.inTransaction(
        tx -> {
          var before = lock(tx, clientId);
          var was = before.registration();
          var after = change.apply(was).checked(development);
          if (after.type() != was.type()) throw new IllegalArgumentException("types stay");
          if (after.equals(was)) return before;
          if (after.managementApi() && !was.managementApi()) actor.mustOperateEverything();
          if (isItself(actor, clientId) && !after.managementApi())
            throw Problem.conflict("own_application");
          if (!Objects.equals(after.accessTokenLifetime(), was.accessTokenLifetime()))
            mustEndBeforeSessions(tx, after);
          tx.createUpdate(
                  """
                  UPDATE applications SET name = :name, management_api = :managementApi, pkce = :pkce, access_token_minutes = :minutes,
                         initiate_login_uri = :initiateLogin, redirect_uris = :redirect,
                         post_logout_redirect_uris = :postLogout, back_channel_logout_uris = :backChannel, updated_at = :now
                   WHERE client_id = :clientId
                  """)
              .bindMap(columns(after))
              .bind("now", clock.instant())
              .bind("clientId", clientId)
              .execute();
          var changed = find(tx, clientId).orElseThrow();
          events.record(
              tx,
              actor,
              EventType.APPLICATION_UPDATED,
              null,
              before.id(),
              Change.from(ApplicationSnapshot.of(before), ApplicationSnapshot.of(changed)));
          return changed;
        });
  }

  /** What may be changed, by the names of the parameters of both statements. */
  private static Map<String, @Nullable Object> columns(Registration it) {
    var columns = new HashMap<String, @Nullable Object>();
    columns.put("name", it.name());
    columns.put("managementApi", it.managementApi() ? "allowed" : "denied");
    columns.put("pkce", it.pkceRequired() ? "required" : "optional");
    columns.put("minutes", Minutes.of(it.accessTokenLifetime()));
    columns.put("initiateLogin", it.initiateLoginUri());
    columns.put("redirect", String.join(" ", it.redirectUris()));
    columns.put("postLogout", String.join(" ", it.postLogoutRedirectUris()));
    columns.put("backChannel", String.join(" ", it.backChannelLogoutUris()));
    return columns;
  }

  /** Refuses access tokens that could outlive the session they are given out in. */
  private static void mustEndBeforeSessions(Handle tx, Registration it) {
    var lifetime = it.accessTokenLifetime();
    if (lifetime == null) return;
    Locks.environment(tx);
    SessionChain.mustOutlast(tx, "access_token_minutes", lifetime.toMinutes());
  }

  private static boolean isItself(Actor actor, String clientId) {
    return actor instanceof Actor.Client client && client.id().equals(clientId);
  }

  /**
   * Removes an application for good, for the operator: its secrets, its tokens and what people have
   * signed in to it with are worth nothing from now on.
   *
   * @throws Problem NOT_FOUND; CONFLICT for the application that asks
   */
  public void delete(Actor actor, String clientId) {
    actor.mustOperate();
    if (isItself(actor, clientId)) throw Problem.conflict("own_application");
    database.useTransaction(
        tx -> {
          var before = lock(tx, clientId);
          tx.createUpdate("DELETE FROM applications WHERE id = :id")
              .bind("id", before.id())
              .execute();
          events.record(
              tx,
              actor,
              EventType.APPLICATION_DELETED,
              null,
              before.id(),
              Change.deleted(ApplicationSnapshot.of(before)));
        });
  }

  /** Whether a client id is taken, inside a larger change. */
  public boolean exists(Handle tx, String clientId) {
    return find(tx, clientId).isPresent();
  }

  /** Keeps others from changing the application until the transaction ends. */
  Application lock(Handle tx, String clientId) {
    var locked =
        tx.createUpdate("UPDATE applications SET updated_at = :now WHERE client_id = :id")
            .bind("now", clock.instant())
            .bind("id", clientId)
            .execute();
    if (locked == 0) throw Problem.notFound("application_not_found");
    return find(tx, clientId).orElseThrow();
  }

  /**
   * {@link #lock} for another secret or key to prove itself with, which only the operator gives and
   * only a web application keeps.
   *
   * @param keepsNone how an application that can keep none is refused
   */
  Application lockToProve(Handle tx, Actor actor, String clientId, Problem keepsNone) {
    actor.mustOperate();
    var application = lock(tx, clientId);
    if (!application.type().confidential()) throw keepsNone;
    if (application.managementApi()) actor.mustOperateEverything();
    return application;
  }

  /** The application of a client id. */
  public Optional<Application> find(String clientId) {
    return known(clientId).map(Known::application);
  }

  /** The application that a token of its own speaks for, unless that was revoked. */
  public Optional<Application> ofOwnToken(String clientId, String jti) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM applications a WHERE a.client_id = :id AND NOT EXISTS (SELECT 1"
                        + " FROM client_assertions u WHERE u.application_id = a.id AND u.jti_hash ="
                        + " :jti)")
                .bind("id", clientId)
                .bind("jti", Ids.hash(jti))
                .map((row, context) -> application(row))
                .findOne());
  }

  Optional<Application> find(Handle handle, String clientId) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM applications a WHERE a.client_id = :id")
        .bind("id", clientId)
        .map((row, context) -> application(row))
        .findOne();
  }

  /** Whether an application may call the management API, in a change that it asks for. */
  public boolean mayCall(Handle tx, String clientId) {
    return find(tx, clientId).filter(Application::managementApi).isPresent();
  }

  /** All applications, oldest first. */
  public List<Application> all() {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT " + COLUMNS + " FROM applications a ORDER BY a.id LIMIT 1000")
                .map((row, context) -> application(row))
                .list());
  }

  /**
   * The application that proves itself as a client must: with one of its secrets when it can keep
   * one, without any when it cannot (RFC 6749 §2.3). Empty when it does not.
   */
  public Optional<Application> authenticate(String clientId, @Nullable String secret) {
    return known(clientId)
        .filter(
            it ->
                it.application.type().confidential()
                    ? secret != null && holds(it.secretHashes, secret)
                    : secret == null)
        .map(Known::application);
  }

  /** The longest life of an access token that an application asked for, or 0 when none did. */
  public static long longestAccessTokenMinutes(Handle handle) {
    return handle
        .createQuery("SELECT COALESCE(MAX(access_token_minutes), 0) FROM applications")
        .mapTo(Long.class)
        .one();
  }

  /**
   * Where the oldest application begins a sign-in, of those whose address is the same for every
   * organization: the way from here to the app.
   */
  public static Optional<SignInStart> beginningOfSignIn(Handle handle) {
    return handle
        .createQuery(
            "SELECT a.initiate_login_uri, a.issuer FROM applications a WHERE a.initiate_login_uri"
                + " IS NOT NULL AND a.initiate_login_uri NOT LIKE '%{%' AND a.initiate_login_uri"
                + " NOT LIKE '%*%' ORDER BY a.id LIMIT 1")
        .map(
            (row, context) ->
                new SignInStart(Columns.text(row, "initiate_login_uri"), row.getString("issuer")))
        .findOne();
  }

  /**
   * Notes by which public address an application knows us. It is no setting of anybody's, so it
   * writes no event.
   */
  public void knowsUsBy(ApplicationId application, String issuer) {
    database.useTransaction(
        tx ->
            tx.createUpdate("UPDATE applications SET issuer = :issuer WHERE id = :id")
                .bind("issuer", issuer)
                .bind("id", application)
                .execute());
  }

  /** Whether any application begins a sign-in at an address that organizations fill in. */
  public static boolean beginSignInByOrganization(Handle handle) {
    return handle
        .createQuery(
            "SELECT 1 FROM applications a WHERE a.initiate_login_uri LIKE '%{%' AND"
                + " a.initiate_login_uri NOT LIKE '%*%' LIMIT 1")
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * The web sites that may show the admin portal of an organization in a frame.
   *
   * @param organization null when it is not known: then none whose name the organization is part of
   */
  public Embedders embedders(@Nullable OrganizationId organization) {
    return Embedders.of(
        all(), organization == null ? RedirectUris.Scope.NONE : scopeOf(organization));
  }

  /**
   * Where the oldest application that says so begins a sign-in in an organization: templates are
   * filled in from it, and what they cannot be filled in from leaves an address out.
   */
  public Optional<SignInStart> beginningOfSignIn(OrganizationId organization) {
    var scope = scopeOf(organization);
    return all().stream()
        .flatMap(application -> beginningOfSignIn(application, scope).stream())
        .findFirst();
  }

  /** Where this application begins a sign-in; empty when it cannot, or an address lacks a part. */
  public static Optional<SignInStart> beginningOfSignIn(
      Application application, RedirectUris.Scope scope) {
    return Optional.ofNullable(application.initiateLoginUri())
        .map(uri -> RedirectUris.expand(uri, scope))
        .filter(uri -> !uri.contains("*"))
        .map(uri -> new SignInStart(uri, application.issuer()));
  }

  /** What an organization fills into addresses with templates; nothing when it is unknown. */
  public RedirectUris.Scope scopeOf(OrganizationId organization) {
    return database.read(handle -> scopeOf(handle, organization));
  }

  private static RedirectUris.Scope scopeOf(Handle handle, OrganizationId organization) {
    return Organizations.addressNames(handle, organization)
        .map(it -> new RedirectUris.Scope(it.slug(), it.externalId(), it.metadata()))
        .orElse(RedirectUris.Scope.NONE);
  }

  /** Whether an address that a code of an organization was sent to is still an application's. */
  public static boolean stillHas(
      Handle handle, Application application, String redirectUri, OrganizationId organization) {
    var registered = application.redirectUris();
    var type = application.type();
    // most addresses have no part of an organization's, and then it need not be read
    return RedirectUris.matches(registered, redirectUri, type, RedirectUris.Scope.NONE)
        || RedirectUris.matches(registered, redirectUri, type, scopeOf(handle, organization));
  }

  private static boolean holds(String hashes, String secret) {
    var found = false;
    for (var hash : hashes.split(" ", -1)) found |= Ids.matches(secret, hash);
    return found;
  }

  private Optional<Known> known(String clientId) {
    if (!CLIENT_ID.matcher(clientId).matches()) return Optional.empty();
    return database
        .rows(KNOWN, row -> new Known(application(row), Columns.text(row, "secrets")), clientId)
        .stream()
        .findFirst();
  }

  private static Application application(ResultSet row) throws SQLException {
    return new Application(
        new ApplicationId(Columns.text(row, "id")),
        Columns.text(row, "client_id"),
        Columns.text(row, "name"),
        ApplicationType.valueOf(Columns.text(row, "type")),
        "allowed".equals(row.getString("management_api")),
        "required".equals(row.getString("pkce")),
        Columns.minutesOrNull(row, "access_token_minutes"),
        row.getString("initiate_login_uri"),
        list(Columns.text(row, "redirect_uris")),
        list(Columns.text(row, "post_logout_redirect_uris")),
        list(Columns.text(row, "back_channel_logout_uris")),
        row.getString("issuer"));
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
