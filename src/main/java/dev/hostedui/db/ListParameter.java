package dev.hostedui.db;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Several values of which a column must have one: a statement holds a named parameter for each of
 * them. For lists that may be long there are {@link ValueLists}.
 */
public final class ListParameter {

  private final Map<String, Object> values = new LinkedHashMap<>();

  private ListParameter(String name, List<?> values) {
    for (var value : values) this.values.put(name + this.values.size(), value);
  }

  /**
   * A parameter of several values.
   *
   * @param name what the names of its places begin with
   * @param values at least one
   */
  public static ListParameter of(String name, Collection<?> values) {
    if (values.isEmpty()) throw new IllegalArgumentException("nothing to compare with");
    return new ListParameter(name, ValueLists.padded(List.copyOf(values)));
  }

  /** What stands behind {@code IN}. */
  public String places() {
    return values.keySet().stream().collect(Collectors.joining(", :", "(:", ")"));
  }

  /** The values by the names of their places. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /** Binds all of them. */
  public <S extends SqlStatement<S>> S into(S statement) {
    return statement.bindMap(values);
  }
}
