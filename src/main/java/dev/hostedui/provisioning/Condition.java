package dev.hostedui.provisioning;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * A part of a filter as SQL.
 *
 * @param sql a condition that is true or false and never null
 * @param exact whether it says all that the filter says; else it lets more rows pass, and the rest
 *     of the filter has to be asked of each
 * @param among a statement that finds the ids of all rows that may fulfil it by an index, each
 *     once, or null when none does
 * @param belonging whether the filter asks who belongs to what
 */
record Condition(
    String sql,
    Map<String, Object> parameters,
    boolean exact,
    @Nullable String among,
    boolean belonging) {

  Condition(String sql, Map<String, Object> parameters, boolean exact) {
    this(sql, parameters, exact, null, false);
  }

  /** What every row fulfils, and what has still to be asked of each. */
  static final Condition ANY = new Condition("1 = 1", Map.of(), false);

  /** Likewise, and of groups and members. */
  static final Condition OF_BELONGING = new Condition("1 = 1", Map.of(), false, null, true);

  /** No filter at all. */
  static final Condition NONE = new Condition("1 = 1", Map.of(), true);

  Condition and(Condition other) {
    return new Condition(
        "(" + sql + " AND " + other.sql + ")",
        both(other),
        exact && other.exact,
        among != null ? among : other.among,
        belonging || other.belonging);
  }

  Condition or(Condition other) {
    return new Condition(
        "(" + sql + " OR " + other.sql + ")",
        both(other),
        exact && other.exact,
        among == null || other.among == null ? null : among + " UNION " + other.among,
        belonging || other.belonging);
  }

  /** The opposite; of what lets too many pass, nothing is known. */
  Condition not() {
    if (exact) return new Condition("NOT " + sql, parameters, true, null, belonging);
    return belonging ? OF_BELONGING : ANY;
  }

  Condition inexact() {
    return new Condition(sql, parameters, false, among, belonging);
  }

  /** Whether who belongs to what has to be asked of each row that passes. */
  boolean needsBelonging() {
    return belonging && !exact;
  }

  private Map<String, Object> both(Condition other) {
    var all = new HashMap<>(parameters);
    all.putAll(other.parameters);
    return all;
  }

  Query bind(Query query) {
    parameters.forEach(query::bind);
    return query;
  }
}
