package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.protocol.scim.AttributePath;
import dev.hostedui.protocol.scim.Discovery;
import dev.hostedui.protocol.scim.Effort;
import dev.hostedui.protocol.scim.Filter;
import dev.hostedui.protocol.scim.ListQuery;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimJson;
import dev.hostedui.protocol.scim.ScimProblem;
import dev.hostedui.protocol.scim.SortKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of users or groups (RFC 7644 §3.4.2): by columns where they answer the filter and the
 * order, and else row after row, of which only so many are looked at. The total is exact.
 *
 * @param <T> what is listed
 */
abstract class Listing<T> {

  /** So many rows are looked at for a filter that no column answers. */
  static final int MOST_ROWS = 250_000;

  private static final String REMEDY = "Filter by userName, externalId or id.";

  private static final int BATCH = 1_000;

  /** More than these are worth waiting in line for. */
  private static final int LARGE = 5_000;

  /** So many looks at values are made for a filter or an order: some seconds. */
  private static final long MOST_LOOKS = 200_000_000;

  /** After so many, some tens of milliseconds, it is worth waiting in line for, too. */
  private static final long LARGE_LOOKS = 2_000_000;

  /** Looking at each row of a large directory keeps a core busy: so many do at once. */
  private final Semaphore scans = new Semaphore(2);

  private final ResourceSchema schema;
  private final Conditions conditions;
  private final String from;
  private final String alias;
  private final Map<String, String> orders;

  /**
   * Takes what differs between users and groups.
   *
   * @param from the columns and the table of a statement, up to its conditions
   * @param orders columns to sort by, none of which is ever null, by attribute in small letters
   */
  Listing(
      ResourceSchema schema,
      Conditions conditions,
      String from,
      String alias,
      Map<String, String> orders) {
    this.schema = schema;
    this.conditions = conditions;
    this.from = from;
    this.alias = alias;
    this.orders = orders;
  }

  abstract T read(ResultSet row) throws SQLException;

  /** Its place in the order in which they came. */
  abstract long position(T item);

  /** All that is kept of it, as it is read for a filter. */
  abstract String attributes(T item);

  /** The whole resource as a filter sees it. */
  abstract ObjectNode resource(Call call, T item);

  /** The resources with whom they belong to or who belongs to them. */
  abstract List<ObjectNode> withBelonging(Handle handle, Call call, List<T> items);

  /** How many rows have to be read for that of one of them, as far as it is known. */
  abstract long belonging(T item);

  /** How many there are in the directory, as it is kept count of. */
  abstract long count(Handle handle, Directory directory);

  Found<T> list(Handle handle, Call call, ListQuery asked) {
    var query = asked.filter() == null ? asked : asked.with(conditions.meant(asked.filter()));
    var condition = conditions.of(query.filter());
    var order = order(query.sortBy());
    if (!condition.exact() || order == null) return scanned(handle, call, query, condition);
    var total =
        query.filter() == null
            ? count(handle, call.directory())
            : bound(handle, "SELECT COUNT(*) FROM " + table(), call, condition, "")
                .mapTo(Long.class)
                .one();
    if (query.count() == 0 || query.startIndex() > total) return new Found<>(total, List.of());
    var direction = direction(query);
    var place = alias + ".position" + direction;
    var by = order.equals("position") ? place : alias + "." + order + direction + ", " + place;
    var items =
        bound(handle, from, call, condition, " ORDER BY " + by + " LIMIT :most OFFSET :before")
            .bind("most", query.count())
            .bind("before", query.startIndex() - 1)
            .map((row, context) -> read(row))
            .list();
    return new Found<>(total, items);
  }

  private static String direction(ListQuery query) {
    return query.descending() ? " DESC" : "";
  }

  private String table() {
    return from.substring(from.indexOf(" FROM ") + 6);
  }

  private @Nullable String order(@Nullable AttributePath by) {
    if (by == null) return "position";
    return by.schema() != null ? null : orders.get(Ascii.toLowerCase(by.dotted()));
  }

  private Query bound(Handle handle, String select, Call call, Condition condition, String rest) {
    var query =
        handle.createQuery(
            among(select, condition)
                + " WHERE "
                + alias
                + ".directory_id = :directory AND "
                + alias
                + ".organization_id = :organization AND "
                + (condition.among() == null ? "" : alias + ".id = among.id AND ")
                + condition.sql()
                + rest);
    return condition
        .bind(query)
        .bind("directory", call.directory().id())
        .bind("organization", call.directory().organization());
  }

  /**
   * {@code CROSS JOIN} is how SQLite is told to begin with those few: it would rather walk all rows
   * in their order.
   */
  private String among(String select, Condition condition) {
    return condition.among() == null
        ? select
        : select.replace(" FROM ", " FROM (" + condition.among() + ") among CROSS JOIN ");
  }

  // ------------------------------------------------------------------ row after row

  private Found<T> scanned(Handle handle, Call call, ListQuery query, Condition condition) {
    try (var scan = new Scan()) {
      if (condition.needsBelonging() || count(handle, call.directory()) > LARGE) scan.isLarge();
      return query.sortBy() == null || "position".equals(order(query.sortBy()))
          ? inOrder(handle, call, query, condition, scan)
          : sorted(handle, call, query, condition, query.sortBy(), scan);
    }
  }

