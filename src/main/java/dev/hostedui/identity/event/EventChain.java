package dev.hostedui.identity.event;

import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Vault;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Gives events their positions, and binds each to the one before it, so that a change made behind
 * the program's back is found.
 *
 * <p>There is a chain for each organization, and one for what belongs to none. The hash of an event
 * is SHA-256, in hex, over the RFC 8785 form of its JSON without {@code hash}, {@code object.type}
 * and {@code object.display_name}; {@code previous_hash} is part of it. The ends of each chain, and
 * the range of all positions, are sealed with the secret key, which is not in the database.
 *
 * <p>What that proves: of the events that were bound, none was changed, removed, added or put in
 * another place by somebody who had the database and not the key. Nor can an organization that has
 * kept an export be shown another past later. What it does not: that an event was recorded
 * truthfully; anything about events of the last seconds, which are not bound yet; and that the
 * whole database was not put back to an earlier state.
 *
 * <p>Binding is a job's work, so that recording an event stays one statement and changes never wait
 * for each other.
 */
public final class EventChain {

  /** Since this number of the schema the range of all positions has a seal. */
  public static final int SCHEMA = 19;

  /** So many are bound at once. */
  public static final int BATCH = 200;

  /** Who reads more of them than this learns no more. */
  private static final int MOST_FAULTS = 20;

  /** The name of the chain of what belongs to no organization. */
  private static final String INSTALLATION = "";

  /**
   * A chain's ends.
   *
   * @param chain the organization's id, or empty for the installation's
   * @param baseHash of the event before the first one that is kept; empty when none was forgotten
   * @param position of its last event
   * @param hash of its last event
   * @param seal over all of these
   */
  public record Chain(String chain, String baseHash, long position, String hash, String seal) {}

  /** The positions that are kept, both ends included, and their seal. */
  private record Range(long firstPosition, long lastPosition, String seal) {}

  /**
   * What an examination found.
   *
   * @param events how many were looked at
   * @param seals which seals none of our keys has made, in plain words
   * @param changes what else is wrong, in plain words
   */
  public record Verdict(long events, List<String> seals, List<String> changes) {
    public Verdict {
      seals = List.copyOf(seals);
      changes = List.copyOf(changes);
    }

    /** All that is wrong; empty when nothing is. */
    public List<String> faults() {
      return Stream.concat(seals.stream(), changes.stream()).toList();
    }
  }

  private final Database database;
  private final Vault vault;
  private final Clock clock;

