package dev.hostedui.identity.claim;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's own claims: defining them, and what they are for somebody. */
public final class TokenClaims {

  /** So many there may be. */
  public static final int MOST = 20;

  private static final Logger LOG = LoggerFactory.getLogger(TokenClaims.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,63}");

  /**
   * What tokens, user info and introspection say themselves, and what libraries would take for
   * something else (RFC 7519 §4.1, RFC 7662 §2.2, RFC 8417 §2.2, RFC 8485 §3, RFC 8693 §4, RFC 9068
   * §2.2, OpenID Connect Core §2, §5.1, §7.4): an {@code error} makes an answer a refusal.
   */
  private static final Set<String> RESERVED =
      Set.of(
          "iss sub aud exp nbf iat jti oid sid gid xoid xuid roles permissions scope client_id azp nonce auth_time acr"
              .concat(
                  " amr at_hash c_hash s_hash cnf act may_act events active token_type username email")
              .concat(
                  " email_verified name given_name middle_name family_name nickname preferred_username profile")
              .concat(
                  " picture website gender birthdate zoneinfo locale phone_number phone_number_verified address")
              .concat(
                  " updated_at organization_name custom_claims authorization_details _claim_names _claim_sources")
              .concat(
                  " error error_description error_uri typ sub_jwk sub_id vot vtm txn toe token_introspection")
              .split(" "));

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private volatile @Nullable Map<String, ClaimExpression> current;

  public TokenClaims(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /** All of them by their names. */
  public List<TokenClaim> all() {
    return database.read(TokenClaims::all);
  }

  private static List<TokenClaim> all(Handle handle) {
    return handle
        .createQuery(
            "SELECT id, name, expression, created_at, updated_at FROM token_claims ORDER BY name"
                + " LIMIT :most")
        .bind("most", MOST)
        .mapTo(TokenClaim.class)
        .list();
  }

  public Optional<TokenClaim> find(String name) {
    return database.read(handle -> find(handle, name));
  }

  private static Optional<TokenClaim> find(Handle handle, String name) {
    return handle
        .createQuery(
            "SELECT id, name, expression, created_at, updated_at FROM token_claims WHERE name ="
                + " :name")
        .bind("name", name)
        .mapTo(TokenClaim.class)
        .findOne();
  }

  /**
   * The expressions by their names, in their order, as they were when {@link #refresh} last ran:
   * when one was changed here, and every few seconds.
   */
  public Map<String, ClaimExpression> current() {
    var known = current;
    return known != null ? known : refresh();
  }

  /** Reads them again; another process or an operator may have changed them. */
  public Map<String, ClaimExpression> refresh() {
    var expressions = new LinkedHashMap<String, ClaimExpression>();
    for (var it : all()) {
      try {
        expressions.put(it.name(), ClaimExpression.parse(it.expression()));
      } catch (Problem unreadable) {
        // saved by a newer version of this program: people must be able to sign in all the same
        LOG.warn("the token claim {} cannot be read and is left out", it.name());
      }
    }
    current = expressions;
    return expressions;
  }

  /**
   * Defines a claim: in tokens from now on, on other nodes a few seconds later.
   *
   * @throws Problem INVALID for a name that tokens need themselves, or an expression that cannot be
   *     read; CONFLICT when there is one of that name, or {@link #MOST} are there
   */
  public TokenClaim create(Actor actor, String name, String typedExpression) {
    actor.mustOperate();
    var expression = typedExpression.strip();
    Problem.together(() -> checkName(name), () -> ClaimExpression.parse(expression));
    var made =
        database.inTransaction(
            tx -> {
              insert(tx, name, expression);
              var it = find(tx, name).orElseThrow();
              events.record(
                  tx,
                  actor,
                  EventType.TOKEN_CLAIM_CREATED,
                  null,
                  it.id(),
                  Change.created(snapshot(it)));
              return it;
            });
    refresh();
    return made;
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) throw Problem.invalid("claim_name").at("name");
    if (RESERVED.contains(name)) throw Problem.invalid("claim_reserved").at("name").with(name);
  }

  private void insert(Handle tx, String name, String expression) {
    // who defines others at the same time comes before or after
    Locks.environment(tx);
    var made =
        tx.createUpdate(
                "INSERT INTO token_claims (id, name, expression, created_at, updated_at) VALUES"
                    + " (:id, :name, :expression, :now, :now) ON CONFLICT (name) DO NOTHING")
            .bind("id", ids.next(TokenClaimId.PREFIX))
            .bind("name", name)
            .bind("expression", expression)
            .bind("now", clock.instant())
            .execute();
    if (made == 0) throw Problem.conflict("claim_taken").at("name").with(name);
    if (tx.createQuery("SELECT COUNT(*) FROM token_claims").mapTo(Integer.class).one() > MOST)
      throw Problem.conflict("too_many_claims").with(MOST);
  }

  /**
   * Defines a claim otherwise. Equal to before it changes nothing and writes no event.
   *
   * @throws Problem NOT_FOUND; INVALID for an expression that cannot be read
   */
  public TokenClaim change(Actor actor, String name, String typedExpression) {
    actor.mustOperate();
    var expression = typedExpression.strip();
    ClaimExpression.parse(expression);
    var changed =
        database.inTransaction(
            tx -> {
              var was = find(tx, name).orElseThrow(() -> Problem.notFound("claim_not_found"));
              if (was.expression().equals(expression)) return was;
              tx.createUpdate(
                      "UPDATE token_claims SET expression = :expression, updated_at = :now WHERE"
                          + " name = :name")
                  .bind("expression", expression)
                  .bind("now", clock.instant())
                  .bind("name", name)
                  .execute();
              var is = find(tx, name).orElseThrow(() -> Problem.notFound("claim_not_found"));
              events.record(
                  tx,
                  actor,
                  EventType.TOKEN_CLAIM_UPDATED,
                  null,
                  is.id(),
                  Change.from(snapshot(was), snapshot(is)));
              return is;
            });
    refresh();
    return changed;
  }

  /**
   * Takes a claim out of tokens from now on.
   *
   * @throws Problem NOT_FOUND
   */
  public void delete(Actor actor, String name) {
    actor.mustOperate();
    database.useTransaction(
        tx -> {
          var it = find(tx, name).orElseThrow(() -> Problem.notFound("claim_not_found"));
          tx.createUpdate("DELETE FROM token_claims WHERE name = :name")
              .bind("name", name)
              .execute();
          events.record(
              tx,
              actor,
              EventType.TOKEN_CLAIM_DELETED,
              null,
              it.id(),
              Change.deleted(snapshot(it)));
        });
    refresh();
  }

  private static Map<String, Object> snapshot(TokenClaim it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("name", it.name())
        .with("expression", it.expression())
        .values();
  }
}