  /** Looks at row after row, of which only so many do at once when it takes long. */
  private final class Scan implements AutoCloseable {

    private final Effort effort =
        new Effort(MOST_LOOKS, "Too many values would have to be looked at. " + REMEDY);
    private boolean large;

    void isLarge() {
      if (large) return;
      if (!scans.tryAcquire()) throw Problem.tooMany("too_many_requests", Duration.ofSeconds(2));
      large = true;
    }

    boolean fulfils(Filter filter, String attributes, ObjectNode resource) {
      effort.read(attributes.length());
      var does = filter.matches(schema, resource, effort);
      counted();
      return does;
    }

    @Nullable SortKey sortKey(AttributePath by, String attributes, ObjectNode resource) {
      effort.read(attributes.length());
      var key = SortKey.of(schema, resource, by, effort);
      counted();
      return key;
    }

    private void counted() {
      if (effort.spent() > LARGE_LOOKS) isLarge();
    }

    @Override
    public void close() {
      if (large) scans.release();
    }
  }

  private Found<T> inOrder(
      Handle handle, Call call, ListQuery query, Condition condition, Scan scan) {
    var items = new ArrayList<T>();
    var total = new long[1];
    each(
        handle,
        call,
        query,
        condition,
        scan,
        item -> {
          total[0]++;
          if (total[0] >= query.startIndex() && items.size() < query.count()) items.add(item);
        });
    return new Found<>(total[0], items);
  }

  private record Placed(@Nullable SortKey key, long position) {}

  private Found<T> sorted(
      Handle handle, Call call, ListQuery query, Condition condition, AttributePath by, Scan scan) {
    var all = new ArrayList<Placed>();
    each(
        handle,
        call,
        query,
        condition,
        scan,
        item ->
            all.add(
                new Placed(
                    scan.sortKey(by, attributes(item), resource(call, item)), position(item))));
    // RFC 7644 §3.4.2.3: who has no value is last, and first the other way round
    var keys = Comparator.nullsLast(Comparator.<SortKey>naturalOrder());
    all.sort(Comparator.comparing(Placed::key, query.descending() ? keys.reversed() : keys));
    var start = Math.min((long) query.startIndex() - 1, all.size());
    var end = Math.min(start + query.count(), all.size());
    var items = new ArrayList<T>();
    for (var placed : all.subList((int) start, (int) end)) {
      var at = new Condition(alias + ".position = :at", Map.of("at", placed.position()), true);
      bound(handle, from, call, at, "")
          .map((row, context) -> read(row))
          .findOne()
          .ifPresent(items::add);
    }
    return new Found<>(all.size(), items);
  }

  private interface Each<T> {
    void take(T item);
  }

  private void each(
      Handle handle, Call call, ListQuery query, Condition condition, Scan scan, Each<T> each) {
    var after = query.descending() ? Long.MAX_VALUE : -1L;
    for (var looked = 0L; ; ) {
      var rows = batch(handle, call, query, condition, after);
      looked += rows.size();
      if (condition.needsBelonging()) looked += rows.stream().mapToLong(this::belonging).sum();
      if (looked > MOST_ROWS)
        throw new ScimProblem(
            ScimProblem.Type.TOO_MANY, "Too many resources would have to be looked at. " + REMEDY);
      matching(handle, call, query, condition, scan, rows).forEach(each::take);
      if (rows.size() < BATCH) return;
      after = position(rows.get(rows.size() - 1));
    }
  }

  private List<T> matching(
      Handle handle, Call call, ListQuery query, Condition condition, Scan scan, List<T> rows) {
    var filter = query.filter();
    if (filter == null || condition.exact()) return rows;
    if (!condition.needsBelonging())
      return rows.stream()
          .filter(it -> scan.fulfils(filter, attributes(it), resource(call, it)))
          .toList();
    var resources = withBelonging(handle, call, rows);
    return IntStream.range(0, rows.size())
        .filter(i -> scan.fulfils(filter, attributes(rows.get(i)), resources.get(i)))
        .mapToObj(rows::get)
        .toList();
  }

  private List<T> batch(
      Handle handle, Call call, ListQuery query, Condition condition, long after) {
    var place = alias + ".position";
    var beyond = query.descending() ? " < :after" : " > :after";
    var rest = " AND " + place + beyond + " ORDER BY " + place + direction(query) + " LIMIT :most";
    return bound(handle, from, call, condition, rest)
        .bind("after", after)
        .bind("most", BATCH)
        .map((row, context) -> read(row))
        .list();
  }

  /** A list as it is answered. */
  static Reply answer(ListQuery query, Found<Written> found) {
    var items = found.items();
    var head = ScimJson.write(Discovery.listHead(found.total(), query.startIndex(), items.size()));
    var out = new ByteArrayOutputStream();
    write(head.substring(0, head.length() - 1) + ",\"Resources\":[", out);
    for (var i = 0; i < items.size(); i++) {
      if (i > 0) out.write(',');
      items.get(i).to(out);
    }
    write("]}", out);
    return new Reply(200, out.toByteArray(), null, null, null);
  }

  private static void write(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
