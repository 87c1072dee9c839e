package dev.hostedui.identity.signingkey;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.RsaPairs;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes keys, replaces them on a schedule, and knows which one signs now. */
public final class SigningKeys {

  /** How long a key signs. */
  static final Duration PERIOD = Duration.ofDays(90);

  /** How long before its turn a key is shown: longer than clients keep a set of keys. */
  static final Duration LEAD = Duration.ofDays(7);

  /** How long after its turn it is shown: longer than any access token lives. */
  static final Duration OVERLAP = Duration.ofDays(31);

  /** How long after its turn it is remembered, to know an old id token that hints at a session. */
  static final Duration MEMORY = Duration.ofDays(400);

  /** How long this process may not know of a key that another one made or forgot. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  /** Whoever invents names of keys makes us look for them no more often than this. */
  private static final Duration SEARCHED = Duration.ofSeconds(1);

  private static final Actor MAKER = new Actor.Internal("signing-keys");

  /** How long who comes waits for the thread that reads the keys, as for the database itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a database that was away is not asked again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private record Read(List<SigningKey> newestFirst, Instant at, long begun) {}

  private final Database database;
  private final Vault vault;
  private final Events events;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Read read = new Read(List.of(), Instant.MIN, 0);

  /** When reading failed, until it works again. */
  private volatile @Nullable Long failure;