  public EventChain(Database database, Vault vault, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /**
   * Places for events, found while nobody is kept waiting.
   *
   * @param range the positions that were given before
   * @param events as they are once they have their positions and hashes
   * @param chains the chains that they make longer, with their new ends
   */
  private record Links(Range range, List<RecordedEvent> events, Collection<Chain> chains) {}

  /**
   * Gives a bounded batch of what was committed since its positions and hashes, and says how many
   * that were; none when somebody else gave positions at the same time. A job of the timetable.
   *
   * <p>Events never change, so hashes are made before the transaction: only writing them keeps
   * changes waiting.
   */
  public int bind() {
    var links = database.read(EventChain::links);
    if (links.events.isEmpty()) return 0;
    return database.inTransaction(tx -> bind(tx, links));
  }

  /** Whether something was committed that has no position yet. */
  boolean isBehind() {
    return !database
        .rows("SELECT 1 FROM events WHERE position IS NULL LIMIT 1", row -> true)
        .isEmpty();
  }

  private static Links links(Handle handle) {
    // first, so that who gives positions from now on is noticed
    var range = range(handle);
    var fresh =
        Direct.rows(
            handle,
            "SELECT "
                + RecordedEvent.COLUMNS
                + " FROM events WHERE position IS NULL ORDER BY id LIMIT ?",
            RecordedEvent::read,
            BATCH);
    var position = range.lastPosition;
    var placed = new ArrayList<RecordedEvent>();
    var chains = new LinkedHashMap<String, Chain>();
    for (var event : fresh) {
      var name = nameOf(event);
      var chain = chains.computeIfAbsent(name, key -> find(handle, key).orElse(empty(key)));
      var next = placed(event, ++position, chain.hash, null);
      var hash = hash(next);
      placed.add(placed(event, position, chain.hash, hash));
      chains.put(name, new Chain(name, chain.baseHash, position, hash, ""));
    }
    return new Links(range, placed, chains.values());
  }

  private int bind(Handle tx, Links links) {
    // one at a time: the places are free, and the chains end where they ended
    if (!held(tx).equals(links.range)) return 0;
    Direct.updateAll(
        tx,
        "UPDATE events SET position = ?, previous_hash = ?, hash = ? WHERE id = ?",
        links.events.stream()
            .map(it -> new Object[] {it.position(), it.previousHash(), it.hash(), it.id()})
            .iterator());
    for (var chain : links.chains) write(tx, chain);
    write(tx, links.range.firstPosition, links.range.lastPosition + links.events.size());
    return links.events.size();
  }

  private static String nameOf(RecordedEvent event) {
    var organization = event.organization();
    return organization == null ? INSTALLATION : organization.value();
  }

  private static Chain empty(String name) {
    return new Chain(name, "", 0, "", "");
  }

  private static RecordedEvent placed(
      RecordedEvent it, long position, String previousHash, @Nullable String hash) {
    return new RecordedEvent(
        position,
        it.id(),
        it.type(),
        it.organization(),
        it.object(),
        it.actorType(),
        it.actorId(),
        it.actorEmail(),
        it.onBehalfOf(),
        it.before(),
        it.after(),
        it.occurredAt(),
        it.ip(),
        it.userAgent(),
        it.requestId(),
        previousHash,
        hash);
  }

  /** The hash that an event should have. */
  static String hash(RecordedEvent event) {
    try {
      var canonical = CanonicalJson.of(EventJson.hashed(event));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  // ------------------------------------------------------------------ the ends

  /** Whether the range of a database's events was sealed yet, of which there may be none. */
  public static boolean isSealed(Database database) {
    return !database.<Range>read(EventChain::range).seal.isEmpty();
  }

  /** Whether that was done with one of these keys. */
  public static boolean isSealedWith(Vault vault, Database database) {
    return matches(vault, database.read(EventChain::range));
  }

  /**
   * Seals the range of a database that has no event in it yet: by that whoever comes later knows
   * whether they have the same secret key. Of several who do so at once the first one has done it.
   */
  public void begin() {
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    """
                    UPDATE event_feed SET seal = :seal
                     WHERE first_position = :first AND last_position = :last AND seal = ''
                    """)
                .bind("seal", vault.digest("event_feed", sealed(1, 0)))
                .bind("first", 1)
                .bind("last", 0)
                .execute());
  }

  private static boolean matches(Vault vault, Range range) {
    return vault.matches("event_feed", sealed(range.firstPosition, range.lastPosition), range.seal);
  }

  private static Range held(Handle tx) {
    tx.createUpdate("UPDATE event_feed SET last_position = last_position").execute();
    return range(tx);
  }

  private static Range range(Handle handle) {
    return handle
        .createQuery("SELECT first_position, last_position, seal FROM event_feed")
        .mapTo(Range.class)
        .one();
  }

  private void write(Handle tx, long first, long last) {
    tx.createUpdate(
            "UPDATE event_feed SET first_position = :first, last_position = :last, seal = :seal")
        .bind("first", first)
        .bind("last", last)
        .bind("seal", vault.digest("event_feed", sealed(first, last)))
        .execute();
  }

  private static String sealed(long first, long last) {
    return first + " " + last;
  }

  private static Optional<Chain> find(Handle handle, String name) {
    return handle
        .createQuery(
            "SELECT chain, base_hash, position, hash, seal FROM event_chains WHERE chain = :chain")
        .bind("chain", name)
        .mapTo(Chain.class)
        .findOne();
  }

  private void write(Handle tx, Chain chain) {
    tx.createUpdate(
            """
            INSERT INTO event_chains (chain, base_hash, position, hash, seal)
            VALUES (:chain, :base, :position, :hash, :seal)
            ON CONFLICT (chain) DO UPDATE SET base_hash = :base, position = :position, hash = :hash, seal = :seal
            """)
        .bind("chain", chain.chain)
        .bind("base", chain.baseHash)
        .bind("position", chain.position)
        .bind("hash", chain.hash)
        .bind("seal", vault.digest("event_chains", sealed(chain)))
        .execute();
  }

  /**
   * Seals with the newest key what an earlier one has sealed, so that an earlier one can be taken
   * away. What no key of ours has sealed stays as it is. A job of the timetable.
   */
  public int sealAnew() {
    var old = database.read(EventChain::chainsOf).stream().filter(this::hasOldSeal).toList();
    if (old.isEmpty() && !hasOldSeal(database.<Range>read(EventChain::range))) return 0;
    return database.inTransaction(
        tx -> {
          var range = held(tx);
          var count = 0;
          for (var was : old) {
            var chain = find(tx, was.chain).orElse(was);
            if (!hasOldSeal(chain)) continue;
            write(tx, chain);
            count++;
          }
          if (hasOldSeal(range)) {
            write(tx, range.firstPosition, range.lastPosition);
            count++;
          }
          return count;
        });
  }

  /**
   * Seals with the newest key what no key of ours has sealed: whoever says that the key is lost
   * answers for what happened until then.
   *
   * @param told hears how many seals that were, in the same transaction, when there were some
   * @return how many seals that were
   */
  public int replaceUnknownSeals(ObjIntConsumer<Handle> told) {
    return database.inTransaction(
        tx -> {
          var range = held(tx);
          var count = 0;
          for (var chain : chainsOf(tx)) {
            if (isOurs(chain)) continue;
            write(tx, chain);
            count++;
          }
          if (!range.seal.isEmpty() && !matches(vault, range)) {
            write(tx, range.firstPosition, range.lastPosition);
            count++;
          }
          if (count > 0) told.accept(tx, count);
          return count;
        });
  }

  private boolean isOurs(Chain it) {
    return vault.matches("event_chains", sealed(it), it.seal);
  }

  /** Whether some seal was made with an earlier key of ours, and not yet with the newest. */
  public boolean hasOldSeals() {
    return hasOldSeal(database.<Range>read(EventChain::range))
        || database.read(EventChain::chainsOf).stream().anyMatch(this::hasOldSeal);
  }

  private boolean hasOldSeal(Range it) {
    return !vault.digest("event_feed", sealed(it.firstPosition, it.lastPosition)).equals(it.seal)
        && matches(vault, it);
  }

  private boolean hasOldSeal(Chain it) {
    return !vault.digest("event_chains", sealed(it)).equals(it.seal) && isOurs(it);
  }

  private static List<Chain> chainsOf(Handle handle) {
    return handle
        .createQuery("SELECT chain, base_hash, position, hash, seal FROM event_chains")
        .mapTo(Chain.class)
        .list();
  }

  private static String sealed(Chain it) {
    return it.chain + " " + it.baseHash + " " + it.position + " " + it.hash;
  }

  // ------------------------------------------------------------------ looking at it

  /**
   * Examines the newest events and the ends of all chains. Where there are many faults it stops,
   * and says from where on it has seen nothing.
   *
   * @param most how many events to look at; the rest is taken as it stands
   */
  public Verdict verify(long most) {
    // one reader sees one state, whatever is bound meanwhile
    return database.read(
        handle ->
            handle.inTransaction(
                TransactionIsolationLevel.REPEATABLE_READ, tx -> verify(tx, most)));
  }

  private Verdict verify(Handle tx, long most) {
    var seals = new ArrayList<String>();
    var faults = new ArrayList<String>();
    var range = range(tx);
    if (range.lastPosition == 0) return new Verdict(0, seals, faults);
    if (!matches(vault, range)) seals.add("the seal over the range of all events is not ours");
    var chains = chains(tx, seals);
    var first = Math.max(range.firstPosition, range.lastPosition - most + 1);
    var last = new HashMap<String, RecordedEvent>();
    var next = first;
    var looked = 0L;
    while (next <= range.lastPosition) {
      var batch = batch(tx, next, range.lastPosition);
      if (batch.isEmpty()) break;
      for (var event : batch) {
        if (faults.size() >= MOST_FAULTS) {
          // of the rest and of the ends of chains nothing is known
          faults.add(
              faults.size()
                  + " faults so far; from position "
                  + next
                  + " on nothing was looked at");
          return new Verdict(looked, seals, faults);
        }
        looked++;
        next = examine(event, next, chains, last, range, first, faults);
      }
    }
    if (next <= range.lastPosition)
      faults.add("events " + next + " to " + range.lastPosition + " are gone");
    for (var chain : chains.values()) {
      var end = last.get(chain.chain);
      if (end == null ? chain.position >= first : !chain.hash.equals(end.hash()))
        faults.add("the chain of " + words(chain.chain) + " does not end where its seal says");
    }
    return new Verdict(looked, seals, faults);
  }

  /** Looks at one event, and says which position comes next. */
  private static long examine(
      RecordedEvent event,
      long expected,
      Map<String, Chain> chains,
      Map<String, RecordedEvent> last,
      Range range,
      long first,
      List<String> faults) {
    var position = event.position() == null ? 0 : event.position();
    if (position != expected)
      faults.add("events " + expected + " to " + (position - 1) + " are gone");
    var name = nameOf(event);
    var before = last.put(name, event);
    var previous = before != null ? before.hash() : base(chains.get(name), range, first);
    var linked = previous == null || previous.equals(event.previousHash());
    if (!linked || !hash(event).equals(event.hash()))
      faults.add(event.id() + " of " + words(name) + " is not as it was recorded");
    if (!chains.containsKey(name)) faults.add("the chain of " + words(name) + " has lost its seal");
    return position + 1;
  }

  /** What the first event of a chain must follow; null when an earlier one is not looked at. */
  private static @Nullable String base(@Nullable Chain chain, Range range, long first) {
    return chain == null || first > range.firstPosition ? null : chain.baseHash;
  }

  private Map<String, Chain> chains(Handle tx, List<String> seals) {
    var all = new LinkedHashMap<String, Chain>();
    for (var chain : chainsOf(tx)) {
      all.put(chain.chain, chain);
      if (!isOurs(chain))
        seals.add("the seal of the chain of " + words(chain.chain) + " is not ours");
    }
    return all;
  }

  private static List<RecordedEvent> batch(Handle tx, long from, long to) {
    return tx.createQuery(
            "SELECT "
                + RecordedEvent.COLUMNS
                + " FROM events WHERE position >= :from AND position <= :to"
                + " ORDER BY position LIMIT 500")
        .bind("from", from)
        .bind("to", to)
        .map((row, context) -> RecordedEvent.read(row))
        .list();
  }

  private static String words(String chain) {
    return chain.isEmpty() ? "the installation" : chain;
  }

  // ------------------------------------------------------------------ forgetting

  /**
   * Removes a bounded batch of the events that happened longer ago, from the oldest on, and seals
   * anew where the chains begin. A job of the timetable.
   */
  public int forgetOlderThan(Duration age) {
    var before = clock.instant().minus(age);
    var nothing =
        database.read(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT 1 FROM events WHERE position = (SELECT first_position FROM event_feed)
                           AND occurred_at < :before
                        """)
                    .bind("before", before)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty());
    if (nothing) return 0;
    return database.inTransaction(
        tx -> {
          var range = held(tx);
          var oldest = batch(tx, range.firstPosition, range.lastPosition);
          var gone = oldest.stream().takeWhile(it -> it.occurredAt().isBefore(before)).toList();
          if (gone.isEmpty()) return 0;
          var bases = new LinkedHashMap<String, String>();
          for (var event : gone) bases.put(nameOf(event), String.valueOf(event.hash()));
          bases.forEach(
              (name, hash) -> {
                var chain = find(tx, name).orElse(empty(name));
                write(tx, new Chain(name, hash, chain.position, chain.hash, ""));
              });
          var next = range.firstPosition + gone.size();
          tx.createUpdate("DELETE FROM events WHERE position < :next").bind("next", next).execute();
          write(tx, next, range.lastPosition);
          return gone.size();
        });
  }
}
