package dev.hostedui.identity.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.db.NotedRows;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.LogPosition;
import dev.hostedui.identity.LogText;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.LoggedRequest.Answer;
import dev.hostedui.identity.directory.LoggedRequest.Call;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What directories asked and what they were answered, for the customer: thirty days of it.
 *
 * <p>A call is only noted in memory, and a job writes what was noted, many at once. So the log
 * costs a call nothing and cannot make one fail. What is noted while the memory is full is counted
 * and lost; what is noted when the program ends in order is written.
 *
 * <p>Whoever has no token of a directory can still fill its log, because they are to be seen: of
 * calls that were answered 401, so many in a minute are kept as an honest mistake would make.
 */
public final class DirectoryRequests implements AutoCloseable {

  /** How long a call is kept. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** How long it is kept how many calls there were in an hour: for the usual gaps between them. */
  static final Duration HOURS_KEPT = Duration.ofDays(60);

  /** So many wait in memory at most. */
  static final int ROOM = 10_000;

  /** So many characters of their bodies wait with them; a call beyond has none in the log. */
  static final int ROOM_FOR_BODIES = 8 << 20;

  /** So many calls without a good token are kept in a minute: of one directory, and of all. */
  static final int UNAUTHORIZED_A_MINUTE = 10;

  static final int ALL_UNAUTHORIZED_A_MINUTE = 300;

  /** So many are written at once. */
  public static final int BATCH = 500;

  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_PATH = 2_000;
  private static final int LONGEST_REMARKS = 8_000;
  private static final String PREFIX = "dirreq_";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS =
      "id, directory_id, request_id, method, path, ip, user_agent, body, body_form, status,"
          + " milliseconds, scim_type, detail, user_id, person, group_id, group_name, effect,"
          + " remarks, at";

  private record Noted(String id, LoggedRequest request, Instant at) {
    int bodyLength() {
      var body = request.call().body();
      return body == null ? 0 : body.length();
    }
  }

  /**
   * What a list is narrowed to; a part that is null does not narrow it.
   *
   * @param person their address or user name, in any case
   * @param failures whether only calls that were refused are listed
   * @param method an HTTP method in capitals
   */
  public record Filter(
      @Nullable DirectoryUserId user,
      @Nullable String person,
      @Nullable DirectoryGroupId group,
      boolean failures,
      @Nullable String method) {

    public static final Filter ALL = new Filter(null, null, null, false, null);
  }

  /**
   * A call as the customer sees it; its body is without secrets.
   *
   * @param whole whether the body is all that came, but for the secrets, so that it can be sent
   *     again; also when there was none
   * @param cut whether the body is only the beginning of what came
   */
  public record Entry(String id, Instant at, LoggedRequest request, boolean whole, boolean cut) {

    /** Where the list goes on after this call. */
    String position() {
      return new LogPosition(at, id).toString();
    }
  }

  /**
   * A part of the list, the newest first.
   *
   * @param next where the next part begins, or null after the last one
   */
  public record Page(List<Entry> entries, @Nullable String next) {}

  private final Database database;
  private final Ids ids;
  private final Clock clock;
  private final NotedRows<Noted> noted;
  private final Map<DirectoryId, Integer> unauthorized = new HashMap<>();

  /** The minute that {@link #unauthorized} counts, and how many in it. */
  private long minute;

  private int unauthorizedOfAll;

  public DirectoryRequests(Database database, Ids ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
    this.noted =
        new NotedRows<>(
            database,
            new NotedRows.Room(ROOM, ROOM_FOR_BODIES, BATCH),
            Noted::bodyLength,
            DirectoryRequests::insert,
            "calls are missing from the log of directories");
  }

  // ------------------------------------------------------------------ writing

  /**
   * Notes a call that was answered. It never fails and never waits for the database.
   *
   * @param request with its body as it came: secrets in it are hidden before it is written
   */
  public void note(LoggedRequest request) {
    var at = clock.instant();
    if (request.unauthorized() && !isKept(request.directory(), at)) return;
    noted.add(
        new Noted(ids.next(PREFIX), beginning(request), at),
        one -> new Noted(one.id, withBody(one.request, null), one.at));
  }

  private synchronized boolean isKept(DirectoryId directory, Instant at) {
    var now = at.getEpochSecond() / 60;
    if (now != minute) {
      minute = now;
      unauthorized.clear();
      unauthorizedOfAll = 0;
    }
    return unauthorizedOfAll < ALL_UNAUTHORIZED_A_MINUTE
        && unauthorized.merge(directory, 1, Integer::sum) <= UNAUTHORIZED_A_MINUTE
        && ++unauthorizedOfAll > 0;
  }

  /** What is beyond what is kept does not wait in memory either. */
  private static LoggedRequest beginning(LoggedRequest request) {
    var body = request.call().body();
    if (body == null || body.length() <= Redaction.LONGEST_BODY + 1) return request;
    return withBody(request, body.substring(0, Redaction.LONGEST_BODY + 1));
  }

