package dev.hostedui.identity.connection;

import com.google.common.base.Ascii;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.MaskedSecret;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.connection.ConnectionVersion.State;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What connections are set to: saves drafts, makes them live, and puts the former version back.
 *
 * <p>Every verb needs {@link Permission#SSO_MANAGE} and the feature, and takes the number of the
 * version that whoever asks has seen. When another one stands in its place by now, it refuses with
 * {@code connection_changed}, and nobody's work is overwritten unseen.
 */
public final class ConnectionVersions {

  /** So many former versions of a connection are kept. */
  static final int FORMER_KEPT = 10;

  private static final int LONGEST_SECRET = 1024;

  /**
   * The versions of a connection that its page shows; each may be missing.
   *
   * @param former the one before the last change that somebody made, which can be put back
   * @param restored what putting it back makes live: the same, with what was accepted since
   * @param accepted the certificates that were accepted by themselves since that change
   */
  public record Shown(
      @Nullable ConnectionVersion draft,
      @Nullable ConnectionVersion live,
      @Nullable ConnectionVersion former,
      @Nullable ConnectionSettings restored,
      List<IdpCertificate> accepted) {

    /** The number a new draft is based on: of the draft, else of the live version, else 0. */
    public int base() {
      if (draft != null) return draft.number();
      return live != null ? live.number() : 0;
    }

    /** What sign-ins use, or would once it is enabled: the live version, else the draft. */
    public @Nullable ConnectionVersion used() {
      return live != null ? live : draft;
    }
  }

  private final Database database;
  private final Vault vault;
  private final Events events;
  private final Clock clock;
  private final List<String> ownAddresses;
  private final boolean plainHttp;

  /**
   * Takes what the verbs need.
   *
   * @param ownAddresses where we are and were, without a slash at the end
   * @param plainHttp whether addresses of providers may begin with {@code http:}, as where calls to
   *     private addresses are allowed
   */
  public ConnectionVersions(
      Database database,
      Vault vault,
      Events events,
      Clock clock,
      List<String> ownAddresses,
      boolean plainHttp) {
    this.database = database;
    this.vault = vault;
    this.events = events;
    this.clock = clock;
    this.ownAddresses = List.copyOf(ownAddresses);
    this.plainHttp = plainHttp;
  }

  // ------------------------------------------------------------------ finding

  /** The draft, the live version and the one that was live before. */
  public Shown of(ConnectionId id) {
    return database.read(handle -> shown(handle, id));
  }

  /** {@link Shown#used}, within a change. */
  static @Nullable ConnectionVersion used(Handle handle, ConnectionId id) {
    return shown(handle, id).used();
  }

  private static Shown shown(Handle handle, ConnectionId id) {
    var live = ConnectionTable.in(handle, id, State.LIVE).orElse(null);
    var rollover = Rollover.before(handle, id, live);
    return new Shown(
        ConnectionTable.in(handle, id, State.DRAFT).orElse(null),
        live,
        rollover.former(),
        rollover.restored(live),
        rollover.accepted());
  }

  /** A version of a connection; empty when it was a draft that is no more. */
  public Optional<ConnectionVersion> find(ConnectionId id, int number) {
    return database.read(handle -> ConnectionTable.version(handle, id, number));
  }

  /**
   * The client secret of a version, for sending it to the provider and for nothing else; empty when
   * there is none.
   */
  public Optional<String> clientSecret(ConnectionId id, int number) {
    return database
        .read(handle -> ConnectionTable.sealedSecret(handle, id, number))
        .map(secret -> vault.open(place(id), secret));
  }

  /** Whether a connection has a draft to which nothing is missing. */
  public static boolean hasCompleteDraft(Handle handle, ConnectionId id) {
    var draft = shown(handle, id).draft();
    return draft != null && draft.complete();
  }

  // ------------------------------------------------------------------ drafts

  /**
   * Saves settings as the draft, complete or not.
   *
   * @param base {@link Shown#base} as it was when the form was shown
   * @param clientSecret a new secret; null keeps the one of the version it is based on
   * @return the draft, which is the old one when nothing has changed
   * @throws Problem INVALID with all that is wrong, each at its field; CONFLICT {@code
   *     connection_changed}; NOT_FOUND; or what {@link Actor#must} and a feature that is off refuse
   */
  public ConnectionVersion save(
      Actor actor,
      OrganizationId organization,
      ConnectionId id,
      int base,
      ConnectionSettings settings,
      @Nullable String clientSecret) {
    check(settings, clientSecret);
    return database.inTransaction(
        tx -> {
          Connections.must(tx, actor, organization, id);
          var connection = ConnectionTable.find(tx, organization, id);
          if (settings.protocol() != connection.protocol())
            throw Problem.conflict("connection_changed");
          var shown = shown(tx, id);
          if (shown.base() != base) throw Problem.conflict("connection_changed");
          return saved(tx, actor, connection, shown, settings, clientSecret);
        });
  }

  /** {@link #save} within a change, after its checks. */
  private ConnectionVersion saved(
      Handle tx,
      Actor actor,
      Connection connection,
      Shown shown,
      ConnectionSettings settings,
      @Nullable String clientSecret) {
    var draft = shown.draft();
    var from = draft != null ? draft : shown.live();
    if (draft != null && clientSecret == null && draft.settings().equals(settings)) return draft;
    var made = fresh(tx, actor, connection.id(), from, settings, clientSecret);
    if (draft != null) ConnectionTable.deleteVersion(tx, connection.id(), draft.number());
    ConnectionTable.insert(tx, made.version.as(State.DRAFT), made.sealedSecret);
    var after = shown.live() == null ? statusOf(tx, connection, made.version) : connection;
    var now = ConnectionSnapshot.of(after, made.version);
    record(
        tx,
        actor,
        EventType.SSO_DRAFT_SAVED,
        after,
        from == null
            ? Change.created(now)
            : Change.from(ConnectionSnapshot.of(connection, from), now));
    return made.version.as(State.DRAFT);
  }

  /** A version that is not written yet, and its secret. */
  private record Fresh(ConnectionVersion version, @Nullable String sealedSecret) {}

  private Fresh fresh(
      Handle tx,
      Actor actor,
      ConnectionId id,
      @Nullable ConnectionVersion from,
      ConnectionSettings settings,
      @Nullable String clientSecret) {
    var secret = clientSecret != null ? sealed(id, clientSecret) : kept(tx, from, settings);
    var hint =
        clientSecret != null
            ? hint(clientSecret)
            : secret == null ? null : Objects.requireNonNull(from).clientSecretHint();
    return new Fresh(
        new ConnectionVersion(
            id,
            ConnectionTable.nextNumber(tx, id),
            State.FORMER,
            settings,
            hint,
            actor.email(),
            clock.instant(),
            null,
            null),
        secret);
  }

  private void check(ConnectionSettings settings, @Nullable String clientSecret) {
    Problem.together(
        () -> settings.check(plainHttp),
        () -> refuseOwn(settings),
        () -> {
          if (clientSecret != null) MaskedSecret.refuse(clientSecret);
        },
        () -> {
          if (clientSecret != null
              && (clientSecret.isBlank() || clientSecret.length() > LONGEST_SECRET))
            throw Problem.invalid("client_secret_malformed")
                .at("client_secret")
                .with(LONGEST_SECRET);
        });
  }

  /** What a provider needs of us is soon pasted where what we need of the provider belongs. */
  private void refuseOwn(ConnectionSettings settings) {
    if (settings instanceof SamlSettings saml)
      Problem.together(
          () -> refuseOwn("idp_entity_id", saml.entityId()),
          () -> refuseOwn("idp_sso_url", saml.signOn().address()),
          () -> refuseOwn("idp_slo_url", saml.logout().address()));
    if (settings instanceof OidcSettings oidc)
      Problem.together(
          () -> refuseOwn("issuer", oidc.issuer()),
          () -> refuseOwn("authorize_uri", oidc.endpoints().authorization()),
          () -> refuseOwn("token_uri", oidc.endpoints().token()));
  }

  private void refuseOwn(String field, String text) {
    var typed = Ascii.toLowerCase(text).replaceFirst("/+$", "");
    for (var own : ownAddresses) {
      var ours = Ascii.toLowerCase(own);
      if (typed.equals(ours)
          || typed.startsWith(ours + "/sso/v1/")
          || typed.startsWith(ours + "/oauth/"))
        throw Problem.invalid("own_address").at(field).with(text);
    }
  }

  private Connection statusOf(Handle tx, Connection connection, ConnectionVersion version) {
    var status = version.complete() ? ConnectionStatus.COMPLETED : ConnectionStatus.IN_PROGRESS;
    var after = connection.with(status, clock.instant());
    ConnectionTable.update(tx, after);
    return after;
  }

  /**
   * Changes what sign-ins use, at once and without a test: for applications that set connections
   * up. A draft that somebody works on stays as it is. While no version is live, the draft is
   * changed.
   *
   * @param base the number of the version that is changed: the live one, else the draft, else 0
   * @param settings what it is set to from now on
   * @param clientSecret as {@link #save} takes it
   * @throws Problem CONFLICT {@code connection_changed}, or {@code connection_incomplete} where
   *     sign-ins would lack something; INVALID as {@link #save}
   */
  void set(
      Handle tx,
      Actor actor,
      Connection connection,
      int base,
      ConnectionSettings settings,
      @Nullable String clientSecret) {
    check(settings, clientSecret);
    var shown = shown(tx, connection.id());
    var from = shown.used();
    if ((from == null ? 0 : from.number()) != base) throw Problem.conflict("connection_changed");
    if (from != null && clientSecret == null && from.settings().equals(settings)) return;
    if (shown.live() == null) {
      saved(tx, actor, connection, shown, settings, clientSecret);
      return;
    }
    var made = fresh(tx, actor, connection.id(), from, settings, clientSecret);
    if (!made.version.complete()) throw Problem.conflict("connection_incomplete");
    ConnectionTable.insert(tx, made.version, made.sealedSecret);
    turnTo(tx, actor, connection, made.version, EventType.SSO_MADE_LIVE, true);
  }

  /** The secret that stays: only while it goes where it went before. */
  private static @Nullable String kept(
      Handle tx, @Nullable ConnectionVersion from, ConnectionSettings settings) {
    if (from == null
        || !(settings instanceof OidcSettings after)
        || !(from.settings() instanceof OidcSettings before)
        || !after.sendsSecretWhere(before)) return null;
    return ConnectionTable.sealedSecret(tx, from.connection(), from.number()).orElse(null);
  }

  private static String hint(String secret) {
    // a few characters of a short one would be half of it
    return secret.length() < 16 ? "" : secret.substring(secret.length() - 4);
  }

  /**
   * Forgets the draft.
   *
   * @throws Problem CONFLICT {@code connection_changed} when that is not the draft; NOT_FOUND; or
   *     what {@link Actor#must} and a feature that is off refuse
   */
  public void discard(Actor actor, OrganizationId organization, ConnectionId id, int number) {
    database.useTransaction(
        tx -> {
          Connections.must(tx, actor, organization);
          var connection = ConnectionTable.find(tx, organization, id);
          var draft = expected(tx, id, State.DRAFT, number);
          ConnectionTable.deleteVersion(tx, id, number);
          var after = connection;
          if (ConnectionTable.in(tx, id, State.LIVE).isEmpty()) {
            after = connection.with(ConnectionStatus.DRAFT, clock.instant());
            ConnectionTable.update(tx, after);
          }
          record(
              tx,
              actor,
              EventType.SSO_DRAFT_DISCARDED,
              after,
              Change.deleted(ConnectionSnapshot.of(connection, draft)));
        });
  }

  // ------------------------------------------------------------------ going live

  /**
   * Makes the draft live in one step. The version that was live until then can be put back.
   *
   * @param number the draft that is meant
   * @param untested whether to do it without a recent test that passed and that the actor ran
   *     themselves; the event says so
   * @throws Problem CONFLICT {@code connection_changed}, {@code connection_incomplete} or {@code
   *     test_needed}; NOT_FOUND; or what {@link Actor#must} and a feature that is off refuse
   */
  public ConnectionVersion makeLive(
      Actor actor, OrganizationId organization, ConnectionId id, int number, boolean untested) {
    return database.inTransaction(
        tx -> {
          Connections.must(tx, actor, organization);
          var connection = ConnectionTable.find(tx, organization, id);
          var draft = expected(tx, id, State.DRAFT, number);
          if (!draft.complete()) throw Problem.conflict("connection_incomplete");
          if (!untested) ConnectionTests.mustHavePassed(tx, actor, draft, clock.instant());
          return turnTo(tx, actor, connection, draft, EventType.SSO_MADE_LIVE, untested);
        });
  }

  /**
   * Makes the version live again that was live before the last change that somebody made. It needs
   * no test: it has worked. Certificates that were accepted by themselves since stay accepted: the
   * provider may sign by nothing else any more. The draft stays.
   *
   * @param number the former version that is meant
   * @throws Problem CONFLICT {@code connection_changed} when that is not the newest former one;
   *     NOT_FOUND; or what {@link Actor#must} and a feature that is off refuse
   */
  public ConnectionVersion putBack(
      Actor actor, OrganizationId organization, ConnectionId id, int number) {
    return database.inTransaction(
        tx -> {
          Connections.must(tx, actor, organization);
          var connection = ConnectionTable.find(tx, organization, id);
          var shown = shown(tx, id);
          var former = shown.former();
          var settings = shown.restored();
          if (former == null || settings == null || former.number() != number)
            throw Problem.conflict("connection_changed");
          if (settings.equals(former.settings()))
            return turnTo(tx, actor, connection, former, EventType.SSO_PUT_BACK, false);
          var made = fresh(tx, actor, id, former, settings, null);
          ConnectionTable.insert(tx, made.version, made.sealedSecret);
          return turnTo(tx, actor, connection, made.version, EventType.SSO_PUT_BACK, false);
        });
  }

  private ConnectionVersion turnTo(
      Handle tx,
      Actor actor,
      Connection connection,
      ConnectionVersion version,
      EventType type,
      boolean untested) {
    var id = connection.id();
    var was = ConnectionTable.in(tx, id, State.LIVE);
    ConnectionTable.become(tx, id, version.number(), State.LIVE, clock.instant());
    PublishedSettings.follow(tx, version, clock.instant());
    ConnectionTable.forgetFormer(tx, id, FORMER_KEPT);
    var after = connection.with(ConnectionStatus.COMPLETED, clock.instant());
    ConnectionTable.update(tx, after);
    var now =
        ConnectionSnapshot.of(after)
            .with("version", version.number())
            .with("untested", untested)
            .values();
    record(
        tx,
        actor,
        type,
        after,
        was.isEmpty()
            ? Change.created(now)
            : Change.from(ConnectionSnapshot.of(connection, was.get()), now));
    return ConnectionTable.version(tx, id, version.number()).orElseThrow();
  }

  private static ConnectionVersion expected(Handle tx, ConnectionId id, State state, int number) {
    return ConnectionTable.in(tx, id, state)
        .filter(it -> it.number() == number)
        .orElseThrow(() -> Problem.conflict("connection_changed"));
  }

  private String sealed(ConnectionId id, String secret) {
    return vault.seal(place(id), secret);
  }

  private static String place(ConnectionId id) {
    return "connection_versions:" + id.value() + ":sealed_client_secret";
  }

  private void record(
      Handle tx, Actor actor, EventType type, Connection connection, Change change) {
    events.record(tx, actor, type, connection.organization(), connection.id(), change);
  }
}
