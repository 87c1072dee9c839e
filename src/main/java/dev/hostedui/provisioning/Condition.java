package dev.hostedui.provisioning;

import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/**
 * A part of a filter as SQL.
 *
 * @param sql a condition that is true or false and never null
 * @param exact whether it says all that the filter says; else it lets more rows pass, and the rest
 *     of the filter has to be asked of each
 */
record Condition(String sql, Map<String, Object> parameters, boolean exact) {

  /** What every row fulfils, and what has still to be asked of each. */
  static final Condition ANY = new Condition("1 = 1", Map.of(), false);

  /** No filter at all. */
  static final Condition NONE = new Condition("1 = 1", Map.of(), true);

  Condition and(Condition other) {
    return new Condition("(" + sql + " AND " + other.sql + ")", both(other), exact && other.exact);
  }

  Condition or(Condition other) {
    return new Condition("(" + sql + " OR " + other.sql + ")", both(other), exact && other.exact);
  }

  /** The opposite; of what lets too many pass, nothing is known. */
  Condition not() {
    return exact ? new Condition("NOT " + sql, parameters, true) : ANY;
  }

  Condition inexact() {
    return new Condition(sql, parameters, false);
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