  private static LoggedRequest withBody(LoggedRequest request, @Nullable String body) {
    var call = request.call();
    return new LoggedRequest(
        request.directory(),
        new Call(call.requestId(), call.method(), call.path(), call.ip(), call.userAgent(), body),
        request.answer(),
        request.about(),
        request.effect(),
        request.remarks());
  }

  /** How many calls were not kept since the program began, for want of room. */
  public long lost() {
    return noted.lost();
  }

  /**
   * Writes a bounded batch of what was noted. A job of the timetable.
   *
   * @return how many calls were written
   */
  public int writeNoted() {
    return noted.write();
  }

  /** Writes all that is still only in memory, before the program ends. */
  @Override
  public void close() {
    noted.close();
  }

  /** A directory that is gone meanwhile has no log. */
  private static Consumer<Handle> insert(List<Noted> batch) {
    // what is secret in a body takes longer to find than the row to be written
    var rows = batch.stream().map(DirectoryRequests::row).toList();
    return tx -> {
      Direct.updateAll(
          tx,
          """
          INSERT INTO directory_requests (id, organization_id, directory_id, request_id, method, path, ip, user_agent,
                                          body, body_form, status, outcome, cause, milliseconds, scim_type, detail,
                                          user_id, person, group_id, group_name, effect, remarks, at)
          SELECT ?, organization_id, id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
            FROM directories WHERE id = ?
          ON CONFLICT (id) DO NOTHING
          """,
          rows.iterator());
      count(tx, batch);
    };
  }

  private static @Nullable Object[] row(Noted noted) {
    var request = noted.request;
    var call = request.call();
    var answer = request.answer();
    var about = request.about();
    var body = Redaction.of(call.body());
    return new @Nullable Object[] {
      noted.id,
      LogText.cut(call.requestId(), LONGEST_TEXT),
      LogText.cut(call.method(), LONGEST_TEXT),
      LogText.cut(Redaction.ofPath(call.path()), LONGEST_PATH),
      call.ip(),
      LogText.cut(call.userAgent(), LONGEST_TEXT),
      body == null ? null : LogText.cut(body.text(), 2 * Redaction.LONGEST_BODY),
      body == null ? null : body.form().name(),
      answer.status(),
      answer.failed() ? "FAILURE" : "SUCCESS",
      LogText.cut(request.cause(), LONGEST_TEXT),
      answer.milliseconds(),
      LogText.cut(answer.scimType(), LONGEST_TEXT),
      LogText.cut(Redaction.ofWords(answer.detail()), LONGEST_TEXT),
      about.user(),
      LogText.folded(about.person(), LONGEST_TEXT),
      about.group(),
      LogText.cut(about.groupName(), LONGEST_TEXT),
      request.effect() == null ? null : request.effect().name(),
      remarks(request.remarks()),
      noted.at,
      request.directory()
    };
  }

  /**
   * Calls by the hour, for what is said of the health of a directory. Whoever has no token does not
   * count, nor does an admin who sends one again: they are not the directory.
   */
  private static void count(Handle tx, List<Noted> batch) {
    record Hour(DirectoryId directory, Instant begins) {}
    var calls = new HashMap<Hour, long[]>();
    for (var noted : batch) {
      if (!noted.request.isOfDirectory()) continue;
      var hour = new Hour(noted.request.directory(), hourOf(noted.at));
      var counted = calls.computeIfAbsent(hour, any -> new long[2]);
      counted[0]++;
      if (noted.request.answer().failed()) counted[1]++;
    }
    if (calls.isEmpty()) return;
    var rows =
        tx.prepareBatch(
            """
            INSERT INTO directory_hours (directory_id, begins_at, calls, failures)
            SELECT id, :begins, :calls, :failures FROM directories WHERE id = :directory
            ON CONFLICT (directory_id, begins_at) DO UPDATE
               SET calls = directory_hours.calls + excluded.calls,
                   failures = directory_hours.failures + excluded.failures
            """);
    calls.forEach(
        (hour, counted) ->
            rows.bind("directory", hour.directory)
                .bind("begins", hour.begins)
                .bind("calls", counted[0])
                .bind("failures", counted[1])
                .add());
    rows.execute();
  }

