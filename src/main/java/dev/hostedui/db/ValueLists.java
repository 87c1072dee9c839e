package dev.hostedui.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Statements about lists of values, however long: {@code IN (%s)} stands in them once. A list of
 * thousands becomes one statement for some hundreds of them, past JDBI as {@link Direct} says. A
 * {@link ListParameter} is for a statement that sorts what it finds, and for the values of a page.
 */
public final class ValueLists {

  /** So many values stand in one statement. */
  private static final int MOST = 512;

  private ValueLists() {}

  /**
   * Reads the rows of a statement about values.
   *
   * @param sql its text, with {@code %s} for the list
   * @param first the values of the parameters before the list
   */
  public static <T> void read(
      Handle handle,
      String sql,
      Collection<?> values,
      RowReader<T> reader,
      Consumer<T> into,
      @Nullable Object... first) {
    for (var some : parts(values))
      Direct.rows(handle, text(sql, some.size()), reader, parameters(first, some)).forEach(into);
  }

  /** Runs a statement about values that changes something; see {@link #read}. */
  public static void update(
      Handle tx, String sql, Collection<?> values, @Nullable Object... first) {
    for (var some : parts(values))
      Direct.update(tx, text(sql, some.size()), parameters(first, some));
  }

  /** The values in parts of some hundreds. */
  private static List<List<Object>> parts(Collection<?> all) {
    var list = List.copyOf(all);
    return IntStream.iterate(0, from -> from < list.size(), from -> from + MOST)
        .mapToObj(from -> padded(list.subList(from, Math.min(from + MOST, list.size()))))
        .toList();
  }

  private static String text(String sql, int size) {
    return sql.replace("%s", "?, ".repeat(size - 1) + "?");
  }

  private static @Nullable Object[] parameters(@Nullable Object[] first, List<?> values) {
    var all = new ArrayList<@Nullable Object>(List.of());
    for (var it : first) all.add(it);
    all.addAll(values);
    return all.toArray();
  }

  /**
   * A list of 1, 2, 4 and so on values, so that there are few texts to prepare and keep: the last
   * value stands in it as often as that takes, which changes nothing.
   */
  static List<Object> padded(List<?> values) {
    var size = values.size() <= 1 ? 1 : Integer.highestOneBit(values.size() - 1) * 2;
    var all = new ArrayList<Object>(values);
    while (all.size() < size) all.add(values.get(values.size() - 1));
    return all;
  }
}
