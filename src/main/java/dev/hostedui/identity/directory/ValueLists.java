package dev.hostedui.identity.directory;

import dev.hostedui.db.Direct;
import dev.hostedui.db.RowReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Statements about lists of values, however long: {@code IN (%s)} at their end. A list of thousands
 * becomes one statement for some hundreds of them, past JDBI as {@link Direct} says.
 */
final class ValueLists {

  /** So many values stand in one statement. */
  private static final int MOST = 512;

  private ValueLists() {}

  /**
   * Reads the rows of a statement about values.
   *
   * @param sql its text, with {@code %s} for the list
   * @param first the values of the parameters before the list
   */
  static <T> void read(
      Handle handle,
      String sql,
      Collection<?> values,
      RowReader<T> reader,
      Consumer<T> into,
      @Nullable Object... first) {
    for (var some : chunks(values))
      Direct.rows(handle, text(sql, some.size()), reader, parameters(first, some)).forEach(into);
  }

  /** Runs a statement about values that changes something; see {@link #read}. */
  static void update(Handle tx, String sql, Collection<?> values, @Nullable Object... first) {
    for (var some : chunks(values))
      Direct.update(tx, text(sql, some.size()), parameters(first, some));
  }

  /** The values in parts of some hundreds. */
  static <T> List<List<T>> chunks(Collection<T> all) {
    var list = List.copyOf(all);
    return IntStream.iterate(0, from -> from < list.size(), from -> from + MOST)
        .mapToObj(from -> list.subList(from, Math.min(from + MOST, list.size())))
        .toList();
  }

  private static String text(String sql, int size) {
    return sql.replace("%s", "?, ".repeat(room(size) - 1) + "?");
  }

  /**
   * A list has room for 1, 2, 4 and so on up to {@link #MOST} values, so that there are few texts
   * to prepare and keep.
   */
  private static int room(int size) {
    return size <= 1 ? 1 : Integer.highestOneBit(size - 1) * 2;
  }

  /** Where there is room left, the last value stands once more, which changes nothing. */
  private static @Nullable Object[] parameters(@Nullable Object[] first, List<?> values) {
    var all = new ArrayList<@Nullable Object>(List.of());
    for (var it : first) all.add(it);
    all.addAll(values);
    for (var left = room(values.size()) - values.size(); left > 0; left--)
      all.add(values.get(values.size() - 1));
    return all.toArray();
  }
}
