package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tokens by which directories are let in (RFC 6750). A token is 64 random letters and digits,
 * is stored as its hash, shown once, and good for a year. It opens its own directory and nothing
 * else.
 *
 * <p>Who makes, replaces or revokes one needs {@link Permission#SCIM_MANAGE}; making one needs the
 * feature as well, and all that groups of the directory give: whoever has the token puts people
 * into them.
 */
public final class DirectoryTokens {

  /** How long a token is good for. */
  public static final Duration LIFETIME = Duration.ofDays(365);

  /**
   * So many tokens of one directory may be good at the same time. Where a new one would be one too
   * many, one that was replaced before makes room.
   */
  public static final int MOST = 10;

  /** A token that was replaced can live on for at most so long. */
  public static final Duration LONGEST_GRACE = Duration.ofDays(30);

  /** Its last use is written at most this often, so that a call that reads stays a read. */
  private static final Duration USE_STEP = Duration.ofMinutes(1);

  /**
   * That of one whose place another has taken, as often: whether anything still calls with it is
   * what somebody waits to see.
   */
  private static final Duration REPLACED_USE_STEP = Duration.ofSeconds(5);

  /** Tokens that are over are listed this long. */
  static final Duration KEPT = Duration.ofDays(90);

  private static final int BATCH = 500;
  private static final int LENGTH = 64;
  private static final int HINT = 4;
  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9]{64}");

  private static final String TOKEN =
      "t.id AS token_id, t.directory_id, t.hint, t.created_at AS token_created_at, t.expires_at,"
          + " t.ends_at, t.last_used_at, t.created_by";

  private static final String PRESENTED =
      "SELECT "
          + TOKEN
          + ", "
          + DirectoryTable.COLUMNS
          + ", o.features FROM directory_tokens t JOIN directories d ON d.id = t.directory_id JOIN"
          + " organizations o ON o.id = d.organization_id WHERE t.token_hash = ?";

  private static final String BY_ID = "SELECT " + TOKEN + " FROM directory_tokens t WHERE t.id = ?";

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  /** When the use of a token was written last, by this process. */
  private final ConcurrentHashMap<DirectoryTokenId, Instant> noted = new ConcurrentHashMap<>();

  public DirectoryTokens(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ making and ending

  /**
   * Makes one more token of a directory beside those it has.
   *
   * @throws Problem NOT_FOUND; CONFLICT when {@link #MOST} are good already, and for a directory
   *     that does not call us; {@code directory_exceeds_own} for who does not hold what its groups
   *     give; or what {@link Actor#must} and a feature that is off refuse
   */
  public DirectoryToken.Issued issue(
      Actor actor, OrganizationId organization, DirectoryId directory) {
    return issue(actor, organization, directory, null);
  }

  /**
   * {@link #issue(Actor, OrganizationId, DirectoryId)} by whoever was shown the tokens before.
   *
   * @param seen the id of the {@link #newest} that they were shown, empty for none, or null when
   *     they were shown none
   * @throws Problem CONFLICT {@code directory_token_changed} when another is the newest now
   */
  public DirectoryToken.Issued issue(
      Actor actor, OrganizationId organization, DirectoryId directory, @Nullable String seen) {
    return database.inTransaction(
        tx -> {
          Directories.must(tx, actor, organization, PortalStep.Kind.CONNECT_DIRECTORY, directory);
          var it = DirectoryTable.find(tx, organization, directory);
          refuseUnseen(tx, it, seen);
          Directories.mustGiveAll(tx, actor, organization, directory);
          return make(tx, actor, it);
        });
  }

  /**
   * Makes a new token in place of all that are good: those live on for a while, so that the
   * directory's administrator can enter the new one without a gap.
   *
   * @param grace how long the old ones live on, but for who has been replaced before and makes room
   *     for the new one; zero ends them at once
   * @throws Problem INVALID for a grace of less than nothing or more than {@link #LONGEST_GRACE};
   *     else as {@link #issue}
   */
  public DirectoryToken.Issued rotate(
      Actor actor, OrganizationId organization, DirectoryId directory, Duration grace) {
    return rotate(actor, organization, directory, grace, null);
  }

  /**
   * {@link #rotate(Actor, OrganizationId, DirectoryId, Duration)} by whoever was shown the tokens
   * before: what they ask for twice, or at the same time as somebody else, would end a token that
   * was just shown.
   *
   * @param seen as for {@link #issue(Actor, OrganizationId, DirectoryId, String)}
   */
  public DirectoryToken.Issued rotate(
      Actor actor,
      OrganizationId organization,
      DirectoryId directory,
      Duration grace,
      @Nullable String seen) {
    if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0)
      throw Problem.invalid("grace_out_of_range").at("grace").with(LONGEST_GRACE.toDays());
    return database.inTransaction(
        tx -> {
          Directories.must(tx, actor, organization);
          var it = DirectoryTable.find(tx, organization, directory);
          refuseUnseen(tx, it, seen);
          Directories.mustGiveAll(tx, actor, organization, directory);
          var now = clock.instant();
          var end = now.plus(grace);
          var old = good(tx, it, now);
          var room = makingRoom(old);
          for (var one : old) {
            var until = room.contains(one) ? now : end;
            if (one.goodUntil().isAfter(until) || one.endsAt() == null)
              end(tx, actor, it, one, until, EventType.DIRECTORY_TOKEN_REPLACED);
          }
          return make(tx, actor, it);
        });
  }

  /**
   * Those that end at once so that there is room for one more: of those that were replaced before,
   * first whichever nobody has used, then whichever was used longest ago.
   */
  private static List<DirectoryToken> makingRoom(List<DirectoryToken> good) {
    return good.stream()
        .filter(it -> it.endsAt() != null)
        .sorted(
            Comparator.comparing(
                    DirectoryToken::lastUsedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(it -> it.id().value()))
        .limit(Math.max(0, good.size() + 1 - MOST))
        .toList();
  }

  private void refuseUnseen(Handle tx, Directory directory, @Nullable String seen) {
    if (seen == null) return;
    var newest = newest(list(tx, directory), clock.instant());
    if (!seen.equals(newest.map(it -> it.id().value()).orElse("")))
      throw Problem.conflict("directory_token_changed");
  }

  /** The newest that is good, or else the newest that was, of all that a directory has. */
  public static Optional<DirectoryToken> newest(List<DirectoryToken> all, Instant now) {
    return all.stream()
        .filter(it -> it.state(now).good())
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /**
   * Ends a token at once. One that is over already stays so.
   *
   * @throws Problem NOT_FOUND, or what {@link Actor#must} refuses
   */
  public DirectoryToken revoke(
      Actor actor, OrganizationId organization, DirectoryId directory, DirectoryTokenId id) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SCIM_MANAGE);
          var of = DirectoryTable.find(tx, organization, directory);
          var token =
              tokens(tx, of, "AND t.id = :id ", Map.of("id", id)).stream()
                  .findFirst()
                  .orElseThrow(() -> Problem.notFound("directory_token_not_found"));
          var now = clock.instant();
          return token.state(now).good()
              ? end(tx, actor, of, token, now, EventType.DIRECTORY_TOKEN_REVOKED)
              : token;
        });
  }

  /** Ends all tokens of a directory that has shown none of them, and will not call us. */
  static void forgetAll(Handle tx, Directory directory) {
    tx.createUpdate(
            "DELETE FROM directory_tokens WHERE directory_id = :directory AND organization_id ="
                + " :organization")
        .bind("directory", directory.id())
        .bind("organization", directory.organization())
        .execute();
  }

  private DirectoryToken.Issued make(Handle tx, Actor actor, Directory directory) {
    var now = clock.instant();
    if (directory.type() != DirectoryType.SCIM) throw Problem.conflict("directory_takes_no_token");
    if (good(tx, directory, now).size() >= MOST)
      throw Problem.conflict("too_many_directory_tokens").with(MOST);
    var text = ids.alphanumerics(LENGTH);
    var token =
        new DirectoryToken(
            new DirectoryTokenId(ids.next(DirectoryTokenId.PREFIX)),
            directory.id(),
            text.substring(LENGTH - HINT),
            now,
            now.plus(LIFETIME),
            null,
            null,
            actor.email());
    tx.createUpdate(
            """
            INSERT INTO directory_tokens (id, directory_id, organization_id, token_hash, hint, created_at, expires_at, created_by)
            VALUES (:id, :directory, :organization, :hash, :hint, :now, :expires, :by)
            """)
        .bind("id", token.id())
        .bind("directory", directory.id())
        .bind("organization", directory.organization())
        .bind("hash", Ids.hash(text))
        .bind("hint", token.hint())
        .bind("now", now)
        .bind("expires", token.expiresAt())
        .bind("by", token.createdBy())
        .execute();
    events.record(
        tx,
        actor,
        EventType.DIRECTORY_TOKEN_CREATED,
        directory.organization(),
        token.id(),
        Change.created(DirectorySnapshot.of(token)));
    return new DirectoryToken.Issued(token, text);
  }

  private DirectoryToken end(
      Handle tx,
      Actor actor,
      Directory directory,
      DirectoryToken before,
      Instant end,
      EventType type) {
    tx.createUpdate(
            "UPDATE directory_tokens SET ends_at = :end WHERE id = :id AND directory_id ="
                + " :directory")
        .bind("end", end)
        .bind("id", before.id())
        .bind("directory", directory.id())
        .execute();
    var after = before.endingAt(end);
    events.record(
        tx,
        actor,
        type,
        directory.organization(),
        before.id(),
        Change.from(DirectorySnapshot.of(before), DirectorySnapshot.of(after)));
    return after;
  }

  // ------------------------------------------------------------------ finding

  /**
   * The tokens of a directory, the newest first: the good ones, and those that were.
   *
   * @throws Problem NOT_FOUND, for another organization's directory too
   */
  public List<DirectoryToken> of(OrganizationId organization, DirectoryId directory) {
    return database.read(
        handle -> list(handle, DirectoryTable.find(handle, organization, directory)));
  }

  private static List<DirectoryToken> list(Handle handle, Directory directory) {
    return tokens(handle, directory, "", Map.of());
  }

  private static final String GOOD =
      "AND t.expires_at > :now AND (t.ends_at IS NULL OR t.ends_at > :now) ";

  private static List<DirectoryToken> good(Handle handle, Directory directory, Instant now) {
    return tokens(handle, directory, GOOD, Map.of("now", now));
  }

  private static List<DirectoryToken> tokens(
      Handle handle, Directory directory, String which, Map<String, ?> parameters) {
    return handle
        .createQuery(
            "SELECT "
                + TOKEN
                + " FROM directory_tokens t WHERE t.directory_id = :directory AND"
                + " t.organization_id = :organization "
                + which
                + "ORDER BY t.id DESC LIMIT 200")
        .bind("directory", directory.id())
        .bind("organization", directory.organization())
        .bindMap(parameters)
        .map((row, context) -> token(row))
        .list();
  }

  /**
   * Forgets a bounded batch of tokens that are over for long: what they were is not told from a
   * token that never was any more. A job of the timetable.
   */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM directory_tokens WHERE id IN (SELECT id FROM directory_tokens"
                        + " WHERE ends_at < :before OR expires_at < :before LIMIT :batch)")
                .bind("before", clock.instant().minus(KEPT))
                .bind("batch", BATCH)
                .execute());
  }

  /**
   * What a token is worth that was presented, whoever's it is: empty for one that was never given
   * out. The caller has to see whether it is good, and of the directory that was called.
   */
  public Optional<DirectoryToken.Presented> find(String text) {
    if (!TEXT.matcher(text).matches()) return Optional.empty();
    return database.rows(PRESENTED, this::presented, Ids.hash(text)).stream().findFirst();
  }

  /** Whether a token that was presented is still good, in a change that its directory asks for. */
  public boolean isStillGood(Handle tx, DirectoryToken.Presented presented) {
    return Direct.row(tx, BY_ID, DirectoryTokens::token, presented.token().id())
        .filter(it -> it.state(clock.instant()).good())
        .isPresent();
  }

  private DirectoryToken.Presented presented(ResultSet row) throws SQLException {
    var token = token(row);
    return new DirectoryToken.Presented(
        token,
        token.state(clock.instant()),
        DirectoryTable.read(row),
        Feature.among(Columns.text(row, "features")).contains(Feature.DIR_SYNC));
  }

  /**
   * Notes that a directory has called with a good token, at most once a minute, or more often with
   * one that was replaced. It never fails: a disk that takes no writes is no reason to refuse a
   * call that only reads.
   */
  public void noteUse(DirectoryToken.Presented presented) {
    var now = clock.instant();
    var id = presented.token().id();
    var step = useStep(presented);
    if (!isDue(presented.token().lastUsedAt(), step, now) || !isDue(noted.get(id), step, now))
      return;
    var before = noted.put(id, now);
    // of many calls at the same moment one writes it
    if (!isDue(before, step, now)) return;
    var first = presented.token().lastUsedAt() == null;
    try {
      if (first) database.useTransaction(tx -> noteFirstUse(tx, presented, now));
      else database.note(tx -> noteUse(tx, presented, now));
    } catch (StorageUnavailable | Problem e) {
      // or the organization is gone meanwhile
      noted.remove(id, now);
    }
  }

  private static void noteUse(Handle tx, DirectoryToken.Presented presented, Instant now) {
    tx.createUpdate(
            "UPDATE directory_tokens SET last_used_at = :now WHERE id = :id AND"
                + " (last_used_at IS NULL OR last_used_at <= :unless)")
        .bind("now", now)
        .bind("id", presented.token().id())
        .bind("unless", now.minus(useStep(presented)))
        .execute();
    DirectoryTable.noteContact(tx, presented.directory().id(), now, now.minus(USE_STEP));
  }

  /** A token has arrived where it was to be entered: that is kept for good. */
  private void noteFirstUse(Handle tx, DirectoryToken.Presented presented, Instant now) {
    var directory = presented.directory();
    // as every change of a directory does first, so that none waits for the other
    Locks.organization(tx, directory.organization());
    var isFirst =
        tx.createQuery("SELECT 1 FROM directory_tokens WHERE id = :id AND last_used_at IS NULL")
            .bind("id", presented.token().id())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    noteUse(tx, presented, now);
    if (!isFirst) return;
    events.record(
        tx,
        new Actor.Internal("directory-contact"),
        EventType.DIRECTORY_CONNECTED,
        directory.organization(),
        directory.id(),
        Change.created(
            new Snapshot()
                .with("id", directory.id().value())
                .with("provider", directory.provider())
                .with("secret_suffix", presented.token().hint())
                .values()));
  }

  private static Duration useStep(DirectoryToken.Presented presented) {
    return presented.token().endsAt() == null ? USE_STEP : REPLACED_USE_STEP;
  }

  private static boolean isDue(@Nullable Instant last, Duration step, Instant now) {
    return last == null || !last.plus(step).isAfter(now);
  }

  private static DirectoryToken token(ResultSet row) throws SQLException {
    return new DirectoryToken(
        new DirectoryTokenId(Columns.text(row, "token_id")),
        new DirectoryId(Columns.text(row, "directory_id")),
        Columns.text(row, "hint"),
        Columns.time(row, "token_created_at"),
        Columns.time(row, "expires_at"),
        Columns.timeOrNull(row, "ends_at"),
        Columns.timeOrNull(row, "last_used_at"),
        row.getString("created_by"));
  }
}
