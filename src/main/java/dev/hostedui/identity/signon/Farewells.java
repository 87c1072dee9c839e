package dev.hostedui.identity.signon;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.KeyMissing;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionRoutes;
import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.ConnectionVersions;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.session.Voucher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Sign-outs that go on at identity providers: those whose connection wants it are told, one after
 * the other, by the browser itself.
 */
public final class Farewells {

  /** How long a provider may take. */
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private final Database database;
  private final ConnectionRoutes routes;
  private final ConnectionVersions versions;
  private final Vault vault;
  private final Ids ids;
  private final Clock clock;

  public Farewells(
      Database database,
      ConnectionRoutes routes,
      ConnectionVersions versions,
      Vault vault,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.routes = routes;
    this.versions = versions;
    this.vault = vault;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * One that is under way.
   *
   * @param requestId what the provider's answer must refer to
   * @param subject what the provider calls the person
   * @param sessionIndex the provider's name of its session, or null
   * @param hint what it wants to see again, or null
   * @param returnTo where the browser goes afterwards
   */
  public record Farewell(
      ConnectionId connection,
      String requestId,
      String subject,
      @Nullable String sessionIndex,
      @Nullable String hint,
      String returnTo) {

    /** Never with what names the person. */
    @Override
    public String toString() {
      return connection.value();
    }
  }

  /** Seals what a provider wants to see again, for the row of a session. */
  public String seal(String connection, String hint) {
    return vault.seal(place(connection), hint);
  }

  /**
   * Begins to tell the providers that have vouched for a session, as far as their connections want
   * it.
   *
   * @param returnTo where the browser goes when all of them know
   * @param path where it goes on from one to the next; a state follows
   * @return the state of the first; empty when none has to be told
   */
  public Optional<String> begin(List<Voucher> vouchers, String returnTo, String path) {
    var told = vouchers.stream().filter(this::wantsToKnow).toList();
    if (told.isEmpty()) return Optional.empty();
    return Optional.of(
        database.inTransaction(
            tx -> {
              var next = returnTo;
              var state = "";
              for (var voucher : told) {
                state = ids.token();
                insert(tx, state, voucher, next);
                next = path + state;
              }
              return state;
            }));
  }

  private boolean wantsToKnow(Voucher voucher) {
    return ConnectionId.parse(voucher.connection())
        .flatMap(routes::find)
        .flatMap(it -> versions.find(it.id(), it.version()))
        .map(ConnectionVersion::settings)
        // another provider is told nothing of what this one calls people
        .filter(it -> it.issuer().equals(voucher.issuer()))
        .filter(Farewells::wantsToKnow)
        .isPresent();
  }

  private static boolean wantsToKnow(ConnectionSettings settings) {
    if (settings instanceof SamlSettings saml)
      return saml.logout().required() && !saml.logout().address().isEmpty();
    return settings instanceof OidcSettings oidc
        && oidc.logoutRequired()
        && !oidc.endpoints().endSession().isEmpty();
  }

  private void insert(Handle tx, String state, Voucher voucher, String returnTo) {
    tx.createUpdate(
            """
            INSERT INTO sso_logouts (state_hash, connection_id, request_id, subject, session_index, logout_hint, return_to, expires_at)
            VALUES (:state, :connection, :request, :subject, :index, :hint, :returnTo, :expires)
            """)
        .bind("state", Ids.hash(state))
        .bind("connection", voucher.connection())
        .bind("request", "_" + ids.token())
        .bind("subject", voucher.subject())
        .bind("index", voucher.sessionIndex())
        .bind("hint", voucher.hint())
        .bind("returnTo", returnTo)
        .bind("expires", clock.instant().plus(LIFETIME))
        .execute();
  }

  /** The one of a state. */
  public Optional<Farewell> find(String state) {
    if (!Ids.isToken(state)) return Optional.empty();
    return database
        .rows(
            "SELECT connection_id, request_id, subject, session_index, logout_hint, return_to FROM"
                + " sso_logouts WHERE state_hash = ? AND expires_at > ?",
            this::read,
            Ids.hash(state),
            clock.millis())
        .stream()
        .findFirst();
  }

  private Farewell read(ResultSet row) throws SQLException {
    var connection = Columns.text(row, "connection_id");
    var hint = row.getString("logout_hint");
    return new Farewell(
        new ConnectionId(connection),
        Columns.text(row, "request_id"),
        Columns.text(row, "subject"),
        row.getString("session_index"),
        hint == null ? null : opened(connection, hint),
        Columns.text(row, "return_to"));
  }

  /** Without its hint a provider asks the person first, which is better than to tell it nothing. */
  private @Nullable String opened(String connection, String hint) {
    try {
      return vault.open(place(connection), hint);
    } catch (KeyMissing e) {
      return null;
    }
  }

  /** Forgets a bounded batch of what is past. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM sso_logouts WHERE state_hash IN (SELECT state_hash FROM"
                        + " sso_logouts WHERE expires_at < :now LIMIT 1000)")
                .bind("now", clock.instant())
                .execute());
  }

  private static String place(String connection) {
    return "session_vouchers:" + connection + ":logout_hint";
  }
}