  public SigningKeys(
      Database database, Vault vault, Events events, Ids ids, Clock clock, SecureRandom random) {
    this.database = database;
    this.vault = vault;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Whether what a database keeps can be opened: without the key it was sealed with no token could
   * be signed.
   */
  public static boolean canBeOpened(Database database, Vault vault) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT id, sealed_private_key FROM signing_keys ORDER BY signs_from DESC LIMIT"
                        + " 1")
                .map(
                    (row, context) ->
                        opens(
                            vault,
                            Columns.text(row, "id"),
                            Columns.text(row, "sealed_private_key")))
                .findOne()
                .orElse(true));
  }

  private static boolean opens(Vault vault, String id, String sealed) {
    try {
      return !vault.open(place(id), sealed).isEmpty();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /**
   * The key that signs now. Where no turn has begun, as on a clock that was put back or is behind
   * that of the process which has made the only key, it is the oldest one: all know it already.
   */
  public SigningKey current() {
    var all = all();
    // not before: making the first key takes a while, and it signs from then on
    var now = clock.instant();
    return all.stream()
        .filter(key -> !key.signsFrom().isAfter(now))
        .findFirst()
        .orElseGet(() -> all.get(all.size() - 1));
  }

  /** The keys to be shown, newest first. */
  public List<SigningKey> shown() {
    return within(OVERLAP);
  }

  /** The keys to be shown as the database has them now, where it answers; newest first. */
  public List<SigningKey> shownNow() {
    refresh();
    return shown();
  }

  /** Whether a key of that name may have been made since this process last looked. */
  public boolean mayBeNew(String id) {
    var known = read;
    return Ids.shaped(SigningKey.KeyId.PREFIX, id)
        && known.newestFirst.stream().noneMatch(key -> key.id().value().equals(id))
        && !isRecent(known, SEARCHED);
  }

  /** Whether it was read so short a time ago; a clock that was put back does not say. */
  private boolean isRecent(Read known, Duration time) {
    var now = clock.instant();
    return now.isBefore(known.at.plus(time)) && !now.isBefore(known.at);
  }

  /** The keys whose signature is still known, newest first. */
  public List<SigningKey> remembered() {
    return within(MEMORY);
  }

  private List<SigningKey> within(Duration afterItsTurn) {
    var all = all();
    var since = clock.instant().minus(afterItsTurn);
    var shown = new ArrayList<SigningKey>();
    for (var i = 0; i < all.size(); i++) {
      var turnEnded = i == 0 ? Instant.MAX : all.get(i - 1).signsFrom();
      if (turnEnded.isAfter(since)) shown.add(all.get(i));
    }
    return shown;
  }

  /** All keys, newest first; the first one is made when it is first asked for. */
  private List<SigningKey> all() {
    var known = read;
    return !known.newestFirst.isEmpty() && isRecent(known, FRESH) ? known.newestFirst : refresh();
  }

  /**
   * Reads the keys anew. One thread does, and who comes meanwhile waits for what it finds; where
   * the database is away, nobody waits for it again and again, and the keys that are known serve
   * on: the next one is among them days before its turn.
   *
   * @throws StorageUnavailable when the database is away and no key is known
   */
  private List<SigningKey> refresh() {
    var asked = System.nanoTime();
    if (!beginReading()) return known();
    try {
      if (!read.newestFirst.isEmpty() && read.begun - asked > 0) return read.newestFirst;
      var before = failure;
      if (before != null && System.nanoTime() - before < RETRY.toNanos()) return known();
      return readAnew();
    } finally {
      reading.unlock();
    }
  }

  private List<SigningKey> readAnew() {
    var begun = System.nanoTime();
    try {
      var found = find();
      read = new Read(found, clock.instant(), begun);
      failure = null;
      return found;
    } catch (StorageUnavailable e) {
      failure = System.nanoTime();
      if (read.newestFirst.isEmpty()) throw e;
      return read.newestFirst;
    }
  }

  /** Whether it is this thread's turn to read; it is not waited for where reading failed before. */
  private boolean beginReading() {
    try {
      return failure == null
          ? reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          : reading.tryLock();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The keys that are known, for who does not wait for others. */
  private List<SigningKey> known() {
    var known = read.newestFirst;
    if (known.isEmpty())
      throw new StorageUnavailable(
          "The signing keys cannot be read: the database has not answered who asked for them.",
          new TimeoutException("not asked again"));
    return known;
  }

  private List<SigningKey> find() {
    var known =
        read.newestFirst.stream()
            .collect(Collectors.toMap(key -> key.id().value(), Function.identity()));
    var found = database.read(handle -> load(handle, known));
    if (!found.isEmpty()) return found;
    var pair = RsaPairs.make(random);
    database.useTransaction(
        tx -> {
          lock(tx);
          if (load(tx, known).isEmpty()) make(tx, MAKER, pair, clock.instant());
        });
    return database.read(handle -> load(handle, known));
  }

  /**
   * Makes the next key when the turn of the newest is about to end, and forgets those that nobody
   * can ask about any more. A job of the timetable.
   */
  public int rotateIfDue() {
    var now = clock.instant();
    var newest = all().get(0);
    var next = newest.signsFrom().plus(PERIOD);
    if (now.isBefore(next.minus(LEAD))) return 0;
    // never a key that was not shown for a while, even when the program was off at its time
    var from = next.isBefore(now.plus(LEAD)) ? now.plus(LEAD) : next;
    var pair = RsaPairs.make(random);
    var made =
        database.inTransaction(
            tx -> {
              lock(tx);
              var others =
                  tx.createQuery("SELECT COUNT(*) FROM signing_keys WHERE signs_from > :newest")
                      .bind("newest", newest.signsFrom())
                      .mapTo(Integer.class)
                      .one();
              if (others > 0) return 0;
              make(tx, MAKER, pair, from);
              tx.createUpdate(
                      """
                      DELETE FROM signing_keys WHERE EXISTS (
                        SELECT 1 FROM signing_keys later WHERE later.signs_from > signing_keys.signs_from AND later.signs_from < :before)
                      """)
                  .bind("before", now.minus(MEMORY))
                  .execute();
              return 1;
            });
    refresh();
    return made;
  }

  /**
   * Makes a key that signs from now on, because an operator asks. Every process has it within
   * {@link #FRESH}; a client that does not know it yet finds it in the public keys at once.
   *
   * @param forgetOthers whether what the other keys signed is worth nothing any more, as when one
   *     of them was stolen; otherwise they stay known as after any turn
   */
  public SigningKey.KeyId replace(Actor actor, boolean forgetOthers) {
    return replace(actor, (id, text) -> forgetOthers);
  }

  /**
   * Makes a key that signs from now on and forgets those that cannot be opened: what they signed is
   * worth nothing any more.
   */
  public SigningKey.KeyId replaceUnopened(Actor actor) {
    return replace(actor, (id, text) -> !opens(vault, id, text));
  }

  private SigningKey.KeyId replace(Actor actor, BiPredicate<String, String> forgotten) {
    actor.mustOperate();
    var pair = RsaPairs.make(random);
    var made =
        database.inTransaction(
            tx -> {
              lock(tx);
              var others =
                  tx.createQuery("SELECT id, sealed_private_key FROM signing_keys ORDER BY id")
                      .map(
                          (row, context) ->
                              Map.entry(
                                  Columns.text(row, "id"), Columns.text(row, "sealed_private_key")))
                      .list();
              var now = clock.instant();
              endTurns(tx, now);
              var id = make(tx, actor, pair, now);
              for (var other : others)
                if (forgotten.test(other.getKey(), other.getValue()))
                  forget(tx, actor, other.getKey(), id);
              return id;
            });
    refresh();
    return made;
  }

  /**
   * Lets no key that was made before begin its turn after a time: neither one that waits for it,
   * nor one that was made by a clock that was ahead of this one. What it may have signed stays
   * good, as after any turn.
   */
  private static void endTurns(Handle tx, Instant now) {
    tx.createUpdate("UPDATE signing_keys SET signs_from = :before WHERE signs_from >= :now")
        .bind("before", now.minusMillis(1))
        .bind("now", now)
        .execute();
  }

  private void forget(Handle tx, Actor actor, String id, SigningKey.KeyId replacedBy) {
    var forgotten = new SigningKey.KeyId(id);
    tx.createUpdate("DELETE FROM signing_keys WHERE id = :id").bind("id", forgotten).execute();
    events.record(
        tx,
        actor,
        EventType.SIGNING_KEY_REVOKED,
        null,
        forgotten,
        Change.deleted(Map.of("replaced_by", replacedBy.value())));
  }

  /**
   * Lets one process at a time see whether a key is missing and make it. Writers on SQLite take
   * turns anyway.
   */
  private void lock(Handle tx) {
    if (database.engine() == Database.Engine.POSTGRESQL)
      tx.execute("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE");
  }

  private SigningKey.KeyId make(Handle tx, Actor actor, KeyPair pair, Instant signsFrom) {
    var id = new SigningKey.KeyId(ids.next(SigningKey.KeyId.PREFIX));
    tx.createUpdate(
            "INSERT INTO signing_keys (id, public_key, sealed_private_key, created_at, signs_from)"
                + " VALUES (:id, :public, :private, :now, :from)")
        .bind("id", id)
        .bind("public", Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()))
        .bind(
            "private",
            vault.seal(
                place(id.value()),
                Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())))
        .bind("now", clock.instant())
        .bind("from", signsFrom)
        .execute();
    events.record(
        tx,
        actor,
        EventType.SIGNING_KEY_CREATED,
        null,
        id,
        Change.created(Map.of("signs_from", signsFrom.toString())));
    return id;
  }

  private List<SigningKey> load(Handle handle, Map<String, SigningKey> known) {
    return handle
        .createQuery(
            "SELECT id, public_key, sealed_private_key, signs_from FROM signing_keys ORDER BY"
                + " signs_from DESC")
        .map(
            (row, context) -> {
              var same = known.get(Columns.text(row, "id"));
              var again = same != null && same.signsFrom().equals(Columns.time(row, "signs_from"));
              return again ? same : key(row);
            })
        .list();
  }

  private SigningKey key(ResultSet row) throws SQLException {
    var id = Columns.text(row, "id");
    try {
      var keys = KeyFactory.getInstance("RSA");
      return new SigningKey(
          new SigningKey.KeyId(id),
          (RSAPublicKey)
              keys.generatePublic(new X509EncodedKeySpec(bytes(Columns.text(row, "public_key")))),
          (RSAPrivateKey)
              keys.generatePrivate(
                  new PKCS8EncodedKeySpec(
                      bytes(vault.open(place(id), Columns.text(row, "sealed_private_key"))))),
          Columns.time(row, "signs_from"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key " + id + " cannot be read", e);
    }
  }

  private static byte[] bytes(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  private static String place(String id) {
    return "signing_keys:" + id + ":sealed_private_key";
  }
}
