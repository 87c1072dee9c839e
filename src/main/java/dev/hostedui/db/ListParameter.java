package dev.hostedui.db;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Several values of which a column must have one: a statement holds a named parameter for each of
 * them.
 *
 * @param name what these parameters begin with
 * @param values at least one
 */
public record ListParameter(String name, List<?> values) {

  public ListParameter {
    values = List.copyOf(values);
    if (values.isEmpty()) throw new IllegalArgumentException("nothing to compare with");
  }

  public static ListParameter of(String name, Collection<?> values) {
    return new ListParameter(name, List.copyOf(values));
  }

  /** What stands behind {@code IN}. */
  public String places() {
    return IntStream.range(0, values.size())
        .mapToObj(at -> ":" + name + at)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Binds all of them. */
  public <S extends SqlStatement<S>> S into(S statement) {
    for (var at = 0; at < values.size(); at++) statement.bind(name + at, values.get(at));
    return statement;
  }
}