  static Instant hourOf(Instant at) {
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 3_600L) * 3_600L);
  }

  /** As many of the remarks as there is room for, the first ones. */
  private static @Nullable String remarks(List<Remark> remarks) {
    var kept = new ArrayList<Remark>();
    var left = LONGEST_REMARKS;
    for (var remark : remarks) {
      var arguments =
          remark.arguments().stream()
              .map(it -> String.valueOf(LogText.cut(it, LONGEST_TEXT)))
              .toList();
      left -= arguments.stream().mapToInt(String::length).sum();
      if (left < 0) break;
      kept.add(new Remark(remark.code(), arguments));
    }
    try {
      return kept.isEmpty() ? null : JSON.writeValueAsString(kept);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("remarks are texts", e);
    }
  }

  // ------------------------------------------------------------------ reading

  /**
   * A part of the list of a directory, the newest first.
   *
   * @param position {@link Page#next} of the part before, or null for the first; one that is none
   *     begins at the first as well
   * @param most how many calls at most
   */
  public Page page(
      OrganizationId organization,
      DirectoryId directory,
      Filter filter,
      @Nullable String position,
      int most) {
    var after = LogPosition.parse(PREFIX, position).orElse(null);
    var sql =
        "SELECT "
            + COLUMNS
            + " FROM directory_requests WHERE organization_id = :organization AND directory_id ="
            + " :directory"
            + (after == null ? "" : LogPosition.FURTHER)
            + (filter.user == null ? "" : " AND user_id = :user")
            + (filter.person == null ? "" : " AND person = :person")
            + (filter.group == null ? "" : " AND group_id = :group")
            + (filter.failures ? " AND outcome = 'FAILURE'" : "")
            + (filter.method == null ? "" : " AND method = :method")
            + " ORDER BY at DESC, id DESC LIMIT :most";
    var found =
        database.read(
            handle -> {
              var query =
                  handle
                      .createQuery(sql)
                      .bind("organization", organization)
                      .bind("directory", directory)
                      .bind("most", most + 1);
              if (after != null) query.bind("at", after.at()).bind("id", after.id());
              if (filter.user != null) query.bind("user", filter.user);
              if (filter.person != null)
                query.bind("person", LogText.folded(filter.person, LONGEST_TEXT));
              if (filter.group != null) query.bind("group", filter.group);
              if (filter.method != null) query.bind("method", filter.method);
              return query.map((row, context) -> entry(row)).list();
            });
    if (found.size() <= most) return new Page(List.copyOf(found), null);
    var shown = List.copyOf(found.subList(0, most));
    return new Page(shown, shown.get(most - 1).position());
  }

  /** One call of a directory; empty when there is none, or it is another one's. */
  public Optional<Entry> find(OrganizationId organization, DirectoryId directory, String id) {
    if (!Ids.shaped(PREFIX, id)) return Optional.empty();
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM directory_requests WHERE id = :id AND organization_id ="
                        + " :organization AND directory_id = :directory")
                .bind("id", id)
                .bind("organization", organization)
                .bind("directory", directory)
                .map((row, context) -> entry(row))
                .findOne());
  }

  /** The newest call to a directory that came without a good token. */
  public Optional<Entry> lastUnauthorized(OrganizationId organization, DirectoryId directory) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM directory_requests WHERE directory_id = :directory AND"
                        + " organization_id = :organization AND status = 401 ORDER BY at DESC, id"
                        + " DESC LIMIT 1")
                .bind("directory", directory)
                .bind("organization", organization)
                .map((row, context) -> entry(row))
                .findOne());
  }

  private static Entry entry(ResultSet row) throws SQLException {
    var user = row.getString("user_id");
    var group = row.getString("group_id");
    var effect = row.getString("effect");
    var form = row.getString("body_form");
    return new Entry(
        Columns.text(row, "id"),
        Columns.time(row, "at"),
        new LoggedRequest(
            new DirectoryId(Columns.text(row, "directory_id")),
            new Call(
                Columns.text(row, "request_id"),
                Columns.text(row, "method"),
                Columns.text(row, "path"),
                Columns.text(row, "ip"),
                Columns.text(row, "user_agent"),
                row.getString("body")),
            new Answer(
                row.getInt("status"),
                row.getLong("milliseconds"),
                row.getString("scim_type"),
                row.getString("detail")),
            new About(
                user == null ? null : new DirectoryUserId(user),
                row.getString("person"),
                group == null ? null : new DirectoryGroupId(group),
                row.getString("group_name")),
            effect == null ? null : Effect.valueOf(effect),
            remarks(row.getString("remarks"))),
        form == null || form.equals(Redaction.Form.WHOLE.name()),
        Redaction.Form.CUT.name().equals(form));
  }

  private static List<Remark> remarks(@Nullable String json) {
    try {
      return json == null ? List.of() : JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored remarks cannot be read", e);
    }
  }

  /**
   * Forgets a bounded batch of calls that are older than {@link #KEPT}, and of the hours they were
   * counted in. A job of the timetable.
   */
  public int forgetOld() {
    var before = clock.instant().minus(KEPT);
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                        "DELETE FROM directory_requests WHERE id IN (SELECT id FROM"
                            + " directory_requests WHERE at < :before LIMIT 1000)")
                    .bind("before", before)
                    .execute()
                + tx.createUpdate(
                        """
                        DELETE FROM directory_hours WHERE (directory_id, begins_at) IN (
                          SELECT directory_id, begins_at FROM directory_hours WHERE begins_at < :before LIMIT 1000)
                        """)
                    .bind("before", clock.instant().minus(HOURS_KEPT))
                    .execute());
  }
}
