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
 */
record Condition(
    String sql, Map<String, Object> parameters, boolean exact, @Nullable String among) {

  Condition(String sql, Map<String, Object> parameters, boolean exact) {
    this(sql, parameters, exact, null);
  }

  /** What every row fulfils, and what has still to be asked of each. */
  static final Condition ANY = new Condition("1 = 1", Map.of(), false);

  /** No filter at all. */
  static final Condition NONE = new Condition("1 = 1", Map.of(), true);

  Condition and(Condition other) {
    return new Condition(
        "(" + sql + " AND " + other.sql + ")",
        both(other),
        exact && other.exact,
        among != null ? among : other.among);
  }

  Condition or(Condition other) {
    return new Condition(
        "(" + sql + " OR " + other.sql + ")",
        both(other),
        exact && other.exact,
        among == null || other.among == null ? null : among + " UNION " + other.among);
  }

  /** The opposite; of what lets too many pass, nothing is known. */
  Condition not() {
    return exact ? new Condition("NOT " + sql, parameters, true) : ANY;
  }

  Condition inexact() {
    return new Condition(sql, parameters, false, among);
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
