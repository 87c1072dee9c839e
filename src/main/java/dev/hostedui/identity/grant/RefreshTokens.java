package dev.hostedui.identity.grant;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Exchanges refresh tokens (RFC 6749 §6), each for the one that follows it (rotation, RFC 9700
 * §4.14.2).
 *
 * <p>A token names its grant and holds two secrets: one that the family keeps, and one that every
 * exchange replaces. The right family with a replaced secret is a token that came a second time. An
 * application that sends two requests at once, or whose answer was lost on the way, does that as
 * well as a thief. So for {@link #GRACE} the token just replaced brings the same successor again: a
 * family never has two ends. The thief and the application then hold one token between them, and
 * whoever of the two comes late with it reveals the theft.
 */
public final class RefreshTokens {

  /** How long the token just replaced is accepted again. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  private static final String GRANT_TYPE = "refresh_token";
  private static final Pattern TOKEN =
      Pattern.compile("rt_([0-9]{18})([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{43})");

  private final Database database;
  private final GrantTable table;
  private final Vault vault;
  private final Ids ids;
  private final Clock clock;

  public RefreshTokens(Database database, Vault vault, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.table = new GrantTable(events, clock);
    this.vault = vault;
    this.ids = ids;
    this.clock = clock;
  }

  /** The parts of a token that has the form of one. */
  private record Parts(String number, String family, String secret) {
    static Optional<Parts> of(String token) {
      var matcher = TOKEN.matcher(token);
      return matcher.matches() ? Optional.of(of(matcher)) : Optional.empty();
    }

    private static Parts of(Matcher it) {
      return new Parts(it.group(1), it.group(2), it.group(3));
    }

    GrantId grant() {
      return new GrantId(GrantId.PREFIX + number);
    }

    String followedBy(String next) {
      return "rt_" + number + family + next;
    }

    /** Never with the secrets. */
    @Override
    public String toString() {
      return number;
    }
  }

  /** Gives a grant its first token. */
  String begin(Handle tx, GrantId grant) {
    var parts =
        new Parts(
            grant.value().substring(GrantId.PREFIX.length()),
            ids.token(),
            /* secret= */ ids.token());
    tx.createUpdate(
            "UPDATE grants SET refresh_family_hash = :family, refresh_hash = :secret WHERE id ="
                + " :id")
        .bind("family", Ids.hash(parts.family))
        .bind("secret", Ids.hash(parts.secret))
        .bind("id", grant)
        .execute();
    return parts.followedBy(parts.secret);
  }

  /**
   * Exchanges a token for its successor. The token just replaced brings the same successor for
   * {@link #GRACE}; any other that was replaced revokes the whole family, and so does every
   * replaced one that another application brings.
   *
   * @param wanted whether what is granted is what was asked for; if not, the token stays as it is
   *     and the exchange has none
   * @return empty when it is unknown, used up, revoked or another application's, or when the
   *     session or membership is over
   */
  public Optional<Exchanged> exchange(
      Application application, String token, Predicate<Granted> wanted, Actor.Origin origin) {
    var parts = Parts.of(token);
    if (parts.isEmpty()) return Optional.empty();
    return database.inTransaction(tx -> exchange(tx, application, parts.get(), wanted, origin));
  }

  private Optional<Exchanged> exchange(
      Handle tx,
      Application application,
      Parts token,
      Predicate<Granted> wanted,
      Actor.Origin origin) {
    var found = ofFamily(tx, token).filter(row -> !row.revoked());
    if (found.isEmpty()) return Optional.empty();
    var it = found.get();
    var current = Ids.matches(token.secret, it.refreshHash());
    if (!current && !mayComeAgain(it, application, token)) {
      table.replayed(tx, application, it, GRANT_TYPE, origin);
      return Optional.empty();
    }
    if (!it.belongsTo(application) || !Sessions.touch(tx, it.session(), clock.instant()))
      return Optional.empty();
    var live = table.live(tx, it.id());
    if (live.isEmpty()) return Optional.empty();
    var granted = live.get();
    if (!wanted.test(granted)) return Optional.of(new Exchanged(granted, null));
    if (!current) return Optional.of(new Exchanged(granted, successor(it, token)));
    var next = ids.token();
    if (replace(tx, it, next) == 0) {
      // another exchange, or a revocation, came between reading and replacing
      return exchange(tx, application, token, wanted, origin);
    }
    return Optional.of(new Exchanged(granted, token.followedBy(next)));
  }

  private static Optional<GrantTable.Row> ofFamily(Handle handle, Parts token) {
    return GrantTable.find(handle, token.grant())
        .filter(it -> Ids.matches(token.family, it.familyHash()));
  }

  private boolean mayComeAgain(GrantTable.Row it, Application application, Parts token) {
    var at = it.refreshedAt();
    var now = clock.instant();
    return at != null
        && it.belongsTo(application)
        && Ids.matches(token.secret, it.replacedHash())
        && now.isBefore(at.plus(GRACE))
        // by a clock that was ahead it would count as just replaced until the right one is there
        && !at.isAfter(now.plus(Quotas.AHEAD));
  }

  private int replace(Handle tx, GrantTable.Row it, String next) {
    return tx.createUpdate(
            """
            UPDATE grants SET refresh_hash = :next, refreshed_at = :now, replaced_hash = refresh_hash, sealed_successor = :sealed
             WHERE id = :id AND refresh_hash = :this AND revoked_at IS NULL
            """)
        .bind("next", Ids.hash(next))
        .bind("now", clock.instant())
        .bind("sealed", vault.seal(place(it.id()), next))
        .bind("id", it.id())
        .bind("this", it.refreshHash())
        .execute();
  }

  private String successor(GrantTable.Row it, Parts token) {
    return token.followedBy(vault.open(place(it.id()), it.sealedSuccessor()));
  }

  private static String place(GrantId id) {
    return "grants:" + id.value() + ":sealed_successor";
  }

  /**
   * What a token that could be exchanged now is worth to its application (RFC 7662 §2.2). Looking
   * changes nothing: a token used up is empty here and revokes nothing.
   */
  public Optional<Granted> introspect(Application application, String token) {
    return Parts.of(token)
        .flatMap(
            parts ->
                database.read(
                    handle ->
                        ofFamily(handle, parts)
                            .filter(it -> it.belongsTo(application))
                            .filter(it -> Ids.matches(parts.secret, it.refreshHash()))
                            .flatMap(it -> table.live(handle, it.id()))));
  }

  /**
   * Takes back what an application was granted, because it asks to (RFC 7009 §2.1). A token that is
   * not its own, or unknown, changes nothing and is no error.
   */
  public void revoke(Application application, String token, Actor.Origin origin) {
    Parts.of(token)
        .ifPresent(
            parts ->
                database.useTransaction(
                    tx ->
                        ofFamily(tx, parts)
                            .ifPresent(it -> table.revokeOwn(tx, application, it, origin))));
  }
}
